"""Metres per pixel from the sticker's own size in the picture."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

APPROACH_FRAC = 0.03  # the sticker's size must change by more than this before its distance is followed
APPROACH_WINDOW_S = 4.0


def scale_m_per_px(corners: NDArray[np.float64], found_s: Values, side_m: float) -> tuple[Values, bool]:
    """Metres per pixel at every sighting, and whether it follows a changing distance.

    The edges e1, e2 of the sticker in the picture give the metric G = [[e1.e1, e1.e2], [e1.e2, e2.e2]], which a turn in
    the picture leaves alone. A square that leans is foreshortened in one direction only, so the root of G's larger
    eigenvalue is the side seen square-on (weak perspective: the sticker is small against its distance). Medians over
    time come before the eigenvalue: noise would lift the larger one.
    """
    metric = _metric(corners)
    a, _, c = np.median(metric, axis=1)
    largest_side_px = side_square_on_px(corners)
    relative = np.sqrt((metric[0] + metric[2]) / (a + c))
    smooth = _running_median(relative, found_s, APPROACH_WINDOW_S)
    low, high = np.percentile(smooth, [2, 98])
    approaches = bool(high - low > APPROACH_FRAC)
    factor = smooth if approaches else np.ones(len(corners))
    return side_m / (largest_side_px * factor), approaches


def side_square_on_px(corners: NDArray[np.float64]) -> float:
    """Side of the sticker as it would be seen square-on, from sightings (n, 4, 2); see `scale_m_per_px`."""
    a, b, c = np.median(_metric(corners), axis=1)
    return float(np.sqrt((a + c) / 2 + np.hypot((a - c) / 2, b)))


def _metric(corners: NDArray[np.float64]) -> Values:
    one = (corners[:, 1] - corners[:, 0] + corners[:, 2] - corners[:, 3]) / 2
    two = (corners[:, 3] - corners[:, 0] + corners[:, 2] - corners[:, 1]) / 2
    return np.stack([(one * one).sum(1), (one * two).sum(1), (two * two).sum(1)])


def _running_median(values: Values, time_s: Values, window_s: float) -> Values:
    """Median over a window around each sample, taken at 4 knots a window and joined by lines."""
    knots = np.linspace(time_s[0], time_s[-1], max(2, int(4 * (time_s[-1] - time_s[0]) / window_s) + 1))
    left = np.searchsorted(time_s, knots - window_s / 2)
    right = np.searchsorted(time_s, knots + window_s / 2, side="right")
    held = [(k, np.median(values[i:j])) for k, i, j in zip(knots, left, right, strict=True) if j > i]
    return np.asarray(np.interp(time_s, [k for k, _ in held], [m for _, m in held]))
