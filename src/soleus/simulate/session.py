"""The truth of a simulated session: heel-raise height as a curve in closed form."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Session:
    """Repetitions with exact times and heights; every array has shape (n_reps,), earliest first.

    A repetition rises along a curve of minimum jerk, stays, and falls along another.
    """

    start_s: Floats
    rise_s: Floats
    hold_s: Floats
    fall_s: Floats
    rise_m: Floats
    duration_s: float

    @property
    def peak_s(self) -> Floats:
        """Middle of the time at the top."""
        return self.start_s + self.rise_s + 0.5 * self.hold_s

    @property
    def end_s(self) -> Floats:
        """When the heel is down again."""
        return self.start_s + self.rise_s + self.hold_s + self.fall_s

    def __len__(self) -> int:
        return len(self.start_s)

    def height_m(self, time_s: Floats) -> Floats:
        """Heel-raise height at any times, zero at rest; same shape as ``time_s``."""
        time_s = np.asarray(time_s, dtype=np.float64)
        if not len(self):
            return np.zeros_like(time_s)
        k = np.clip(np.searchsorted(self.start_s, time_s, side="right") - 1, 0, len(self) - 1)
        since_s = time_s - self.start_s[k]
        up = np.clip(since_s / self.rise_s[k], 0.0, 1.0)
        down = np.clip((since_s - self.rise_s[k] - self.hold_s[k]) / self.fall_s[k], 0.0, 1.0)
        return np.asarray(self.rise_m[k] * (_minimum_jerk(up) - _minimum_jerk(down)))


def _minimum_jerk(done: Floats) -> Floats:
    """Way covered when the share ``done`` of the time is over (Flash and Hogan 1985, J Neurosci 5:1688)."""
    return np.asarray(done**3 * (10.0 - 15.0 * done + 6.0 * done**2))


def seated_session(rng: np.random.Generator, *, n_reps: int | None = None, lead_s: float = 5.0) -> Session:
    """An ordinary set of soleus push-ups: 35 to 75 a minute, 4 to 11 cm, passive fall, a little tired at the end."""
    n = int(rng.integers(8, 40)) if n_reps is None else n_reps
    return _session(rng, n=n, period_s=60.0 / rng.uniform(35, 75), rise_m=rng.uniform(0.045, 0.11), lead_s=lead_s)


def standing_session(rng: np.random.Generator, *, n_reps: int | None = None, lead_s: float = 5.0) -> Session:
    """An ordinary set of standing calf raises: 20 to 40 a minute, 5 to 12 cm."""
    n = int(rng.integers(6, 30)) if n_reps is None else n_reps
    return _session(rng, n=n, period_s=60.0 / rng.uniform(20, 40), rise_m=rng.uniform(0.055, 0.12), lead_s=lead_s)


def _session(rng: np.random.Generator, *, n: int, period_s: float, rise_m: float, lead_s: float) -> Session:
    """Periods vary by 5 %, heights by 8 % and fall by up to a quarter; a tenth to a third of a period is rest."""
    periods_s = period_s * np.clip(rng.normal(1.0, 0.05, n), 0.85, 1.2)
    rest, hold = rng.uniform(0.1, 0.35), rng.uniform(0.0, 0.15)
    rising = rng.uniform(0.45, 0.6)
    moving_s = periods_s * (1.0 - rest - hold)
    tired = 1.0 - rng.uniform(0.0, 0.25) * np.linspace(0.0, 1.0, n)
    pause_s = np.where(rng.random(n) < 0.04, rng.uniform(2.0, 6.0, n), 0.0)  # now and then a breath
    start_s = lead_s + np.concatenate([[0.0], np.cumsum(periods_s + pause_s)[:-1]]) if n else np.empty(0)
    end_s = float(start_s[-1] + periods_s[-1]) if n else lead_s
    return Session(
        start_s=start_s,
        rise_s=rising * moving_s,
        hold_s=hold * periods_s,
        fall_s=(1.0 - rising) * moving_s,
        rise_m=rise_m * tired * np.clip(rng.normal(1.0, 0.08, n), 0.75, 1.25),
        duration_s=end_s + lead_s,
    )
