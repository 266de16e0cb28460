"""Summaries of the raw readings: level, spread, and what follows from them. All for one person, glucose in mg/dL."""

import numpy as np

from soleus.glucose.metrics.compiled import Floats, compiled

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
MAD_SCALE = 1.4826  # makes the MAD of normal data their standard deviation


@compiled
def mean_sd_range(glucose: Floats) -> tuple[float, float, float]:
    """Arithmetic mean, standard deviation with n - 1 (NaN for one reading), largest minus smallest."""
    n = len(glucose)
    mean = glucose.mean()
    off, low, high = 0.0, glucose[0], glucose[0]
    for value in glucose:
        off += (value - mean) ** 2
        low, high = min(low, value), max(high, value)
    return mean, np.sqrt(off / (n - 1)) if n > 1 else np.nan, high - low


@compiled
def quantiles_iqr_mad(glucose: Floats) -> tuple[Floats, float, float]:
    """Quantiles of `QUANTILES` (5,) by interpolation between order statistics (type 7), IQR, 1.4826 median|g - median|.

    Type 7 is the default of R and NumPy.
    """
    ordered = np.sort(glucose)
    quantiles = np.empty(len(QUANTILES))
    for k in range(len(QUANTILES)):
        place = (len(ordered) - 1) * QUANTILES[k]
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        quantiles[k] = ordered[low] + (place - low) * (ordered[high] - ordered[low])
    return quantiles, quantiles[3] - quantiles[1], MAD_SCALE * _median_off(ordered, quantiles[2])


@compiled
def _median_off(ordered: Floats, centre: float) -> float:
    """Median of |value - centre|: both sides are in order already, so they are merged up to the middle."""
    n = len(ordered)
    right = np.searchsorted(ordered, centre)
    left = right - 1
    last, middle = 0.0, 0.0
    for _ in range(n // 2 + 1):
        last = middle
        if left < 0 or (right < n and ordered[right] - centre < centre - ordered[left]):
            middle = ordered[right] - centre
            right += 1
        else:
            middle = centre - ordered[left]
            left -= 1
    return middle if n % 2 else 0.5 * (last + middle)


@compiled
def cv_pct(mean: float, sd: float) -> float:
    """Coefficient of variation, 100 SD / mean."""
    return 100.0 * sd / mean


@compiled
def gmi_pct(mean: float) -> float:
    """Glucose management indicator: 3.31 + 0.02392 mean.

    References
    ----------
    Bergenstal 2018, Diabetes Care 41:2275, doi:10.2337/dc18-1581.
    """
    return 3.31 + 0.02392 * mean


@compiled
def ea1c_pct(mean: float) -> float:
    """Estimated HbA1c: (46.7 + mean) / 28.7.

    References
    ----------
    Nathan 2008, Diabetes Care 31:1473, doi:10.2337/dc08-0545.
    """
    return (46.7 + mean) / 28.7


@compiled
def j_index(mean: float, sd: float) -> float:
    """0.001 (mean + SD)^2.

    References
    ----------
    Wojcicki 1995, Horm Metab Res 27:41, doi:10.1055/s-2007-979906.
    """
    return 0.001 * (mean + sd) ** 2


@compiled
def active_pct(wall_s: Floats, spacing_min: float) -> float:
    """Readings there are of those expected at the usual spacing between the first and the last, in %.

    A step of more than one and a half spacings hides ``round(step / spacing) - 1`` readings.
    """
    expected = float(round((wall_s[-1] - wall_s[0]) / 60.0 / spacing_min)) + 1.0
    hidden = 0.0
    for k in range(1, len(wall_s)):
        steps = (wall_s[k] - wall_s[k - 1]) / 60.0 / spacing_min
        if steps > 1.5:
            hidden += float(round(steps)) - 1.0
    return 100.0 * (expected - hidden) / expected
