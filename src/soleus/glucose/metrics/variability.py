"""How glucose varies within and between days. All for one person, from the grid (days, cells) in mg/dL."""

import math

import numpy as np

from soleus.glucose.metrics.compiled import Floats, compiled, reordered
from soleus.glucose.metrics.spacing import DAY_MIN

WINDOW_MIN = 60  # of the sliding standard deviation


@compiled
def known_mean(values: Floats) -> float:
    """Mean, NaN left out; NaN where nothing is left."""
    total, n = 0.0, 0
    for value in values:
        if not np.isnan(value):
            total += value
            n += 1
    return total / n if n else np.nan


@compiled
def known_sd(values: Floats) -> float:
    """Standard deviation (n - 1), NaN left out; NaN under two numbers."""
    mean = known_mean(values)
    off, n = 0.0, 0
    for value in values:
        if not np.isnan(value):
            off += (value - mean) ** 2
            n += 1
    return np.sqrt(off / (n - 1)) if n > 1 else np.nan


@compiled
def _change(value: Floats, lag: int) -> Floats:
    """Value minus that of ``lag`` cells earlier, NaN where one is missing."""
    return value[lag:] - value[: max(0, len(value) - lag)]


@compiled
def cells_in(grid: Floats, minutes: int) -> int:
    """Cells that span so many minutes, one at least."""
    return max(1, int(np.round(minutes * grid.shape[1] / DAY_MIN)))


@compiled
def modd_mg_dl(grid: Floats) -> float:
    """Mean of daily differences: mean |G(t) - G(t - 24 h)|.

    References
    ----------
    Rodbard 2009, Diabetes Technol Ther 11 Suppl 1:S55, doi:10.1089/dia.2008.0132.
    """
    return known_mean(np.abs(_change(grid.ravel(), grid.shape[1])))


@compiled
def conga_mg_dl(grid: Floats, hours: int) -> float:
    """Continuous overlapping net glycaemic action: SD of G(t) - G(t - n h).

    References
    ----------
    McDonnell 2005, Diabetes Technol Ther 7:253, doi:10.1089/dia.2005.7.253.
    """
    return known_sd(_change(grid.ravel(), cells_in(grid, 60 * hours)))


@compiled
def mag_mg_dl_h(grid: Floats) -> float:
    """Mean absolute glucose change: sum |difference over 60 min| / hours, on the cells an hour apart.

    References
    ----------
    Hermanides 2010, Crit Care Med 38:838, doi:10.1097/CCM.0b013e3181cc4be9.
    """
    hour = cells_in(grid, 60)
    hours = hour * DAY_MIN / grid.shape[1] / 60.0
    return float(known_mean(np.abs(_change(grid.ravel()[::hour].copy(), 1))) / hours)


@compiled
def gvp_pct(grid: Floats) -> float:
    """Glycaemic variability percentage: 100 (length of the path / length of its base - 1), steps in (min, mg/dL).

    References
    ----------
    Peyser 2018, Diabetes Technol Ther 20:6, doi:10.1089/dia.2017.0187.
    """
    value, spacing_min = grid.ravel(), DAY_MIN / grid.shape[1]
    path, n = 0.0, 0
    for k in range(1, len(value)):
        step = value[k] - value[k - 1]
        if not np.isnan(step):
            path += np.sqrt(step * step + spacing_min * spacing_min)
            n += 1
    return 100.0 * (path / (n * spacing_min) - 1.0) if n else np.nan


@compiled
def sd_roc_mg_dl_min(grid: Floats) -> float:
    """SD of the rate of change over 15 min.

    References
    ----------
    Clarke 2009, Diabetes Technol Ther 11:S45, doi:10.1089/dia.2008.0138.
    """
    lag = cells_in(grid, 15)
    return float(known_sd(_change(grid.ravel(), lag)) / (lag * DAY_MIN / grid.shape[1]))


@compiled
def day_spread(grid: Floats) -> tuple[float, float, float, float, float, float]:
    """Standard deviations within and between days: SDw, SDhhmm, SDwsh, SDdm, SDb, SDbdm.

    SDw: mean of the daily SD. SDhhmm: SD of the average day. SDwsh: mean SD in a window of 1 h that slides over the
    trace. SDdm: SD of the daily means. SDb: mean over times of day of the SD between days. SDbdm: the same with each
    day's mean taken off.

    References
    ----------
    Rodbard 2009, Diabetes Technol Ther 11:551, doi:10.1089/dia.2009.0015.
    """
    daily_mean, daily_sd = _by_row(grid)
    mean_day, sd_between = _by_column(grid)
    _, sd_corrected = _by_column(grid - daily_mean.reshape(-1, 1))
    sdwsh = _sliding_sd(grid.ravel(), cells_in(grid, WINDOW_MIN))
    sdw, sdhhmm, sddm = known_mean(daily_sd), known_sd(mean_day), known_sd(daily_mean)
    return sdw, sdhhmm, sdwsh, sddm, known_mean(sd_between), known_mean(sd_corrected)


@compiled
def daily_cv_pct(grid: Floats) -> tuple[float, float]:
    """Mean and standard deviation over days of the daily coefficient of variation."""
    daily_mean, daily_sd = _by_row(grid)
    daily_cv = 100.0 * daily_sd / daily_mean
    return known_mean(daily_cv), known_sd(daily_cv)


@compiled
def _by_row(grid: Floats) -> tuple[Floats, Floats]:
    mean, sd = np.empty(len(grid)), np.empty(len(grid))
    for k in range(len(grid)):
        mean[k], sd[k] = known_mean(grid[k]), known_sd(grid[k])
    return mean, sd


@compiled
def _by_column(grid: Floats) -> tuple[Floats, Floats]:
    rows, columns = grid.shape
    n, mean, off = np.zeros(columns), np.zeros(columns), np.zeros(columns)
    for i in range(rows):
        for j in range(columns):
            if not np.isnan(grid[i, j]):
                n[j] += 1.0
                mean[j] += grid[i, j]
    mean /= np.where(n > 0.0, n, np.nan)
    for i in range(rows):
        for j in range(columns):
            if not np.isnan(grid[i, j]):
                off[j] += (grid[i, j] - mean[j]) ** 2
    return mean, np.sqrt(off / np.where(n > 1.0, n - 1.0, np.nan))


@compiled
def _sliding_sd(value: Floats, width: int) -> float:
    """Mean over windows of ``width`` cells of the SD of the values known in each (two at least)."""
    total, windows, missing = 0.0, 0, 0
    for end in range(1, len(value) + 1):
        missing += np.isnan(value[end - 1])
        if end < width:
            continue
        if end > width:
            missing -= np.isnan(value[end - width - 1])
        if missing < width - 1:
            window = value[end - width : end]
            total += known_sd(window) if missing else whole_sd(window)
            windows += 1
    return total / windows if windows else np.nan


@reordered
def whole_sd(values: Floats) -> float:
    """Standard deviation (n - 1) where nothing is missing."""
    total, off = 0.0, 0.0
    for value in values:
        total += value
    mean = total / len(values)
    for value in values:
        off += (value - mean) ** 2
    return math.sqrt(off / (len(values) - 1))


@compiled
def auc_mg_dl(grid: Floats) -> float:
    """Daily area under the curve in mg/dL (area per hour, in hours): mean over days of the mean trapezoid of the day.

    Trapezoids join neighbouring known cells of one day; none crosses midnight.
    Differs from iglu (R) 4.3.0, whose day labels mix values of different days (-3 to +6 %).
    """
    total, days = 0.0, 0
    for k in range(len(grid)):
        area, n = 0.0, 0
        for j in range(1, grid.shape[1]):
            pair = 0.5 * (grid[k, j] + grid[k, j - 1])
            if not np.isnan(pair):
                area += pair
                n += 1
        if n:
            total += area / n
            days += 1
    return total / days if days else np.nan
