"""How many pairs of meals a person needs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soleus.errors import InputError, NotEnoughDataError

ALPHA = 0.05  # two-sided
POWER = 0.80
MAX_PAIRS = 100_000
FALLS = (0.15, 0.30, 0.52)  # breaks in sitting; what a person may hope for; the headline of Hamilton 2022


@dataclass(frozen=True, slots=True, kw_only=True)
class Variability:
    """How much the same meal differs in one person: within-person CV with its 95 % interval (chi-square)."""

    cv: float
    ci95: tuple[float, float]
    n_meals: int

    def in_words(self) -> str:
        """Where it comes from, and how sure."""
        low, high = self.ci95
        return f"from {self.n_meals} repeated meals; 95 % sure: {100 * low:.0f} to {100 * high:.0f} %"


def effect_size(cv: float, fall: float) -> float:
    """Mean difference over its SD, for a pair whose two meals vary independently with the same CV.

    Examples
    --------
    >>> round(effect_size(0.25, 0.30), 3)
    0.983
    """
    return fall / (cv * math.sqrt(1.0 + (1.0 - fall) ** 2))


def power(n_pairs: int, cv: float, fall: float) -> float:
    """Chance that a paired t-test (two-sided 5 %) sees the fall; noncentral t, the tail on the side of the fall."""
    from scipy.special import nctdtr, stdtrit

    limit = float(stdtrit(n_pairs - 1, 1.0 - ALPHA / 2.0))
    return 1.0 - float(nctdtr(n_pairs - 1, effect_size(cv, fall) * math.sqrt(n_pairs), limit))


def pairs_needed(cv: float, fall: float) -> int:
    """Fewest pairs with a power of 80 %.

    Parameters
    ----------
    cv : within-person coefficient of variation of the outcome, the same in both conditions
    fall : expected relative fall, 0 to 1

    Raises
    ------
    InputError  if they cannot be, or more than 100,000 pairs would be needed

    Examples
    --------
    >>> pairs_needed(0.25, 0.30)
    11
    """
    if not 0.0 < cv <= 5.0:
        raise InputError(f"--cv: expected more than 0 and up to 5 (0.25 is 25 %), got {cv:g}")
    if not 0.0 < fall < 1.0:
        raise InputError(f"--fall: expected between 0 and 1 (0.30 is 30 % lower), got {fall:g}")
    from scipy.special import ndtri

    z = float(ndtri(1.0 - ALPHA / 2.0) + ndtri(POWER))
    n = max(2, math.floor((z / effect_size(cv, fall)) ** 2))  # the normal answer is never above that of t
    if n > MAX_PAIRS:
        raise InputError(f"--cv {cv:g} --fall {fall:g}: more than {MAX_PAIRS} pairs would be needed")
    while power(n, cv, fall) < POWER:
        n += 1
    return n


def variability(repeats: Sequence[Sequence[float]]) -> Variability:
    """Within-person CV from repeated meals, pooled over the kinds of meal.

    Parameters
    ----------
    repeats : values of each kind of meal; kinds with fewer than two are left out

    Raises
    ------
    NotEnoughDataError  if no kind of meal was repeated
    InputError          if the mean of a kind is not positive: a CV has no meaning there
    """
    from scipy.special import chdtri

    groups = [np.asarray(values, dtype=np.float64) for values in repeats if len(values) > 1]
    if not groups:
        raise NotEnoughDataError("repeated meals: expected at least one meal that was eaten twice")
    if any(group.mean() <= 0 for group in groups):
        raise InputError("repeated meals: expected values whose mean is above 0; a CV has no meaning here")
    freedom = sum(len(group) - 1 for group in groups)
    variance = sum(float(((group / group.mean() - 1.0) ** 2).sum()) for group in groups) / freedom
    low, high = (math.sqrt(variance * freedom / float(chdtri(freedom, q))) for q in (0.025, 0.975))
    return Variability(cv=math.sqrt(variance), ci95=(low, high), n_meals=sum(map(len, groups)))
