"""The metrics again, in NumPy and plain loops, written from the definitions and not from the kernels."""

import numpy as np

Floats = np.ndarray


def grid(t: Floats, g: Floats, dt: int) -> Floats:
    midnight = np.floor(t[0] / 86400.0) * 86400.0
    rows = int(np.ceil((t[-1] - t[0]) / 86400.0 + 1.0))
    clock = midnight + 60.0 * dt * np.arange(1, rows * 1440 // dt + 1)
    value = np.interp(clock, t, g, left=np.nan, right=np.nan)
    for i in np.flatnonzero(np.diff(t) > 45 * 60):
        value[(clock > t[i]) & (clock < t[i + 1])] = np.nan
    return value.reshape(rows, 1440 // dt)


def sd(values: Floats) -> float:
    values = values[~np.isnan(values)]
    return float(values.std(ddof=1)) if len(values) > 1 else np.nan


def mean(values: Floats) -> float:
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else np.nan


def by_row(function, matrix: Floats) -> Floats:
    return np.array([function(row) for row in matrix])


def of_grid(matrix: Floats) -> dict[str, float]:
    flat, dt = matrix.ravel(), 1440 // matrix.shape[1]
    out = {f"conga_{h}h_mg_dl": sd(flat[60 * h // dt :] - flat[: -(60 * h // dt)]) for h in (1, 2, 4, 24)}
    out["modd_mg_dl"] = mean(np.abs(flat[1440 // dt :] - flat[: -(1440 // dt)]))
    out["mag_mg_dl_h"] = mean(np.abs(np.diff(flat[:: 60 // dt])))
    step = np.diff(flat)
    out["gvp_pct"] = 100.0 * (mean(np.hypot(step, dt)) / dt - 1.0)
    lag = 15 // dt
    out["sd_roc_mg_dl_min"] = sd((flat[lag:] - flat[:-lag]) / 15.0)
    daily, daily_sd = by_row(mean, matrix), by_row(sd, matrix)
    out["sdw_mg_dl"], out["sddm_mg_dl"] = mean(daily_sd), sd(daily)
    out["sdhhmm_mg_dl"] = sd(by_row(mean, matrix.T))
    out["sdb_mg_dl"] = mean(by_row(sd, matrix.T))
    out["sdbdm_mg_dl"] = mean(by_row(sd, (matrix - daily[:, None]).T))
    out["sdwsh_mg_dl"] = mean(by_row(sd, np.lib.stride_tricks.sliding_window_view(flat, 60 // dt)))
    out["cv_daily_mean_pct"], out["cv_daily_sd_pct"] = mean(100 * daily_sd / daily), sd(100 * daily_sd / daily)
    out["auc_mg_dl"] = mean(by_row(lambda row: mean((row[1:] + row[:-1]) / 2), matrix))
    return out


def of_readings(t: Floats, g: Floats) -> dict[str, float]:
    n = len(g)
    f = np.log(g) ** 1.084 - 5.381
    days = [f[np.floor(t / 86400.0) == day] for day in np.unique(np.floor(t / 86400.0))]
    with np.errstate(divide="ignore"):
        grade = np.minimum(50.0, 425.0 * (np.log10(np.log10(g / 18.0)) + 0.16) ** 2)
    low, middle, high = (np.quantile(g, q) for q in (0.25, 0.5, 0.75))
    return {
        "mean_mg_dl": g.mean(),
        "sd_mg_dl": sd(g),
        "iqr_mg_dl": high - low,
        "mad_mg_dl": 1.4826 * np.median(np.abs(g - middle)),
        "p05_mg_dl": np.quantile(g, 0.05),
        "p95_mg_dl": np.quantile(g, 0.95),
        "range_mg_dl": np.ptp(g),
        "lbgi": 22.77 * (np.minimum(f[g < 112.5], 0) ** 2).sum() / n,
        "hbgi": 22.77 * (np.maximum(f[g >= 112.5], 0) ** 2).sum() / n,
        "adrr": 22.77 * np.mean([max(d.max(), 0) ** 2 + min(d.min(), 0) ** 2 for d in days]),
        "grade": grade.mean(),
        "grade_hyper_pct": 100.0 * grade[g > 140].sum() / grade.sum(),
        "hyper_index": ((g[g > 140] - 140) ** 1.1).sum() / (30 * n),
        "hypo_index": ((80 - g[g < 80]) ** 2).sum() / (30 * n),
        "m_value": (1000 * np.abs(np.log10(g / 90)) ** 3).mean(),
        "in_range_63_140_pct": 100 * ((g >= 63) & (g <= 140)).mean(),
    }


def episodes(value: Floats, beyond: Floats, dt: int, begin_min: int) -> list[tuple[int, int]]:
    """(first, one after the last) cell of each episode, cell by cell."""
    out, start, quiet, run = [], None, 0, 0
    for k in range(len(value) + 1):
        if k == len(value) or np.isnan(value[k]):
            if start is not None:
                out.append((start, k))
            start, run = None, 0
        elif beyond[k]:
            run, quiet = run + 1, 0
            if start is None and run * dt >= begin_min:
                start = k - run + 1
        else:
            run, quiet = 0, quiet + 1
            if start is not None and quiet * dt >= 15:
                out.append((start, k - quiet + 1))
                start = None
    return out


def mage(value: Floats, spread: float) -> tuple[float, float]:
    """Upward and downward MAGE of a trace without gaps."""

    def average(width: int) -> Floats:
        out = np.array([value[max(0, k - width + 1) : k + 1].mean() for k in range(len(value))])
        out[: width - 1] = out[width - 1]
        return out

    above = average(5) > average(32)
    crossings = [*(np.flatnonzero(above[1:] != above[:-1]) + 1).tolist(), len(value) - 1]
    points, left, peak = [], 0, bool(above[0])
    for right in crossings:
        left = min(left, right)
        window = value[left : right + 1]
        best = left + int(np.argmax(window) if peak else np.argmin(window))
        points.append(value[best])
        left, peak = min(best + 1, right), not peak
    legs: list[float] = []
    start, end = None, None
    seen = [points[0]]
    for point in points[1:]:
        if start is None or end is None:
            rise, fall = point - min(seen), max(seen) - point
            if rise > spread and rise >= fall:
                start, end = min(seen), point
            elif fall > spread:
                start, end = max(seen), point
            seen.append(point)
        elif (end > start) == (point >= end) or point == end:
            end = point
        elif abs(point - end) > spread:
            legs.append(end - start)
            start, end = end, point
    if start is not None and end is not None:
        legs.append(end - start)
    up, down = [leg for leg in legs if leg > 0], [-leg for leg in legs if leg < 0]
    return (np.mean(up) if up else np.nan), (np.mean(down) if down else np.nan)
