"""The items of one session, and its day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from soleus.exercises import find_exercise
from soleus.programme import rest
from soleus.programme.case import Case
from soleus.programme.dose import Dose
from soleus.programme.finding import Finding
from soleus.programme.goals import CORE, Beginning, mild_dose
from soleus.programme.history import Training
from soleus.programme.prescription import Item
from soleus.programme.programmes import SLOW_REST_S
from soleus.programme.progression import progress_findings
from soleus.programme.steps import Step, next_step

_MILD = CORE["circulation"]  # seated, without load


def begun(beginnings: Sequence[Beginning]) -> tuple[list[Item], list[Finding]]:
    """First doses as items."""
    items, findings = [], []
    for one in beginnings:
        exercise = find_exercise(one.exercise)
        why = f"{exercise.name}: {one.why}"
        findings.append(Finding(one.rule, "start", why, exercise.id))
        items.append(
            Item(
                exercise=exercise,
                dose=one.dose,
                rule=one.rule,
                reason=why,
                tempo=one.tempo,
                rest_s=exercise.dose.rest_s if one.rest_s is None else one.rest_s,
                knee=one.knee,
            )
        )
    return items, findings


def continued(case: Case) -> tuple[list[Item], list[Finding], set[str]]:
    """What goes on, one step further, the same, or one step back; with the effects that came out."""
    found = [_own_findings(case, training) for training in case.trainings]
    if any(one.effect == "regress" for findings in found for one in findings):
        found = [_with_others(training, findings) for training, findings in zip(case.trainings, found, strict=True)]
    lighter = _lighter_week(case)
    shared = [*case.pain, *([lighter] if lighter else []), *_mild_hold(case)]
    steps = [
        _step(case, training, [*findings, *shared], lighter=lighter is not None)
        for training, findings in zip(case.trainings, found, strict=True)
    ]
    items = [
        item for training, step in zip(case.trainings, steps, strict=True) for item in _items(case, training, step)
    ]
    if case.screened.mild_only:
        items = [item for item in items if item.exercise.id in _MILD and item.dose.load_kg == 0] or begun(
            [mild_dose()]
        )[0]
    own = [finding for step in steps for finding in step.findings if finding.exercise is not None]
    return items, [*shared, *own], {step.effect for step in steps}


def next_day(case: Case, items: Sequence[Item]) -> tuple[date, list[Finding]]:
    """The first day on which all rest rules let these items be done, and why not today."""
    heavy = any(item.dose.load_kg > 0 or item.exercise.kind == "hop" for item in items)
    strength = heavy or any(item.exercise.position == "standing" for item in items)
    day, delays = _first_day(case, heavy=heavy, strength=strength)
    return case.day + timedelta(days=day - case.history.today), delays


def _first_day(case: Case, *, heavy: bool, strength: bool) -> tuple[int, list[Finding]]:
    """The day and why not today; at most a week ahead, by then every session lies seven days back."""
    day = case.history.today
    today = delays = _delays(case, day, heavy=heavy, strength=strength)
    while delays:
        day += 1
        delays = _delays(case, day, heavy=heavy, strength=strength)
    return day, today


def _delays(case: Case, day: int, *, heavy: bool, strength: bool) -> list[Finding]:
    found = (
        rest.two_days_between(case.history, day) if heavy else None,
        rest.trained_on(case.history, day) if strength else None,
        rest.days_per_week(case.history, day, case.profile.days_per_week),
    )
    return [finding for finding in found if finding is not None]


def _own_findings(case: Case, training: Training) -> list[Finding]:
    own = progress_findings(training, case.profile.usual_morning_pain_nrs)
    away = rest.pause(training, case.history.today)
    return own if away is None else [*own, away]


def _with_others(training: Training, findings: list[Finding]) -> list[Finding]:
    if any(one.effect == "regress" for one in findings):
        return findings
    why = f"{training.exercise.name}: another exercise steps back, so nothing goes up."
    return [*findings, Finding("together", "hold", why, training.exercise.id)]


def _mild_hold(case: Case) -> list[Finding]:
    return [replace(one, effect="hold") for one in case.screened.findings if one.rule == "mild-only"]


def _lighter_week(case: Case) -> Finding | None:
    """Due in the week of the next session, where there are sets to halve."""
    doses = [one.dose for one in case.trainings if one.dose is not None and _is_strength(one)]
    if not any(one.sets > 1 for one in doses):
        return None
    heavy = any(one.load_kg > 0 for one in doses)
    day, _ = _first_day(case, heavy=heavy, strength=True)
    return rest.lighter_week(case.history, day)


def _is_strength(training: Training) -> bool:
    return any(session.is_strength for session in training.latest.sessions)


def _step(case: Case, training: Training, findings: list[Finding], *, lighter: bool) -> Step:
    if training.dose is None:
        raise LookupError("a training that goes on has a dose")
    return next_step(
        training,
        training.dose,
        tuple(findings),
        lighter=lighter and _is_strength(training),
        programme=case.programme,
    )


def _items(case: Case, training: Training, step: Step) -> list[Item]:
    deciding = [one for one in step.findings if one.effect == step.effect]
    item = Item(
        exercise=step.exercise,
        dose=step.dose,
        rule=deciding[-1].rule,
        reason=" ".join([*dict.fromkeys(one.why for one in deciding), *_change(training.dose, step)]),
        tempo=step.tempo,
        rest_s=step.exercise.dose.rest_s if step.tempo is None else SLOW_REST_S,
    )
    if case.programme == "eccentric" and step.exercise.id == "eccentric-heel-drop":
        return [replace(item, knee="straight"), replace(item, knee="bent")]
    return [item]


def _change(before: Dose | None, step: Step) -> list[str]:
    """From what to what, where the exercise is the same."""
    after = step.dose
    if before is None or step.effect == "hold":
        return []
    pairs = (
        (before.load_kg, after.load_kg, "kg"),
        (before.reps, after.reps, "repetitions"),
        (before.minutes, after.minutes, "minutes"),
        (before.distance_m, after.distance_m, "metres"),
    )
    which = "One step more" if step.effect == "progress" else "One step less"
    changed = [(old, new, unit) for old, new, unit in pairs if old is not None and new is not None and old != new]
    return [f"{which}: {old:g} to {new:g} {unit}." for old, new, unit in changed]
