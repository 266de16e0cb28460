"""Turning points of a glucose trace and the half-excursions between them."""

import numpy as np

from soleus.glucose.metrics.compiled import Floats, compiled

SHORT, LONG = 5, 32  # cells; Fernandes 2022 fitted them to excursions drawn by hand


@compiled
def moving_average(value: Floats, width: int) -> Floats:
    """Mean of the last ``width`` cells; the first cells have that of the first full window."""
    n = len(value)
    out = np.empty(n)
    total = 0.0
    for i in range(n):
        total += value[i]
        if i >= width:
            total -= value[i - width]
        out[i] = total / width
    for i in range(min(width - 1, n)):
        out[i] = out[min(width - 1, n - 1)]
    return out


@compiled
def turning_points(value: Floats) -> Floats:
    """Peaks and nadirs in turn: between the last turning point and the next but one crossing, the highest or lowest."""
    n = len(value)
    short, long = moving_average(value, SHORT), moving_average(value, LONG)
    out = np.empty(n + 1)
    count, left = 0, 0
    above = short[0] > long[0]
    for i in range(1, n + 1):
        last = i == n
        if not last and (short[i] > long[i]) == above:
            continue
        right = n - 1 if last else i
        left = min(left, right)
        best = left
        for j in range(left, right + 1):
            if (value[j] > value[best]) if above else (value[j] < value[best]):
                best = j
        out[count] = value[best]
        count += 1
        left = min(best + 1, right)
        above = not above
    return out[:count]


@compiled
def half_excursions(value: Floats, sd: float) -> tuple[float, float]:
    """Mean upward and downward amplitude over ``sd`` between turning points; NaN where there is none."""
    points = turning_points(value)
    sums, counts = np.zeros(2), np.zeros(2)
    low, high = points[0], points[0]
    direction, begin, end = 0, 0.0, 0.0
    for point in points[1:]:
        if direction == 0:
            if point - low > sd and point - low >= high - point:
                direction, begin, end = 1, low, point
            elif high - point > sd:
                direction, begin, end = -1, high, point
            low, high = min(low, point), max(high, point)
        elif (point - end) * direction >= 0.0:
            end = point
        elif (end - point) * direction > sd:
            side = 0 if direction > 0 else 1
            sums[side] += abs(end - begin)
            counts[side] += 1.0
            begin, end, direction = end, point, -direction
    if direction != 0:
        side = 0 if direction > 0 else 1
        sums[side] += abs(end - begin)
        counts[side] += 1.0
    up = sums[0] / counts[0] if counts[0] > 0.0 else np.nan
    down = sums[1] / counts[1] if counts[1] > 0.0 else np.nan
    return up, down


@compiled
def amplitudes(value: Floats, longest_gap: int) -> tuple[Floats, Floats, Floats]:
    """Cells, upward and downward amplitude of each piece of a trace, shape (n_pieces,).

    A piece ends where the next known cell is more than ``longest_gap`` cells away; pieces shorter than the long window
    or without any spread are left out.
    """
    most = len(value) // LONG + 1
    length, up, down = np.empty(most), np.empty(most), np.empty(most)
    count, begin, last = 0, -1, -1
    for i in range(len(value) + 1):
        end = i == len(value)
        if not end and np.isnan(value[i]):
            continue
        if begin >= 0 and (end or i - last > longest_gap):
            if last - begin + 1 >= LONG:
                piece, sd = _bridged(value[begin : last + 1])
                if sd > 0.0:
                    length[count] = last - begin + 1
                    up[count], down[count] = half_excursions(piece, sd)
                    count += 1
            begin = -1
        if begin < 0:
            begin = i
        last = i
    return length[:count], up[:count], down[:count]


@compiled
def _bridged(value: Floats) -> tuple[Floats, float]:
    """The piece with straight lines over its gaps, and the standard deviation (n - 1) of its known cells."""
    out = value.copy()
    known, total = 0, 0.0
    last = 0
    for i in range(len(value)):
        if np.isnan(value[i]):
            continue
        known += 1
        total += value[i]
        for j in range(last + 1, i):
            out[j] = value[last] + (value[i] - value[last]) * (j - last) / (i - last)
        last = i
    mean, off = total / known, 0.0
    for i in range(len(value)):
        if not np.isnan(value[i]):
            off += (value[i] - mean) ** 2
    return out, np.sqrt(off / (known - 1)) if known > 1 else 0.0
