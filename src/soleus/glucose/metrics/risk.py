"""Indices that weigh low and high glucose by how harmful they are held to be. All for one person, glucose in mg/dL."""

import numpy as np

from soleus.glucose.metrics.compiled import Floats, compiled

RISK_SCALE = 22.77  # 10 x 1.509^2 = 22.77081 rounded, as the reference tables use it
NEUTRAL_MG_DL = 112.5  # where the risk function is taken to change sign
DAY_S = 86400.0


@compiled
def lbgi_hbgi_adrr(wall_s: Floats, glucose: Floats) -> tuple[float, float, float]:
    """Low and high blood glucose index and average daily risk range, from f = ln(g)^1.084 - 5.381.

    LBGI = 22.77 sum over g < 112.5 of min(f, 0)^2 / n, HBGI likewise above; ADRR = mean over calendar days of
    22.77 (largest f+ squared + largest f- squared).

    References
    ----------
    Kovatchev 2006, Diabetes Care 29:2433, doi:10.2337/dc06-1085.
    Differs from it: the scale is 22.77, not 10 x 1.509^2 (3.6e-5 higher).
    """
    low, high, total, days = 0.0, 0.0, 0.0, 0
    worst_low, worst_high, day = 0.0, 0.0, np.nan
    for k in range(len(glucose)):
        today = np.floor(wall_s[k] / DAY_S)
        if today != day:
            total += worst_low + worst_high
            days += 1
            worst_low, worst_high, day = 0.0, 0.0, today
        f = np.log(glucose[k]) ** 1.084 - 5.381
        square = f * f
        if f < 0.0:
            worst_low = max(worst_low, square)
            low += square if glucose[k] < NEUTRAL_MG_DL else 0.0
        else:
            worst_high = max(worst_high, square)
            high += square if glucose[k] >= NEUTRAL_MG_DL else 0.0
    total += worst_low + worst_high
    n = len(glucose)
    return RISK_SCALE * low / n, RISK_SCALE * high / n, RISK_SCALE * total / days


@compiled
def grade_shares(glucose: Floats) -> tuple[float, float, float, float]:
    """GRADE and the shares of it in % from g < 80, 70 to 140 and g > 140 (bands that overlap between 70 and 80).

    GRADE = mean of min(50, 425 (log10(log10(g / 18)) + 0.16)^2).

    References
    ----------
    Hill 2007, Diabet Med 24:753, doi:10.1111/j.1464-5491.2007.02119.x.
    """
    total, hypo, eu, hyper = 0.0, 0.0, 0.0, 0.0
    for value in glucose:
        inner = np.log10(value / 18.0)
        score = min(50.0, 425.0 * (np.log10(inner) + 0.16) ** 2) if inner > 0.0 else 50.0
        total += score
        hypo += score if value < 80.0 else 0.0
        eu += score if 70.0 <= value <= 140.0 else 0.0
        hyper += score if value > 140.0 else 0.0
    whole = total / 100.0 if total > 0.0 else np.nan
    return total / len(glucose), hypo / whole, eu / whole, hyper / whole


@compiled
def hyper_index(glucose: Floats) -> float:
    """Sum over g > 140 of (g - 140)^1.1 / (30 n).

    References
    ----------
    Rodbard 2009, Diabetes Technol Ther 11 Suppl 1:S55, doi:10.1089/dia.2008.0132.
    """
    total = 0.0
    for value in glucose:
        if value > 140.0:
            total += (value - 140.0) ** 1.1
    return total / (30.0 * len(glucose))


@compiled
def hypo_index(glucose: Floats) -> float:
    """Sum over g < 80 of (80 - g)^2 / (30 n).

    References
    ----------
    Rodbard 2009, Diabetes Technol Ther 11 Suppl 1:S55, doi:10.1089/dia.2008.0132.
    """
    total = 0.0
    for value in glucose:
        if value < 80.0:
            total += (80.0 - value) ** 2
    return total / (30.0 * len(glucose))


@compiled
def m_value(glucose: Floats) -> float:
    """Mean of 1000 |log10(g / 90)|^3.

    References
    ----------
    Schlichtkrull 1965, Acta Med Scand 177:95, doi:10.1111/j.0954-6820.1965.tb01810.x; the reference value of 90 mg/dL
    is a choice.
    """
    total = 0.0
    for value in glucose:
        off = abs(np.log10(value / 90.0))
        total += off * off * off
    return 1000.0 * total / len(glucose)
