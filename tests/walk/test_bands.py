"""Several bands from one transform are what the filters one by one give."""

import numpy as np
import pytest

from soleus.reps.filters import low_pass
from soleus.walk.bands import bands


@pytest.mark.parametrize("n", [500, 997, 4096])
def test_a_band_is_the_difference_of_two_low_passes(n: int) -> None:
    values = np.cumsum(np.random.default_rng(n).normal(size=(n, 2)), axis=0)
    band, rest, slow = bands(values, [(0.5, 2.5), (2.5, None), (None, 0.5)], 50.0)
    scale = values.std()
    assert np.abs(band - (low_pass(values, 2.5, 50.0) - low_pass(values, 0.5, 50.0))).max() < 0.01 * scale
    assert np.abs(band + rest + slow - values).max() < 1e-9 * scale


def test_short_signals_pass_through() -> None:
    assert bands(np.array([1.0]), [(0.5, 2.0)], 50.0)[0].tolist() == [1.0]
