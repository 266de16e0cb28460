"""One recording, all the way: read it, find the heel's motion, count and measure the repetitions."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus._version import VERSION
from soleus.dose.answer import as_json as dose_json
from soleus.dose.dose import Dose, dose_of
from soleus.dose.mechanics import RAISES
from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import Exercise, find_exercise
from soleus.person import Person
from soleus.recording import Emg, Marker, Placement, Recording, Sensor, Side, read_recording
from soleus.reps.motion import STICKER_MM, Progress, heel_motion
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion, Reps

if TYPE_CHECKING:
    from soleus.emg.measure import EmgAnalysis


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """Everything that one recording gave; each part says how it was made."""

    recording: Recording
    exercise: Exercise | None
    person: Person
    motion: HeelMotion
    reps: Reps
    dose: Dose | None
    dose_unavailable: str | None
    warnings: tuple[str, ...]
    emg: "EmgAnalysis | None" = None


def analyse(
    path: Path | str,
    *,
    exercise: str | None = None,
    sensor: Sensor | None = None,
    placement: Placement | None = None,
    side: Side | None = None,
    marker: Marker = "malleolus",
    column: str | None = None,
    rate_hz: float | None = None,
    reference: str | None = None,
    sticker_mm: float = STICKER_MM,
    person: Person | None = None,
    load_kg: float = 0.0,
    legs: int | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Read a recording, count and measure its repetitions.

    Parameters
    ----------
    path : a file, or the folder or zip that a phone app exports
    exercise : id of the catalogue, for example ``soleus-push-up``
    sensor, placement, side, marker, column, rate_hz : what the file does not say itself, see `read_recording`
    reference : of an EMG, its maximal contraction: a file, or ``START-END`` in seconds of this one
    sticker_mm : side of the black square of the sticker in a video
    person : without one, an average stature is assumed and a warning says so
    load_kg, legs : external load in all, and whether one leg or two raised it; for the dose
    progress : called with the share done (0 to 1) while a video is read

    Raises
    ------
    InputError          if the file or an argument is wrong
    NotEnoughDataError  if the file is sound but cannot tell
    """
    named = find_exercise(exercise) if exercise else None
    recording = read_recording(
        path, sensor=sensor, placement=placement, side=side, marker=marker, column=column, rate_hz=rate_hz
    )
    who = person or Person()
    emg = None
    if isinstance(recording.signal, Emg):
        emg = _measured_emg(recording, reference, column=column, rate_hz=rate_hz)
        motion, reps = _counted(emg)
    else:
        if reference is not None:
            raise InputError(
                f"--reference {reference}: only an EMG has a reference contraction, {recording.path.name} is none"
            )
        motion = heel_motion(recording, who, exercise=named, sticker_mm=sticker_mm, progress=progress)
        reps = segment(motion)
    dose, dose_unavailable = _dose(reps, motion, named, who, load_kg, legs)
    return Analysis(
        recording=recording,
        exercise=named,
        person=who,
        motion=motion,
        reps=reps,
        dose=dose,
        dose_unavailable=dose_unavailable,
        warnings=(
            *recording.warnings,
            *motion.warnings,
            *(emg.warnings if emg else ()),
            *_stature_warning(who, motion),
        ),
        emg=emg,
    )


def _measured_emg(
    recording: Recording, reference: str | None, *, column: str | None, rate_hz: float | None
) -> "EmgAnalysis":
    """Bursts and levels, against a reference contraction in a file or in a stretch of this recording."""
    from soleus.emg.measure import measure_emg
    from soleus.emg.reference import stretch_of

    if reference is None:
        return measure_emg(recording)
    stretch = stretch_of(reference)
    if stretch is not None:
        return measure_emg(recording, reference=stretch)
    other = read_recording(reference, sensor="emg", column=column, rate_hz=rate_hz)
    return measure_emg(recording, reference=other)


def _counted(emg: "EmgAnalysis") -> tuple[HeelMotion, Reps]:
    from soleus.emg.repetitions import counted_motion, counted_reps

    motion = counted_motion(emg)
    return motion, counted_reps(emg, motion)


def _dose(
    reps: Reps, motion: HeelMotion, exercise: Exercise | None, person: Person, load_kg: float, legs: int | None
) -> tuple[Dose | None, str | None]:
    """The dose, or why there is none."""
    if exercise is None:
        return None, "name the exercise (--exercise): the pose decides how the load is shared"
    if person.body_mass_kg is None:
        return None, "give the body mass (--body-mass-kg): the load follows from it"
    if exercise.kind not in RAISES:
        return None, f"{exercise.name} is no heel raise in place; its dose comes from steps"
    try:
        return dose_of(reps, motion, exercise, person, load_kg=load_kg, legs=legs), None
    except NotEnoughDataError as error:
        return None, str(error)


def _stature_warning(person: Person, motion: HeelMotion) -> tuple[str, ...]:
    if person.stature_m is not None or motion.method.get("name") not in ("thigh-phone", "ankle-lever"):
        return ()
    return (f"stature not given: {person.stature_or_average_m:.2f} m assumed, and heights scale with it (--stature-m)",)


def as_json(analysis: Analysis) -> dict[str, object]:
    """The object that ``soleus analyse --json`` prints; numbers that are not known are None."""
    recording, reps, motion = analysis.recording, analysis.reps, analysis.motion
    return {
        "soleus": VERSION,
        "recording": {
            "path": str(recording.path),
            "sha256": recording.sha256,
            "format": recording.format,
            "sensor": recording.sensor,
            "placement": recording.placement,
            "side": recording.side,
            "duration_s": _number(recording.duration_s),
            "rate_hz": _number(recording.rate_hz),
            "n_samples": recording.n_samples,
            "n_gaps": recording.n_gaps,
        },
        "exercise": analysis.exercise.id if analysis.exercise else None,
        "method": {"motion": dict(motion.method), "segmenter": dict(reps.method)},
        "reps": {
            "n": len(reps),
            "n_rejected": len(reps.rejected),
            "start_s": _numbers(reps.start_s),
            "peak_s": _numbers(reps.peak_s),
            "end_s": _numbers(reps.end_s),
            "heel_raise_height_m": _numbers(reps.heel_raise_height_m),
            "concentric_s": _numbers(reps.concentric_s),
            "hold_s": _numbers(reps.hold_s),
            "eccentric_s": _numbers(reps.eccentric_s),
            "cadence_per_min": _number(reps.cadence_per_min),
            "range_of_motion_deg": _numbers(np.degrees(reps.range_of_motion_rad)),
            "rejected": [
                {"peak_s": _number(peak_s), "reason": reason}
                for peak_s, reason in zip(
                    reps.motion_start_s + reps.rejected.peak / reps.rate_hz, reps.rejected.reason, strict=True
                )
            ],
        },
        **_emg_json(analysis.emg),
        "dose": None if analysis.dose is None else dose_json(analysis.dose),
        "dose_unavailable": analysis.dose_unavailable,
        "tracking": {"tracked_frac": None if motion.tracked_frac is None else _number(motion.tracked_frac)},
        "warnings": list(analysis.warnings),
    }


def _emg_json(emg: "EmgAnalysis | None") -> dict[str, object]:
    if emg is None:
        return {"emg": None, "emg_selectivity": None}
    from soleus.emg.answer import as_json as emg_json
    from soleus.emg.answer import selectivity_json

    return {"emg": emg_json(emg), "emg_selectivity": selectivity_json(emg)}


def _number(value: float) -> float | None:
    """Six decimals are a microsecond and a micrometre: more would only be noise."""
    return round(float(value), 6) if math.isfinite(value) else None


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [_number(value) for value in values.tolist()]
