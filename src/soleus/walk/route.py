"""What a track says of a walk: distance, time, climb, steps; and its legs from turn to turn of the heights."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from soleus.errors import NotEnoughDataError
from soleus.walk.climb import DISTANT_M, LOWEST_M, Climb, climb
from soleus.walk.steps import Bools, Floats, Ints
from soleus.walk.track import Heights, Segment, Track

EARTH_RADIUS_M = 6_371_000.0  # mean radius; the ellipsoid differs by 0.3 %
FASTEST_M_S = 12.5  # nobody has run faster
DETOUR_M = 100.0  # where the file has no times: a point this far out of the way, and ten times the direct way
DETOUR_RATIO = 10.0
LONGEST_GAP_S = 3600.0  # a recorder that says nothing for an hour was off, and where the person was is not known


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Legs:
    """Stretches between turns of the heights, (k,) each; ``time_s`` NaN where the file has no times."""

    distance_m: Floats
    climb_m: Floats
    time_s: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """Figures of one activity; None where the file cannot say."""

    distance_m: float | None
    duration_s: float | None
    ascent_m: float | None
    descent_m: float | None
    n_steps: int | None
    legs: Legs
    band_m: float | None
    warnings: tuple[str, ...]


def summarise(track: Track) -> Route:
    """Figures of a track: the device's own totals where it has them, else from its points.

    Raises
    ------
    NotEnoughDataError  if it holds neither totals nor two points
    """
    notes: list[str] = list(track.warnings)
    segments = [_cleaned(segment, notes) for segment in track.segments]
    segments = [part for segment in segments for part in _without_gaps(segment, notes)]
    totals, walked = track.totals, [_walked_m(segment) for segment in segments]
    lengths = [float(metres[-1] - metres[0]) for metres in walked if len(metres) > 1]
    times = [float(s.unix_s[-1] - s.unix_s[0]) for s in segments if len(s) > 1 and _has_times(s)]
    climbs = [_climbed(segment, track.heights) for segment in segments]
    known = [one for one in climbs if one is not None]
    if not lengths and totals.distance_m is None and totals.n_steps is None and totals.duration_s is None:
        raise NotEnoughDataError("fewer than two points and no totals; record a longer track")
    if segments and not times and totals.duration_s is None:
        notes.append("the time stamps are missing or cannot be true: no duration, speed or cadence")
    if lengths and sum(lengths) == 0.0:
        notes.append("the track does not move")
    return Route(
        distance_m=totals.distance_m if totals.distance_m is not None else (sum(lengths) if lengths else None),
        duration_s=totals.duration_s if totals.duration_s is not None else (sum(times) if times else None),
        ascent_m=_either(totals.ascent_m, [one.ascent_m for _, one in known]),
        descent_m=_either(totals.descent_m, [one.descent_m for _, one in known]),
        n_steps=totals.n_steps if totals.n_steps is not None else _steps(segments, track),
        legs=_legs(segments, walked, climbs),
        band_m=max((one.band_m for _, one in known), default=None),
        warnings=tuple(dict.fromkeys(notes)),
    )


def _either(total: float | None, parts: list[float]) -> float | None:
    return total if total is not None else (float(sum(parts)) if parts else None)


def _cleaned(segment: Segment, notes: list[str]) -> Segment:
    """Without jumps and impossible heights."""
    elevation_m = segment.elevation_m
    with np.errstate(invalid="ignore"):
        wild = (elevation_m > DISTANT_M) | (elevation_m < LOWEST_M)
    if wild.any():
        notes.append(f"{int(wild.sum())} impossible heights left out")
        segment = replace(segment, elevation_m=np.where(wild, np.nan, elevation_m))
    jumps = _jumps(segment)
    if jumps.any():
        notes.append(f"{int(jumps.sum())} jumps of the position left out: nobody moves like that")
        segment = _rows(segment, ~jumps)
    return segment


def _jumps(segment: Segment) -> Bools:
    """Points out of the way of both neighbours, faster than anyone runs or far off; one after the other."""
    out = np.zeros(len(segment), bool)
    if np.isfinite(segment.latitude_deg).sum() < 3:
        return out
    timed = _has_times(segment)
    known = np.flatnonzero(np.isfinite(segment.latitude_deg))
    before = _apart_m(segment, known[:-1], known[1:])
    speed = before / np.maximum(np.diff(segment.unix_s[known]), 1.0) if timed else None
    suspects = np.flatnonzero(speed > FASTEST_M_S if speed is not None else before > DETOUR_M)
    if not len(suspects):
        return out
    for place in suspects.tolist():  # known[place] -> known[place + 1] is too fast: is one of them alone out there?
        a, b = int(known[place]), int(known[place + 1])
        if out[a]:
            continue
        following = int(known[place + 2]) if place + 2 < len(known) else None
        if following is None:
            out[b] = place > 0
            continue
        first = int(known[place - 1]) if place > 0 else None
        if first is None and float(_apart_m(segment, np.array([b]), np.array([following]))[0]) < DETOUR_M:
            out[a] = True  # the first point is off, the rest goes on
            continue
        direct = float(_apart_m(segment, np.array([a]), np.array([following]))[0])
        around = float(before[place] + _apart_m(segment, np.array([b]), np.array([following]))[0])
        if around > DETOUR_RATIO * direct and around > DETOUR_M:
            out[b] = True
    return out


def _without_gaps(segment: Segment, notes: list[str]) -> list[Segment]:
    """Cut where the recorder said nothing for an hour, or went off by more than a jump can mend."""
    if len(segment) < 2 or not _has_times(segment):
        return [segment] if len(segment) else []
    gaps = np.flatnonzero(np.diff(segment.unix_s) > LONGEST_GAP_S) + 1
    if not len(gaps):
        return [segment]
    hours = float(np.diff(segment.unix_s).max() / 3600.0)
    notes.append(f"{len(gaps)} gaps of up to {hours:.1f} h in the recording: way and time within them are not counted")
    edges = [0, *gaps.tolist(), len(segment)]
    return [_rows(segment, slice(a, b)) for a, b in pairwise(edges)]


def _rows(segment: Segment, rows: "Bools | slice") -> Segment:
    return Segment(
        unix_s=segment.unix_s[rows],
        latitude_deg=segment.latitude_deg[rows],
        longitude_deg=segment.longitude_deg[rows],
        elevation_m=segment.elevation_m[rows],
        distance_m=segment.distance_m[rows],
        strides_per_min=segment.strides_per_min[rows],
    )


def _has_times(segment: Segment) -> bool:
    """Stamps everywhere that never run back and do pass."""
    steps = np.diff(segment.unix_s)
    return len(segment) > 1 and bool(np.isfinite(steps).all() and (steps >= 0).all() and steps.any())


def _apart_m(segment: Segment, a: Ints, b: Ints) -> Floats:
    """Great-circle distances between points (haversine)."""
    latitude, longitude = np.radians(segment.latitude_deg), np.radians(segment.longitude_deg)
    up, across = latitude[b] - latitude[a], longitude[b] - longitude[a]
    chord = np.sin(up / 2) ** 2 + np.cos(latitude[a]) * np.cos(latitude[b]) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def _walked_m(segment: Segment) -> Floats:
    """Way up to every point: the device's own distance, else along the points; empty where neither is there."""
    device = segment.distance_m
    if np.isfinite(device).sum() > 1:
        logged = np.flatnonzero(np.isfinite(device))
        return np.asarray(np.maximum.accumulate(np.interp(np.arange(len(device)), logged, device[logged])))
    known = np.flatnonzero(np.isfinite(segment.latitude_deg))
    if len(known) < 2:
        return np.empty(0)
    way = np.concatenate([[0.0], np.cumsum(_apart_m(segment, known[:-1], known[1:]))])
    return np.asarray(np.interp(np.arange(len(segment)), known, way))


def _climbed(segment: Segment, heights: Heights) -> tuple[Ints, Climb] | None:
    known = np.flatnonzero(np.isfinite(segment.elevation_m))
    if len(known) < 2:
        return None
    return known, climb(segment.elevation_m[known], heights)


def _legs(
    segments: list[Segment],
    walked: list[Floats],
    climbs: list[tuple[Ints, Climb] | None],
) -> Legs:
    """Way, climb and time between the turns of the heights; a segment without heights is one level leg."""
    distance, height, time = [], [], []
    for segment, metres, found in zip(segments, walked, climbs, strict=True):
        if len(metres) < 2:
            continue
        places = np.array([0, len(segment) - 1])
        heights_m = np.zeros(2)
        if found is not None:
            known, one = found
            turns = known[one.place.astype(np.int64)]
            places = np.unique(np.concatenate([[0], turns, [len(segment) - 1]]))
            heights_m = np.interp(places, turns, one.height_m) if len(turns) else np.zeros(len(places))
        distance.append(np.diff(metres[places]))
        height.append(np.diff(heights_m))
        time.append(np.diff(segment.unix_s[places]) if _has_times(segment) else np.full(len(places) - 1, np.nan))
    if not distance:
        return Legs(distance_m=np.empty(0), climb_m=np.empty(0), time_s=np.empty(0))
    return Legs(distance_m=np.concatenate(distance), climb_m=np.concatenate(height), time_s=np.concatenate(time))


def _steps(segments: list[Segment], track: Track) -> int | None:
    """Steps from the cadence that the device logged, where it logged one and the sport is on foot."""
    if track.is_foot is not True:
        return None
    total, seen = 0.0, False
    for segment in segments:
        if len(segment) < 2 or not _has_times(segment) or not np.isfinite(segment.strides_per_min).any():
            continue
        seen = True
        per_s = np.nan_to_num(segment.strides_per_min) / 60.0
        total += 2.0 * float(np.sum(0.5 * (per_s[1:] + per_s[:-1]) * np.diff(segment.unix_s)))
    return round(total) if seen else None
