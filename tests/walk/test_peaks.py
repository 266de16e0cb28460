"""Prominent peaks beside SciPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import find_peaks

from soleus.walk.peaks import prominent

LEVELS = st.lists(st.integers(-3, 3).map(float), max_size=40)  # few levels: flat tops and equal peaks are common


@given(values=st.one_of(LEVELS, st.lists(st.floats(-1e6, 1e6), max_size=40)), least=st.floats(0.0, 3.0))
def test_the_same_peaks_as_scipy_with_the_same_prominence(values: list[float], least: float) -> None:
    course = np.array(values, np.float64)
    course.flags.writeable = False
    peaks, prominence = prominent(course, least)
    expected, told = find_peaks(course, prominence=least)
    assert peaks.tolist() == expected.tolist()
    assert prominence.tolist() == told["prominences"].tolist()


def test_a_peak_stands_above_the_higher_of_its_valleys() -> None:
    peaks, prominence = prominent(np.array([0.0, 5.0, 3.0, 4.0, 1.0, 9.0, 8.0]), 0.0)
    assert peaks.tolist() == [1, 3, 5]
    assert prominence.tolist() == [4.0, 1.0, 1.0]


@pytest.mark.parametrize("course", [[], [1.0], [1.0, 2.0, 3.0], [2.0, 2.0, 2.0], [3.0, 1.0, 2.0]])
def test_what_rises_or_falls_only_has_no_peak(course: list[float]) -> None:
    peaks, prominence = prominent(np.array(course), 0.0)
    assert (len(peaks), len(prominence)) == (0, 0)
