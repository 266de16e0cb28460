"""The catalogue in words, alike on the terminal and in the documentation."""

from soleus.exercises.evidence import Certainty, Finding
from soleus.exercises.exercise import DefaultDose, Exercise
from soleus.exercises.recovery import RoutineStep
from soleus.exercises.table import Span

CERTAINTY_MARK: dict[Certainty, str] = {
    "seen": "",
    "second-hand": "second-hand",
    "derived": "calculated",
    "unverified": "not verified",
}


def span(values: Span, unit: str = "") -> str:
    """Least to most: ``12-15 reps``."""
    low, high = (f"{value:g}" for value in values)
    return f"{low if low == high else f'{low}-{high}'}{unit and ' '}{unit}"


def dose_words(exercise: Exercise) -> str:
    """The default dose in one line."""
    dose, tempo = exercise.dose, exercise.tempo
    if exercise.kind == "test":
        return "once each leg, until a stop rule"
    if exercise.kind == "hold" and tempo is not None:
        amount = f"{tempo.hold_s:g} s hold"
    else:
        amount = _amount(dose)
    return f"{span(dose.sets)} x {amount}" + (f", rest {_time(dose.rest_s)}" if dose.rest_s else "")


def pace_words(exercise: Exercise) -> str:
    """Tempo or cadence in one line."""
    tempo = exercise.tempo
    if tempo is None:
        steps = exercise.movement.steps_per_min
        return f"about {steps:g} steps a minute" if steps else "quick, at your own pace"
    if tempo.concentric_s < 1.0:
        return f"{tempo.cadence_per_min:.0f} a minute"
    parts = [f"up {tempo.concentric_s:g} s", f"top {tempo.hold_s:g} s", f"down {tempo.eccentric_s:g} s"]
    return ", ".join(part for part in parts if part != "top 0 s")


def loads_words(exercise: Exercise) -> str:
    """Position, legs and knee in one line."""
    up, down = exercise.movement.legs, exercise.movement.legs_lowering
    words = {(2, 2): "both legs", (1, 1): "one leg", (2, 1): "two legs up, one down"}
    knee = "knee straight" if exercise.knee_flex_deg < 10 else f"knee at {exercise.knee_flex_deg:g} degrees"
    return f"{exercise.position}, {words.get((up, down), 'both legs')}, {knee}"


def source_words(finding: Finding) -> str:
    """Grade, certainty and sources of a finding in brackets."""
    told = [finding.grade or "", CERTAINTY_MARK[finding.certainty], *(source.cite for source in finding.sources)]
    return "; ".join(word for word in told if word)


def step_words(step: RoutineStep) -> str:
    """How long and how hard."""
    told = f"{step.seconds:g} s" if step.sets == 1 else f"{step.sets} x {step.seconds:g} s"
    if step.rest_s:
        told += f", {step.rest_s:g} s between"
    return told + (f", pressure {span(step.pressure)} of 10" if step.pressure else "")


def _amount(dose: DefaultDose) -> str:
    if dose.reps is not None:
        return span(dose.reps, "reps")
    if dose.minutes is not None:
        return span(dose.minutes, "min")
    return span(dose.distance_m or (0.0, 0.0), "m")


def _time(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds >= 120 else f"{seconds:g} s"
