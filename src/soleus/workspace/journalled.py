"""What the journal of a sensor holds: motion, repetitions, the set and its dose, by the methods for files."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid5

import numpy as np
from numpy.typing import NDArray

from soleus.dose.answer import as_json as dose_json
from soleus.dose.dose import dose_of
from soleus.dose.mechanics import RAISES
from soleus.errors import NotEnoughDataError
from soleus.exercises import Exercise, find_exercise
from soleus.person import Person
from soleus.recording.signals import Imu, Recording, Video
from soleus.reps.motion import heel_motion
from soleus.reps.phone_way import Tells, phone_way
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion, Reps
from soleus.reps.sticker import Sticker
from soleus.reps.sticker_live import Sighting
from soleus.reps.sticker_tracks import N_MARKERS, Track
from soleus.store.journal import Journalled
from soleus.store.records import DoneSet, Session
from soleus.workspace import filmed
from soleus.workspace.measured import measured_set
from soleus.workspace.sides import Stretch, Turn, stretches
from soleus.workspace.stepping import is_walking, steps_of, walked_set
from soleus.workspace.tapping import STREAM as TAPS

Source = Literal["camera", "phone", "body"]
Rows = NDArray[np.float64]

CORNERS = tuple(f"corner_{k}_{axis}_px" for k in range(4) for axis in "xy")
COLUMNS: Mapping[Source, tuple[str, ...]] = {
    "camera": ("time_s", "marker", *CORNERS),  # NaN where the sticker was not seen
    "phone": ("time_s", *(f"acc_{axis}_m_s2" for axis in "xyz"), *(f"gyro_{axis}_rad_s" for axis in "xyz")),
    "body": filmed.COLUMNS,
}
SOURCE_OF: Mapping[str, Source] = {"camera-sticker": "camera", "phone": "phone", "camera": "body"}
LONGEST_BREAK_S = 600.0  # after a longer one it is another set: hours in which nobody moved are not measured
REP_COLUMNS = tuple(column.name for column in fields(Reps)[:8])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the journals of a session are read: who it was, and how large their sticker is."""

    session: Session
    person: Person
    sticker_mm: float

    def n_counted(self, journal: Journalled) -> int:
        """Repetitions that a sensor's journal holds."""
        if journal.columns == filmed.COLUMNS:
            return len(filmed.peaks_s(journal))
        return sum(self._n_in(part) for part in _parts(journal))

    def _n_in(self, part: Journalled) -> int:
        if is_walking(find_exercise(self.session.exercise)):
            steps = steps_of(_recording(part.samples, camera=False))
            return 0 if isinstance(steps, str) else steps.n_steps
        found = self._counted(part)
        return 0 if isinstance(found, str) else len(found[1])

    def sets(
        self, name: str, journal: Journalled, *, back_s: list[float], turns: list[Turn], now: datetime
    ) -> tuple[list[DoneSet], Mapping[str, object] | None]:
        """The sets of one journal, a new one where the leg changed, and their dose.

        ``back_s`` are the Unix times at which the person took a repetition back.
        """
        empty = DoneSet(
            id=uuid5(self.session.id, name), created_at=now, session_id=self.session.id, position=0,
            how=self.session.how, n_reps=0, side=self.session.target.side, load_kg=self.session.target.load_kg,
            started_at=datetime.fromtimestamp(float(journal.samples[0, 0]), UTC),
        )  # fmt: skip
        if journal.columns == filmed.COLUMNS:
            return filmed.sets(journal, empty, back_s=back_s, turns=turns, target=self.session.target), None
        done, doses, parts = list[DoneSet](), list[Mapping[str, object] | None](), _parts(journal)
        ends_s = [*(float(part.samples[0, 0]) for part in parts[1:]), np.inf]
        for k, (part, end_s) in enumerate(zip(parts, ends_s, strict=True)):
            own_s = [at_s for at_s in back_s if part.samples[0, 0] <= at_s < end_s]
            sets, dose = self._part(name if k == 0 else f"{name}/{k}", part, empty, own_s, turns, now)
            done += sets
            doses.append(dose)
        return done, doses[0] if len(doses) == 1 else None

    def _part(
        self, name: str, journal: Journalled, empty: DoneSet, back_s: list[float], turns: list[Turn], now: datetime
    ) -> tuple[list[DoneSet], Mapping[str, object] | None]:
        """What was done without a long break."""
        begun_s = float(journal.samples[0, 0])
        empty = replace(empty, id=uuid5(self.session.id, name), started_at=datetime.fromtimestamp(begun_s, UTC))
        if is_walking(find_exercise(self.session.exercise)):
            recording = _recording(journal.samples, camera=False)
            walked, dose = walked_set(empty, recording, self.session, self.person, back_s)
            return [walked], dose
        found = self._counted(journal)
        if isinstance(found, str):
            return [replace(empty, method={"name": self.session.how, "unavailable": found})], None
        motion, reps = found
        reps = _without(reps, [at_s - begun_s for at_s in back_s])
        counted = [
            self._set(name if k == 0 else f"{name} {k}", empty, motion, _only(reps, stretch.indices), stretch, now)
            for k, stretch in enumerate(stretches(reps.peak_s + begun_s, turns, self.session.target))
        ]
        return counted, self._dose(reps, motion)

    def _set(
        self, name: str, empty: DoneSet, motion: HeelMotion, reps: Reps, stretch: Stretch, now: datetime
    ) -> DoneSet:
        done = measured_set(
            reps, motion, session_id=self.session.id, position=0, how=self.session.how, now=now,
            side=stretch.side or self.session.target.side,
            load_kg=empty.load_kg, set_id=uuid5(self.session.id, name),
        )  # fmt: skip
        return replace(done, started_at=empty.started_at)

    def _counted(self, journal: Journalled) -> tuple[HeelMotion, Reps] | str:
        """Motion and repetitions by the methods for files; why there are none where they cannot tell."""
        try:
            motion = _motion(journal, find_exercise(self.session.exercise), self.person, self.sticker_mm)
        except NotEnoughDataError as error:
            return str(error)
        reps = segment(motion)
        if self.session.how == "phone" and phone_tells(self.session) != "heights":
            reps = replace(reps, heel_raise_height_m=np.full(len(reps), np.nan))
        return motion, reps

    def _dose(self, reps: Reps, motion: HeelMotion) -> Mapping[str, object] | None:
        exercise, target = find_exercise(self.session.exercise), self.session.target
        if self.person.body_mass_kg is None or exercise.kind not in RAISES or np.isnan(reps.heel_raise_height_m).all():
            return None
        try:
            dose = dose_of(reps, motion, exercise, self.person, load_kg=target.load_kg or 0.0, legs=target.legs)
        except NotEnoughDataError:
            return None
        return dose_json(dose)


def phone_tells(session: Session) -> Tells:
    """What a phone can know of a session's repetitions, at the pace that was asked for."""
    exercise = find_exercise(session.exercise)
    way = phone_way(exercise) if session.how == "phone" else None
    pace = session.target.cadence_per_min or exercise.cadence_per_min
    return way.tells(pace) if way and pace else "nothing"


def camera_row(at_s: float, sighting: Sighting | None) -> Rows:
    """What the journal keeps of a frame."""
    if sighting is None:
        return np.array([at_s, *[np.nan] * (1 + len(CORNERS))])
    return np.array([at_s, sighting.number, *sighting.corners.ravel()])


def sighting_of(row: Rows) -> Sighting | None:
    """The opposite of `camera_row`."""
    return Sighting(int(row[1]), row[2:].reshape(4, 2)) if row[1] == row[1] else None


def sensor_streams(found: Mapping[str, Journalled]) -> dict[str, Journalled]:
    """The journals of sensors that hold something, in the order in which they began."""
    held = {
        name: journal
        for name, journal in found.items()
        if name.partition("-")[0] in COLUMNS and len(journal.samples) > (name.partition("-")[0] != "body")
    }
    return dict(sorted(held.items(), key=lambda item: float(item[1].samples[0, 0])))


def taken_back_s(found: Mapping[str, Journalled]) -> list[float]:
    """Unix times at which a repetition was taken back."""
    taps = [journal.samples for name, journal in found.items() if name.startswith(TAPS)]
    return sorted(float(row[0]) for samples in taps for row in samples if row[1] < 0)


def _rising(samples: Rows) -> Rows:
    """Without those whose clock went back."""
    return np.asarray(samples[np.append(True, np.diff(np.maximum.accumulate(samples[:, 0])) > 0)])


def _parts(journal: Journalled) -> list[Journalled]:
    """The recording, parted where it stood still for long."""
    samples = _rising(journal.samples)
    breaks = np.flatnonzero(np.diff(samples[:, 0]) > LONGEST_BREAK_S) + 1
    parts = [part for part in np.split(samples, breaks) if len(part) > 1]
    return [replace(journal, samples=part) for part in parts or [samples]]


def _motion(journal: Journalled, exercise: Exercise, person: Person, size_mm: float) -> HeelMotion:
    samples = journal.samples
    if len(samples) < 2:
        raise NotEnoughDataError("the recording has no two samples")
    recording = _recording(samples, camera="marker" in journal.columns)
    if not isinstance(recording.signal, Video):
        return heel_motion(recording, person, exercise=exercise)
    tracks: dict[int, Track] = {}
    for index, row in enumerate(samples):
        if (seen := sighting_of(row)) is not None:
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


def _without(reps: Reps, taken_back_s: list[float]) -> Reps:
    """Each time takes back the last repetition before it that still stands."""
    stands = np.ones(len(reps), dtype=np.bool_)
    for at_s in taken_back_s:
        before = np.flatnonzero(stands & (reps.peak_s <= at_s))
        stands[before[-1:]] = False
    return _only(reps, np.flatnonzero(stands))


def _only(reps: Reps, indices: NDArray[np.int64]) -> Reps:
    return replace(reps, **{column: getattr(reps, column)[indices] for column in REP_COLUMNS})
