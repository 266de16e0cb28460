"""One walk, all the way: read it, find steps or follow the track, count stairs and toe walking, say what it asks."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from soleus._version import VERSION
from soleus.dose.walk_dose import WalkDose, walk_dose
from soleus.dose.walk_dose import as_json as dose_json
from soleus.dose.walking import TERRAINS, Stretch, terrain_of
from soleus.errors import NotEnoughDataError
from soleus.person import Person
from soleus.recording import Placement, Recording, Side
from soleus.walk.find import find_steps
from soleus.walk.read import open_walk
from soleus.walk.route import Legs, Route, summarise
from soleus.walk.steps import NAMES, UNKNOWN, Steps, Strides
from soleus.walk.terrain import StairCounter, Stairs, ToeWalking
from soleus.walk.track import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class ToeBouts:
    """Steps on the toes and the way walked so; None where no foot wears a sensor."""

    n_steps: int | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walk:
    """Everything that one file of a walk gave; None where it cannot say."""

    path: Path
    format: str
    n_steps: int | None
    cadence_per_min: float | None
    distance_m: float | None
    duration_s: float | None
    ascent_m: float | None
    descent_m: float | None
    n_stairs: int | None
    flights: int | None
    toe_walking: ToeBouts
    steps: Steps | None
    route: Route | None
    dose: WalkDose
    method: dict[str, object]
    warnings: tuple[str, ...]
    start_unix_s: float | None = None


def measure_walk(
    path: Path | str,
    *,
    placement: Placement | None = None,
    side: Side | None = None,
    column: str | None = None,
    rate_hz: float | None = None,
    person: Person | None = None,
) -> Walk:
    """Read a walk and measure it.

    Parameters
    ----------
    path : GPX, TCX, FIT, Apple Health export, or a recording of a motion sensor (file, folder or zip)
    placement, side, column, rate_hz : what a recording does not say itself, see `read_recording`
    person : body mass for the energy

    Raises
    ------
    InputError          if the file or an argument is wrong
    NotEnoughDataError  if the file is sound but cannot tell
    """
    path = Path(path)
    found = open_walk(path, placement=placement, side=side, column=column, rate_hz=rate_hz)
    if isinstance(found, Track):
        return _from_track(path, found, person or Person())
    return _from_steps(path, found, find_steps(found), person or Person())


def measure_each_walk(
    path: Path, *, placement: Placement | None = None, person: Person | None = None
) -> tuple[Walk, ...]:
    """The walks of a file: one, or every workout on foot of an export of many; see `measure_walk`."""
    found = open_walk(path, placement=placement)
    if isinstance(found, Track):
        return tuple(_from_track(path, one, person or Person()) for one in found.workouts or (found,))
    return (_from_steps(path, found, find_steps(found), person or Person()),)


def _from_track(path: Path, track: Track, person: Person) -> Walk:
    try:
        route = summarise(track)
    except NotEnoughDataError as error:
        raise NotEnoughDataError(f"{path.name}: {error}") from error
    notes = list(route.warnings)
    n_steps = route.n_steps if track.is_foot is not False else None
    stretches = _legs(route, n_steps)
    if track.is_foot is False:
        notes.append(f"the file says {track.sport}: no steps and no dose of walking")
        stretches = []
    minutes = None if not route.duration_s else route.duration_s / 60.0
    cadence = n_steps / minutes if n_steps is not None and minutes else None
    dose = walk_dose(stretches, person, cadence_per_min=cadence)
    if route.ascent_m is not None and track.heights != "barometer" and track.totals.ascent_m is None:
        notes.append("heights without a barometer wander by metres: ascent and descent are rather too large")
    return Walk(
        path=path,
        format=track.format,
        n_steps=n_steps,
        cadence_per_min=cadence,
        distance_m=route.distance_m,
        duration_s=route.duration_s,
        ascent_m=route.ascent_m,
        descent_m=route.descent_m,
        n_stairs=None,
        flights=track.totals.flights,
        toe_walking=ToeBouts(),
        steps=None,
        route=route,
        dose=dose,
        method={"name": "track", "heights": track.heights, "dead_band_m": route.band_m, "sport": track.sport},
        warnings=tuple(dict.fromkeys(notes)),
        start_unix_s=track.start_unix_s,
    )


def _legs(route: Route, n_steps: int | None) -> list[Stretch]:
    """Stretches by terrain; the steps are shared out by the way."""
    legs: Legs = route.legs
    whole_m = float(legs.distance_m.sum())
    if whole_m <= 0:
        unknown = Stretch(terrain="unknown", n_steps=n_steps, distance_m=route.distance_m, time_s=route.duration_s)
        return [unknown] if n_steps is not None or route.distance_m else []
    kinds = np.array([terrain_of(d, c) for d, c in zip(legs.distance_m, legs.climb_m, strict=True)])
    out = []
    for terrain in dict.fromkeys(kinds.tolist()):
        rows = kinds == terrain
        part = float(legs.distance_m[rows].sum()) / whole_m
        seconds = float(legs.time_s[rows].sum())
        out.append(
            Stretch(
                terrain=terrain,
                n_steps=None if n_steps is None else round(part * n_steps),
                distance_m=part * (route.distance_m if route.distance_m is not None else whole_m),
                climb_m=float(legs.climb_m[rows].sum()),
                time_s=seconds if math.isfinite(seconds) and seconds > 0 else None,
            )
        )
    return out


def _from_steps(path: Path, recordings: tuple[Recording, ...], steps: Steps, person: Person) -> Walk:
    one = recordings[0]
    strides = steps.strides
    counter, toes = StairCounter(), ToeWalking()
    stairs = counter(strides) if strides is not None else None
    on_toes = toes(strides, stairs.on_stairs) if strides is not None and stairs is not None else None
    feet = 1 if strides is None else len(set(strides.side.tolist())) or 1
    method: dict[str, object] = {"steps": dict(steps.method)}
    if strides is not None:
        method |= {"stairs": counter.parameters, "toe_walking": toes.parameters}
    stretches = _stretches(steps, stairs, on_toes)
    cadence = steps.cadence_per_min
    return Walk(
        path=path,
        format=one.format,
        n_steps=steps.n_steps,
        cadence_per_min=cadence if math.isfinite(cadence) else None,
        distance_m=None if strides is None else float(np.nansum(strides.length_m)) / feet,
        duration_s=max(recording.duration_s for recording in recordings),
        ascent_m=None if stairs is None else stairs.ascent_m,
        descent_m=None if stairs is None else stairs.descent_m,
        n_stairs=None if stairs is None else stairs.n_up + stairs.n_down,
        flights=None,
        toe_walking=_toe_bouts(strides, on_toes, steps, feet),
        steps=steps,
        route=None,
        dose=walk_dose(stretches, person, cadence_per_min=cadence if math.isfinite(cadence) else None),
        method=method,
        warnings=steps.warnings,
        start_unix_s=one.start_unix_s,
    )


def _toe_bouts(strides: Strides | None, on_toes: object, steps: Steps, feet: int) -> ToeBouts:
    if strides is None or not isinstance(on_toes, np.ndarray):
        return ToeBouts()
    per_contact = 2 if steps.feet_seen == 1 else 1
    return ToeBouts(
        n_steps=int(on_toes.sum()) * per_contact, distance_m=float(np.nansum(strides.length_m[on_toes])) / feet
    )


def _stretches(steps: Steps, stairs: Stairs | None, on_toes: object) -> list[Stretch]:
    """Steps by terrain; without a sensor on the foot the terrain is not known."""
    if not steps.n_steps:
        return []
    seconds = steps.walking_s
    strides, per_contact = steps.strides, 2 if steps.feet_seen == 1 else 1
    if strides is None or stairs is None or not isinstance(on_toes, np.ndarray):
        return [Stretch(terrain="unknown", n_steps=steps.n_steps, time_s=seconds)]
    feet = len(set(strides.side.tolist())) or 1
    kinds: np.ndarray[tuple[int], np.dtype[np.str_]] = np.full(len(strides.time_s), "level", dtype="<U11")
    kinds[on_toes] = "toe walking"
    kinds[stairs.on_stairs & (strides.rise_m > 0)] = "stairs up"
    kinds[stairs.on_stairs & (strides.rise_m < 0)] = "stairs down"
    out = []
    for terrain in TERRAINS:
        rows = kinds == terrain
        if not rows.any():
            continue
        climbed_m = float(np.nansum(strides.rise_m[rows])) / feet if terrain.startswith("stairs") else 0.0
        out.append(
            Stretch(
                terrain=terrain,
                n_steps=int(rows.sum()) * per_contact,
                distance_m=float(np.nansum(strides.length_m[rows])) / feet,
                climb_m=climbed_m,
                time_s=seconds * float(rows.mean()),
            )
        )
    return out


def as_json(walk: Walk) -> dict[str, object]:
    """The object that ``soleus walk --json`` prints; numbers that are not known are None."""
    steps, minutes = walk.steps, None if not walk.duration_s else walk.duration_s / 60.0
    climb_rate = None if walk.ascent_m is None or not minutes else walk.ascent_m / minutes * 60.0
    return {
        "soleus": VERSION,
        "path": str(walk.path),
        "format": walk.format,
        "n_steps": walk.n_steps,
        "cadence_per_min": _number(walk.cadence_per_min),
        "distance_m": _number(walk.distance_m),
        "ascent_m": _number(walk.ascent_m),
        "descent_m": _number(walk.descent_m),
        "climb_rate_m_per_h": _number(climb_rate),
        "duration_s": _number(walk.duration_s),
        "n_stairs": walk.n_stairs,
        "flights": walk.flights,
        "toe_walking": {"n_steps": walk.toe_walking.n_steps, "distance_m": _number(walk.toe_walking.distance_m)},
        "steps": {
            "time_s": [] if steps is None else [_number(value) for value in steps.time_s.tolist()],
            "side": [] if steps is None else [NAMES[code] for code in steps.side.tolist()],
        },
        "bouts": [] if steps is None else _bouts(steps),
        "dose": dose_json(walk.dose),
        "method": walk.method,
        "warnings": list(walk.warnings),
    }


def _bouts(steps: Steps) -> list[dict[str, object]]:
    per_contact = 2 if steps.feet_seen == 1 else 1
    return [
        {
            "start_s": _number(float(steps.time_s[a])),
            "end_s": _number(float(steps.time_s[b - 1])),
            "n_steps": (b - a) * per_contact,
            "sides_known": bool((steps.side[a:b] != UNKNOWN).all()),
        }
        for a, b in steps.bouts
    ]


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), 4)
