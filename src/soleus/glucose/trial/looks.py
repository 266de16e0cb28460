"""Looking before the end: evidence that may be read after every pair without fooling oneself."""

import numpy as np

from soleus.glucose.trial.pairs import Pairs

STAKES = (
    0.25,
    0.5,
    1.0,
    2.0,
)  # bets in units of the typical difference; the mixture pays for not knowing which is best
LOOK_ALPHA = 0.01  # looks may call a difference wrongly in 1 % of no-effect people, however often one looks


def evidence(pairs: Pairs) -> float:
    """E-value against "push-ups change nothing", for the pairs in their order.

    The order inside each pair was a coin's throw, so under no effect each difference has either sign with equal
    chance, whatever its size. A bet pays exp(s u) / cosh(s u) on a difference u, in units of the root mean square so
    far; over the two signs that is 1 on average, also when s u depends on all sizes. The product is a fair game, and
    so is the average over stakes and directions. By Ville's inequality it ever passes 100 in at most 1 % of
    no-effect people (Ramdas, Grünwald, Vovk, Shafer 2023, Game-theoretic statistics and safe anytime-valid
    inference, arXiv:2210.01948).

    Returns
    -------
    float, 1 is no evidence
    """
    difference = pairs.push_ups - pairs.control
    count = np.arange(1, len(difference) + 1)
    typical = np.sqrt(np.cumsum(difference**2) / count)
    unit = np.divide(difference, typical, out=np.zeros_like(difference), where=typical > 0)
    stakes = np.array([sign * stake for stake in STAKES for sign in (1.0, -1.0)])[:, None]
    log_gain = stakes * unit - np.logaddexp(stakes * unit, -stakes * unit) + np.log(2.0)
    return float(np.exp(log_gain.sum(axis=1)).mean())
