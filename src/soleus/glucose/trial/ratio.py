"""How large, how sure, by chance? Ratio of means with Fieller's interval, and the sign-flip test."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.glucose.trial.pairs import Pairs

EXACT_UP_TO = 20  # 2^20 sums are 8 MB
N_DRAWN = 200_000  # p beyond that is drawn, with a standard error below 0.0012


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Mean with push-ups over mean without; an interval of None has no end: the control mean may be zero."""

    ratio: float
    ci95: tuple[float, float] | None


def fieller(pairs: Pairs, *, confidence: float = 0.95) -> Ratio:
    """Ratio of paired means and its interval.

    Fieller 1954: all ratios r for which the mean of push-ups - r control is not significantly different from zero
    (t, n - 1). Log ratios would be biased: small areas reach zero.

    Returns
    -------
    Ratio; NaN where the control mean is zero
    """
    from scipy.special import stdtrit

    n = len(pairs)
    x, y = float(pairs.control.mean()), float(pairs.push_ups.mean())
    covariance = np.cov(pairs.control, pairs.push_ups) / n
    limit = float(stdtrit(n - 1, 0.5 + confidence / 2.0)) ** 2
    a = x * x - limit * covariance[0, 0]
    b = x * y - limit * covariance[0, 1]
    c = y * y - limit * covariance[1, 1]
    ratio = y / x if x != 0.0 else math.nan
    if a <= 0.0 or b * b < a * c:
        return Ratio(ratio=ratio, ci95=None)
    root = math.sqrt(b * b - a * c)
    return Ratio(ratio=ratio, ci95=((b - root) / a, (b + root) / a))


def sign_flip_p(pairs: Pairs) -> float:
    """Two-sided p of the mean difference when each pair's order was a coin's throw.

    Exact up to 20 pairs (all changes of sign), drawn with a fixed seed beyond.
    """
    difference = pairs.push_ups - pairs.control
    observed = abs(float(difference.sum())) * (1.0 - 1e-12)
    if len(difference) <= EXACT_UP_TO:
        return float((np.abs(_all_sums(difference)) >= observed).mean())
    rng = np.random.default_rng(0)
    reached = 0
    for _ in range(N_DRAWN // 10_000):
        signs = rng.integers(0, 2, (10_000, len(difference)), dtype=np.int8) * 2 - 1
        reached += int((np.abs(signs @ difference) >= observed).sum())
    return (reached + 1) / (N_DRAWN + 1)


def _all_sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of the values under every choice of signs of all but the first, shape (2^(n-1),); the rest mirrors them."""
    sums = values[:1]
    for value in values[1:]:
        sums = np.concatenate([sums + value, sums - value])
    return sums
