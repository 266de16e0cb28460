"""Sessions with a sensor: samples go to the journal, then into the count; at the end the recording is measured.

What is counted live looks only back. When the session ends the whole recording is measured by the methods for files,
and that is what is kept: so a session and the same recording analysed later say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from soleus.dose.answer import as_json as dose_json
from soleus.dose.dose import dose_of
from soleus.dose.mechanics import RAISES
from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import Exercise, find_exercise
from soleus.person import Person
from soleus.recording.picture import decode_frame
from soleus.recording.signals import Imu, Recording, Video
from soleus.reps.live import Aim, Cue, Learnt, LiveCount
from soleus.reps.motion import STICKER_MM, heel_motion
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion, Reps
from soleus.reps.standing_live import LiveStanding, StandingCount
from soleus.reps.sticker import Sticker
from soleus.reps.sticker_live import LiveSticker, Sighting
from soleus.reps.sticker_tracks import N_MARKERS, Track
from soleus.reps.thigh_live import LiveThigh
from soleus.store.journal import Journalled
from soleus.store.records import DoneSet, Session
from soleus.units import STANDARD_GRAVITY_M_S2
from soleus.walk.live import LiveSteps
from soleus.workspace import people, sessions
from soleus.workspace.live import LiveStream, open_stream, recorded
from soleus.workspace.measured import measured_set
from soleus.workspace.place import Desk
from soleus.workspace.stepping import is_walking, steps_of, walked_set
from soleus.workspace.tapping import STREAM as TAPS

Source = Literal["camera", "phone"]
Live = LiveSticker | LiveThigh | LiveStanding | LiveSteps
Rows = NDArray[np.float64]

CORNERS = tuple(f"corner_{k}_{axis}_px" for k in range(4) for axis in "xy")
COLUMNS: Mapping[Source, tuple[str, ...]] = {
    "camera": ("time_s", "marker", *CORNERS),  # NaN where the sticker was not seen
    "phone": ("time_s", *(f"acc_{axis}_m_s2" for axis in "xyz"), *(f"gyro_{axis}_rad_s" for axis in "xyz")),
}
SOURCE_OF: Mapping[str, Source] = {"camera-sticker": "camera", "phone": "phone"}
TAIL_S = 60.0  # of an earlier recording is taken again, so that the live count knows rest, scale and axis
REP_COLUMNS = tuple(column.name for column in fields(Reps)[:8])
BEST_OF = 0.9  # quantile of the heights of earlier repetitions that is the target: reached one time in ten
BEST_REPS = 10  # fewer say little about a person's best


@dataclass(frozen=True, slots=True)
class Shown:
    """What a window shows: everything counts from the start of the session; None is not known now."""

    n_reps: int
    height_m: float | None
    pace_per_min: float | None
    seen: bool
    cue: Cue | None = None
    peak_m: float | None = None  # of the repetition whose heel has just turned


@dataclass(slots=True, eq=False)
class Measuring:
    """One sensor of one session while it is live. ``before``: repetitions of its recording that were there already."""

    stream: LiveStream
    source: Source
    live: Live
    before: int = 0
    _learnt: list[Learnt] = field(default_factory=list)

    @property
    def count(self) -> LiveCount | StandingCount | LiveSteps:
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
        """Find the sticker in a camera frame of that moment, keep and count it.

        Raises
        ------
        InputError  if it is no picture
        StoreError  if the disk refuses
        """
        if not isinstance(self.live, LiveSticker):
            raise InputError("this session is not measured by a camera")
        sighting = self.live.see(decode_frame(jpeg))
        self.stream.append(_camera_row(at_s, sighting))
        self._learnt = self.live.take(at_s, sighting)
        return sighting

    def samples(self, first: int, rows: Rows) -> None:
        """Keep and count samples of a phone, shape (n, 7); what is there already (``first`` counts) is left out.

        Raises
        ------
        InputError  if samples before them are missing
        StoreError  if the disk refuses
        """
        if isinstance(self.live, LiveSticker):
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
        turned = [learnt.event for learnt in self._learnt if learnt.event.kind == "turned"]
        peak_m = turned[-1].heel_raise_height_m if turned else None
        return Shown(
            n_reps=self.n_reps,
            height_m=None if count.height_m != count.height_m else round(count.height_m, 4),
            pace_per_min=None if count.pace_per_min is None else round(count.pace_per_min, 1),
            seen=count.height_m == count.height_m,
            cue=next((learnt.cue for learnt in self._learnt if learnt.cue), None),
            peak_m=None if peak_m is None else round(peak_m, 4),
        )


def source_of(session: Session) -> Source | None:
    """What measures a session live; None where it is tapped, follows the beat or comes as a file."""
    return SOURCE_OF.get(session.how)


def prepare(session: Session) -> None:
    """Load what counting needs, so that the first sample does not wait for it: seconds on a fresh installation."""
    live = _live(session, Person(), Aim(), STICKER_MM)
    match live:
        case LiveStanding() | LiveSteps():
            for k in range(320):
                live.take(k / 60.0, np.array([0.0, 0.0, STANDARD_GRAVITY_M_S2 + 0.5 * np.sin(k / 10.0)]), np.zeros(3))
            return
        case LiveSticker():
            live.see(np.zeros((48, 64), np.uint8))
    for k, rise_m in enumerate([0.0, 0.05, 0.0, 0.05, 0.0]):
        live.counted.add(0.1 * k, rise_m)


def _live(session: Session, person: Person, aim: Aim, size_mm: float) -> Live:
    """What counts a session with a sensor while it lasts."""
    if source_of(session) == "camera":
        return LiveSticker(person, aim=aim, sticker=Sticker(sticker_mm=size_mm))
    if is_walking(find_exercise(session.exercise)):
        return LiveSteps()
    if find_exercise(session.exercise).position == "standing":
        return LiveStanding(person, aim=aim)
    return LiveThigh(person, aim=aim)


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
    measuring = Measuring(stream, source, live)
    if stream.n_samples:
        _go_on(desk, measuring, recorded(desk, session_id)[stream.stream], session, person)
    return measuring


def n_measured(desk: Desk, session: Session, *, now: datetime) -> int:
    """Repetitions that the recordings of an unfinished session hold."""
    person = people.person_of(people.profile(desk), now)
    found = _streams(recorded(desk, session.id))
    return sum(_n_counted(desk, journal, session, person) for journal in found.values())


def n_standing(desk: Desk, session: Session, *, now: datetime) -> int:
    """Repetitions of an unfinished session, without those that the person took back."""
    return max(0, n_measured(desk, session, now=now) - n_taken_back(desk, session.id))


def n_taken_back(desk: Desk, session_id: UUID) -> int:
    """How many times the person took one back."""
    return len(_taken_back_s(recorded(desk, session_id)))


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
        person = people.person_of(people.profile(desk), now)
        found = recorded(desk, session_id)
        taken_back_s = _taken_back_s(found)
        streams = sorted(_streams(found).items(), key=lambda item: float(item[1].samples[0, 0]))
        for position, (name, journal) in enumerate(streams):
            done, dose = _set_of(desk, session, person, name, journal, position, taken_back_s, now)
            sessions.add_set(desk, done)
            changes |= {"dose": dose} if dose else {}
    return sessions.finish(desk, session_id, now=now, changes=changes)


def _go_on(desk: Desk, measuring: Measuring, journal: Journalled, session: Session, person: Person) -> None:
    """Count what was recorded before, and let the live count learn from its end."""
    samples = journal.samples
    tail = samples[samples[:, 0] > samples[-1, 0] - TAIL_S]
    for row in tail:
        if isinstance(measuring.live, LiveSticker):
            measuring.live.take(row[0], _sighting(row))
        else:
            measuring.live.take(row[0], row[1:4], row[4:7])
    measuring.before = _n_counted(desk, journal, session, person) - measuring.count.count


def _camera_row(at_s: float, sighting: Sighting | None) -> Rows:
    if sighting is None:
        return np.array([at_s, *[np.nan] * (1 + len(CORNERS))])
    return np.array([at_s, sighting.number, *sighting.corners.ravel()])


def _sighting(row: Rows) -> Sighting | None:
    return Sighting(int(row[1]), row[2:].reshape(4, 2)) if row[1] == row[1] else None


def _streams(found: Mapping[str, Journalled]) -> dict[str, Journalled]:
    return {
        name: journal
        for name, journal in found.items()
        if name.partition("-")[0] in COLUMNS and len(journal.samples) > 1
    }


def _taken_back_s(found: Mapping[str, Journalled]) -> list[float]:
    taps = [journal.samples for name, journal in found.items() if name.startswith(TAPS)]
    return sorted(float(row[0]) for samples in taps for row in samples if row[1] < 0)


def _counted(desk: Desk, journal: Journalled, session: Session, person: Person) -> tuple[HeelMotion, Reps] | str:
    """Motion and repetitions of a recording by the methods for files; why there are none where they cannot tell."""
    try:
        motion = _motion(journal, find_exercise(session.exercise), person, sticker_mm(desk))
    except NotEnoughDataError as error:
        return str(error)
    return motion, segment(motion)


def _n_counted(desk: Desk, journal: Journalled, session: Session, person: Person) -> int:
    if is_walking(find_exercise(session.exercise)):
        steps = steps_of(_recording(_rising(journal.samples), camera=False))
        return 0 if isinstance(steps, str) else steps.n_steps
    found = _counted(desk, journal, session, person)
    return 0 if isinstance(found, str) else len(found[1])


def _rising(samples: Rows) -> Rows:
    """Without those whose clock went back."""
    return np.asarray(samples[np.append(True, np.diff(np.maximum.accumulate(samples[:, 0])) > 0)])


def _motion(journal: Journalled, exercise: Exercise, person: Person, size_mm: float) -> HeelMotion:
    samples = _rising(journal.samples)
    if len(samples) < 2:
        raise NotEnoughDataError("the recording has no two samples")
    recording = _recording(samples, camera="marker" in journal.columns)
    if not isinstance(recording.signal, Video):
        return heel_motion(recording, person, exercise=exercise)
    tracks: dict[int, Track] = {}
    for index, row in enumerate(samples):
        if (seen := _sighting(row)) is not None:
            new = Track(number=seen.number % N_MARKERS, mirrored=seen.number >= N_MARKERS)
            tracks.setdefault(seen.number, new).add(index, seen.corners)
    return Sticker(sticker_mm=size_mm).measured(list(tracks.values()), recording.time_s, recording, person)


def _recording(samples: Rows, *, camera: bool) -> Recording:
    name = Path("camera" if camera else "phone")
    imu = Imu(acceleration_m_s2=samples[:, 1:4], angular_velocity_rad_s=samples[:, 4:7], gravity_included=True)
    return Recording(
        path=name,
        sha256="",
        format="live",
        sensor="video" if camera else "imu",
        signal=Video(path=name, width_px=1, height_px=1) if camera else imu,  # corners are counted from the middle
        time_s=samples[:, 0] - samples[0, 0],
        placement=None if camera else "thigh",
        start_unix_s=float(samples[0, 0]),
    )


def _set_of(
    desk: Desk,
    session: Session,
    person: Person,
    name: str,
    journal: Journalled,
    position: int,
    taken_back_s: list[float],
    now: datetime,
) -> tuple[DoneSet, Mapping[str, object] | None]:
    """A recording as a set, without what the person took back; and its dose."""
    begun_s = float(journal.samples[0, 0])
    set_id, started_at = uuid5(session.id, name), datetime.fromtimestamp(begun_s, UTC)
    if is_walking(find_exercise(session.exercise)):
        recording = _recording(_rising(journal.samples), camera=False)
        return walked_set(session, recording, person, taken_back_s, position=position, set_id=set_id, now=now)
    found = _counted(desk, journal, session, person)
    if isinstance(found, str):
        empty = DoneSet(
            id=set_id, created_at=now, session_id=session.id, position=position, how=session.how, n_reps=0,
            started_at=started_at, method={"name": session.how, "unavailable": found},
        )  # fmt: skip
        return empty, None
    motion, reps = found
    reps = _without(reps, [at_s - begun_s for at_s in taken_back_s])
    done = measured_set(
        reps, motion, session_id=session.id, position=position, how=session.how, now=now,
        side=session.target.side, load_kg=session.target.load_kg, set_id=set_id,
    )  # fmt: skip
    return replace(done, started_at=started_at), _dose(reps, motion, session, person)


def _without(reps: Reps, taken_back_s: list[float]) -> Reps:
    """Each time takes back the last repetition before it that still stands."""
    stands = np.ones(len(reps), dtype=np.bool_)
    for at_s in taken_back_s:
        before = np.flatnonzero(stands & (reps.peak_s <= at_s))
        stands[before[-1:]] = False
    return replace(reps, **{column: getattr(reps, column)[stands] for column in REP_COLUMNS})


def _dose(reps: Reps, motion: HeelMotion, session: Session, person: Person) -> Mapping[str, object] | None:
    exercise = find_exercise(session.exercise)
    if person.body_mass_kg is None or exercise.kind not in RAISES or not len(reps):
        return None
    try:
        dose = dose_of(reps, motion, exercise, person, load_kg=session.target.load_kg or 0.0, legs=session.target.legs)
    except NotEnoughDataError:
        return None
    return dose_json(dose)
