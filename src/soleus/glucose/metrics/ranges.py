"""Time in ranges and the two indices built on it. All for one person, glucose in mg/dL, times in % of the readings.

References
----------
Battelino 2023, Lancet Diabetes Endocrinol 11:42, doi:10.1016/s2213-8587(22)00319-9 (54, 70, 180, 250 mg/dL; 63, 140
and the ends that count are those of the reference tables: in range both ends count, below and above are strict).
"""

from soleus.glucose.metrics.compiled import Floats, compiled


@compiled
def below_pct(glucose: Floats, bound: float) -> float:
    """Readings strictly below a bound, in %."""
    count = 0
    for value in glucose:
        count += value < bound
    return 100.0 * count / len(glucose)


@compiled
def above_pct(glucose: Floats, bound: float) -> float:
    """Readings strictly above a bound, in %."""
    count = 0
    for value in glucose:
        count += value > bound
    return 100.0 * count / len(glucose)


@compiled
def in_range_pct(glucose: Floats, low: float, high: float) -> float:
    """Readings from the lower to the upper bound, both included, in %."""
    count = 0
    for value in glucose:
        count += low <= value <= high
    return 100.0 * count / len(glucose)


@compiled
def gri(below_54: float, below_70: float, above_180: float, above_250: float) -> float:
    """Glycaemia risk index: 3 p(<54) + 2.4 p(54 to 70) + 1.6 p(>250) + 0.8 p(180 to 250), at most 100; p in %.

    References
    ----------
    Klonoff 2022, J Diabetes Sci Technol, doi:10.1177/19322968221085273.
    """
    low = 3.0 * below_54 + 2.4 * (below_70 - below_54)
    return min(100.0, low + 1.6 * above_250 + 0.8 * (above_180 - above_250))


@compiled
def cogi(in_range: float, below_70: float, sd: float) -> float:
    """Continuous glucose monitoring index: half time in range, 0.35 freedom from lows, 0.15 small SD, of 100.

    Freedom from lows falls from 1 to 0 at 15 % below 70; the SD term from 1 at 18 to 0 at 108 mg/dL.

    References
    ----------
    Leelarathna 2020, J Diabetes Sci Technol 14:277, doi:10.1177/1932296819838525.
    """
    lows = max(0.0, (15.0 - below_70) / 15.0)
    spread = sd if sd != sd else min(1.0, max(0.0, (108.0 - sd) / 90.0))  # NaN stays
    return 100.0 * (0.5 * in_range / 100.0 + 0.35 * lows + 0.15 * spread)
