"""OpenSignals (PLUX, BITalino): HDF5 or text, raw counts of a converter, sampling rate in the header."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.recording.delimited import loader
from soleus.recording.isolated import arrays_from
from soleus.recording.sniff import Layout
from soleus.recording.source import Source
from soleus.recording.table import Column, Loaded, Table, in_memory

PLUX_DEVICES = ("biosignalsplux", "channeller")
PLUX_EMG_SUPPLY_V = 3.0  # biosignalsplux EMG data sheet: EMG(V) = (counts / 2^n - 0.5) * VCC / gain
PLUX_EMG_GAIN = 1000.0
_EMG_WORDS = ("EMG", "EMGBIT", "EMGBITREV")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    name: str
    sensor: str
    bits: int
    device: str

    @property
    def is_plux_emg(self) -> bool:
        return self.sensor.upper() == "EMG" and self.device in PLUX_DEVICES and 0 < self.bits <= 24

    @property
    def column(self) -> Column:
        is_emg = self.sensor.upper() in _EMG_WORDS
        name = self.name
        return Column(name=name, unit="V" if self.is_plux_emg else None, group="emg" if is_emg else "", count=True)

    def volts(self, counts: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """EMG in volts by the data sheet."""
        scaled: NDArray[np.floating[Any]] = (counts / np.float32(2**self.bits) - np.float32(0.5)) * np.float32(
            PLUX_EMG_SUPPLY_V / PLUX_EMG_GAIN
        )
        return scaled


def is_opensignals_txt(layout: Layout) -> bool:
    """The first comment line of every text export."""
    return any(line.lstrip("# ").startswith("OpenSignals Text File Format") for line in layout.preamble[:3])


def read_opensignals_txt(source: Source, layout: Layout) -> Table:
    """Columns and rate from the JSON line.

    Raises
    ------
    InputError  if the JSON does not describe the rows
    """
    header = _json_header(layout, source.where)
    names = [str(name) for name in header["column"]]
    sensors = [str(s) for s in _items(header.get("sensor"))]
    bits = [int(b) if isinstance(b, int) else 16 for b in _items(header.get("resolution"))]
    labels = [name for name in names if name not in ("nSeq",) and not re.fullmatch(r"[IO]\d?|DI|DO|D\d", name)]
    device = str(header.get("device", ""))
    channels = {
        name: _Channel(name=name, sensor=_at(sensors, i, ""), bits=_at(bits[-len(labels) :], i, 16), device=device)
        for i, name in enumerate(labels)
    }
    blank = layout.n_fields - len(names)
    if blank not in (0, 1):
        raise InputError(f"{source.where}: {len(names)} names in the header but {layout.n_fields} fields in a row")
    columns = tuple(channels[n].column if n in channels else Column(name=n, count=True) for n in names)
    columns += (Column(name="(blank)", kind="text"),) * blank
    table = Table(
        path=source.path,
        format="opensignals",
        columns=columns,
        load=_scaling(loader(source, layout, columns), [channels.get(n) for n in names]),
        rate_hz=_rate(header.get("sampling rate"), source.where),
    )
    return _with_counter(table, names)


def _json_header(layout: Layout, where: str) -> dict[str, Any]:
    for line in layout.preamble[:5]:
        text = line.lstrip("# ").strip()
        if not text.startswith("{"):
            continue
        try:
            devices = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: the JSON line of the header is damaged; export the file again") from error
        found = [
            device for device in devices.values() if isinstance(device, dict) and isinstance(device.get("column"), list)
        ]
        if len(found) != 1:
            raise InputError(f"{where}: {len(found)} devices in the header, expected one; export one device a file")
        return found[0]
    raise InputError(f"{where}: no JSON line in the header; export the file again from OpenSignals")


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(items: Sequence[Any], index: int, otherwise: Any) -> Any:
    return items[index] if index < len(items) else otherwise


def _rate(value: Any, where: str) -> float:
    try:
        rate_hz = float(np.asarray(value).reshape(-1)[0])
    except (TypeError, ValueError, IndexError) as error:
        raise InputError(f"{where}: the header states no sampling rate; export the file again") from error
    if not (np.isfinite(rate_hz) and rate_hz > 0):
        raise InputError(f"{where}: the header states a sampling rate of {rate_hz:g} Hz; export the file again")
    return rate_hz


def _with_counter(table: Table, names: Sequence[str]) -> Table:
    """Use the 16-bit packet number as the clock, so that lost packets show as gaps."""
    return replace(table, counter=names.index("nSeq")) if "nSeq" in names else table


def _scaling(load: Callable[[Sequence[int], int | None], Loaded], channels: Sequence[_Channel | None]) -> Any:
    """A loader that turns counts of a documented EMG sensor into volts."""

    def scaled(indices: Sequence[int], clock: int | None) -> Loaded:
        loaded = load(indices, clock)
        notes = loaded.warnings
        for i in indices:
            channel = channels[i] if i < len(channels) else None
            if channel is not None and channel.is_plux_emg:
                loaded.values[i] = channel.volts(loaded.values[i])
                notes += (f"{channel.name}: counts turned into volts by the sensor's data sheet (3 V, gain 1000)",)
        return Loaded(values=loaded.values, warnings=notes)

    return scaled


def read_opensignals_h5(source: Source) -> Table:
    """The raw channels of the one device in an HDF5 export.

    Raises
    ------
    InputError          if the file is damaged
    UnknownFormatError  if it is another kind of HDF5
    NotEnoughDataError  if no channel was recorded
    """
    where = source.where
    content = arrays_from("soleus.recording.opensignals_worker", source.path)
    if content is None:
        raise InputError(f"{where}: the HDF5 file is damaged; copy or export it again")
    if "problem" in content:
        raise UnknownFormatError(f"{where}: {content['problem']}; export one device from OpenSignals")
    names = [str(name) for name in content["names"]]
    if not any(name.startswith("channel_") for name in names):
        raise NotEnoughDataError(f"{where}: no channel was recorded; switch one on and record again")
    device, arrays = str(content["device"]), [content[f"values_{i}"] for i in range(len(names))]
    channels = [
        None if name == "nSeq" else _Channel(name=name, sensor=str(sensor), bits=int(bits), device=device)
        for name, sensor, bits in zip(names, content["sensors"], content["bits"], strict=True)
    ]
    n = min(map(len, arrays))
    table = Table(
        path=source.path,
        format="opensignals",
        columns=tuple(c.column if c else Column(name="nSeq", count=True) for c in channels),
        load=_scaling(in_memory([values[:n] for values in arrays]), channels),
        rate_hz=_rate(content["rate"], where),
    )
    return _with_counter(table, names)
