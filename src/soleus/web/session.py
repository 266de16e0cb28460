"""A session: do it, and what it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import median
from typing import Annotated, Literal
from uuid import UUID

from anyio import from_thread
from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError
from soleus.exercises import Exercise, find_exercise
from soleus.recording import Side
from soleus.reps.live import Aim
from soleus.reps.phone_way import Place, phone_way
from soleus.store.records import Session
from soleus.walk.steps import BOUT_GAP_S
from soleus.web.after import After, after, asks_safety, doses_of
from soleus.web.living_leg import leg_picture
from soleus.web.pages import Mine, Setting, new_pages
from soleus.web.phone_picture import phone_picture
from soleus.web.rooms import links_of
from soleus.workspace import emg_sessions, heel_raise_tests, measuring, sessions, tapping
from soleus.workspace.corrections import n_measured
from soleus.workspace.counts import source_of
from soleus.workspace.journalled import Source, phone_tells
from soleus.workspace.live import last_sign
from soleus.workspace.place import Desk
from soleus.workspace.sessions import Training
from soleus.workspace.sides import last_side
from soleus.workspace.stepping import is_walking

pages = new_pages(leg_picture, phone_picture)

HOW_COUNTED = {
    "metronome": "Counted by the beat, not measured: how high the heel rose is not known.",
    "tap": "Counted by your taps: how high the heel rose is not known.",
    "camera-sticker": "Measured by the camera, from the sticker.",
    "camera": "Counted by the camera without a sticker, which is experimental: the heights are not known.",
    "recording": "Measured from a recording.",
    "emg": "Counted from the electromyogram of the soleus: how high the heel rose is not known.",
}
HOW_A_PHONE_COUNTED = {
    ("thigh", "heights"): "Measured by the phone on the thigh.",
    ("waist", "heights"): "Measured by the phone at the waist.",
    ("waist", "count"): "Counted by the phone at the waist; at this pace it cannot tell how high the heel rose.",
}
TOO_SLOW = "You were slower than it can follow, {} a minute: some repetitions may be missing."
SLACK = 1.1  # nobody keeps a beat to a tenth
CARRIED = "Counted by the phone that you carried."
LEAD_S = 10.0  # from the device to the wall, or with the phone into the waistband, and a breath
AWAY = timedelta(minutes=2)  # without a page and without a sign: longer than a rest between sets
PHASE_WORDS_AND_TONES_HZ = (("Up", 880), ("Hold", 660), ("Down", 440), ("Wait", 330))


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of one repetition as the metronome plays it."""

    word: str
    seconds: float
    tone_hz: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePage:
    """A session that is open: what to do, how far it has come; ``lead_s`` is the time to get into place.

    ``leg_follows`` what moves the drawn leg; ``place`` is where the phone goes, if one counts, ``slowest_per_min`` the
    pace below which it would miss repetitions.
    """

    session: Session
    exercise: Exercise
    phases: tuple[Phase, ...]
    active_s: float
    n_reps: int
    source: Source | None
    aim: Aim
    lead_s: float
    walking: bool
    side: Side | None
    place: Place | None
    heights: bool
    slowest_per_min: float
    leg_follows: Literal["heel", "beat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """A finished session; ``interval_s`` is the time from each repetition to the next, ``how`` says what counted.

    ``rises_m`` are the measured heights in their order, ``height_m`` their median; empty and None without a sensor.
    ``n_measured``: what was counted before the person corrected it.
    """

    now: datetime
    training: Training
    exercise: Exercise
    active_s: float
    cadence_per_min: float | None
    interval_s: tuple[float, ...]
    rises_m: tuple[float, ...]
    height_m: float | None
    how: str
    n_measured: int | None
    after: After
    walking: bool


class Words(BaseModel):
    """What the person says about a session; nothing said is not known."""

    session_rpe: float | None = Field(None, ge=0, le=10)
    pain_during_nrs: float | None = Field(None, ge=0, le=10)
    notes: str = Field("", max_length=4000)


@pages.page("/sessions/{session_id}/live", "session_live.html", personal=False)
def live_session(session_id: UUID, desk: Mine, settings: Setting) -> LivePage:
    """The open session: count, pace, what is left."""
    session, now = sessions.get(desk, session_id).session, settings.now()
    if session.state not in sessions.OPEN:
        raise InputError("This session is over; its numbers are on its own page.")
    exercise, source = find_exercise(session.exercise), source_of(session)
    way = phone_way(exercise) if source == "phone" else None
    heights = source == "camera" or phone_tells(session) == "heights"
    return LivePage(
        session=session,
        exercise=exercise,
        phases=phases(exercise, session.target.cadence_per_min),
        walking=is_walking(exercise),
        active_s=tapping.active_s(session, now),
        n_reps=_n_so_far(desk, session, now),
        source=source,
        aim=measuring.aim_of(desk, session, now=now),
        side=last_side(desk, session_id),
        lead_s=LEAD_S if exercise.kind == "test" or (way and way.place == "waist") else 0.0,
        place=way.place if way else None,
        heights=heights,
        slowest_per_min=way.counts_from_per_min if way else 0.0,
        leg_follows="heel" if heights and (way is None or way.place == "thigh") else "beat",
    )


def _n_so_far(desk: Desk, session: Session, now: datetime) -> int:
    if source_of(session):
        return measuring.n_standing(desk, session, now=now)
    if session.how == emg_sessions.HOW:
        return max(0, emg_sessions.n_contracted(desk, session) - emg_sessions.n_taken_back(desk, session))
    return len(tapping.tapped(desk, session.id))


@pages.router.post("/sessions/{session_id}/finish", status_code=303, tags=["change"])
def finish(session_id: UUID, request: Request, desk: Mine, settings: Setting) -> Response:
    """End a session and show what it was."""
    found, links = sessions.get(desk, session_id).session, links_of(request)
    if not links.watched(session_id):
        _leave(desk, found, settings.now())
    with links.finishing:  # two windows may finish at once
        if source_of(found):
            links.conclude(session_id)
            measuring.finish_measured(desk, session_id, now=settings.now())
        elif found.how == emg_sessions.HOW:
            emg_sessions.finish_emg(desk, found, now=settings.now())
        else:
            tapping.finish_tapped(desk, session_id, now=settings.now())
    from_thread.run(links.say_over, session_id)
    ended_by = links.forget(session_id)
    if found.exercise == heel_raise_tests.EXERCISE:
        leg = heel_raise_tests.conclude(desk, session_id, now=settings.now(), ended_by=ended_by)
        return RedirectResponse(f"/test/{leg.id}" if leg else f"/test/nothing/{session_id}", 303)
    return RedirectResponse(f"/sessions/{session_id}", 303)


def _leave(desk: Desk, session: Session, now: datetime) -> None:
    """A session whose page was closed while it ran ended when something was last heard of it."""
    if session.state == "running" and session.how != emg_sessions.HOW:
        at = last_sign(desk, session.id, now=now)
        if now - at > AWAY:
            sessions.pause(desk, session.id, now=at)


@pages.router.post("/sessions/{session_id}/discard", status_code=303, tags=["change"])
def discard(session_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Put a session away without counting it."""
    sessions.delete(desk, session_id, now=settings.now())
    return RedirectResponse("/", 303)


@pages.page("/sessions/{session_id}", "session.html")
def session(session_id: UUID, request: Request, desk: Mine, settings: Setting) -> SessionPage:
    """What a session was: repetitions, time, pace, its dose, what was said about it, what comes next."""
    training = sessions.get(desk, session_id)
    peaks_s = sorted(peak for done in training.sets for peak in done.peak_s if peak is not None)
    rises_m = tuple(rise for done in training.sets for rise in done.heel_raise_height_m if rise is not None)
    exercise = find_exercise(training.session.exercise)
    walking = is_walking(exercise)
    intervals = tuple(later - sooner for sooner, later in pairwise(peaks_s))
    if walking:  # who stands between two stretches does not walk slowly
        intervals = tuple(interval for interval in intervals if interval <= BOUT_GAP_S)
    cadence_per_min = 60 * len(intervals) / sum(intervals) if sum(intervals) > 0 else None
    return SessionPage(
        now=settings.now(),
        training=training,
        exercise=exercise,
        walking=walking,
        active_s=tapping.active_s(training.session, settings.now()),
        cadence_per_min=cadence_per_min,
        interval_s=() if walking else intervals,
        rises_m=rises_m,
        height_m=median(rises_m) if rises_m else None,
        how=_how(training, bool(rises_m), median(intervals) if intervals else None),
        n_measured=n_measured(training.sets),
        after=after(doses_of(request), desk, training, settings.now()),
    )


@pages.router.post("/sessions/{session_id}/words", status_code=303, tags=["change"])
def say(session_id: UUID, form: Annotated[Words, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep effort, pain and notes of a session; pain above the limit leads to the safety questions."""
    sessions.edit(desk, session_id, form.model_dump(), now=settings.now())
    if asks_safety(desk, sessions.get(desk, session_id)):
        return RedirectResponse("/setup/screening?after=pain", 303)
    return RedirectResponse(f"/sessions/{session_id}?saved=1", 303)


def phases(exercise: Exercise, cadence_per_min: float | None) -> tuple[Phase, ...]:
    """The parts of a repetition, stretched alike so that a whole one takes its share of a minute."""
    tempo = exercise.tempo
    if tempo is None:
        return ()
    stretch = tempo.cadence_per_min / (cadence_per_min or tempo.cadence_per_min)
    parts_s = (tempo.concentric_s, tempo.hold_s, tempo.eccentric_s, tempo.pause_s)
    return tuple(
        Phase(word, seconds * stretch, tone_hz)
        for (word, tone_hz), seconds in zip(PHASE_WORDS_AND_TONES_HZ, parts_s, strict=True)
        if seconds > 0
    )


def _how(training: Training, measured: bool, usual_interval_s: float | None) -> str:
    """What counted, and whether it could; or why the sensor could not tell."""
    untold = next((done.method["unavailable"] for done in training.sets if "unavailable" in done.method), None)
    if untold is not None and not measured:
        return f"The sensor could not tell: {untold}."
    if is_walking(find_exercise(training.session.exercise)) and training.session.how == "phone":
        return CARRIED
    if training.session.how == "phone" and (way := phone_way(find_exercise(training.session.exercise))):
        told = HOW_A_PHONE_COUNTED[way.place, "heights" if measured or way.place == "thigh" else "count"]
        slow = usual_interval_s is not None and usual_interval_s * way.counts_from_per_min > 60 * SLACK
        return f"{told} {TOO_SLOW.format(ceil(way.counts_from_per_min))}" if slow else told
    return HOW_COUNTED.get(training.session.how, "")
