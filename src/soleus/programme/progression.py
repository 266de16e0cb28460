"""Progression of one exercise: what its last days say. One rule speaks for each exercise."""

from collections.abc import Callable
from datetime import date

from soleus.programme.done import Outcome
from soleus.programme.dose import STEP_BACK_FRAC, Dose
from soleus.programme.finding import Effect, Finding
from soleus.programme.history import Training
from soleus.programme.pain import quiet

_OFF = (
    "the session of {} was broken off after less than a quarter, and not for pain: it says nothing of what you can do"
)
_EPS = 1e-6  # of rounding, in kilograms, sets, repetitions, minutes or metres


def broken_off(training: Training) -> Finding | None:
    """The latest day was broken off: nothing rises, and what was prescribed, or done on the last whole day, stands."""
    day = training.broken_off
    if day is None:
        return None
    stands = "what was prescribed" if day.dose is not None else "the last whole session"
    why = f"{_OFF.format(date.fromordinal(day.ordinal).isoformat())}, so {stands} is repeated."
    return _finding(training, "broken-off", "hold", why)


def nothing_to_repeat(training: Training) -> Finding:
    """Why an exercise without a dose is left out."""
    if training.broken_off is not None:
        why = f"{_OFF.format(date.fromordinal(training.broken_off.ordinal).isoformat())}, and there is none before it."
        return _finding(training, "broken-off", "note", why)
    why = "neither target nor sets are recorded, so there is nothing to repeat."
    return _finding(training, "not-recorded", "note", why)


def not_recorded(training: Training, usual_nrs: float) -> Finding | None:
    """The latest day cannot be compared with a target: repeat."""
    if training.latest.outcome is not Outcome.UNKNOWN:
        return None
    return _finding(
        training, "not-recorded", "hold", "what was done last time is not recorded in full: missing data means repeat."
    )


def missed_twice(training: Training, usual_nrs: float) -> Finding | None:
    """Two misses in a row, the earlier of no harder a target: one step down."""
    day, before = training.latest, training.before
    if day.outcome is not Outcome.MISSED or before is None or before.outcome is not Outcome.MISSED:
        return None
    if _harder(before.dose, day.dose):
        return None
    why = "the target was missed twice in a row: one step down."
    return _finding(training, "missed-twice", "regress", why, keep_frac=STEP_BACK_FRAC)


def missed_once(training: Training, usual_nrs: float) -> Finding | None:
    """One miss repeats."""
    if training.latest.outcome is not Outcome.MISSED:
        return None
    return _finding(training, "missed-once", "hold", "the target was missed once: the same again.")


def target_met(training: Training, usual_nrs: float) -> Finding | None:
    """Met and not beaten is no reason for more."""
    if training.latest.outcome is not Outcome.MET:
        return None
    return _finding(training, "target-met", "hold", "the target was met; more comes after beating it on two days.")


def beaten_twice(training: Training, usual_nrs: float) -> Finding | None:
    """Above the same target on the last two days, both quiet: more."""
    if _why_not_twice(training, usual_nrs) is not None:
        return None
    why = "the target was beaten on two days in a row, without pain that matters."
    return _finding(training, "beaten-twice", "progress", why)


def beaten_once(training: Training, usual_nrs: float) -> Finding | None:
    """Above the target on the latest day, but that is not enough."""
    return _finding(training, "beaten-once", "hold", f"{_why_not_twice(training, usual_nrs)}.")


def _why_not_twice(training: Training, usual_nrs: float) -> str | None:
    """Why a beaten latest day does not make two of this target; None where it does."""
    day, before = training.latest, training.before
    if before is None or before.outcome is not Outcome.BEATEN or _easier(before.dose, day.dose):
        return "the target was beaten on one day; a second one in a row is needed"
    if _easier(day.dose, training.dose):
        return "the last days were lighter on purpose; the full target has to be beaten"
    if not quiet((*before.sessions, *day.sessions), usual_nrs):
        return "on one of the two days pain was too high, had not settled or was not recorded; both have to be quiet"
    return None


RULES: tuple[Callable[[Training, float], Finding | None], ...] = (
    not_recorded,
    missed_twice,
    missed_once,
    target_met,
    beaten_twice,
    beaten_once,
)
"""In order; the first that fires speaks, and the last one always does: what is not proven holds."""


def progress_findings(training: Training, usual_nrs: float) -> list[Finding]:
    """What the last days of this exercise ask for; after one that was broken off, what was prescribed."""
    off, day = broken_off(training), training.broken_off
    if off is not None and day is not None and (day.dose is not None or day is training.latest):
        return [off]
    own = next(finding for rule in RULES if (finding := rule(training, usual_nrs)) is not None)
    return [own] if off is None else [own, off]


def margin(training: Training) -> float:
    """What both of the last two days had above the target."""
    return training.latest.margin if training.before is None else min(training.latest.margin, training.before.margin)


def _harder(one: Dose | None, other: Dose | None) -> bool:
    """More load than the other."""
    return one is not None and other is not None and one.load_kg > other.load_kg + _EPS


def _easier(one: Dose | None, other: Dose | None) -> bool:
    """Less load, fewer sets, repetitions, minutes or metres than the other."""
    if one is None or other is None:
        return True
    return any(mine < theirs - _EPS for mine, theirs in zip(one.amounts, other.amounts, strict=True))


def _finding(training: Training, rule: str, effect: Effect, why: str, *, keep_frac: float = 1.0) -> Finding:
    return Finding(rule, effect, f"{training.exercise.name}: {why}", training.exercise.id, keep_frac)
