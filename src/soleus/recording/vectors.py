"""Inertial vectors in SI units: which quantity, which unit, gravity or not."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.names import Quantity, Triad
from soleus.recording.physics import (
    check_acceleration,
    check_turn,
    gravity_is_removed,
    gravity_unit,
    loose_gravity_unit,
    turn_unit,
)
from soleus.recording.pick import Wanted
from soleus.recording.signals import Imu
from soleus.recording.table import MIN_SAMPLES, Table
from soleus.units import RAD_PER_DEG, TO_SI

Array = NDArray[np.floating[Any]]
Result = tuple[Imu, tuple[str, ...]]


def stream_of(name: str) -> Quantity | None:
    """What an export's file name says that it holds."""
    word = name.lower().replace(" ", "").replace("_", "")
    if "gyr" in word or "rotationrate" in word:
        return "gyro"
    if "gravity" in word:
        return "gravity"
    if "linear" in word or "useracc" in word:
        return "linear"
    return "acceleration" if "acc" in word else None


def imu_of(table: Table, wanted: Wanted, values: dict[int, Array], stamps_s: NDArray[np.float64]) -> Result:
    """Build the inertial signal; say how units were settled where the file does not state them."""
    where = table.path.name
    rate_hz = 1.0 / float(np.median(np.diff(stamps_s)))
    vectors = {t.columns: _stacked(values, t) for t in (wanted.acceleration, wanted.gyro) if t is not None}
    warnings: list[str] = []
    triad, gyro_triad = wanted.acceleration, wanted.gyro
    if triad is not None and triad.quantity == "bare":
        quantity, unit, note = _bare(vectors[triad.columns], rate_hz, table)
        warnings.append(note)
        settled = Triad(quantity=quantity, group=triad.group, unit=unit, columns=triad.columns)
        triad, gyro_triad = (None, settled) if quantity == "gyro" else (settled, gyro_triad)
    acceleration, gravity = None, False
    if triad is not None:
        acceleration, gravity, notes = _acceleration(table, triad, vectors.pop(triad.columns), rate_hz)
        if wanted.sign < 0:
            np.negative(acceleration, out=acceleration)
        warnings += notes
    turn = None
    if gyro_triad is not None:
        turn, notes = _turn(table, gyro_triad, vectors.pop(gyro_triad.columns), acceleration, rate_hz)
        warnings += notes
    if _known(acceleration) < MIN_SAMPLES and _known(turn) < MIN_SAMPLES:
        raise NotEnoughDataError(f"{where}: the inertial channels hold no values; record again with the sensor on")
    if acceleration is not None and _known(acceleration) < MIN_SAMPLES:
        acceleration, gravity = None, False
        warnings.append("the acceleration holds no values and is left out")
    return Imu(acceleration_m_s2=acceleration, angular_velocity_rad_s=turn, gravity_included=gravity), tuple(warnings)


def _stacked(values: dict[int, Array], triad: Triad) -> Array:
    """(n, 3) from three columns, which are let go one by one."""
    x = values[triad.columns[0]]
    stacked = np.empty((len(x), 3), np.result_type(x.dtype, np.float32))
    for axis, column in enumerate(triad.columns):
        stacked[:, axis] = values.pop(column)
    return stacked


def _known(vectors: Array | None) -> int:
    return 0 if vectors is None else int(np.count_nonzero(np.isfinite(vectors[:, 0] + vectors[:, 1] + vectors[:, 2])))


def _bare(vectors: Array, rate_hz: float, table: Table) -> tuple[Quantity, str, str]:
    """Quantity and unit of three columns that are called x, y, z and no more."""
    if unit := gravity_unit(vectors, rate_hz):
        return "acceleration", unit, f"x, y, z taken as acceleration in {unit}: their steady part measures gravity"
    stream = stream_of(table.stream)
    if stream == "gyro":
        unit = turn_unit(vectors, None, rate_hz) or table.units.get("gyro", "rad/s")
        return "gyro", unit, f"x, y, z taken as angular velocity in {unit}, as the file's name says"
    if stream in ("linear", "acceleration") and (unit := table.units.get("acceleration")):
        return stream, unit, f"x, y, z taken as acceleration in {unit}, as the file's name says"
    raise InputError(
        f"{table.path.name}: columns x, y, z without quantity or unit; name them acc_x_m_s2 ... or gyro_x_rad_s ..., "
        "or say --sensor imu --column x,y,z:g"
    )


def _acceleration(table: Table, triad: Triad, vectors: Array, rate_hz: float) -> tuple[Array, bool, list[str]]:
    """Acceleration in m/s2 and whether it includes gravity."""
    where, notes = table.path.name, []
    unit = triad.unit or table.units.get("acceleration")
    if _known(vectors) < MIN_SAMPLES:
        raise NotEnoughDataError(f"{where}: the acceleration holds no values; record again with the sensor on")
    if unit not in (None, "m/s2", "g", "mg"):
        raise InputError(f"{where}: acceleration in {unit}? expected m/s2, g or mg; correct the header's unit")
    if unit is None:
        unit = gravity_unit(vectors, rate_hz) or loose_gravity_unit(vectors, rate_hz)
        if unit is None:
            raise InputError(
                f"{where}: the acceleration states no unit and at rest it shows neither 1 g nor 9.8 m/s2; "
                "say it with --sensor imu --column X,Y,Z:g or :m/s2"
            )
        notes.append(f"acceleration: unit not stated, taken as {unit} because at rest it then measures gravity")
    factor = TO_SI[unit][1]
    if factor != 1.0:
        with np.errstate(over="ignore"):
            vectors *= vectors.dtype.type(factor)
    linear = triad.quantity == "linear" or table.gravity_included is False
    check_acceleration(vectors, rate_hz, unit, linear=linear, where=where)
    if linear or table.gravity_included:
        return vectors, not linear, notes
    if gravity_is_removed(vectors, rate_hz):
        return vectors, False, [*notes, "gravity has been removed from the acceleration: at rest it is near zero"]
    return vectors, True, notes


def _turn(
    table: Table, triad: Triad, vectors: Array, acceleration: Array | None, rate_hz: float
) -> tuple[Array | None, list[str]]:
    """Angular velocity in rad/s, or None (and why) where its unit stays open."""
    notes: list[str] = []
    unit = triad.unit or table.units.get("gyro")
    if _known(vectors) < MIN_SAMPLES:
        return None, ["the gyroscope holds no values and is left out"]
    if unit is None:
        unit = turn_unit(vectors, acceleration, rate_hz)
        if unit is None:
            return None, ["gyroscope left out: it states no unit and none can be told from the movement"]
        notes.append(f"gyroscope: unit not stated, taken as {unit} from the movement itself")
    if unit not in ("rad/s", "deg/s"):
        raise InputError(f"{table.path.name}: angular velocity in {unit}? expected rad/s or deg/s; correct the header")
    if unit == "deg/s":
        vectors *= vectors.dtype.type(RAD_PER_DEG)
    check_turn(vectors, unit, table.path.name)
    return vectors, notes


def _varies(values: Array) -> bool:
    known = values[np.isfinite(values)]
    return len(known) >= MIN_SAMPLES and float(known.max()) > float(known.min())


def unnamed_triad(table: Table) -> Triad:
    """Three neighbouring columns that hold gravity, in a table without a header (first column: the clock)."""
    numeric = [i for i, column in enumerate(table.columns[:32]) if column.kind == "number"]
    loaded = table.load(numeric, None).values if len(numeric) > 3 else {}
    fits = []
    for a, b, c in zip(numeric[1:], numeric[2:], numeric[3:], strict=False):
        vectors = np.stack([loaded[a], loaded[b], loaded[c]], axis=1)
        moving = all(_varies(loaded[i]) for i in (a, b, c))
        if moving and (unit := gravity_unit(vectors, 100.0)):
            fits.append(Triad(quantity="acceleration", group="", unit=unit, columns=(a, b, c)))
    if len(fits) != 1:
        raise InputError(
            f"{table.path.name}: no header, and no three columns that are clearly an acceleration; "
            "add a first line such as time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"
        )
    return fits[0]
