"""Which columns are meant: by ``column``, else by names and units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.names import Triad, find_triads, flat, key_of
from soleus.recording.signals import Placement, Sensor, Side
from soleus.recording.table import Column, Options, Table
from soleus.units import TO_SI

LENGTHS, ANGLES, VOLTAGES, ACCELERATIONS = ("m", "cm", "mm"), ("rad", "deg"), ("V", "mV", "uV"), ("m/s2", "g", "mg")
_SENSOR_OF_UNIT: dict[str, Sensor] = {
    **dict.fromkeys(LENGTHS, "height"),
    **dict.fromkeys(ANGLES, "angle"),
    **dict.fromkeys(VOLTAGES, "emg"),
    **dict.fromkeys(ACCELERATIONS, "imu"),
}
_UNITS_OF_SENSOR = {"height": LENGTHS, "angle": ANGLES, "emg": VOLTAGES, "imu": ACCELERATIONS}
_SINGLE: tuple[Sensor, ...] = ("height", "angle", "emg")
_HEIGHT = re.compile(r"heel|malleol|^height$|markerheight|calcane")
_ANGLE = re.compile(r"ankle.*(angle|flex|deg|rad)|dorsi|plantarflex|^ankle$|goni")
_EMG = re.compile(r"(^|_)s?emg|soleus|gastroc|tibialis|peroneus|fibularis")
_PLACES: dict[Placement, tuple[str, ...]] = {
    "thigh": ("thigh", "upperleg", "femur"),
    "waist": ("waist", "hip", "pelvis", "lumbar", "sacr"),
    "lower-back": ("lumbar", "lowerback", "back", "sacr", "pelvis", "waist"),
    "shin": ("shin", "shank", "tibia", "ankle", "lowerleg"),
    "foot": ("foot", "shoe", "insole"),
    "wrist": ("wrist", "watch", "hand"),
    "hand": ("hand", "wrist"),
    "pocket": ("pocket", "thigh"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Columns to load and what they are; for ``imu`` the triads of acceleration and angular velocity."""

    sensor: Sensor
    columns: tuple[int, ...]
    unit: str | None = None
    sign: float = 1.0
    side: Side | None = None
    acceleration: Triad | None = None
    gyro: Triad | None = None
    warnings: tuple[str, ...] = ()


def pick(table: Table, options: Options) -> Wanted:
    """Find the wanted columns.

    Raises
    ------
    InputError          if a name or unit is unknown, ambiguous or unstated
    NotEnoughDataError  if the file has no such channel
    """
    if options.sensor == "video":
        raise InputError(f"{table.path.name}: expected a video, this is a {table.format} table; leave --sensor out")
    if options.column is not None:
        return _named(table, options, options.column)
    triads = find_triads(table.columns)
    single = {sensor: _single(table.columns, sensor, options.side) for sensor in _SINGLE}
    found = [sensor for sensor in _SINGLE if single[sensor]]
    found += ["imu"] if any(t.quantity in ("acceleration", "linear", "gyro", "bare") for t in triads) else []
    if not found and not table.columns[0].name.startswith("column_") and options.sensor is None:
        raise NotEnoughDataError(_missing(table, "acceleration, heel height, ankle angle or EMG", options.sensor))
    sensor = options.sensor or (found[0] if found else "imu")
    others = tuple(
        f"the file also holds {s}; --sensor {s} chooses it" for s in found if s != sensor and not options.sensor
    )
    if sensor == "imu":
        wanted = _inertial(table, triads, options)
    else:
        wanted = _channel(table, sensor, single[sensor], options)
    return replace(wanted, warnings=(*wanted.warnings, *others))


def _missing(table: Table, what: str, sensor: Sensor | None) -> str:
    remedy = (
        "name the column with --column NAME:UNIT" if sensor else "say what to read with --sensor and --column NAME:UNIT"
    )
    return f"{table.path.name}: no {what} among the columns ({table.names}); {remedy}"


def _single(columns: Sequence[Column], sensor: str, side: Side | None) -> list[int]:
    """Columns that the name gives away as height, angle or EMG."""
    pattern = {"height": _HEIGHT, "angle": _ANGLE, "emg": _EMG}[sensor]
    units = (None, *_UNITS_OF_SENSOR[sensor])
    found = [
        i
        for i, column in enumerate(columns)
        if column.kind == "number"
        and column.unit in units
        and (pattern.search(flat(column)) if sensor != "emg" else pattern.search(key_of(column.label)))
    ]
    if sensor == "emg":
        return found or [i for i, column in enumerate(columns) if column.unit in VOLTAGES]
    sided = [i for i in found if side and _side_of(columns[i].label) == side]
    return sided or found


def _channel(table: Table, sensor: Sensor, columns: list[int], options: Options) -> Wanted:
    if not columns:
        what = {"height": "heel height", "angle": "ankle angle", "emg": "EMG"}[sensor]
        raise NotEnoughDataError(_missing(table, what, sensor))
    if sensor == "emg":
        _refuse_twins(table, columns)
        return Wanted(sensor=sensor, columns=tuple(columns))
    if len(columns) > 1:
        names = ", ".join(table.columns[i].label for i in columns[:8])
        raise InputError(
            f"{table.path.name}: {len(columns)} columns may be the {sensor} ({names}); name one with --column"
        )
    return _with_unit(table, sensor, columns[0], None, 1.0, options)


def _with_unit(table: Table, sensor: Sensor, column: int, unit: str | None, sign: float, options: Options) -> Wanted:
    """One column whose unit is said, or stated in the header."""
    spec = table.columns[column]
    allowed = _UNITS_OF_SENSOR[sensor]
    unit = unit or spec.unit
    if unit is None or unit not in allowed:
        given = "no unit" if unit is None else f"the unit {unit}"
        raw = "raw counts, " if spec.count else ""
        raise InputError(
            f"{table.path.name}: {spec.label!r} has {raw}{given}, expected {', '.join(allowed)}; "
            f"say it with --column '{spec.name}:{allowed[-1]}'"
        )
    warnings: tuple[str, ...] = ()
    word = flat(spec)
    if sensor == "angle" and "plantar" in word and "dorsi" not in word and options.column is None:
        sign, warnings = -sign, (f"{spec.label}: plantarflexion is turned into negative dorsiflexion",)
    return Wanted(
        sensor=sensor,
        columns=(column,),
        unit=unit,
        sign=sign,
        side=options.side or _side_of(spec.label),
        warnings=warnings,
    )


def _named(table: Table, options: Options, said: str) -> Wanted:
    """Columns by ``NAME[:UNIT]``, several names separated by commas for EMG (any number) and acceleration (three)."""
    names, unit, sign = _split(table, said)
    columns = [_find(table, name) for name in names]
    _refuse_twins(table, columns)
    sensor = options.sensor or (_SENSOR_OF_UNIT.get(unit) if unit else None) or _guess(table, columns)
    if unit and unit not in _UNITS_OF_SENSOR[sensor]:
        allowed = ", ".join(_UNITS_OF_SENSOR[sensor])
        raise InputError(f"{table.path.name}: the unit {unit} does not fit --sensor {sensor}; expected {allowed}")
    if sensor == "imu":
        if len(columns) != 3:
            raise InputError(f"{table.path.name}: expected three columns for --sensor imu, as in --column ax,ay,az:g")
        x, y, z = columns
        stated = {table.columns[i].unit for i in columns}
        triad = Triad(
            quantity="acceleration",
            group="",
            unit=unit or (stated.pop() if len(stated) == 1 else None),
            columns=(x, y, z),
        )
        return Wanted(sensor="imu", columns=(x, y, z), unit=unit, sign=sign, acceleration=triad)
    if sensor == "emg":
        return Wanted(sensor="emg", columns=tuple(columns), unit=unit, sign=sign)
    if len(columns) != 1:
        raise InputError(f"{table.path.name}: expected one column for --sensor {sensor}, got {len(columns)}")
    return _with_unit(table, sensor, columns[0], unit, sign, options)


def _split(table: Table, said: str) -> tuple[list[str], str | None, float]:
    """Names, unit and sign of ``NAME[,NAME...][:UNIT]``; a name may itself hold colons and commas."""
    known = {c.name.lower() for c in table.columns} | {c.label.lower() for c in table.columns}
    name, colon, word = said.rpartition(":")
    if said.lower() in known:
        names, unit, sign = said, None, 1.0
    elif colon and (unit_said := _unit(word.removeprefix("-"))):
        names, unit, sign = name, unit_said, -1.0 if word.startswith("-") else 1.0
    elif colon and name.lower() in known:
        raise InputError(f"{table.path.name}: the unit {word[:20]!r} is unknown; use one of {', '.join(TO_SI)}")
    else:
        names, unit, sign = said, None, 1.0
    if names.lower() in known or "," not in names:
        return [names], unit, sign
    return [part.strip() for part in names.split(",")], unit, sign


def _unit(word: str) -> str | None:
    if word in TO_SI:
        return word
    lower = {unit.lower(): unit for unit in TO_SI if unit not in ("mV", "V")}
    return lower.get(word.lower(), "mV" if word.lower() == "mv" else "V" if word == "v" else None)


def _find(table: Table, name: str) -> int:
    """Index of the column of this name: exact, then whatever its case, then as one part of a path of names."""
    low = name.lower()
    for found in (
        [i for i, c in enumerate(table.columns) if name in (c.name, c.label)],
        [i for i, c in enumerate(table.columns) if low in (c.name.lower(), c.label.lower())],
        [i for i, c in enumerate(table.columns) if low in c.name.lower().split("/")[-2:]],
    ):
        if len(found) > 1:
            raise InputError(f"{table.path.name}: {len(found)} columns are called {name[:40]!r}; rename all but one")
        if found:
            return found[0]
    raise InputError(f"{table.path.name}: no column {name[:40]!r}; the columns are {table.names}")


def _guess(table: Table, columns: list[int]) -> Sensor:
    """What a named column is, from its own unit or name."""
    specs = [table.columns[i] for i in columns]
    if specs[0].unit in _SENSOR_OF_UNIT:
        return _SENSOR_OF_UNIT[str(specs[0].unit)]
    for sensor in _SINGLE:
        if _single(specs, sensor, None):
            return sensor
    raise InputError(
        f"{table.path.name}: {specs[0].label!r} states neither unit nor quantity; say --sensor and NAME:UNIT"
    )


def _refuse_twins(table: Table, columns: Sequence[int]) -> None:
    for i in columns:
        label = table.columns[i].label
        if sum(column.label == label for column in table.columns) > 1:
            raise InputError(f"{table.path.name}: two columns are called {label[:40]!r}; rename one of them")


def _inertial(table: Table, triads: list[Triad], options: Options) -> Wanted:
    """The acceleration and the angular velocity of one device."""
    usable = [t for t in triads if t.quantity in ("acceleration", "linear", "gyro", "bare")]
    notes: tuple[str, ...] = ()
    if not usable and table.columns[0].name.startswith("column_"):
        from soleus.recording.vectors import unnamed_triad

        usable = [unnamed_triad(table)]
        first, last = usable[0].columns[0] + 1, usable[0].columns[2] + 1
        notes = (f"columns {first} to {last} taken as acceleration in {usable[0].unit}: their steady part is gravity",)
    if not usable:
        raise NotEnoughDataError(_missing(table, "acceleration x, y, z", options.sensor))
    if any(-1 in t.columns for t in usable):
        raise InputError(f"{table.path.name}: two columns have the same name among {table.names}; rename one of them")
    sensing = [t for t in usable if t.quantity != "gyro"] or usable
    groups = list(dict.fromkeys(t.group for t in sensing))
    group, warnings = _group(groups, options)
    acceleration = next(
        (t for q in ("acceleration", "linear", "bare") for t in sensing if t.group == group and t.quantity == q), None
    )
    gyros = [t for t in usable if t.quantity == "gyro"]
    gyro = next((t for t in gyros if t.group == group), gyros[0] if len(gyros) == 1 and len(groups) == 1 else None)
    if acceleration is None and gyro is None:
        raise NotEnoughDataError(_missing(table, "acceleration x, y, z", options.sensor))
    columns = (*(acceleration.columns if acceleration else ()), *(gyro.columns if gyro else ()))
    return Wanted(
        sensor="imu",
        columns=columns,
        acceleration=acceleration,
        gyro=gyro,
        side=options.side or _side_of(group),
        warnings=(*warnings, *notes),
    )


def _group(groups: list[str], options: Options) -> tuple[str, tuple[str, ...]]:
    """The device that fits side and placement best; the first one, and a warning, where none does."""
    if len(groups) == 1:
        return groups[0], ()
    words = _PLACES.get(options.placement, ()) if options.placement else ()

    def fit(label: str) -> float:
        flat_label = re.sub(r"[^a-z]", "", label.lower())
        ranks = [len(words) - i for i, word in enumerate(words) if word in flat_label]
        return 100.0 * (options.side is not None and _side_of(label) == options.side) + max(ranks, default=0)

    best = max(groups, key=fit)
    if [fit(g) for g in groups].count(fit(best)) == 1:
        return best, ()
    others = ", ".join(group or "(no name)" for group in groups if group != best)
    return best, (f"several devices in the file: {best or '(no name)'} is read, not {others}; --side may choose",)


def _side_of(label: str) -> Side | None:
    """Left or right, if the label says so as a word."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    low = re.sub(r"[^a-z]+", " ", words.lower()).split()
    sides: set[Side] = set()
    if any(word.startswith("left") or word == "l" for word in low):
        sides.add("left")
    if any(word.startswith("right") or word == "r" for word in low):
        sides.add("right")
    return sides.pop() if len(sides) == 1 else None
