"""From a column of stamps, whatever its unit and dirt, to seconds that rise strictly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.table import MIN_SAMPLES
from soleus.units import TO_SI

GAP_STEPS = 3.0  # a gap is a step longer than three median steps: two samples lost in a row, not jitter
LATE_SAMPLES = 50  # a packet that comes later than this many samples is no late packet but a broken clock
LATE_FRAC = 0.01
REPEATED_FRAC = 0.2  # more equal stamps than this: the clock is coarser than the sampling
MISSING_FRAC = 0.5
RATE_RANGE_HZ = (2.0, 100_000.0)  # a heel raise lasts about a second: slower than 2 Hz cannot show it
INFERRED_RATE_RANGE_HZ = (10.0, 2000.0)  # rates of motion sensors; narrower than 1000 x, so one unit at most fits
EPOCH_RANGE_S = (631_152_000.0, 4_102_444_800.0)  # 1990 to 2100
RATE_CHANGE_FRAC = 0.05

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clock:
    """``stamps_s`` rises strictly; ``keep`` says which rows it belongs to, None for all."""

    stamps_s: NDArray[np.float64]
    keep: Indices | None
    start_unix_s: float | None = None
    warnings: tuple[str, ...] = ()


def even_clock(n: int, rate_hz: float | None, where: str) -> Clock:
    """A clock from the rate alone."""
    if n < MIN_SAMPLES or (rate_hz is None and n < 4 * MIN_SAMPLES):
        raise NotEnoughDataError(f"{where}: {n} samples are too few to answer; record for at least a few seconds")
    if rate_hz is None:
        raise InputError(f"{where}: no clock and no stated rate; give the samples per second with --rate-hz")
    check_rate(rate_hz, where)
    return Clock(stamps_s=np.arange(n) / rate_hz, keep=None)


def counter_clock(counter: NDArray[np.float64], rate_hz: float, modulus: int, where: str) -> Clock:
    """A clock from a packet counter that wraps at ``modulus``; a jump is a gap."""
    known = np.isfinite(counter)
    if known.sum() < MIN_SAMPLES:
        raise NotEnoughDataError(
            f"{where}: {int(known.sum())} counted packets are too few to answer; record for longer"
        )
    if modulus <= 0 or (counter[known] != np.round(counter[known])).any() or np.abs(counter[known]).max() > 2**53:
        raise InputError(f"{where}: the packet counter holds no whole numbers; export the file again")
    steps = np.diff(counter[known])
    if counter[known].max() < modulus:
        steps = (steps + modulus // 2) % modulus - modulus // 2
    count = np.full(len(counter), np.nan)
    count[known] = np.concatenate([[0.0], np.cumsum(steps)])
    return tidy(count / rate_hz, where)


def to_seconds(raw: NDArray[np.float64], unit: str | None, where: str) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Stamps in seconds, and how the unit was settled if the file does not state it."""
    if unit is not None:
        return raw * TO_SI[unit][1], ()
    steps = np.abs(np.diff(raw[np.isfinite(raw)]))
    steps = steps[steps > 0]
    if not len(steps):
        return raw, ()  # tidy says what is wrong
    step = float(np.median(steps))
    low, high = INFERRED_RATE_RANGE_HZ
    for word, factor in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)):
        if step * factor > 0 and low <= 1.0 / (step * factor) <= high:
            note = f"time: unit not stated, taken as {word} because that gives {1 / (step * factor):.4g} Hz"
            return raw * factor, () if word == "s" else (note,)
    if 0.1 < step <= 0.5:
        return raw, ()
    raise InputError(
        f"{where}: the time column steps by {step:g} and states no unit; name it time_s, time_ms or time_us"
    )


def tidy(stamps_s: NDArray[np.float64], where: str) -> Clock:
    """Sort a few late stamps, keep the first of equal ones, drop rows without; refuse what cannot be mended."""
    if len(stamps_s) >= MIN_SAMPLES and np.isfinite(stamps_s[-1]) and (np.diff(stamps_s) > 0).all():
        return _checked(Clock(stamps_s=stamps_s, keep=None), where)
    keep = np.flatnonzero(np.isfinite(stamps_s))
    n_missing = len(stamps_s) - len(keep)
    trailing = len(stamps_s) - 1 - int(keep[-1]) if len(keep) else 0
    if len(stamps_s) and not len(keep):
        raise InputError(f"{where}: none of the {len(stamps_s)} time stamps is a number; check the time column")
    if n_missing - trailing > MISSING_FRAC * len(stamps_s):
        raise InputError(f"{where}: {n_missing} of {len(stamps_s)} time stamps are missing; export the file again")
    if len(keep) < MIN_SAMPLES:
        raise NotEnoughDataError(
            f"{where}: {len(keep)} samples are too few to answer; record for at least a few seconds"
        )
    warnings = []
    if trailing:
        warnings.append(f"{trailing} empty rows at the end left out")
    if n_missing > trailing:
        warnings.append(f"{n_missing - trailing} rows without a time stamp left out")
    kept, notes = _risen(stamps_s, keep, where)
    return _checked(Clock(stamps_s=stamps_s[kept], keep=kept, warnings=(*warnings, *notes)), where)


def _risen(stamps_s: NDArray[np.float64], keep: Indices, where: str) -> tuple[Indices, list[str]]:
    """Rows in the order of their stamps, equal ones once."""
    times, warnings = stamps_s[keep], []
    if times.min() == times.max():
        raise InputError(f"{where}: the clock stands still, every stamp is {times[0]:g} s; check the time column")
    backward = int((np.diff(times) < 0).sum())
    if backward:
        order = np.argsort(times, kind="stable")
        late = np.abs(order - np.arange(len(order))).max()
        if backward > max(1, LATE_FRAC * len(times)) or late > LATE_SAMPLES:
            row = int(keep[np.flatnonzero(np.diff(times) < 0)[0]]) + 2
            raise InputError(
                f"{where}: the clock runs backward ({backward} times, first at row {row}); "
                "sort the rows by time or split the file where the clock restarts"
            )
        keep, times = keep[order], times[order]
        warnings.append(f"{backward} late samples put back in the order of their stamps")
    first = np.concatenate([[True], np.diff(times) > 0])
    repeated = len(first) - int(first.sum())
    if repeated > REPEATED_FRAC * len(first):
        raise InputError(
            f"{where}: {repeated} of {len(first)} stamps repeat, the clock is coarser than the sampling; "
            "export stamps with milliseconds, or remove the time column and give --rate-hz"
        )
    if repeated:
        warnings.append(f"{repeated} samples with a repeated time stamp left out (the first is kept)")
    return keep[first], warnings


def check_rate(rate_hz: float, where: str) -> None:
    """Refuse a rate at which no heel raise can be seen, or that no sensor has."""
    low, high = RATE_RANGE_HZ
    if rate_hz < low:
        raise NotEnoughDataError(
            f"{where}: {rate_hz:.3g} samples per second are too few to see a heel raise; check the time unit"
        )
    if not rate_hz <= high:
        raise InputError(f"{where}: {rate_hz:.3g} samples per second are impossible; check the unit of the time column")


def _checked(clock: Clock, where: str) -> Clock:
    stamps_s = clock.stamps_s
    if len(stamps_s) < MIN_SAMPLES:
        raise NotEnoughDataError(f"{where}: {len(stamps_s)} samples are too few to answer; record for longer")
    steps = np.diff(stamps_s)
    check_rate(1.0 / float(np.median(steps)), where)
    start = float(stamps_s[0])
    low, high = EPOCH_RANGE_S
    warnings = clock.warnings
    if start > high:
        warnings += (
            f"the clock starts at {start:.4g} s, which is no date that can be true; only differences are used",
        )
    change = _rate_change(steps)
    if change > RATE_CHANGE_FRAC:
        warnings += (f"the sampling rate changes by {100 * change:.0f} % within the recording",)
    return Clock(
        stamps_s=stamps_s, keep=clock.keep, start_unix_s=start if low <= start <= high else None, warnings=warnings
    )


def _rate_change(steps: NDArray[np.float64]) -> float:
    """Largest relative difference of the median step between tenths of the recording that last a second or more."""
    size = len(steps) // 10
    if size < 20 or size * float(np.median(steps)) < 1.0:
        return 0.0
    medians = np.median(steps[: 10 * size].reshape(10, size), axis=1)
    return float(medians.max() / medians.min() - 1.0)


def count_gaps(stamps_s: NDArray[np.float64]) -> int:
    """Steps longer than ``GAP_STEPS`` median steps."""
    steps = np.diff(stamps_s)
    return int((steps > GAP_STEPS * np.median(steps)).sum())
