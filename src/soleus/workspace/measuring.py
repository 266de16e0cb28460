"""Sessions with a sensor: samples go to the journal, then into the count; at the end the recording is measured.

What is counted live looks only back. When the session ends the whole recording is measured by the methods for files,
and that is what is kept: so a session and the same recording analysed later say the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic, sleep
from uuid import UUID

import numpy as np

from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.recording.picture import decode_frame
from soleus.reps.live import Aim, Cue, Learnt, LiveCount
from soleus.reps.markerless.live import LiveMarkerless
from soleus.reps.motion import STICKER_MM
from soleus.reps.standing_live import LiveStanding, StandingCount
from soleus.reps.sticker import Sticker
from soleus.reps.sticker_live import LiveSticker, Sighting
from soleus.reps.sticker_tracks import marker_cells
from soleus.reps.thigh_live import LiveThigh
from soleus.store.journal import Journalled
from soleus.store.records import DoneSet, Session
from soleus.units import STANDARD_GRAVITY_M_S2
from soleus.walk.live import LiveSteps
from soleus.workspace import filmed, people, sessions
from soleus.workspace.journalled import (
    COLUMNS,
    SOURCE_OF,
    Reading,
    Rows,
    Source,
    camera_row,
    phone_tells,
    sensor_streams,
    sighting_of,
    taken_back_s,
)
from soleus.workspace.live import LiveStream, open_stream, recorded
from soleus.workspace.place import Desk
from soleus.workspace.sides import turns_of
from soleus.workspace.stepping import is_walking

Live = LiveSticker | LiveThigh | LiveStanding | LiveMarkerless | LiveSteps

TAIL_S = 60.0  # of an earlier recording is taken again, so that the live count knows rest, scale and axis
LAST_JUDGEMENT_S = 5.0  # that a judgement on its way is waited for
BEST_OF = 0.9  # quantile of the heights of earlier repetitions that is the target: reached one time in ten
BEST_REPS = 10  # fewer say little about a person's best


@dataclass(frozen=True, slots=True)
class Shown:
    """What a window shows: everything counts from the start of the session; None is not known now.

    ``agree_frac``, ``n_range``, ``doubt``: of a count without a sticker, see `soleus.reps.markerless.live.Look`.
    """

    n_reps: int
    height_m: float | None
    pace_per_min: float | None
    seen: bool
    cue: Cue | None = None
    peak_m: float | None = None  # of the repetition whose heel has just turned
    agree_frac: float | None = None
    n_range: tuple[int, int] | None = None
    doubt: str = ""


@dataclass(slots=True, eq=False)
class Measuring:
    """One sensor of one session while it is live. ``before``: repetitions of its recording that were there already.

    ``heights``: whether it can tell them.
    """

    stream: LiveStream
    source: Source
    live: Live
    heights: bool = True
    before: int = 0
    _learnt: list[Learnt] = field(default_factory=list)
    _n_settled: int = 0  # of a count without a sticker, that the journal has

    @property
    def count(self) -> LiveCount | StandingCount | LiveMarkerless | LiveSteps:
        """The count that goes on."""
        return self.live.counted

    @property
    def at_ms(self) -> float:
        """The time of the last frame or sample, on its sensor's clock."""
        return 1000 * self.count.time_s

    @property
    def n_reps(self) -> int:
        """Repetitions of this sensor, those before a restart included."""
        return max(0, self.before + self.count.count)

    def frame(self, at_s: float, jpeg: bytes) -> Sighting | None:
        """Find the sticker in a camera frame of that moment, keep and count it; without a sticker only follow it.

        Raises
        ------
        InputError  if it is no picture
        StoreError  if the disk refuses
        """
        if isinstance(self.live, LiveMarkerless):
            self.live.see(at_s, decode_frame(jpeg))
            return None
        if not isinstance(self.live, LiveSticker):
            raise InputError("this session is not measured by a camera")
        sighting = self.live.see(decode_frame(jpeg))
        self.stream.append(camera_row(at_s, sighting))
        self._learnt = self.live.take(at_s, sighting)
        return sighting

    def due(self, *, now: bool = False) -> Callable[[], None] | None:
        """A judgement of what was filmed, where it is time for one: takes up to a second, beside the next frames."""
        live = self.live
        work = live.due(now=now) if isinstance(live, LiveMarkerless) else None
        if work is None or not isinstance(live, LiveMarkerless):
            return None

        def judge() -> None:
            live.take(work())
            self.stream.append(filmed.rows_of(live.look, live.settled_s[self._n_settled :]))
            self._n_settled = len(live.settled_s)

        return judge

    def conclude(self) -> None:
        """Judge what came since the last judgement, before a pause or the end."""
        if not isinstance(self.live, LiveMarkerless):
            return
        until = monotonic() + LAST_JUDGEMENT_S
        while self.live.working and monotonic() < until:
            sleep(0.02)
        if (judge := self.due(now=True)) is not None:
            judge()

    def samples(self, first: int, rows: Rows) -> None:
        """Keep and count samples of a phone, shape (n, 7); what is there already (``first`` counts) is left out.

        Raises
        ------
        InputError  if samples before them are missing
        StoreError  if the disk refuses
        """
        if isinstance(self.live, LiveSticker | LiveMarkerless):
            raise InputError("this session is not measured by a phone")
        known = self.stream.n_samples - first
        if known < 0:
            raise InputError(f"sample {first} came before sample {self.stream.n_samples}")
        fresh = rows[known:]
        if len(fresh):
            self.stream.append(fresh)
        self._learnt = [learnt for row in fresh for learnt in self.live.take(row[0], row[1:4], row[4:7])]

    def shown(self) -> Shown:
        """What the last frame or samples told."""
        count = self.count
        pace = None if count.pace_per_min is None else round(count.pace_per_min, 1)
        if isinstance(count, LiveMarkerless):
            look = count.look
            return Shown(
                n_reps=self.n_reps, height_m=None, pace_per_min=pace, seen=look.agree_frac > 0,
                agree_frac=round(look.agree_frac, 2), n_range=look.n_range, doubt=look.doubt,
            )  # fmt: skip
        turned = [learnt.event for learnt in self._learnt if learnt.event.kind == "turned"]
        peak_m = turned[-1].heel_raise_height_m if turned and self.heights else None
        seen = count.height_m == count.height_m
        return Shown(
            n_reps=self.n_reps,
            height_m=round(count.height_m, 4) if seen and self.heights else None,
            pace_per_min=pace,
            seen=seen,
            cue=next((learnt.cue for learnt in self._learnt if learnt.cue), None),
            peak_m=None if peak_m is None else round(peak_m, 4),
        )


def source_of(session: Session) -> Source | None:
    """What measures a session live; None where it is tapped, follows the beat or comes as a file."""
    return SOURCE_OF.get(session.how)


def prepare(session: Session) -> None:
    """Load what counting needs, so that the first sample does not wait for it: seconds on a fresh installation."""
    import cv2

    cv2.setNumThreads(1)  # frames of many sessions come at once: threads inside one would only wait for each other
    live = _live(session, Person(), Aim(), STICKER_MM)
    match live:
        case LiveMarkerless():
            _prepare_body(live)
            return
        case LiveStanding() | LiveSteps():
            for k in range(320):
                live.take(k / 60.0, np.array([0.0, 0.0, STANDARD_GRAVITY_M_S2 + 0.5 * np.sin(k / 10.0)]), np.zeros(3))
            return
        case LiveSticker():
            sticker = np.kron(np.array(marker_cells(0), np.uint8), np.full((10, 10), 200, np.uint8))
            for _ in range(3):
                live.see(np.pad(sticker, 40, constant_values=200))
    for k, rise_m in enumerate([0.0, 0.05, 0.0, 0.05, 0.0]):
        live.counted.add(0.1 * k, rise_m)


def _live(session: Session, person: Person, aim: Aim, size_mm: float) -> Live:
    """What counts a session with a sensor while it lasts."""
    match source_of(session):
        case "body":
            return LiveMarkerless()
        case "camera":
            return LiveSticker(person, aim=aim, sticker=Sticker(sticker_mm=size_mm))
    if is_walking(find_exercise(session.exercise)):
        return LiveSteps()
    if find_exercise(session.exercise).position == "standing":
        return LiveStanding(person, aim=aim)
    return LiveThigh(person, aim=aim)


def _prepare_body(live: LiveMarkerless) -> None:
    """A speckled square that goes up and down, once through everything."""
    body = np.random.default_rng(0).integers(0, 255, (24, 24), np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    for k in range(45):
        picture = np.full((160, 160), 128, np.uint8)
        top = round(32 - 6 * np.sin(2 * np.pi * k / 15))
        picture[top : top + 96, 32:128] = body
        live.see(k / 15, picture)
    if (work := live.due(now=True)) is not None:
        work()


def sticker_mm(desk: Desk) -> float:
    """Side of the black square as this person's printer made it."""
    found = people.profile(desk)
    size = found.settings.get("sticker_mm") if found else None
    return float(size) if isinstance(size, int | float) else STICKER_MM


def save_sticker_mm(desk: Desk, size_mm: float, *, now: datetime) -> None:
    """Keep the size of the printed sticker.

    Raises
    ------
    InputError  if no sticker has that size
    """
    Sticker(sticker_mm=size_mm)
    found = people.profile(desk)
    settings = dict(found.settings) if found else {}
    people.save_profile(desk, {"settings": settings | {"sticker_mm": round(size_mm, 2)}}, now=now)


def aim_of(desk: Desk, session: Session, *, now: datetime) -> Aim:
    """Height and pace to reach: the person's own best so far, else the exercise's end pose on their lever."""
    exercise = find_exercise(session.exercise)
    if exercise.kind == "test" or is_walking(exercise):  # a test is done to the own limit, a step has no height
        return Aim(cadence_per_min=session.target.cadence_per_min)
    if session.how == "phone" and phone_tells(session) != "heights":
        return Aim(cadence_per_min=session.target.cadence_per_min)
    person = people.person_of(people.profile(desk), now)
    heights = [
        height
        for training in sessions.history(desk, newest=20)
        if training.session.exercise == session.exercise
        for done in training.sets
        for height in done.heel_raise_height_m
        if height is not None
    ]
    enough = len(heights) >= BEST_REPS
    height_m = float(np.quantile(heights, BEST_OF)) if enough else exercise.heel_raise_height_m(person)
    return Aim(height_m=height_m, cadence_per_min=session.target.cadence_per_min)


def open_measuring(desk: Desk, session_id: UUID, client: str, *, now: datetime) -> Measuring:
    """Begin to measure a session with a window's sensor, or go on after the program was stopped.

    Raises
    ------
    InputError     if the session is over or is not measured live
    NotFoundError  if this account has no such session
    StoreError     if the disk refuses
    """
    session = sessions.get(desk, session_id).session
    source = source_of(session)
    if source is None:
        raise InputError("this session is not measured by a sensor")
    stream = open_stream(desk, session_id, stream=f"{source}-{client}", columns=COLUMNS[source], now=now)
    person = people.person_of(people.profile(desk), now)
    aim = aim_of(desk, session, now=now)
    live = _live(session, person, aim, sticker_mm(desk))
    measuring = Measuring(stream, source, live, heights=session.how != "phone" or phone_tells(session) == "heights")
    if stream.n_samples:
        _go_on(measuring, recorded(desk, session_id)[stream.stream], _reading(desk, session, now))
    return measuring


def n_measured(desk: Desk, session: Session, *, now: datetime) -> int:
    """Repetitions that the recordings of an unfinished session hold."""
    reading = _reading(desk, session, now)
    return sum(reading.n_counted(journal) for journal in sensor_streams(recorded(desk, session.id)).values())


def n_standing(desk: Desk, session: Session, *, now: datetime) -> int:
    """Repetitions of an unfinished session, without those that the person took back."""
    return max(0, n_measured(desk, session, now=now) - n_taken_back(desk, session.id))


def n_taken_back(desk: Desk, session_id: UUID) -> int:
    """How many times the person took one back."""
    return len(taken_back_s(recorded(desk, session_id)))


def finish_measured(desk: Desk, session_id: UUID, *, now: datetime) -> sessions.Training:
    """End a measured session: its recordings become its sets and its dose. Finishing twice is finishing once.

    Raises
    ------
    NotFoundError  if this account has no such session
    StoreError     if the disk refuses; the session stays open
    """
    session = sessions.get(desk, session_id).session
    changes: dict[str, object] = {}
    if session.state in sessions.OPEN:
        reading, found = _reading(desk, session, now), recorded(desk, session_id)
        back_s, turns, done = taken_back_s(found), turns_of(found), list[DoneSet]()
        for name, journal in sensor_streams(found).items():
            sets, dose = reading.sets(name, journal, back_s=back_s, turns=turns, now=now)
            done += sets
            changes |= {"dose": dose} if dose else {}
        for position, one in enumerate(done):
            sessions.add_set(desk, replace(one, position=position))
    return sessions.finish(desk, session_id, now=now, changes=changes)


def _reading(desk: Desk, session: Session, now: datetime) -> Reading:
    person = people.person_of(people.profile(desk), now)
    return Reading(session=session, person=person, sticker_mm=sticker_mm(desk))


def _go_on(measuring: Measuring, journal: Journalled, reading: Reading) -> None:
    """Count what was recorded before, and let the live count learn from its end."""
    samples, live = journal.samples, measuring.live
    measuring.before = reading.n_counted(journal)
    if isinstance(live, LiveMarkerless):
        # what was open at the end stands from now on: later judgements do not see those frames
        still = [(samples[-1, 0], peak, 1.0, np.nan) for peak in filmed.peaks_s(journal)]
        measuring.stream.append(np.array(still).reshape(-1, len(filmed.COLUMNS)))
        return
    for row in samples[samples[:, 0] > samples[-1, 0] - TAIL_S]:
        if isinstance(live, LiveSticker):
            live.take(row[0], sighting_of(row))
        else:
            live.take(row[0], row[1:4], row[4:7])
    measuring.before -= measuring.count.count
