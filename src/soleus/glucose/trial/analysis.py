"""One trial, one verdict: lower, higher, or cannot tell."""

import math
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np

from soleus.errors import InputError
from soleus.glucose.trial.looks import LOOK_ALPHA, evidence
from soleus.glucose.trial.pairs import Pairs
from soleus.glucose.trial.posterior import EVIDENCE, NO_EFFECT, Posterior, posterior
from soleus.glucose.trial.power import ALPHA, MAX_PAIRS, pairs_needed
from soleus.glucose.trial.ratio import Ratio, fieller, sign_flip_p

Verdict = Literal["lower", "higher", "cannot tell"]
HOPED_FALL = 0.30  # what a person may hope for, between the two trials of push-ups and the breaks in sitting
SIGN_FLIP_PAIRS_MIN = 6  # with fewer no order of signs is rarer than 5 %
DOSE_PAIRS_MIN = 5  # a slope through fewer pairs has an interval that says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The trial again without each pair in turn; empty with fewer than three pairs."""

    ratio_min: float
    ratio_max: float
    changes_verdict: tuple[str, ...]  # pairs without which the verdict would be another


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Change of the relative difference with 30 min more push-ups; an interval that holds 0 cannot tell."""

    per_30_min_frac: float
    ci95: tuple[float, float]
    n_pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the pairs say."""

    pairs: Pairs
    ratio: Ratio
    p_sign_flip: float
    posterior: Posterior
    posterior_from_no_effect: Posterior
    verdict: Verdict
    interim: bool
    e_value: float
    sensitivity: Sensitivity | None
    dose: Dose | None
    cv: float
    warnings: tuple[str, ...]


def analyse_trial(pairs: Pairs, *, planned_pairs: int | None = None) -> Trial:
    """Analyse complete pairs.

    Parameters
    ----------
    pairs : at least two
    planned_pairs : number that was decided before the first meal. Once it is reached, the verdict is that of Fieller's
        interval (a t-test, two-sided 5 %); before, or beyond, only evidence that holds at any look counts. Without it
        the pairs at hand are taken for the plan.

    Raises
    ------
    InputError  if the plan or the mean without push-ups is not positive: a ratio has no meaning
    """
    if planned_pairs is not None and planned_pairs < 2:
        raise InputError(f"--planned-pairs: expected 2 or more, got {planned_pairs}")
    if not pairs.control.mean() > 0:
        raise InputError(f"control: expected values whose mean is above 0, got a mean of {pairs.control.mean():g}")
    ratio = fieller(pairs)
    interim = planned_pairs is not None and planned_pairs != len(pairs)
    e_value = evidence(pairs)
    p_sign_flip = sign_flip_p(pairs)
    return Trial(
        pairs=pairs,
        ratio=ratio,
        p_sign_flip=p_sign_flip,
        posterior=posterior(pairs),
        posterior_from_no_effect=posterior(pairs, NO_EFFECT),
        verdict=_look(ratio, e_value) if interim else _final(ratio),
        interim=interim,
        e_value=e_value,
        sensitivity=_sensitivity(pairs),
        dose=_dose(pairs),
        cv=_variation(pairs),
        warnings=_warnings(pairs, ratio, p_sign_flip, planned_pairs),
    )


def _final(ratio: Ratio) -> Verdict:
    """Fieller's interval leaves out 1 exactly when the paired t-test is significant."""
    if ratio.ci95 is None or ratio.ci95[0] <= 1.0 <= ratio.ci95[1]:
        return "cannot tell"
    return "lower" if ratio.ci95[1] < 1.0 else "higher"


def _look(ratio: Ratio, e_value: float) -> Verdict:
    if e_value < 1.0 / LOOK_ALPHA:
        return "cannot tell"
    return "lower" if ratio.ratio < 1.0 else "higher"


def _sensitivity(pairs: Pairs) -> Sensitivity | None:
    if len(pairs) < 3:
        return None
    whole = _final(fieller(pairs))
    others = [fieller(pairs.without(k)) for k in range(len(pairs))]
    return Sensitivity(
        ratio_min=min(other.ratio for other in others),
        ratio_max=max(other.ratio for other in others),
        changes_verdict=tuple(
            label for label, other in zip(pairs.label, others, strict=True) if _final(other) != whole
        ),
    )


def _dose(pairs: Pairs) -> Dose | None:
    """Straight line of the difference (in parts of the control mean) over the minutes; t interval."""
    from scipy.special import stdtrit

    known = np.isfinite(pairs.minutes)
    n = int(known.sum())
    if n < DOSE_PAIRS_MIN or np.ptp(pairs.minutes[known]) == 0:
        return None
    minutes = pairs.minutes[known] - pairs.minutes[known].mean()
    difference = (pairs.push_ups - pairs.control)[known] / pairs.control.mean()
    slope = float(minutes @ difference / (minutes @ minutes))
    left = difference - difference.mean() - slope * minutes
    error = math.sqrt(float(left @ left) / (n - 2) / float(minutes @ minutes)) * float(stdtrit(n - 2, 0.975))
    return Dose(per_30_min_frac=30 * slope, ci95=(30 * (slope - error), 30 * (slope + error)), n_pairs=n)


def _variation(pairs: Pairs) -> float:
    """Within-person CV, pooled over both conditions; NaN where a mean is not positive."""
    parts = [values.std(ddof=1) / values.mean() for values in (pairs.control, pairs.push_ups) if values.mean() > 0]
    return float(np.sqrt(np.mean(np.square(parts)))) if len(parts) == 2 else math.nan


def _warnings(pairs: Pairs, ratio: Ratio, p_sign_flip: float, planned_pairs: int | None) -> tuple[str, ...]:
    told = ["the person knew which meal was which: expectation is part of the difference"]
    if planned_pairs is None:
        told.append(
            "taken as the planned end: if you looked before and went on, give --planned-pairs, or chance is let in"
        )
    elif planned_pairs != len(pairs):
        told.append(
            f"{len(pairs)} pairs, {planned_pairs} planned: only evidence that holds at every look counts before the end"
        )
    if ratio.ci95 is None:
        told.append("the interval of the ratio has no end: the control meals vary so much that their mean may be zero")
    if _final(ratio) != "cannot tell" and p_sign_flip > ALPHA and len(pairs) >= SIGN_FLIP_PAIRS_MIN:
        told.append(f"the sign-flip test does not agree (p = {p_sign_flip:.2f}): take the verdict with care")
    if pairs.n_incomplete:
        told.append(f"{pairs.n_incomplete} incomplete pairs were left out")
    if min(pairs.control.min(), pairs.push_ups.min()) < 0:
        told.append("some values are negative: a ratio of net areas is hard to read, prefer the positive area")
    return tuple(told)


def more_pairs(trial: Trial) -> int | None:
    """Pairs needed to see a fall of 30 % with the variation of these meals; None where that cannot be said."""
    if not 0.0 < trial.cv <= 5.0:
        return None
    needed = pairs_needed(trial.cv, HOPED_FALL)
    return needed if needed <= MAX_PAIRS else None


def in_words(trial: Trial) -> str:
    """The verdict as one sentence that needs no statistics."""
    interval = trial.ratio.ci95
    spread = "" if interval is None else f"between {_change(interval[0])} and {_change(interval[1])}"
    if trial.verdict != "cannot tell":
        return f"With push-ups it was {_change(trial.ratio.ratio)}" + (f" ({spread})." if spread else ".")
    if trial.interim:
        return f"Too early to tell: so far {_change(trial.ratio.ratio)}, but the trial is not at its planned end."
    why = f"these meals fit anything {spread}" if spread else "the meals differ too much among themselves"
    return f"Cannot tell whether push-ups change it: {why}."


def details(trial: Trial) -> list[str]:
    """The figures behind the verdict, a line each."""
    p, belief, sceptic = trial.p_sign_flip, trial.posterior, trial.posterior_from_no_effect
    before = EVIDENCE.belief()
    interval = trial.ratio.ci95
    ends = "no limits" if interval is None else f"{interval[0]:.2f} to {interval[1]:.2f}"
    lines = [
        f"Ratio of means {trial.ratio.ratio:.2f} (95 %: {ends}); by chance alone p = {p:.3f} (sign flips)",
        f"With the earlier trials: {_change(belief.median)} (95 %: {_change(belief.ci95[0])} to "
        f"{_change(belief.ci95[1])})",
        f"Chance that they lower it: {before.p_lower:.2f} before your meals, {belief.p_lower:.2f} with them; "
        f"by more than 15 %: {before.p_lower_by_15pct:.2f}, then {belief.p_lower_by_15pct:.2f}",
        f"Starting from no effect instead: {_change(sceptic.median)}, chance of lower {sceptic.p_lower:.2f}",
    ]
    if trial.interim:
        lines.append(f"Evidence at this look: {trial.e_value:.3g}; a verdict before the end needs {1 / LOOK_ALPHA:g}")
    if trial.sensitivity:
        one = trial.sensitivity
        lines.append(f"Without any one pair the ratio is {one.ratio_min:.2f} to {one.ratio_max:.2f}")
        if one.changes_verdict:
            lines[-1] += f"; the verdict hangs on pair {', '.join(one.changes_verdict)}"
    if trial.dose:
        low, high = trial.dose.ci95
        lines.append(
            f"30 min more push-ups: {100 * trial.dose.per_30_min_frac:+.0f} % ({100 * low:+.0f} to {100 * high:+.0f} %)"
            + ("; cannot tell" if low <= 0.0 <= high else "")
        )
    needed = more_pairs(trial)
    if trial.verdict == "cannot tell" and needed:
        lines.append(f"With this variation (CV {100 * trial.cv:.0f} %) a fall of 30 % needs about {needed} pairs")
    return lines


def _change(ratio: float) -> str:
    percent = abs(100.0 * (ratio - 1.0))
    return f"{percent:.0f} % {'lower' if ratio < 1.0 else 'higher'}"


def as_json(trial: Trial) -> dict[str, object]:
    """The object that ``soleus trial analyse --json`` prints; numbers that are not known are None."""
    return {
        "n_pairs": len(trial.pairs),
        "ratio": _known(trial.ratio.ratio),
        "ci95": [None, None] if trial.ratio.ci95 is None else list(trial.ratio.ci95),
        "p_sign_flip": trial.p_sign_flip,
        "posterior": asdict(trial.posterior),
        "prior": asdict(EVIDENCE.belief()),
        "posterior_from_no_effect": asdict(trial.posterior_from_no_effect),
        "verdict": trial.verdict,
        "in_words": in_words(trial),
        "interim": trial.interim,
        "e_value": _known(trial.e_value),
        "sensitivity": asdict(trial.sensitivity) if trial.sensitivity else None,
        "dose": asdict(trial.dose) if trial.dose else None,
        "cv": _known(trial.cv),
        "n_pairs_for_a_fall_of_30_pct": more_pairs(trial),
        "n_incomplete": trial.pairs.n_incomplete,
        "warnings": list(trial.warnings),
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
