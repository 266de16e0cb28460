"""Steps from the acceleration of a phone anywhere on the body: the rhythm is followed, and every cycle counts once.

A pocket gives several peaks a step (the leg's own swing, the strap, the keys), so peaks are not counted. The step
frequency is followed through the spectrum as the pitch of a voice is, and steps are the turns of its phase. What
repeats but is no walking (heel raises, a knee that shakes, a car) is told apart by four things that two legs do.
"""

from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from soleus.reps.clock import stretches
from soleus.reps.periodicity import Axes, best_path, similarity
from soleus.walk.bands import bands
from soleus.walk.steps import UNKNOWN, AnyFloats, Floats, Steps

WORK_HZ = 50.0  # heel strikes shake a body up to some 20 Hz; the steps themselves are below 4 Hz
HOP_S = 0.5
SPECTRUM_BINS = 512  # 0.1 Hz apart before interpolation
POSTURE_HZ = 0.3  # slower than any stride: how the phone lies
LONGEST_BREAK_S = 1.0  # a step that comes late; a longer one ends the bout


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRhythm:
    """Steps of both feet, sides unknown.

    ``window_s`` holds three strides, the shortest that tells step from stride. ``step_hz``: 60 steps a minute is slow
    indoor walking, 200 a fast run. ``least_bounce_m``: half of what the body rises and falls in a step; an inverted
    pendulum of 0.9 m with short steps of 0.3 m makes 0.0063, knees that give take a third. A bout is walking if, in
    the median of its windows: the body bounces that much more once a step than once a stride (each leg lifts it);
    legs alternate, so the vector moves once a stride, too, by ``least_alternation`` of it; feet hit the ground, so
    ``least_impact_m_s2`` is above ``impact_hz``; one stride is like the next by ``least_alike`` (0 noise, 1 the same).
    """

    window_s: float = 4.0
    step_hz: tuple[float, float] = (1.0, 3.3)
    steps_per_octave: int = 48  # 1.5 %: a quarter of what differs between two steps of a person
    jump_cost: float = 4.0  # of one octave, against scores of 1 a window: two seconds of evidence
    least_bounce_m: float = 0.004
    least_alternation: float = 0.18
    least_impact_m_s2: float = 0.3
    impact_hz: float = 4.0
    least_alike: float = 0.5
    least_steps: int = 4

    def __call__(self, acceleration_m_s2: AnyFloats, rate_hz: float, *, start_s: float = 0.0) -> Steps:
        """Steps in (n, 3) acceleration on an even clock, gravity included or not; NaN where nothing is known."""
        force, known, rate_hz = _at_work_rate(acceleration_m_s2, rate_hz)
        times_s = np.empty(0)
        if len(force) >= self.window_s * rate_hz:
            times_s = self._steps_s(force, known, rate_hz)
        return Steps(
            time_s=start_s + times_s,
            side=np.full(len(times_s), UNKNOWN, np.int64),
            method={"name": "step-rhythm", **asdict(self)},
        )

    def _steps_s(self, force: Floats, known: Floats, rate_hz: float) -> Floats:
        size = np.sqrt(np.einsum("ij,ij->i", force, force))
        bounce, shaken = bands(size, [(POSTURE_HZ, None), (self.impact_hz, None)], rate_hz)
        vector, smooth = bands(force, [(POSTURE_HZ, None), (POSTURE_HZ, self.impact_hz)], rate_hz)
        lines = self._follow(bounce, vector, rate_hz)
        bounce_m, turns = _demodulated(bounce, lines.step_hz, rate_hz)
        quality = self._qualities(smooth, shaken, lines, rate_hz)
        up = np.flatnonzero(np.diff(np.floor(turns)) > 0) + 1
        kept = [
            up[(up >= first) & (up < last)]
            for first, last in self._bouts(bounce_m, known, rate_hz)
            if self._is_walking(quality, first, last, rate_hz)
        ]
        steps = [bout / rate_hz for bout in kept if len(bout) >= self.least_steps]
        return np.concatenate(steps) if steps else np.empty(0)

    def _follow(self, bounce: Floats, vector: Floats, rate_hz: float) -> "_Lines":
        """The step frequency of every window, with the lines at it and at the stride's."""
        low, high = self.step_hz
        grid_hz = low * 2.0 ** (np.arange(int(np.log2(high / low) * self.steps_per_octave) + 1) / self.steps_per_octave)
        power, bins_hz = _spectrogram(bounce[:, None], self.window_s, rate_hz)
        own, half, other, double = (_at(power, bins_hz, k * grid_hz) for k in (1.0, 0.5, 1.5, 2.0))
        score = own + 0.5 * (half + other + double)  # of the harmonics of the stride, the step's own counts most
        score /= np.maximum(score.max(axis=1, keepdims=True), np.finfo(float).tiny)
        path = best_path(np.ascontiguousarray(score.T), np.log2(grid_hz), jump_cost=self.jump_cost)
        rows, step_hz = np.arange(len(path)), grid_hz[path]
        all_axes, _ = _spectrogram(vector, self.window_s, rate_hz)
        return _Lines(
            step_hz=step_hz,
            step=np.sqrt(own[rows, path]),
            stride=np.sqrt(half[rows, path]),
            vector_step=np.sqrt(_pick(all_axes, bins_hz, step_hz)),
            vector_stride=np.sqrt(_pick(all_axes, bins_hz, 0.5 * step_hz)),
        )

    def _qualities(self, smooth: Floats, shaken: Floats, lines: "_Lines", rate_hz: float) -> "_Qualities":
        hop = int(HOP_S * rate_hz)
        frames = np.minimum(np.arange(len(lines.step_hz)) * hop, len(shaken) - 1)
        tiny = np.finfo(float).tiny
        return _Qualities(
            bounce_m=(lines.step - lines.stride) / (2 * np.pi * lines.step_hz) ** 2,
            alternation=lines.vector_stride / np.maximum(lines.vector_step, tiny),
            impact=np.sqrt(_window_means(shaken**2, frames, int(0.5 * self.window_s * rate_hz))),
            alike=_alike(smooth, frames, lines.step_hz, rate_hz),
        )

    def _bouts(self, bounce_m: Floats, known: Floats, rate_hz: float) -> list[tuple[int, int]]:
        """Stretches that bounce; each ends where the bounce falls to half: there its smoothed edge has its middle."""
        coarse = (bounce_m > self.least_bounce_m) & (known > 0)
        found = []
        for first, last in _bridged(stretches(coarse), int(LONGEST_BREAK_S * rate_hz)):
            typical = float(np.median(bounce_m[first:last]))
            strong = np.flatnonzero((bounce_m[first:last] > 0.5 * typical) & (known[first:last] > 0))
            if len(strong):
                inside = coarse[first:last].copy()
                inside[: strong[0]] = inside[strong[-1] + 1 :] = False
                found += [
                    (first + a, first + b) for a, b in _bridged(stretches(inside), int(LONGEST_BREAK_S * rate_hz))
                ]
        return found

    def _is_walking(self, quality: "_Qualities", first: int, last: int, rate_hz: float) -> bool:
        hop = int(HOP_S * rate_hz)
        rows = slice(first // hop, max(first // hop + 1, -(-last // hop)))
        limits = (self.least_bounce_m, self.least_alternation, self.least_impact_m_s2, self.least_alike)
        return all(
            len(values[rows]) > 0 and float(np.median(values[rows])) >= limit
            for values, limit in zip(quality, limits, strict=True)
        )


class _Lines(NamedTuple):
    """One value a window, m/s2 but for the frequency."""

    step_hz: Floats
    step: Floats
    stride: Floats
    vector_step: Floats
    vector_stride: Floats


class _Qualities(NamedTuple):
    """What tells walking, one value a window, in the order of the limits."""

    bounce_m: Floats
    alternation: Floats
    impact: Floats
    alike: Floats


def _at_work_rate(values: AnyFloats, rate_hz: float) -> tuple[Floats, Floats, float]:
    """Means over whole groups of samples, what is missing filled with the last known, and where it was known."""
    group = max(1, int(rate_hz / WORK_HZ + 0.01))
    whole = len(values) // group * group
    coarse = np.asarray(values[:whole], np.float64).reshape(-1, group, 3).mean(axis=1)
    known = np.isfinite(coarse).all(axis=1)
    if not known.all() and known.any():
        before = np.maximum.accumulate(np.where(known, np.arange(len(known)), -1))
        coarse = coarse[np.where(before < 0, int(known.argmax()), before)]
    return coarse if known.any() else coarse[:0], known.astype(np.float64), rate_hz / group


def _spectrogram(values: Floats, window_s: float, rate_hz: float) -> tuple[Floats, Floats]:
    """Power of all columns together in Hann windows every ``HOP_S``: squared amplitude of a line, (frames, bins)."""
    n, hop = int(window_s * rate_hz), int(HOP_S * rate_hz)
    taper = np.hanning(n + 1)[:-1]
    total: Floats | None = None
    for column in values.T:
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(column, (n // 2, n // 2)), n)[::hop]
        lines = np.fft.rfft((frames - frames.mean(axis=1, keepdims=True)) * taper, 2 * SPECTRUM_BINS, axis=1)
        power = np.abs(lines * (2.0 / taper.sum())) ** 2
        total = power if total is None else total + power
    return np.asarray(total, np.float64), np.asarray(np.fft.rfftfreq(2 * SPECTRUM_BINS, 1.0 / rate_hz), np.float64)


def _at(power: Floats, bins_hz: Floats, at_hz: Floats) -> Floats:
    """Power at frequencies between the bins, the same for every frame."""
    place = at_hz / bins_hz[1]
    low = np.minimum(place.astype(np.int64), len(bins_hz) - 2)
    part = place - low
    return np.asarray(power[:, low] * (1.0 - part) + power[:, low + 1] * part)


def _pick(power: Floats, bins_hz: Floats, at_hz: Floats) -> Floats:
    """Power at one frequency a frame."""
    place = at_hz / bins_hz[1]
    low = np.minimum(place.astype(np.int64), len(bins_hz) - 2)
    rows = np.arange(len(power))
    return np.asarray(power[rows, low] * (1.0 - place + low) + power[rows, low + 1] * (place - low))


def _demodulated(bounce: Floats, step_hz: Floats, rate_hz: float) -> tuple[Floats, Floats]:
    """How far the followed oscillation moves to either side (m), and the turns of its phase, (n,) each.

    The Hann window is two steps long: the shortest that keeps mean, step and double step apart.
    """
    n = len(bounce)
    at = np.interp(np.arange(n), np.arange(len(step_hz)) * int(HOP_S * rate_hz), step_hz)
    carrier = np.cumsum(at) / rate_hz
    width = max(3, int(2.0 * rate_hz / float(np.median(step_hz))))
    taper = np.hanning(width + 2)[1:-1]
    product = bounce * np.exp(-2j * np.pi * carrier)
    local = 2.0 * np.convolve(product, taper / taper.sum(), mode="same")[:n]
    turns = np.unwrap(2 * np.pi * carrier + np.angle(local)) / (2 * np.pi)
    return np.abs(local) / (2 * np.pi * at) ** 2, np.maximum.accumulate(turns)


def _window_means(values: Floats, frames: Floats, half: int) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    first, last = np.maximum(frames - half, 0).astype(int), np.minimum(frames + half, len(values)).astype(int)
    return np.asarray((sums[last] - sums[first]) / np.maximum(last - first, 1))


def _alike(vector: Floats, frames: Floats, step_hz: Floats, rate_hz: float) -> Floats:
    """Similarity of one stride and the next about each frame, window by window at its own stride."""
    lags = np.rint(2.0 * rate_hz / step_hz).astype(np.int64)
    out = np.full(len(frames), -1.0)
    axes = [Axes(vector, is_rate=False)]
    for lag in np.unique(lags):
        rows = np.flatnonzero(lags == lag)
        if lag < 0.6 * len(vector):
            out[rows] = similarity(axes, np.array([lag]), frames[rows].astype(np.int64), rate_hz=rate_hz)[0]
    return out


def _bridged(parts: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """Intervals with gaps of up to ``gap`` samples closed."""
    out: list[tuple[int, int]] = []
    for first, last in parts:
        if out and first - out[-1][1] <= gap:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out
