"""What may be wrong with an electromyogram, in words."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from soleus.emg.bursts import Bursts, Reason
from soleus.emg.condition import BAND_HZ, DRIFT_HZ, NYQUIST_FRAC, Conditioned
from soleus.recording.signals import Floats as AnyFloats

Floats = NDArray[np.float64]

CLIPPED_RUN = 3  # equal samples at the very end of the range: noise does not stop there three times in a row
CLIPPED_FRAC = 1e-3
HUM_FRAC = 0.1  # of the power in band: below it the mains change an amplitude by less than 5 %
LOST_FRAC = 0.02
COMMON_FRAC = 0.15  # of the power; handbooks tell of 10 to 15 % between neighbours (source not checked: it only warns)
LAG_S = 0.03  # to each side, as in Winter 1994, J Electromyogr Kinesiol 4:15
MOST_SAMPLES = 1 << 17  # from the middle of the recording: minutes, enough for a correlation to a hundredth

_DOUBTS: dict[Reason, str] = {
    "spike": "spikes (a cable or an electrode that was touched)",
    "mains": "stretches of mains hum",
    "motion": "movements of an electrode",
}


def channel_warnings(channel: Conditioned, bursts: Bursts, values: AnyFloats) -> tuple[str, ...]:
    """Saturation, mains, movement, gaps and what was taken for no contraction, of one channel."""
    told = []
    clipped = clipped_frac(np.asarray(values, np.float64))
    if clipped > CLIPPED_FRAC:
        told.append(f"{clipped:.1%} of the samples are cut at the end of the range; amplitudes are too low (less gain)")
    if channel.hum_frac > HUM_FRAC:
        told.append(
            f"{channel.hum_frac:.0%} of the power was hum of the mains at {channel.hum_hz:.0f} Hz and is taken out "
            "(battery supply, shorter cables, a better reference electrode)"
        )
    if channel.raw_spectrum is not None:
        slow = channel.raw_spectrum.part(DRIFT_HZ, BAND_HZ[0])
        if slow > channel.raw_spectrum.part(BAND_HZ[0], np.inf):
            told.append("more power below 20 Hz than above: electrodes or cables move; it is filtered out")
        top_hz = NYQUIST_FRAC * channel.rate_hz
        if BAND_HZ[1] > top_hz + 1.0:
            told.append(f"sampled at {channel.rate_hz:.0f} Hz: what lies above {top_hz:.0f} Hz is not seen")
    elif len(channel.live):
        told.append(
            "the file holds a rectified signal or an envelope: no mains, spikes or median frequency can be told"
        )
    lost = 1.0 - float(channel.live.mean()) if len(channel.live) else 1.0
    if lost > LOST_FRAC:
        told.append(f"{lost:.0%} of the time the sensor gave no signal (missing, or one value held)")
    for reason, words in _DOUBTS.items():
        n = sum(why == reason for _, why in bursts.rejected)
        if n:
            told.append(f"{n} {words} not counted as bursts")
    return tuple(f"{channel.name}: {line}" for line in told)


def clipped_frac(values: Floats) -> float:
    """Part of the samples that lie in runs of equal ones at the largest or smallest value."""
    known = values[np.isfinite(values)]
    if len(known) < CLIPPED_RUN or known.min() == known.max():
        return 0.0
    middle = float(np.median(known))
    n = 0
    for end in (known.max(), known.min()):
        if end == middle:
            continue
        at = np.concatenate([[False], known == end, [False]])
        edges = np.flatnonzero(np.diff(at.astype(np.int8))).reshape(-1, 2)
        runs = edges[:, 1] - edges[:, 0]
        n += int(runs[runs >= CLIPPED_RUN].sum())
    return n / len(known)


def crosstalk_warnings(channels: Mapping[str, Conditioned]) -> tuple[str, ...]:
    """Pairs of channels that have much in common. Farina 2004 (doi:10.1055/s-0038-1633419): it proves neither way."""
    raw = {name: channel for name, channel in channels.items() if channel.is_raw}
    told = []
    for (name, one), (other, two) in combinations(raw.items(), 2):
        if one.rate_hz != two.rate_hz or len(one.band) != len(two.band):
            continue
        common = common_frac(one.band, two.band, one.rate_hz)
        if common > 0.98:
            told.append(f"{name} and {other} are one and the same signal; check which is which")
        elif common > COMMON_FRAC:
            told.append(
                f"{name} and {other} have {common:.0%} of their power in common: one electrode may hear both muscles "
                "(cross-talk), or they work in step; move the electrodes apart to tell"
            )
    return tuple(told)


def common_frac(one: Floats, two: Floats, rate_hz: float) -> float:
    """Largest squared cross-correlation over lags of up to 30 ms; NaN-free signals of the same length."""
    n = min(len(one), MOST_SAMPLES)
    start = (len(one) - n) // 2
    a, b = one[start : start + n], two[start : start + n]
    power = float(a @ a) * float(b @ b)
    if power == 0.0:
        return 0.0
    from scipy.fft import irfft, next_fast_len, rfft

    lag = min(n - 1, int(LAG_S * rate_hz))
    size = next_fast_len(n + lag, real=True)
    both = irfft(rfft(a, size) * np.conj(rfft(b, size)), size)
    near = np.concatenate([both[: lag + 1], both[len(both) - lag :]])
    return float((near**2).max()) / power
