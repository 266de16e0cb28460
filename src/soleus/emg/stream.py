"""Live electromyograms: sample by sample to levels between rest and a reference, and what to do next."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from soleus.emg.condition import BAND_HZ, LEAST_RATE_HZ
from soleus.emg.muscles import place_of
from soleus.errors import InputError, NotEnoughDataError

Cue = Literal["rest", "good", "more soleus", "less gastrocnemius", "no signal"]

LEVELS_PER_S = 25.0  # as often as a picture moves
DELAY_S = 0.1  # of the envelope, as long as the calf's force needs to follow (half-relaxation of the triceps surae)
SILENT_S = 0.5  # without a new value: an electrode is off
LEAST_CALIBRATION_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Mean magnitudes of every channel at rest and in the reference contraction, in the unit of the samples."""

    rest: tuple[float, ...]
    reference: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse a reference that is no more than rest."""
        if len(self.rest) != len(self.reference):
            raise InputError(f"calibration: {len(self.rest)} levels at rest, {len(self.reference)} of the reference")
        for i, (rest, reference) in enumerate(zip(self.rest, self.reference, strict=True)):
            if not (math.isfinite(rest) and math.isfinite(reference) and reference > rest >= 0.0):
                raise InputError(
                    f"channel {i + 1}: the reference contraction ({reference:.3g}) is not above rest ({rest:.3g}); "
                    "check the electrode and contract as hard as you can"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the feedback asks for, as parts of each muscle's reference; the person's own choice.

    The defaults ask for a light push-up: soleus clearly above rest, gastrocnemius at no more than half of that.
    """

    soleus_frac: float = 0.1
    gastrocnemius_frac: float = 0.05
    rest_frac: float = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class EmgLevel:
    """Levels at one time, NaN before calibration: 0 is rest, 1 the reference (`soleus.emg.reference.level_frac`).

    ``magnitude`` is in the unit of the samples.
    """

    time_s: float
    level_frac: tuple[float, ...]
    magnitude: tuple[float, ...]
    cue: Cue


@dataclass(slots=True)
class _Filters:
    """High-pass, magnitude and two equal low-passes of one channel, all causal."""

    high_pass: tuple[float, float, float, float, float]
    decay: float
    state: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0, 0.0])
    last: float = math.nan
    since: int = 0  # samples since a new value came

    def push(self, value: float) -> float:
        """The envelope after this sample; a missing one leaves it as it is."""
        state = self.state
        if not math.isfinite(value) or value == self.last:
            self.since += 1
        else:
            self.since = 0
        if not math.isfinite(value):
            return state[3]
        if math.isnan(self.last):
            self._settle(value)
        self.last = value
        b0, b1, b2, a1, a2 = self.high_pass
        out = b0 * value + state[0]
        state[0] = b1 * value - a1 * out + state[1]
        state[1] = b2 * value - a2 * out
        state[2] += self.decay * (abs(out) - state[2])
        state[3] += self.decay * (state[2] - state[3])
        return state[3]

    def _settle(self, value: float) -> None:
        """Begin as if the first value had always been there: an offset is no contraction."""
        b0, _, b2, _, _ = self.high_pass
        self.state[0] = -b0 * value
        self.state[1] = b2 * value


class EmgStream:
    """Push samples in order, get a level 25 times a second.

    Each channel goes through a second-order Butterworth high-pass at 20 Hz, its magnitude through two equal low-passes
    that together delay it by 0.1 s. `begin` and `finish` measure rest and the reference contraction on the way.

    Parameters
    ----------
    channels : names; those that say soleus and gastrocnemius get the cue
    rate_hz : samples per second, 200 or more
    calibration : of an earlier session, if the electrodes have not been moved
    target : what the cue asks for

    Raises
    ------
    InputError          if there is no channel or two have one name
    NotEnoughDataError  if the rate is too slow for an electromyogram
    """

    def __init__(
        self,
        channels: Sequence[str],
        rate_hz: float,
        *,
        calibration: Calibration | None = None,
        target: Target | None = None,
    ) -> None:
        if not channels or len(set(channels)) != len(channels):
            raise InputError(f"channels: expected different names, got {', '.join(channels) or 'none'}")
        if not LEAST_RATE_HZ <= rate_hz <= 100_000.0:
            raise NotEnoughDataError(
                f"rate_hz: an electromyogram needs {LEAST_RATE_HZ:.0f} samples a second or more, got {rate_hz:g}"
            )
        self.channels = tuple(channels)
        self.rate_hz = rate_hz
        self.target = target or Target()
        self.calibration: Calibration | None = None
        if calibration is not None:
            self._calibrate(calibration)
        decay = 1.0 - math.exp(-2.0 / (DELAY_S * rate_hz))
        self._filters = [_Filters(high_pass=_high_pass(BAND_HZ[0], rate_hz), decay=decay) for _ in channels]
        self._places = [place_of(name).muscle for name in channels]
        self._group = max(1, round(rate_hz / LEVELS_PER_S))
        self._pushed = 0
        self._measuring: Literal["rest", "reference"] | None = None
        self._sums = [0.0] * len(channels)
        self._n = 0
        self._rest: tuple[float, ...] | None = None

    def push(self, sample: Sequence[float]) -> EmgLevel | None:
        """Take one sample of every channel, NaN where it is missing; a level when one is due.

        Raises
        ------
        InputError  if there is not one value a channel
        """
        if len(sample) != len(self._filters):
            raise InputError(f"sample: expected {len(self._filters)} values, got {len(sample)}")
        magnitude = tuple(one.push(value) for one, value in zip(self._filters, sample, strict=True))
        self._pushed += 1
        if self._measuring is not None:
            for i, value in enumerate(magnitude):
                self._sums[i] += value
            self._n += 1
        if self._pushed % self._group:
            return None
        return self._level(magnitude)

    def begin(self, what: Literal["rest", "reference"]) -> None:
        """Start to measure rest, or the reference contraction."""
        if what == "reference" and self._rest is None and self.calibration is None:
            raise InputError("reference: measure rest first")
        self._measuring = what
        self._sums, self._n = [0.0] * len(self.channels), 0

    def finish(self) -> Calibration | None:
        """Stop to measure; the calibration once both are known.

        Raises
        ------
        NotEnoughDataError  if it lasted less than half a second
        InputError          if the reference is no more than rest
        """
        what, self._measuring = self._measuring, None
        if what is None or self._n < LEAST_CALIBRATION_S * self.rate_hz:
            raise NotEnoughDataError(
                f"calibration: {self._n / self.rate_hz:.1f} s are too short, hold it for three seconds"
            )
        means = tuple(total / self._n for total in self._sums)
        if what == "rest":
            self._rest = means
            return self.calibration
        rest = self._rest or (self.calibration.rest if self.calibration else means)
        self._calibrate(Calibration(rest=rest, reference=means))
        return self.calibration

    def _calibrate(self, calibration: Calibration) -> None:
        if len(calibration.rest) != len(self.channels):
            raise InputError(f"calibration: {len(calibration.rest)} channels, the stream has {len(self.channels)}")
        self.calibration = calibration

    def _level(self, magnitude: tuple[float, ...]) -> EmgLevel:
        known = self.calibration
        if known is None:
            level = (math.nan,) * len(magnitude)
        else:
            level = tuple(
                math.sqrt(max(0.0, value**2 - rest**2) / (reference**2 - rest**2))
                for value, rest, reference in zip(magnitude, known.rest, known.reference, strict=True)
            )
        return EmgLevel(time_s=self._pushed / self.rate_hz, level_frac=level, magnitude=magnitude, cue=self._cue(level))

    def _cue(self, level: tuple[float, ...]) -> Cue:
        if any(one.since > SILENT_S * self.rate_hz for one in self._filters):
            return "no signal"
        if math.isnan(level[0]):
            return "rest"
        soleus = max(
            (value for value, muscle in zip(level, self._places, strict=True) if muscle == "soleus"), default=None
        )
        others = [value for value, muscle in zip(level, self._places, strict=True) if muscle == "gastrocnemius"]
        if others and max(others) > self.target.gastrocnemius_frac:
            return "less gastrocnemius"
        if soleus is None or soleus < self.target.rest_frac:
            return "rest"
        return "good" if soleus >= self.target.soleus_frac else "more soleus"


def _high_pass(cut_hz: float, rate_hz: float) -> tuple[float, float, float, float, float]:
    """Second-order Butterworth high-pass by the bilinear transform: b0, b1, b2, a1, a2."""
    warped = math.tan(math.pi * cut_hz / rate_hz)
    scale = 1.0 / (1.0 + math.sqrt(2.0) * warped + warped**2)
    return (
        scale,
        -2.0 * scale,
        scale,
        2.0 * (warped**2 - 1.0) * scale,
        (1.0 - math.sqrt(2.0) * warped + warped**2) * scale,
    )
