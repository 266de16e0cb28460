"""Count and tempo of any repeated movement, from an inertial sensor that cannot know the height of the heel."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Imu, Recording
from soleus.reps.periodicity import Axes, best_path, common_phase, fundamental, similarity
from soleus.reps.signals import HeelMotion
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    shortest_period_s: float = 0.45
    longest_period_s: float = 11.0
    rate_hz: float = 25.0
    low_pass_hz: float = 5.0
    frame_s: float = 0.25
    octave_cost: float = 0.1
    jump_cost: float = 3.0
    least_similarity: float = 0.5
    least_strength_frac: float = 1 / 3
    smallest_movement: float = 0.01
    slack_cut: float = 0.4
    slack_open: float = 0.25
    still_frac: float = 0.2
    hold_periods: float = 2.0
    sure: float = 0.5
    bridge_cycles: float = 1.0
    longest_gap_s: float = 0.3
    fewest_cycles: float = 1.5
    least_evidence: float = 0.25

    def __call__(self, recording: Recording, person: Person) -> HeelMotion:
        clock, pieces, n = self._pieces(recording)
        height = np.full(n, np.nan)
        for start, axes in pieces:
            height[start : start + len(axes[0].values)] = self._humps(axes, clock)
        return HeelMotion(heel_raise_height_m=height, rate_hz=clock, scaled=False, smallest_rise_m=0.5)

    def _pieces(self, recording):
        from scipy import signal
        imu = recording.signal
        t = recording.time_s
        rate = min(self.rate_hz, recording.rate_hz)
        grid = np.arange(int((t[-1]-t[0]) * rate) + 1) / rate
        axes = []
        native = recording.rate_hz
        even = np.arange(int((t[-1]-t[0]) * native + 1e-6) + 1) / native
        ok = np.ones(len(grid), bool)
        for values, is_rate, unit in ((imu.acceleration_m_s2, False, 9.80665), (imu.angular_velocity_rad_s, True, 1.0)):
            if values is None: continue
            good = np.isfinite(values).all(axis=1)
            tg = t[good]
            x = np.stack([np.interp(even, tg, values[good, c]/unit) for c in range(3)], 1)
            if self.low_pass_hz < 0.45*native:
                x = signal.sosfiltfilt(signal.butter(4, self.low_pass_hz, fs=native, output="sos"), x, axis=0)
            x = np.stack([np.interp(grid, even, x[:, c]) for c in range(3)], 1)
            axes.append(Axes(x, is_rate))
            i = np.searchsorted(tg, grid)
            lo, hi = tg[np.clip(i-1, 0, len(tg)-1)], tg[np.clip(i, 0, len(tg)-1)]
            ok &= (hi - lo) <= self.longest_gap_s + 1e-9
        edges = np.flatnonzero(np.diff(np.r_[0, ok.astype(int), 0]))
        pieces = [(a, [Axes(x.values[a:b]-x.values[a:b].mean(0), x.is_rate) for x in axes]) for a, b in zip(edges[::2], edges[1::2])]
        return rate, pieces, len(grid)

    def track(self, axes, rate):
        n = len(axes[0].values)
        lags = np.unique(np.round(np.geomspace(self.shortest_period_s, self.longest_period_s, 96) * rate).astype(int))
        lags = lags[(lags <= 0.6 * n) & (lags >= 4)]
        if not len(lags): return None
        frames = np.arange(0, n, max(1, round(self.frame_s * rate)))
        alike = similarity(axes, lags, frames, rate_hz=rate)
        octaves = np.log2(lags / lags[0])
        path = best_path(alike - self.octave_cost * octaves[:, None], octaves, jump_cost=self.jump_cost)
        at = np.arange(n)
        r = alike[path, np.arange(len(frames))]
        sure = r >= self.sure
        octv = octaves[path]
        cuts = np.r_[0, np.flatnonzero(np.abs(np.diff(octv)) > .5) + 1, len(path)]
        held = np.concatenate([np.full(b - a, (b - a) * (frames[1]-frames[0] if len(frames)>1 else 1) >= self.hold_periods * np.median(lags[path[a:b]])) for a, b in zip(cuts[:-1], cuts[1:])])
        if (sure & held).any(): sure &= held
        if not sure.any(): return None
        return np.interp(at, frames[sure], lags[path][sure].astype(float)), np.interp(at, frames, alike[path, np.arange(len(frames))])

    def bouts(self, axes, rate):
        tr = self.track(axes, rate)
        if tr is None: return
        period, alike = tr
        f = fundamental(axes, period, rate_hz=rate)
        alike = f.alike
        for a, b in _bridge(_runs(f.near >= self.least_similarity), self.bridge_cycles * 16):
            if b - a < 8: continue
            g = common_phase(f.phasors[a:b])
            strength = np.abs(g)
            for lo, hi in _runs(strength >= self.least_strength_frac * np.median(strength)):
                if alike[a+lo:a+hi].max() < self.least_similarity: continue
                act = f.activity[a+lo:a+hi]; mv = np.flatnonzero(act >= self.still_frac**2 * act.mean())
                hi = lo + mv[-1] + 1; lo = lo + mv[0]
                ph = f.cycles[a + lo:a + hi] + np.unwrap(np.angle(g[lo:hi])) / (2*np.pi)
                ph = np.maximum.accumulate(ph)
                cut = int(a + lo == 0) + int(a + hi == len(alike))
                yield f.sample[a + lo:a + hi], ph, strength[lo:hi], alike[a+lo:a+hi], cut

    def _humps(self, axes, rate):
        n = len(axes[0].values)
        h = np.zeros(n)
        for s, ph, strength, al, cut in self.bouts(axes, rate):
            x = ph[-1] - ph[0]
            ev = np.sum(np.maximum(al[:-1] - self.least_similarity, 0) * np.diff(ph))
            if x < self.fewest_cycles or np.median(strength) < self.smallest_movement or ev < self.least_evidence: continue
            k = int(x + cut*self.slack_cut + (2-cut)*self.slack_open)
            i = np.arange(int(np.ceil(s[0])), int(s[-1]) + 1)
            h[i] = (1 - np.cos(2*np.pi*_eased(np.interp(i, s, ph), ph[0], ph[-1], k))) / 2
        return h


def _eased(ph, first, last, k):
    """0 at first, k at last; in between offset to the nearest extremum."""
    centre = (first + last - k) / 2
    origin = np.round(2 * centre) / 2
    w0 = np.clip(1 - (ph - first), 0, 1); w1 = np.clip(1 - (last - ph), 0, 1)
    return np.clip(ph - origin - w0 * (first - origin) - w1 * (last - origin - k), 0, k)


def _runs(mask):
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _bridge(runs, points):
    out = []
    for a, b in runs:
        if out and a - out[-1][1] <= points: out[-1] = (out[-1][0], b)
        else: out.append((a, b))
    return out
