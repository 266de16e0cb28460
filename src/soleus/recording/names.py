"""What a column is, read from its name: the unit it states and the quantity it holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from soleus.recording.table import Column

Quantity = Literal["acceleration", "linear", "gravity", "gyro", "bare"]

UNIT_WORDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("us", "µs", "μs", "usec", "micros", "microsecond", "microseconds"), "us"),
    **dict.fromkeys(("ns", "nsec", "nanos", "nanosecond", "nanoseconds"), "ns"),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), "cm"),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), "mm"),
    **dict.fromkeys(("rad", "rads", "radian", "radians"), "rad"),
    **dict.fromkeys(("deg", "degs", "degree", "degrees", "°", "º"), "deg"),
    **dict.fromkeys(("rad/s", "rad_s", "rad/sec", "radian/s", "radians/s", "rad_per_s", "rad.s-1", "rad s-1"), "rad/s"),
    **dict.fromkeys(("deg/s", "deg_s", "deg/sec", "degree/s", "degrees/s", "°/s", "º/s", "dps", "deg_per_s"), "deg/s"),
    **dict.fromkeys(("m/s2", "m/s^2", "m/s²", "m/s/s", "m_s2", "m_s_2", "m/s**2", "mps2", "m_per_s2"), "m/s2"),
    **dict.fromkeys(("m.s-2", "m s-2", "ms-2", "ms^-2", "m*s^-2", "meter/sec^2"), "m/s2"),
    **dict.fromkeys(("g", "gs", "g0", "g-force"), "g"),
    **dict.fromkeys(("mg", "milli-g"), "mg"),
    **dict.fromkeys(("v", "volt", "volts"), "V"),
    **dict.fromkeys(("mv", "millivolt", "millivolts"), "mV"),
    **dict.fromkeys(("uv", "µv", "μv", "microvolt", "microvolts"), "uV"),
    **dict.fromkeys(("n", "newton", "newtons"), "N"),
    "hz": "Hz",
}
"""Unit as exports write it, lower case -> unit of units.TO_SI."""

_SUFFIXES = {k: v for k, v in UNIT_WORDS.items() if re.fullmatch(r"[a-z0-9_]+", k) and v not in ("N", "Hz")}
_BRACKETS = re.compile(r"(.*?)\s*[(\[{]\s*([^()\[\]{}]*?)\s*[)\]}]\s*")
_VOLTS = re.compile(r"(.+)[_ .-]([muµμ]V)")  # a capital within a word begins another one, but not here
_TIME = re.compile(r"t|ts|time.*|.*time|.*timestamps?.*|.*elapsed|epoch.*|datetime.*|date|seconds?|secs?|millis|clock")
_INDEX = re.compile(r"|samples?|sampleno|samplenumber|index|idx|id|counter|packetcounter|frames?|n|nseq|row|unnamed0?")
_BARE = ("", "attr", "value", "values", "axis", "sensor", "data", "raw", "channel")
_SKIP = re.compile(r"mag|euler|quat|mat\d|orient|temp|press|^[mb]$|force|torque|moment|velocity$")
_QUANTITIES: tuple[tuple[Quantity, re.Pattern[str]], ...] = (
    ("linear", re.compile(r"(?:linear|lin|user|free|body)(?:acceleration|accelerometer|accel|acc)|^la$")),
    ("gravity", re.compile(r"gravity|grav")),
    ("acceleration", re.compile(r"total|acceleration|accelerometer|accel|acc|^a$|^gf$|specificforce")),
    ("gyro", re.compile(r"gyroscope|gyrometer|gyro|gyr|rotationrate|angularvelocity|angularrate|angvel|omega|^w$|^g$")),
)


def unit_word(text: str) -> str | None:
    """The unit of units.TO_SI that an export means, or None."""
    return UNIT_WORDS.get(text.strip().lower())


def key_of(name: str) -> str:
    """Lower case words joined by underscores, camel case split."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9µμ°]+", "_", spaced.lower()).strip("_")


def split_unit(header: str) -> tuple[str, str | None]:
    """Header -> name without unit, unit: ``"X (m/s^2)"``, ``acc_x_g``, ``Time[secs]``, ``heel:mm``."""
    header = header.strip()
    if (match := _BRACKETS.fullmatch(header)) and (unit := unit_word(match[2])):
        return match[1], unit
    name, colon, word = header.rpartition(":")
    if colon and (unit := unit_word(word)):
        return name, unit
    if match := _VOLTS.fullmatch(header):
        return match[1], unit_word(match[2])
    tokens = key_of(header).split("_")
    for size in (3, 2, 1):
        if len(tokens) > size and (unit := _SUFFIXES.get("_".join(tokens[-size:]))):
            return "_".join(tokens[:-size]), unit
    return header, None


def flat(column: Column) -> str:
    """The column's name without unit, as one lower-case word."""
    return key_of(split_unit(column.name)[0]).replace("_", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Triad:
    """Three columns of one vector: ``columns`` are indices of x, y, z."""

    quantity: Quantity
    group: str
    unit: str | None
    columns: tuple[int, int, int]


def find_triads(columns: Sequence[Column]) -> list[Triad]:
    """Every vector that the names give away, in the order of the file; a name used twice is marked by -1."""
    found: dict[tuple[Quantity, str], dict[str, int]] = {}
    for index, column in enumerate(columns):
        if (vector := _axis(column)) is None or column.unit in ("V", "mV", "uV", "N", "m", "mm", "cm"):
            continue
        quantity, group, axis = vector
        axes = found.setdefault((quantity, group), {})
        axes[axis] = -1 if axis in axes else index
    triads = []
    for (quantity, group), axes in found.items():
        if set(axes) == {"x", "y", "z"}:
            indices = (axes["x"], axes["y"], axes["z"])
            units = {columns[i].unit for i in indices if i >= 0}
            unit = units.pop() if len(units) == 1 else None
            triads.append(Triad(quantity=_by_unit(quantity, unit), group=group, unit=unit, columns=indices))
    return triads


def _by_unit(quantity: Quantity, unit: str | None) -> Quantity:
    if quantity == "bare" and unit in ("m/s2", "g", "mg"):
        return "acceleration"
    if quantity == "bare" and unit in ("rad/s", "deg/s"):
        return "gyro"
    return quantity


def _axis(column: Column) -> tuple[Quantity, str, str] | None:
    """Quantity, sensor label and axis of one column of a vector."""
    word = flat(column)
    if word[-1:] in ("x", "y", "z"):
        axis, stem = word[-1], word[:-1]
    elif re.match(r"[xyz]_?[a-z]+$", key_of(column.name)) and word[:1] in ("x", "y", "z"):
        axis, stem = word[0], word[1:]
    else:
        return None
    if stem in _BARE:
        return "bare", column.group, axis
    for quantity, pattern in _QUANTITIES:
        rest = pattern.sub("", stem)
        if rest != stem and not _SKIP.search(rest):
            return quantity, column.group or rest, axis
    return None


def is_index(column: Column) -> bool:
    """Whether the name says that this counts samples."""
    return _INDEX.fullmatch(flat(column)) is not None


def clock_candidates(columns: Sequence[Column]) -> list[int]:
    """Columns that may be the clock, best first: plain elapsed seconds before stamps of the day."""
    ranked = []
    for index, column in enumerate(columns):
        word = flat(column)
        if column.unit not in (None, "s", "ms", "us", "ns") or not _TIME.fullmatch(word):
            continue
        exact = word in ("time", "t", "timestamp", "secondselapsed", "elapsedtime", "attrtime", "seconds")
        ranked.append((0 if "elapsed" in word else 1 if column.kind == "number" else 2, 0 if exact else 1, index))
    return [index for *_, index in sorted(ranked)]


def own_unit(column: Column) -> str | None:
    """Unit of a clock: stated, or said by the name itself (``seconds_elapsed``, ``millis``)."""
    word = flat(column)
    if column.unit:
        return column.unit
    if "millis" in word:
        return "ms"
    return "s" if "second" in word or word in ("sec", "secs") else None
