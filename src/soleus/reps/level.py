"""The level on which a heel rests, from the heights of a whole recording."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

STILL_BAND_M = 0.0015  # samples so near to a level count as being on it: three times the noise of an ordinary clip
DWELL_FRAC = 0.1  # a level where the heel stays less than this of the time spent on the favourite one is no rest


def resting_level(rise_m: Values) -> float:
    """Lowest level on which the heel dwells: the lowest peak of the density of heights that is no passing visit."""
    from scipy.ndimage import gaussian_filter1d

    low, high = float(np.min(rise_m)), float(np.max(rise_m))
    step = STILL_BAND_M / 5
    n_bins = int(min((high - low) / step, 1e6)) + 40
    counts, edges = np.histogram(rise_m, bins=n_bins, range=(low - 20 * step, low + (n_bins - 20) * step))
    density = gaussian_filter1d(counts.astype(np.float64), STILL_BAND_M / step)
    peaks = (
        (density[1:-1] >= density[:-2]) & (density[1:-1] > density[2:]) & (density[1:-1] > DWELL_FRAC * density.max())
    )
    at = 1 + int(np.argmax(peaks)) if peaks.any() else int(np.argmax(density))
    level = (edges[at] + edges[at + 1]) / 2
    return float(np.median(rise_m[np.abs(rise_m - level) <= STILL_BAND_M]))
