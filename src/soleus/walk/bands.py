"""Several bands of one signal from one transform."""

from functools import cache

import numpy as np

from soleus.walk.steps import AnyFloats, Floats

Band = tuple[float | None, float | None]
"""(above this frequency, below that one), Hz; None leaves that end open."""


def bands(values: AnyFloats, wanted: list[Band], rate_hz: float) -> list[Floats]:
    """The signal in each band, without phase shift: differences of the low-passes of `soleus.reps.filters`.

    ``values`` has shape (n,) or (n, k). Outside, the signal is taken as turned about its end sample.
    """
    signal: Floats = np.asarray(values, np.float64)
    n = len(signal)
    cuts = [cut for band in wanted for cut in band if cut is not None]
    if n < 2 or not cuts:
        return [signal.copy() for _ in wanted]
    least = min(n - 1, int(2.0 * rate_hz / min(cuts)))
    length = _fast_length(n + 2 * least)
    after = min(n - 1, length - n - least)
    before, behind = signal[least:0:-1], signal[-2 : -after - 2 : -1]
    padded = np.concatenate([2.0 * signal[0] - before, signal, 2.0 * signal[-1] - behind])
    spectrum = np.fft.rfft(padded, axis=0)
    bins_hz: Floats = np.asarray(np.fft.rfftfreq(len(padded), 1.0 / rate_hz), np.float64)
    at_hz = bins_hz.reshape(-1, *[1] * (signal.ndim - 1))
    out = []
    for above, below in wanted:
        gain = _gain(at_hz, below) - (0.0 if above is None else _gain(at_hz, above))
        out.append(np.asarray(np.fft.irfft(spectrum * gain, len(padded), axis=0)[least : least + n]))
    return out


def _gain(at_hz: Floats, cut_hz: float | None) -> Floats:
    return np.ones_like(at_hz) if cut_hz is None else np.asarray(1.0 / (1.0 + np.square(np.square(at_hz / cut_hz))))


@cache
def _fast_length(n: int) -> int:
    """The next length that only has the factors 2, 3 and 5."""
    best = 1 << (n - 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            whole = three << max(0, (-(-n // three) - 1).bit_length())
            if n <= whole < best:
                best = whole
            three *= 3
        five *= 5
    return best
