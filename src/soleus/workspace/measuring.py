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
from soleus.recording.picture import decode_frame
from soleus.reps.live import Aim, Cue, Learnt, LiveCount
from soleus.reps.markerless.live import LiveMarkerless
from soleus.reps.standing_live import StandingCount
from soleus.reps.sticker_live import LiveSticker, Sighting
from soleus.store.journal import Journalled
from soleus.store.records import DoneSet, Session
from soleus.walk.live import LiveSteps
from soleus.workspace import filmed, people, sessions
from soleus.workspace.counts import Live, live_count, source_of
from soleus.workspace.journalled import (
    COLUMNS,
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
        for training in sessions.history(desk, newest=20, without=sessions.NOT_HEIGHTS)
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
    live = live_count(session, person, aim, people.sticker_mm(desk))
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
    return Reading(session=session, person=person, sticker_mm=people.sticker_mm(desk))


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
