"""Fatigue in the spectrum: the median frequency of the bursts over the set."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from soleus.emg.bursts import Bursts

Floats = NDArray[np.float64]

FEWEST = 5  # bursts: a line through four leaves two degrees of freedom, and an interval that says nothing
LEAST_S = 20.0  # from the first to the last: ten repetitions of two seconds; in less nothing tires


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequencyTrend:
    """A straight line through the median frequencies of the bursts, with the 95 % interval of its slope.

    A falling median frequency goes with fatigue (Stulen and De Luca, "Muscle Fatigue Monitor", IEEE Trans Biomed Eng);
    in movement it also follows force, length and speed of the muscle, so that only equal repetitions compare.
    """

    n_bursts: int
    start_hz: float
    end_hz: float
    slope_hz_per_min: float
    slope_ci95_hz_per_min: tuple[float, float]

    @property
    def change_frac(self) -> float:
        """From the first to the last burst, of the first."""
        return self.end_hz / self.start_hz - 1.0

    @property
    def verdict(self) -> Literal["falls", "rises", "cannot tell"]:
        """Whether the interval leaves the sign open."""
        low, high = self.slope_ci95_hz_per_min
        return "falls" if high < 0.0 else "rises" if low > 0.0 else "cannot tell"


def frequency_trend(bursts: Bursts) -> FrequencyTrend | None:
    """Median frequency over the whole bursts; None with fewer than five of them, or within 20 s."""
    whole = ~bursts.cut & np.isfinite(bursts.median_hz)
    n = int(whole.sum())
    if n < FEWEST or np.ptp(bursts.peak_s[whole]) < LEAST_S:
        return None
    from scipy.special import stdtrit

    minutes, median_hz = bursts.peak_s[whole] / 60.0, bursts.median_hz[whole]
    away = minutes - minutes.mean()
    slope = float(away @ median_hz / (away @ away))
    left = median_hz - median_hz.mean() - slope * away
    half = float(stdtrit(n - 2, 0.975)) * float(np.sqrt(left @ left / (n - 2) / (away @ away)))
    return FrequencyTrend(
        n_bursts=n,
        start_hz=float(median_hz.mean() + slope * away[0]),
        end_hz=float(median_hz.mean() + slope * away[-1]),
        slope_hz_per_min=slope,
        slope_ci95_hz_per_min=(slope - half, slope + half),
    )
