"""From a sensor's own clock to the even clock of a motion, and smoothing on it."""

import numpy as np
from numpy.typing import NDArray

from soleus.recording.signals import Floats, Recording

SHORT_GAP_S = 0.3  # a heel moves less than 15 mm in a third of a second at rest; longer gaps stay unknown
EVEN_FRAC = 0.1  # stamps that wander by less than a tenth of a step need no resampling
SMOOTH_S = 0.2  # quadratic fit over 0.2 s: keeps a 0.5 s heel raise within 1 %, halves white noise at 50 Hz


def evenly(recording: Recording, values: Floats, *, at_most_hz: float = np.inf) -> tuple[Floats, float]:
    """Values on an even clock at the recording's median rate, and that rate.

    ``values`` has shape (n,) or (n, k). Missing samples and gaps of up to 0.3 s are interpolated, longer ones are NaN.
    A rate above ``at_most_hz`` is reduced by averaging whole groups of samples.
    """
    time_s, rate_hz = recording.time_s, recording.rate_hz
    step_s = 1.0 / rate_hz
    grid_s = time_s[0] + step_s * np.arange(round((time_s[-1] - time_s[0]) * rate_hz) + 1)
    even = len(grid_s) == len(time_s) and bool(np.abs(time_s - grid_s).max() < EVEN_FRAC * step_s)
    if not even or np.isnan(values).any():
        values = _on_grid(grid_s, time_s, values, step_s)
    group = max(1, int(rate_hz / at_most_hz + 0.01))  # a rate is known to a hundredth of itself, not to the last bit
    if group > 1:
        whole = len(values) // group * group
        values = values[:whole].reshape(-1, group, *values.shape[1:]).mean(axis=1)
    return values, rate_hz / group


def _on_grid(grid_s: NDArray[np.float64], time_s: NDArray[np.float64], values: Floats, step_s: float) -> Floats:
    if values.ndim == 2:
        columns = [_on_grid(grid_s, time_s, values[:, k], step_s) for k in range(values.shape[1])]
        return np.stack(columns, axis=1)
    known = np.isfinite(values)
    if not known.any():
        return np.full(len(grid_s), np.nan)
    known_s = time_s[known]
    out = np.interp(grid_s, known_s, values[known], left=np.nan, right=np.nan)
    _bridge(out, grid_s, known_s, values[known], step_s)
    after = np.clip(np.searchsorted(known_s, grid_s), 1, max(1, len(known_s) - 1))
    if len(known_s) > 1:
        inside_s = known_s[after] - known_s[after - 1]
        near = np.minimum(np.abs(grid_s - known_s[after - 1]), np.abs(grid_s - known_s[after])) < 0.5 * step_s
        out[(inside_s > max(SHORT_GAP_S, 1.5 * step_s)) & ~near] = np.nan
    return out.astype(values.dtype, copy=False)


def _bridge(out: Floats, grid_s: Floats, known_s: Floats, known: Floats, step_s: float) -> None:
    """Fill short gaps with the cubic that continues both sides: a straight line would cut the peak of a raise."""
    steps_s = np.diff(known_s)
    for k in np.flatnonzero((steps_s > 1.5 * step_s) & (steps_s <= SHORT_GAP_S)):
        if k < 2 or k + 3 >= len(known):
            continue
        inside = slice(*np.searchsorted(grid_s, [known_s[k], known_s[k + 1]], side="right"))
        u = (grid_s[inside] - known_s[k]) / steps_s[k]
        before = (known[k] - known[k - 2]) / (known_s[k] - known_s[k - 2]) * steps_s[k]
        after = (known[k + 3] - known[k + 1]) / (known_s[k + 3] - known_s[k + 1]) * steps_s[k]
        bend = known[k] * (1 + 2 * u) * (1 - u) ** 2 + known[k + 1] * (3 - 2 * u) * u**2
        out[inside] = bend + before * u * (1 - u) ** 2 - after * u**2 * (1 - u)


def smooth(values: Floats, rate_hz: float) -> NDArray[np.float64]:
    """Quadratic fit over 0.2 s around each sample (Savitzky and Golay 1964, doi:10.1021/ac60214a047).

    Stretches between missing samples are smoothed each by itself; ones shorter than the fit stay as they are.
    """
    half = int(0.5 * SMOOTH_S * rate_hz)
    if half < 1:
        return values.astype(np.float64)
    offsets = np.arange(-half, half + 1) / half
    weights = np.linalg.pinv(np.vander(offsets, 3, increasing=True))[0]
    out = values.astype(np.float64)
    for first, last in stretches(np.isfinite(values)):
        if last - first > 2 * half:
            part = values[first:last]
            out[first + half : last - half] = np.convolve(part, weights[::-1], mode="valid")
            head, tail = part[: 2 * half], part[-2 * half :]
            turned = 2 * part[0] - part[half:0:-1], 2 * part[-1] - part[-2 : -half - 2 : -1]
            out[first : first + half] = np.convolve(np.append(turned[0], head), weights[::-1], mode="valid")[:half]
            out[last - half : last] = np.convolve(np.append(tail, turned[1]), weights[::-1], mode="valid")[-half:]
    return out


def stretches(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open intervals in which ``mask`` is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
