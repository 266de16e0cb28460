"""One recording of electromyograms, all the way: bursts, levels, fatigue, selectivity, warnings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.emg.artefacts import channel_warnings, crosstalk_warnings
from soleus.emg.bursts import Bursts, DoubleThreshold, without
from soleus.emg.condition import BAND_HZ, Conditioned, condition
from soleus.emg.fatigue import FrequencyTrend, frequency_trend
from soleus.emg.muscles import Place, place_of
from soleus.emg.reference import Stretch, level_frac, references
from soleus.emg.selectivity import Selectivity, selectivities
from soleus.errors import NotEnoughDataError
from soleus.recording.signals import Emg, Recording

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmgChannel:
    """What one channel gave; ``reference`` is the level of the maximal contraction, None where none was given."""

    name: str
    place: Place
    unit: str | None
    conditioned: Conditioned
    bursts: Bursts
    reference: float | None
    fatigue: FrequencyTrend | None

    @property
    def level_frac(self) -> Floats | None:
        """Envelope above rest as part of the maximal contraction, shape (m,); None without one."""
        rest = self.bursts.level
        if self.reference is None or not self.reference > rest:
            return None
        return level_frac(self.bursts.envelope, rest=rest, reference=self.reference)

    @property
    def snr_db(self) -> float:
        """Median peak over the resting level; NaN without bursts."""
        if not len(self.bursts) or self.bursts.level <= 0.0:
            return float("nan")
        return float(20.0 * np.log10(np.median(self.bursts.peak) / self.bursts.level))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmgAnalysis:
    """Every channel of a recording, and soleus against gastrocnemius where both are named."""

    channels: tuple[EmgChannel, ...]
    selectivity: tuple[Selectivity, ...]
    method: Mapping[str, object]
    warnings: tuple[str, ...]

    def channel(self, name: str) -> EmgChannel:
        """One channel by its name."""
        return next(channel for channel in self.channels if channel.name == name)

    @property
    def counted(self) -> EmgChannel:
        """Whose bursts are repetitions: a soleus, else a gastrocnemius, else any channel; the clearest of them."""
        ranks = {"soleus": 0, "gastrocnemius": 1}
        return min(
            self.channels,
            key=lambda c: (ranks.get(c.place.muscle or "", 2), -np.nan_to_num(c.snr_db), c.name),
        )


def measure_emg(
    recording: Recording,
    *,
    reference: Recording | Stretch | None = None,
    detector: DoubleThreshold | None = None,
) -> EmgAnalysis:
    """Bursts, levels, fatigue and warnings of every channel of a recording.

    Parameters
    ----------
    recording : of electromyograms
    reference : a maximal contraction of the same channels, in a recording of its own or as a stretch of this one
        (whose bursts then do not count)
    detector : another rule than the default

    Raises
    ------
    NotEnoughDataError  if this is no recording of electromyograms, or the reference lacks a channel
    """
    detector = detector or DoubleThreshold()
    signal = _signal(recording)
    channels = {name: condition(recording, name, values) for name, values in signal.channels_v.items()}
    bursts = {name: detector(channel) for name, channel in channels.items()}
    if isinstance(reference, Stretch):
        bursts = {name: without(found, reference.start_s, reference.end_s) for name, found in bursts.items()}
    known = _references(channels, reference)
    places = {name: place_of(name) for name in channels}
    pairs = selectivities(
        channels,
        bursts,
        places,
        known or {name: float(found.peak.max(initial=0.0)) for name, found in bursts.items()},
        from_reference=known is not None,
    )
    return EmgAnalysis(
        channels=tuple(
            EmgChannel(
                name=name,
                place=places[name],
                unit=None if name in signal.without_unit else "V",
                conditioned=channel,
                bursts=bursts[name],
                reference=known[name] if known else None,
                fatigue=frequency_trend(bursts[name]),
            )
            for name, channel in channels.items()
        ),
        selectivity=pairs,
        method={"name": "emg-double-threshold", "band_hz": list(BAND_HZ), **asdict(detector)},
        warnings=_warnings(signal, channels, bursts, pairs, has_reference=known is not None),
    )


def _signal(recording: Recording) -> Emg:
    if not isinstance(recording.signal, Emg):
        raise NotEnoughDataError(
            f"{recording.path.name}: expected an electromyogram, this is read as {recording.sensor}; "
            "say --sensor emg and name its columns with --column"
        )
    return recording.signal


def _references(channels: Mapping[str, Conditioned], reference: Recording | Stretch | None) -> dict[str, float] | None:
    if reference is None or isinstance(reference, Stretch):
        return None if reference is None else references(channels, reference)
    signal = _signal(reference)
    missing = [name for name in channels if name not in signal.channels_v]
    if missing:
        raise NotEnoughDataError(
            f"{reference.path.name}: the reference has no channel {', '.join(missing[:4])}; "
            "record it with the same channels, or choose with --column"
        )
    return references({name: condition(reference, name, signal.channels_v[name]) for name in channels})


def _warnings(
    signal: Emg,
    channels: Mapping[str, Conditioned],
    bursts: Mapping[str, Bursts],
    pairs: tuple[Selectivity, ...],
    *,
    has_reference: bool,
) -> tuple[str, ...]:
    told = [
        line
        for name, channel in channels.items()
        for line in channel_warnings(channel, bursts[name], signal.channels_v[name])
    ]
    told += crosstalk_warnings(channels)
    if pairs and not has_reference:
        told.append(
            "no maximal contraction given (--reference FILE or START-END): soleus and gastrocnemius are parts of their "
            "own highest peak, which compares repetitions but not the two muscles"
        )
    return tuple(told)
