"""Repetitions on a common phase: from a measured motion, or from a plan."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import Exercise, Tempo
from soleus.person import Person
from soleus.reps.filters import low_pass
from soleus.reps.signals import HeelMotion, Reps

Floats = NDArray[np.float64]

PHASES = 48  # samples a repetition; twice as many change no figure of a dose by 0.5 % (tests/dose/test_dose.py)
HARMONICS = 6.0  # of a repetition that its acceleration keeps: a raised cosine has one, a hold at the top about four
CUT_HZ = (2.0, 5.0)  # limits of that filter: a heel does not tremble faster, a slow raise must not lose its turns
CADENCE_PER_MIN = (1.0, 150.0)  # faster than a heel can go up and down over its range
LARGEST_PLAN = 100_000  # repetitions, more than a day of the fastest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycles:
    """Repetitions at the midpoints of ``PHASES`` equal parts of each; arrays are (n_kinds, PHASES).

    ``count``: how often each kind was done (1 for a measured repetition); ``duration_s``: of the moving part;
    ``total_s``: from the first start to the last end, pauses included. ``ankle_rad`` is None where only the height is
    known.
    """

    height_m: Floats
    velocity_m_s: Floats
    acceleration_m_s2: Floats
    rising: NDArray[np.bool_]
    duration_s: Floats
    peak_m: Floats
    count: NDArray[np.int64]
    total_s: float
    ankle_rad: Floats | None = None

    @property
    def n_reps(self) -> int:
        """Repetitions in all."""
        return int(self.count.sum())

    @property
    def step_s(self) -> Floats:
        """Time that each sample stands for, shape (n_kinds, 1)."""
        return np.asarray(self.duration_s / self.height_m.shape[1]).reshape(-1, 1)

    @property
    def under_tension_s(self) -> float:
        """Time with the heel up."""
        return float((self.count * self.duration_s).sum())

    def typical(self) -> "Cycles":
        """The mean repetition, once; its height is the mean height."""
        weights: Floats = self.count / self.count.sum()

        def mean(values: Floats) -> Floats:
            return np.asarray(weights @ values).reshape(1, -1)

        return replace(
            self,
            height_m=mean(self.height_m),
            velocity_m_s=mean(self.velocity_m_s),
            acceleration_m_s2=mean(self.acceleration_m_s2),
            rising=mean(self.rising.astype(np.float64)) >= 0.5,
            duration_s=np.array([self.under_tension_s / self.n_reps]),
            peak_m=np.array([(self.count * self.peak_m).sum() / self.n_reps]),
            count=np.array([1]),
            ankle_rad=None if self.ankle_rad is None else mean(self.ankle_rad),
        )


def measured(reps: Reps, motion: HeelMotion) -> Cycles:
    """The repetitions of a recording.

    Raises
    ------
    NotEnoughDataError  if there is no repetition, or the motion has no scale
    """
    if not len(reps):
        raise NotEnoughDataError("no repetition was found, so there is no dose")
    if not motion.scaled:
        raise NotEnoughDataError("this sensor counts but cannot tell heights, and the dose needs them")
    rate_hz = motion.rate_hz
    cut_hz = float(np.clip(HARMONICS * rate_hz / np.median(reps.end - reps.start), *CUT_HZ))
    height = np.nan_to_num(motion.heel_raise_height_m, nan=0.0)
    velocity = rate_hz * np.gradient(low_pass(height, cut_hz, rate_hz))
    acceleration = rate_hz * np.gradient(velocity)
    parts = (np.arange(PHASES) + 0.5) / PHASES
    at = reps.start[:, None] + (reps.end - reps.start)[:, None] * parts
    samples = np.arange(len(height))
    base_m = height[reps.peak] - reps.heel_raise_height_m
    known = motion.ankle_angle_rad
    return Cycles(
        height_m=np.clip(np.interp(at, samples, height) - base_m[:, None], 0.0, None),
        velocity_m_s=np.interp(at, samples, velocity),
        acceleration_m_s2=np.interp(at, samples, acceleration),
        rising=at < reps.peak[:, None],
        duration_s=(reps.end - reps.start) / rate_hz,
        peak_m=reps.heel_raise_height_m,
        count=np.ones(len(reps), dtype=np.int64),
        total_s=float(reps.end_s[-1] - reps.start_s[0]),
        ankle_rad=None if known is None else np.interp(at, samples, np.nan_to_num(known)),
    )


def planned(
    exercise: Exercise,
    person: Person,
    *,
    reps: int | None = None,
    minutes: float | None = None,
    cadence_per_min: float | None = None,
    height_m: float | None = None,
) -> Cycles:
    """Equal repetitions: up and down as raised cosines in the exercise's tempo, stretched to the cadence.

    Their acceleration is left out: how a person will speed up and slow down is not known before it was measured.

    Parameters
    ----------
    reps, minutes : one of the two
    cadence_per_min : the exercise's own without
    height_m : rise of the malleolus; that of the catalogue's pose without

    Raises
    ------
    InputError  if a number is impossible
    """
    if exercise.tempo is None:
        raise InputError(f"{exercise.id}: its dose cannot be planned from repetitions; expected a raise with a tempo")
    cadence = exercise.tempo.cadence_per_min if cadence_per_min is None else cadence_per_min
    _check("cadence", cadence, CADENCE_PER_MIN, "repetitions a minute", "--cadence-per-min")
    n = _repetitions(reps, minutes, cadence)
    peak_m = _height(exercise, person) if height_m is None else height_m
    _check("height", peak_m, (0.001, person.largest_heel_raise_m), "m for this stature", "--height-m")
    tempo = _stretched(exercise.tempo, cadence)
    height, velocity = _raise(tempo, peak_m)
    moving_s = tempo.concentric_s + tempo.hold_s + tempo.eccentric_s
    return Cycles(
        height_m=height[None],
        velocity_m_s=velocity[None],
        acceleration_m_s2=np.zeros((1, PHASES)),
        rising=(_times(moving_s) < tempo.concentric_s + tempo.hold_s)[None],
        duration_s=np.array([moving_s]),
        peak_m=np.array([peak_m]),
        count=np.array([n]),
        total_s=n * 60.0 / cadence,
    )


def _check(name: str, value: float, allowed: tuple[float, float], unit: str, option: str) -> None:
    if not (math.isfinite(value) and allowed[0] <= value <= allowed[1]):
        raise InputError(
            f"{name}: expected {allowed[0]:.3g} to {allowed[1]:.3g} {unit}, got {value:g}; change {option}"
        )


def _repetitions(reps: int | None, minutes: float | None, cadence: float) -> int:
    if (reps is None) == (minutes is None):
        raise InputError("a planned set: expected either --reps or --minutes")
    n = reps if reps is not None else minutes * cadence if minutes is not None and math.isfinite(minutes) else 0.0
    if not 1 <= n <= LARGEST_PLAN:
        raise InputError(
            f"a planned set: expected 1 to {LARGEST_PLAN} repetitions, got {n:g}; change --reps or --minutes"
        )
    return round(n)


def _height(exercise: Exercise, person: Person) -> float:
    rise_m = exercise.heel_raise_height_m(person)
    if rise_m > 0.0:
        return rise_m
    return person.forefoot_lever_m * math.sin(math.radians(exercise.shank_tilt_deg - exercise.ankle_end_deg))


def _stretched(tempo: Tempo, cadence_per_min: float) -> Tempo:
    factor = tempo.cadence_per_min / cadence_per_min
    parts = (tempo.concentric_s, tempo.hold_s, tempo.eccentric_s, tempo.pause_s)
    up, hold, down, pause = (factor * part for part in parts)
    return Tempo(concentric_s=up, hold_s=hold, eccentric_s=down, pause_s=pause)


def _times(moving_s: float) -> Floats:
    return np.asarray((np.arange(PHASES) + 0.5) * moving_s / PHASES)


def _raise(tempo: Tempo, peak_m: float) -> tuple[Floats, Floats]:
    """Height and velocity over one repetition."""
    up, down = tempo.concentric_s, tempo.eccentric_s
    time_s = _times(up + tempo.hold_s + down)
    from_end_s = up + tempo.hold_s + down - time_s
    rising, falling = time_s < up, from_end_s < down
    pace = np.where(rising, math.pi / up, np.where(falling, -math.pi / down, 0.0))
    angle = np.where(rising, math.pi * time_s / up, np.where(falling, math.pi * from_end_s / down, math.pi))
    return 0.5 * peak_m * (1.0 - np.cos(angle)), 0.5 * peak_m * pace * np.sin(angle)
