"""What a body can do: settles units that a file does not state and refuses values that cannot be."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.units import RAD_PER_DEG, STANDARD_GRAVITY_M_S2

WINDOW_S = 2.0  # one to two strides: over it a body gains no velocity to speak of, so specific force averages to g
STEADY_FRAC = 0.25  # interquartile range of the window means over their median
GRAVITY_FRAC = 0.2  # a phone's accelerometer is off by a few per cent; windows of vigorous movement by more
MEDIAN_RANGE = (
    0.7,
    1.3,
)  # median size of specific force in units of gravity: a foot stands still for over half a stride
MIN_MEAN_VECTOR = 0.3  # and its mean vector, if the body does not only tumble
MAX_ACCELERATION_M_S2 = 50 * STANDARD_GRAVITY_M_S2  # foot strikes reach some 30 g for milliseconds
MAX_TURN_RAD_S = 70.0  # 4000 deg/s, the widest range of wearable gyroscopes
PHONE_TURN_RAD_S = 35.0  # 2000 deg/s, the range of phones and watches
MAX_HEEL_SPREAD_M = 1.0  # the highest heel raise is about 0.2 m
STRAY_FRAC = 0.01  # more impossible values than this are no glitches but a wrong unit

Array = NDArray[np.floating[Any]]


def window_norms(vectors: Array, rate_hz: float) -> Array:
    """Norm of the mean vector of consecutive windows of about ``WINDOW_S``, windows with missing values left out."""
    size = int(min(max(1, round(WINDOW_S * rate_hz)), max(1, len(vectors) // 5)))
    n = len(vectors) // size
    with np.errstate(over="ignore", invalid="ignore"):
        means = vectors[: n * size].reshape(n, size, 3).mean(axis=1, dtype=np.float64)
        norms = np.sqrt((means**2).sum(axis=1))
    kept: Array = norms[np.isfinite(norms)]
    return kept


def steady_norm(vectors: Array, rate_hz: float) -> float | None:
    """The steady norm of a constant field under movement (gravity), or None if there is none."""
    norms = window_norms(vectors, rate_hz)
    if not len(norms):
        return None
    low, middle, high = np.percentile(norms, (25, 50, 75))
    return float(middle) if middle > 0 and high - low < STEADY_FRAC * middle else None


def gravity_unit(vectors: Array, rate_hz: float) -> str | None:
    """``g`` or ``m/s2`` when the vectors hold a steady gravity in that unit, else None."""
    norm = steady_norm(vectors, rate_hz)
    if norm is None:
        return None
    for unit, gravity in (("g", 1.0), ("m/s2", STANDARD_GRAVITY_M_S2), ("mg", 1000.0)):
        if abs(norm / gravity - 1.0) < GRAVITY_FRAC:
            return unit
    return None


def loose_gravity_unit(vectors: Array, rate_hz: float) -> str | None:
    """Unit of an acceleration under vigorous turning, from its median size; None where none fits."""
    squares, means = _squares(vectors), window_norms(vectors, rate_hz)
    squares = squares[np.isfinite(squares)]
    if not len(squares) or not len(means):
        return None
    middle, mean = float(np.sqrt(np.median(squares))), float(np.median(means))
    low, high = MEDIAN_RANGE
    for unit, gravity in (("g", 1.0), ("m/s2", STANDARD_GRAVITY_M_S2), ("mg", 1000.0)):
        if low < middle / gravity < high and mean > MIN_MEAN_VECTOR * gravity:
            return unit
    return None


def gravity_is_removed(acceleration_m_s2: Array, rate_hz: float) -> bool:
    """Whether quiet windows hold no specific force, or the mean vector vanishes: with gravity neither can be."""
    sizes, means = _window_sizes(acceleration_m_s2, rate_hz), window_norms(acceleration_m_s2, rate_hz)
    if len(acceleration_m_s2) < 2 * WINDOW_S * rate_hz or not len(sizes) or not len(means):
        return False  # too short to have rested
    quiet, mean = float(np.percentile(sizes, 10)), float(np.median(means))
    return quiet < 0.5 * STANDARD_GRAVITY_M_S2 or mean < 0.1 * STANDARD_GRAVITY_M_S2


def _squares(vectors: Array) -> Array:
    """Squared norms, without a copy of the vectors; infinite where they are too large for the type."""
    with np.errstate(over="ignore", invalid="ignore"):
        squares: Array = np.einsum("ij,ij->i", vectors, vectors)
    return squares


def _window_sizes(vectors: Array, rate_hz: float) -> Array:
    """Mean norm within consecutive windows of about ``WINDOW_S``."""
    size = int(min(max(1, round(WINDOW_S * rate_hz)), max(1, len(vectors) // 5)))
    n = len(vectors) // size
    with np.errstate(over="ignore", invalid="ignore"):
        norms = np.sqrt(_squares(vectors[: n * size])).reshape(n, size).mean(axis=1, dtype=np.float64)
    kept: Array = norms[np.isfinite(norms)]
    return kept


def turn_unit(turn: Array, acceleration: Array | None, rate_hz: float) -> str | None:
    """``rad/s`` or ``deg/s``, from the range of gyroscopes or from how fast gravity turns in the device, else None."""
    squares = _squares(turn)
    known = np.isfinite(squares)
    if not known.any():
        return None
    if np.percentile(squares[known], 99) > PHONE_TURN_RAD_S**2:
        return "deg/s"
    if acceleration is None:
        return None
    ratio = _turn_ratio(turn, acceleration, rate_hz)
    if ratio is None:
        return None
    for unit, expected in (("rad/s", 1.0), ("deg/s", RAD_PER_DEG)):
        if expected / 3 < ratio < expected * 3:
            return unit
    return None


def _turn_ratio(turn: Array, acceleration: Array, rate_hz: float) -> float | None:
    """Speed of the direction of gravity over the angular velocity across it, least squares over half-second means."""
    size = max(1, round(0.5 * rate_hz))
    n = min(len(turn), len(acceleration)) // size
    if n < 8:
        return None
    gravity = acceleration[: n * size].reshape(n, size, 3).mean(axis=1, dtype=np.float64)
    rate = turn[: n * size].reshape(n, size, 3).mean(axis=1, dtype=np.float64)
    norm = np.sqrt((gravity**2).sum(axis=1, keepdims=True))
    with np.errstate(invalid="ignore", divide="ignore"):
        up = gravity / norm
    moved = np.sqrt((np.diff(up, axis=0) ** 2).sum(axis=1)) * rate_hz / size
    across = np.sqrt((np.cross((rate[1:] + rate[:-1]) / 2, up[1:]) ** 2).sum(axis=1))
    good = np.isfinite(moved) & np.isfinite(across)
    power = float((across[good] ** 2).sum())
    return float((moved[good] * across[good]).sum() / power) if power > 0 else None


def check_acceleration(acceleration: Array, rate_hz: float, unit: str, *, linear: bool, where: str) -> None:
    """Refuse an acceleration in m/s2 that no body has, and gravity in a wrong unit."""
    squares = _squares(acceleration)
    if _stray_frac(squares > MAX_ACCELERATION_M_S2**2, squares) > STRAY_FRAC:
        raise InputError(
            f"{where}: acceleration above 50 g for long, read as {unit}; say the unit, "
            "for example --sensor imu --column ax,ay,az:mg"
        )
    norm = None if linear else steady_norm(acceleration, rate_hz)
    if norm is None:
        return
    size = float(np.sqrt(np.nanmedian(squares)))
    for other, seen in (("m/s2", STANDARD_GRAVITY_M_S2**2), ("g", 1.0)):
        if other != unit and abs(norm / seen - 1.0) < GRAVITY_FRAC and abs(size / seen - 1.0) < GRAVITY_FRAC:
            raise InputError(
                f"{where}: gravity measures {norm:.3g} m/s2 when read as {unit}; the values look like {other}, "
                f"say so with --sensor imu --column X,Y,Z:{other}"
            )


def check_turn(turn: Array, unit: str, where: str) -> None:
    """Refuse an angular velocity that no gyroscope can show."""
    squares = _squares(turn)
    if _stray_frac(squares > MAX_TURN_RAD_S**2, squares) > STRAY_FRAC:
        raise InputError(
            f"{where}: angular velocity above 4000 deg/s for long, read as {unit}; correct the header's unit"
        )


def settle_height(height_m: Array, unit: str, where: str) -> tuple[Array, tuple[str, ...]]:
    """Drop single impossible heights; refuse a unit that makes many impossible."""
    middle = np.nanmedian(height_m)
    stray = np.abs(height_m - middle) > MAX_HEEL_SPREAD_M
    if _stray_frac(stray, height_m) > STRAY_FRAC:
        raise InputError(
            f"{where}: the heel moves by more than 1 m when read as {unit}; say the unit, for example --column NAME:mm"
        )
    settled, warnings = _without(height_m, stray, "impossible heights")
    spread = float(np.nanmax(settled) - np.nanmin(settled))
    if spread < 1e-3:
        warnings += (f"the heel moves by {1000 * spread:.2g} mm only when read as {unit}; is the unit right?",)
    return settled, warnings


def settle_angle(angle_rad: Array, unit: str, where: str) -> tuple[Array, tuple[str, ...]]:
    """Drop single impossible angles; refuse a unit that makes many impossible."""
    stray = np.abs(angle_rad) > np.pi
    if _stray_frac(stray, angle_rad) > STRAY_FRAC:
        raise InputError(
            f"{where}: ankle angles beyond +-180 deg when read as {unit}; calibrate raw counts first, "
            "or say the unit, for example --column NAME:deg"
        )
    settled, warnings = _without(angle_rad, stray, "impossible angles")
    spread = float(np.nanmax(settled) - np.nanmin(settled)) / RAD_PER_DEG
    if spread < 1.0:
        warnings += (f"the ankle turns by {spread:.2g} deg only when read as {unit}; is the unit right?",)
    return settled, warnings


def _stray_frac(stray: NDArray[np.bool_], values: Array) -> float:
    return float(np.count_nonzero(stray)) / max(1, len(values) - int(np.count_nonzero(np.isnan(values))))


def _without(values: Array, stray: NDArray[np.bool_], what: str) -> tuple[Array, tuple[str, ...]]:
    if not stray.any():
        return values, ()
    return np.where(stray, np.nan, values), (f"{int(stray.sum())} {what} taken as missing",)
