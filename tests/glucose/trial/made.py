"""Made trials: one person's pairs, the same CV in both conditions."""

import numpy as np

from soleus.glucose.trial.pairs import Pairs, pairs_of


def person(rng: np.random.Generator, n: int, ratio: float, *, cv: float = 0.3, skewed: bool = False) -> Pairs:
    """Normal values, or skewed ones that come near zero as areas do (gamma)."""
    means = np.array([[4000.0], [4000.0 * ratio]])
    if skewed:
        values = rng.gamma(1.0 / cv**2, means * cv**2, (2, n))
    else:
        values = rng.normal(means, cv * means, (2, n))
    return pairs_of(values[0], values[1])
