"""The dose of a finished session: as it was measured, else of equal repetitions, with what is assumed said."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from soleus.dose.answer import as_json as dose_json
from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.store.records import DoneSet
from soleus.workspace.corrections import measured_heights_m
from soleus.workspace.sessions import Training

Basis = Literal["measured", "assumed", "unknown"]
FEWEST_FOR_A_PACE = 3  # intervals between repetitions; fewer are getting ready as likely as they are a pace


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDose:
    """What is known of a session's dose.

    ``figures`` is the ``dose`` object of the command line; ``said`` tells what was assumed, or why nothing is known.
    """

    basis: Basis
    figures: Mapping[str, object] | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Equal repetitions whose dose has to be computed; hashable, so that the same question is answered once."""

    exercise: str
    person: Person
    reps: int
    cadence_per_min: float | None
    height_m: float | None
    load_kg: float
    legs: int | None
    said: tuple[str, ...]

    def __call__(self) -> SessionDose:
        """Compute it: a tenth of a second, ten on the first time after an installation."""
        from soleus.dose import planned_dose

        try:
            dose = planned_dose(
                self.exercise,
                self.person,
                reps=self.reps,
                cadence_per_min=self.cadence_per_min,
                height_m=self.height_m,
                load_kg=self.load_kg,
                legs=self.legs,
            )
        except (InputError, NotEnoughDataError) as error:
            why = str(error).partition(";")[0]  # what follows names options of the command line
            return SessionDose(basis="unknown", said=(f"The model cannot tell: {why}.",))
        return SessionDose(basis="assumed", figures=dose_json(dose), said=self.said)


def asked_dose(training: Training, person: Person) -> SessionDose | Planned:
    """The dose that was measured, or what has to be computed in its place, or why there is none."""
    session, exercise = training.session, find_exercise(training.session.exercise)
    if session.dose is not None and session.dose.get("n_reps") == training.n_reps:
        return SessionDose(basis="measured", figures=session.dose)
    if not training.n_reps:
        return SessionDose(basis="unknown", said=("No repetition was counted.",))
    if person.body_mass_kg is None:
        return SessionDose(basis="unknown", said=("Your body mass is not known; the load follows from it.",))
    if exercise.kind not in ("raise", "hold", "test") or exercise.tempo is None:
        return SessionDose(
            basis="unknown", said=(f"{exercise.name}: no heel raise in place, so no model of its dose.",)
        )
    heights = [rise for done in training.sets for rise in measured_heights_m(done)]
    height_m, cadence = median(heights) if heights else None, pace_per_min(training.sets)
    loads = [done.load_kg for done in training.sets if done.load_kg is not None]
    load_kg = max(loads, default=session.target.load_kg or 0.0)
    return Planned(
        exercise=exercise.id,
        person=person,
        reps=training.n_reps,
        cadence_per_min=cadence or session.target.cadence_per_min,
        height_m=height_m,
        load_kg=load_kg,
        legs=session.target.legs,
        said=_assumed(height_m, exercise.heel_raise_height_m(person), cadence, session.target.cadence_per_min, load_kg),
    )


def pace_per_min(sets: tuple[DoneSet, ...]) -> float | None:
    """Usual repetitions a minute inside the sets: pauses do not count."""
    intervals = [
        later - sooner
        for done in sets
        for sooner, later in pairwise(peak for peak in done.peak_s if peak is not None)
        if later > sooner
    ]
    return 60.0 / median(intervals) if len(intervals) >= FEWEST_FOR_A_PACE else None


def _assumed(
    height_m: float | None, pose_m: float, cadence: float | None, asked: float | None, load_kg: float
) -> tuple[str, ...]:
    if height_m is None:
        rise = f"How high your heel rose is not known; {100 * pose_m:.1f} cm, the whole range, was assumed."
    else:
        rise = f"Every repetition was taken as {100 * height_m:.1f} cm high, the middle of what was measured."
    pace = "" if cadence else "Your pace is not known; the metronome's was assumed." if asked else ""
    if not cadence and not asked:
        pace = "Your pace is not known; the exercise's own was assumed."
    load = f"Load: {load_kg:g} kg." if load_kg else "No extra load was entered; none was assumed."
    return tuple(line for line in (rise, pace, load) if line)
