"""One exercise, one step: which findings decide, and what its next dose is."""

from dataclasses import dataclass, replace

from soleus.exercises import Exercise, Tempo, find_exercise
from soleus.programme.dose import Dose, halved, lowered, raised
from soleus.programme.finding import Effect, Finding
from soleus.programme.goals import EASIER, HARDER, MOST, NO_LIMIT_KNOWN, first_dose
from soleus.programme.history import Training
from soleus.programme.profile import ProgrammeName
from soleus.programme.programmes import SLOW, stage_of_reps
from soleus.programme.progression import margin


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next dose of one exercise and the findings that made it."""

    exercise: Exercise
    dose: Dose
    findings: tuple[Finding, ...]
    effect: Effect
    tempo: Tempo | None = None


def strictest(findings: tuple[Finding, ...]) -> Effect:
    """Regress before hold before progress."""
    effects = [finding.effect for finding in findings]
    return "regress" if "regress" in effects else "hold" if "hold" in effects else "progress"


def next_step(
    training: Training, dose: Dose, findings: tuple[Finding, ...], *, lighter: bool, programme: ProgrammeName | None
) -> Step:
    """Apply the strictest finding to the dose; a lighter week halves the sets of strength work besides."""
    step = Step(exercise=training.exercise, dose=dose, findings=findings, effect=strictest(findings))
    if step.effect == "regress":
        step = _down(step)
    elif step.effect == "progress":
        step = _up(step, training, programme)
    if lighter:
        step = replace(step, dose=halved(step.dose))
    slow = programme == "heavy-slow-resistance" and step.dose.load_kg > 0
    return replace(step, tempo=SLOW) if slow else step


def _down(step: Step) -> Step:
    keep_frac = min(finding.keep_frac for finding in step.findings if finding.effect == "regress")
    less = lowered(step.dose, keep_frac)
    easier = EASIER.get(step.exercise.id)
    if less != step.dose or easier is None or step.dose.reps is None:
        return replace(step, dose=less)
    dose = first_dose(easier)
    return replace(step, exercise=find_exercise(easier), dose=dose)


def _up(step: Step, training: Training, programme: ProgrammeName | None) -> Step:
    dose = step.dose
    more = raised(dose, margin=margin(training), most=MOST.get(step.exercise.id, NO_LIMIT_KNOWN))
    if programme is not None:
        staged = _next_stage(training, more, programme)
        if staged is not None:
            why = f"{step.exercise.name}: the next weeks of the programme, {staged.sets} x {staged.reps}."
            return _with(step, staged, Finding("next-stage", "progress", why, step.exercise.id))
    if more != dose:
        return replace(step, dose=more)
    if programme == "eccentric" and (dose.times_per_day or 1) < 2:
        why = f"{step.exercise.name}: from now on twice a day, as published."
        return _with(step, replace(dose, times_per_day=2), Finding("eccentric", "progress", why, step.exercise.id))
    harder = HARDER.get(step.exercise.id)
    if harder is not None and dose.load_kg == 0 and dose.reps is not None:
        why = f"{step.exercise.name}: {dose.reps} are enough; the next one is harder, so fewer of it."
        up = _with(step, first_dose(harder), Finding("harder-exercise", "progress", why, harder))
        return replace(up, exercise=find_exercise(harder))
    why = f"{step.exercise.name}: this is enough of it; it stays as it is."
    return _with(step, dose, Finding("ceiling", "hold", why, step.exercise.id))


def _with(step: Step, dose: Dose, finding: Finding) -> Step:
    findings = (*step.findings, finding)
    return replace(step, dose=dose, findings=findings, effect=strictest(findings))


def _next_stage(training: Training, more: Dose, programme: ProgrammeName) -> Dose | None:
    """The programme's next stage, when its weeks are done; only with load, which rises by the same step."""
    found = stage_of_reps(programme, more.reps) if more.reps is not None and more.load_kg > 0 else None
    if found is None or found[1] is None:
        return None
    stage, after = found[0], found[1]
    weeks = {
        one.week for day in training.days for one in day if one.target is not None and one.target.reps == stage.reps
    }
    if len(weeks) <= stage.last_week - stage.first_week:
        return None
    return replace(more, sets=after.sets, reps=after.reps)
