"""Count and tempo of any repeated movement, from an inertial sensor that cannot know the height of the heel."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Imu, Recording
from soleus.reps.clock import evenly, stretches
from soleus.reps.periodicity import Axes, best_path, common_phase, order_track, similarity
from soleus.reps.signals import HeelMotion
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ANY_MOVEMENT = "count and tempo only: any repeated movement is counted, and no height can be known"
LEAST_RATE_HZ = 10.0  # 5 samples in the fastest repetition, 120 per minute
LAG_STEP = 1.035  # neighbouring periods differ by 3.5 %: off by half of that, cycles are still 0.98 alike
JUMP_OCTAVES = 0.5  # a larger step from one frame to the next is another period, not a drift
EASE_CYCLES = 3.0  # over which the ends of a bout are drawn to whole repetitions; no cycle changes by a quarter


class Bout(NamedTuple):
    """One stretch of repeated movement; fields of shape (m,) on a grid of phase."""

    sample: Floats  # place of each grid point on the clock of the motion
    cycles: Floats  # phase that never falls; whole and half numbers are the two extremes of the posture
    evidence: float  # similarity of neighbours above chance, summed over the cycles
    movement: float  # median amplitude, in radians of tilt or g
    n_cut: int  # how many of its two ends are ends of the data


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """One hump for every cycle of whatever repeats, between ``shortest_period_s`` and ``longest_period_s``.

    1. Acceleration (g) and angular velocity (over its angular frequency: rad) below ``low_pass_hz``.
    2. Local period: similarity of neighbouring stretches at every lag, best path through time. A longer period must
       be ``octave_cost`` more alike per octave, since what repeats after T repeats after 2 T; a jump costs
       ``jump_cost`` per octave. Only frames of ``least_similarity`` count, and only a period that holds for
       ``hold_periods`` of its own length.
    3. Phase: the fundamental of all channels along that period (order tracking), joined by a complex principal
       component.
    4. Bouts: samples whose quarter cycle looks like the one a period before or after, joined over dips of
       ``bridge_cycles``, while the fundamental keeps ``least_strength_frac`` of its median; ends that do not move
       (``still_frac`` of the rms speed) are no part of it.
    5. Repetitions of a bout: its cycles, rounded down after adding ``slack_cut`` for each end that is cut off by the
       end of the data (there up to three eighths of a repetition may be missing) and ``slack_open`` for each other
       end (0.25 would round to the nearest; the low-pass adds a little movement at each end). Bouts of little
       ``least_evidence`` or ``smallest_movement`` are none.
    """

    shortest_period_s: float = 0.45  # 120 per minute, and a tenth faster
    longest_period_s: float = 11.0  # 6 per minute, and a tenth slower
    max_rate_hz: float = 25.0
    low_pass_hz: float = 5.0  # the second harmonic of 120 per minute lies at 4 Hz; tremor lies above
    frame_s: float = 0.25  # half of the shortest repetition
    octave_cost: float = 0.14
    jump_cost: float = 3.0
    hold_periods: float = 2.0  # less cannot have repeated
    least_similarity: float = 0.45  # voicing threshold of Boersma 1993
    least_strength_frac: float = 0.4  # at the border of movement and rest half of the window moves
    still_frac: float = 0.1
    bridge_cycles: float = 1.0  # one disturbed repetition does not end a set
    slack_cut: float = 0.375
    slack_open: float = 0.2
    least_evidence: float = 0.3  # two clean cycles that fill the recording give 0.5, random movement up to 0.25
    smallest_movement: float = 0.01  # g and rad: twice the tilt of a wrist by breathing (about 5 mg), ten times noise

    def __call__(self, recording: Recording, person: Person) -> HeelMotion:
        """Find the repetitions and draw them as humps between 0 and 1.

        Parameters
        ----------
        recording : Recording with an `Imu`, at any placement, with or without gravity or gyroscope
        person : Person, not used: no length enters

        Returns
        -------
        HeelMotion, ``scaled=False``: 0 at rest, one hump of height 1 for each repetition, NaN in gaps over 0.3 s

        Raises
        ------
        InputError          if the recording is not inertial
        NotEnoughDataError  without any channel, under 10 Hz, or shorter than two of the shortest repetitions
        """
        channels, rate_hz = self._channels(recording)
        known: NDArray[np.bool_] = np.isfinite(np.concatenate([c.values for c in channels], axis=1)).all(axis=1)
        height = np.full(len(known), np.nan)
        shortest = int(2 * self.shortest_period_s * rate_hz) + 1
        pieces = [(a, b) for a, b in stretches(known) if b - a >= shortest]
        if not pieces:
            raise NotEnoughDataError(
                f"{recording.path.name}: expected {2 * self.shortest_period_s:g} s of movement without a gap, got "
                f"{recording.duration_s:.2f} s with {np.mean(known):.0%} known; record the whole set"
            )
        height[known] = 0.0
        for first, last in pieces:
            axes = [self._smooth(Axes(c.values[first:last], c.is_rate), rate_hz) for c in channels]
            height[first:last] = self._humps(axes, rate_hz)
        return HeelMotion(
            heel_raise_height_m=height,
            rate_hz=rate_hz,
            scaled=False,
            smallest_rise_m=0.5,
            side=recording.side,
            tracked_frac=float(np.mean(known)),
            method={"name": "tempo", **asdict(self)},
            warnings=(ANY_MOVEMENT,),
        )

    def bouts(self, axes: list[Axes], rate_hz: float) -> list[Bout]:
        """Stretches of repeated movement in channels without a gap, earliest first, whatever their evidence."""
        period = self._period(axes, rate_hz)
        if period is None:
            return []
        track = order_track(axes, period, rate_hz=rate_hz)
        points, out = track.points_per_cycle, []
        for first, last in _bridged(stretches(track.repeated >= self.least_similarity), self.bridge_cycles * points):
            if last - first < points:
                continue
            phasor = common_phase(track.phasors[first:last])
            strength = np.abs(phasor)
            for a, b in stretches(strength >= self.least_strength_frac * np.median(strength)):
                speed = track.speed[first + a : first + b]
                moving = np.flatnonzero(speed >= self.still_frac * np.sqrt(np.mean(speed**2)))
                if b - a < points or len(moving) == 0:
                    continue
                part = slice(first + a + int(moving[0]), first + a + int(moving[-1]) + 1)
                inside = slice(part.start - first, part.stop - first)
                turn = np.unwrap(np.angle(phasor[inside])) / (2 * np.pi)
                alike = track.alike[part][points // 2 : -(points // 2)]
                out.append(
                    Bout(
                        sample=track.sample[part],
                        cycles=np.maximum.accumulate(track.cycles[part] + turn),
                        evidence=float(np.sum(alike - self.least_similarity)) / points,
                        movement=float(np.median(strength[inside])),
                        n_cut=int(part.start == 0) + int(part.stop == len(track.cycles)),
                    )
                )
        return out

    def count(self, bout: Bout) -> int:
        """Repetitions of a bout; 0 when it is too faint or too unlike itself."""
        if bout.evidence < self.least_evidence or bout.movement < self.smallest_movement:
            return 0
        slack = bout.n_cut * self.slack_cut + (2 - bout.n_cut) * self.slack_open
        return int(bout.cycles[-1] - bout.cycles[0] + slack)

    def _channels(self, recording: Recording) -> tuple[list[Axes], float]:
        """Acceleration in g and angular velocity in rad/s, where there are, on one even clock; NaN in long gaps."""
        signal, name = recording.signal, recording.path.name
        if not isinstance(signal, Imu):
            raise InputError(f"{name}: expected an inertial sensor, got {recording.sensor}")
        if recording.rate_hz < LEAST_RATE_HZ:
            raise NotEnoughDataError(
                f"{name}: expected at least {LEAST_RATE_HZ:g} samples a second, got {recording.rate_hz:.3g}; "
                "choose a higher rate in the recording app"
            )
        channels, rate_hz = [], recording.rate_hz
        for values, unit in ((signal.acceleration_m_s2, STANDARD_GRAVITY_M_S2), (signal.angular_velocity_rad_s, 1.0)):
            if values is not None:
                even, rate_hz = evenly(recording, values, at_most_hz=self.max_rate_hz)
                channels.append(Axes(even.astype(np.float64) / unit, values is signal.angular_velocity_rad_s))
        if not channels:
            raise NotEnoughDataError(f"{name}: expected acceleration or angular velocity, got neither; record one")
        return channels, rate_hz

    def _smooth(self, axes: Axes, rate_hz: float) -> Axes:
        """Channels without a gap, about their mean, without tremor."""
        from scipy import signal

        sos = signal.butter(4, min(self.low_pass_hz, 0.45 * rate_hz), fs=rate_hz, output="sos")
        centred = axes.values - axes.values.mean(axis=0)
        pad = min(len(centred) - 1, 3 * len(sos) * 2)
        return Axes(signal.sosfiltfilt(sos, centred, axis=0, padlen=pad), axes.is_rate)

    def _period(self, axes: list[Axes], rate_hz: float) -> Floats | None:
        """Tracked period in samples at every sample, shape (n,); None where nothing repeats."""
        n = len(axes[0].values)
        steps = int(np.log(self.longest_period_s / self.shortest_period_s) / np.log(LAG_STEP)) + 1
        lags = np.unique(np.round(self.shortest_period_s * rate_hz * LAG_STEP ** np.arange(steps)).astype(np.int64))
        lags = lags[lags <= 0.6 * n]
        frames = np.arange(0, n, max(1, round(self.frame_s * rate_hz)), dtype=np.int64)
        alike = similarity(axes, lags, frames, rate_hz=rate_hz)
        octaves = np.log2(lags / lags[0])
        score = np.maximum(alike - self.octave_cost * octaves[:, None], 0.0)  # what is unlike favours no period
        path = best_path(score, octaves, jump_cost=self.jump_cost)
        sure = alike[path, np.arange(len(frames))] >= self.least_similarity
        held = self._held(lags[path], frames)
        sure &= held if (sure & held).any() else True
        return np.interp(np.arange(n), frames[sure], lags[path][sure]) if sure.any() else None

    def _held(self, period: Ints, frames: Ints) -> NDArray[np.bool_]:
        """Frames whose period goes on for ``hold_periods`` of its own length, shape (f,)."""
        jumps = np.flatnonzero(np.abs(np.diff(np.log2(period))) > JUMP_OCTAVES) + 1
        step = frames[1] - frames[0] if len(frames) > 1 else 1
        parts = np.split(period, jumps)
        return np.repeat([len(p) * step >= self.hold_periods * np.median(p) for p in parts], [len(p) for p in parts])

    def _humps(self, axes: list[Axes], rate_hz: float) -> Floats:
        """0 at rest, (1 - cos) / 2 of the eased phase in each bout, shape (n,)."""
        height = np.zeros(len(axes[0].values))
        for bout in self.bouts(axes, rate_hz):
            n_reps = self.count(bout)
            if n_reps:
                at = np.arange(int(np.ceil(bout.sample[0])), int(bout.sample[-1]) + 1)
                phase = eased(np.interp(at, bout.sample, bout.cycles), bout.cycles[0], bout.cycles[-1], n_reps)
                height[at] = (1 - np.cos(2 * np.pi * phase)) / 2
        return height


def eased(cycles: Floats, first: float, last: float, n_reps: int) -> Floats:
    """Phase that goes from 0 at ``first`` to ``n_reps`` at ``last`` and never falls.

    Between the ends a repetition peaks at an extreme of the posture (of the two, the one that leaves both ends
    nearest to a valley). What is missing or too much at the ends of a bout is shared by both and spread over up to
    three cycles, so that every repetition counted is drawn whole, from valley to valley.
    """
    origin = np.round(first + last - n_reps) / 2
    span = min(EASE_CYCLES, (last - first) / 2)
    at_first = np.clip(1 - (cycles - first) / span, 0, 1)
    at_last = np.clip(1 - (last - cycles) / span, 0, 1)
    eased_phase = cycles - origin - at_first * (first - origin) - at_last * (last - origin - n_reps)
    return np.asarray(np.clip(eased_phase, 0, n_reps))


def _bridged(parts: list[tuple[int, int]], longest: float) -> list[tuple[int, int]]:
    """Intervals joined where the hole between two is not longer than ``longest``."""
    out: list[tuple[int, int]] = []
    for first, last in parts:
        if out and first - out[-1][1] <= longest:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out
