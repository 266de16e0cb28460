"""TCX: laps of trackpoints with distance, heart rate and cadence, and the laps' totals."""

from pathlib import Path

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.walk.gpx import MAX_POINTS
from soleus.walk.stamps import amount, number, unix_s
from soleus.walk.track import DeviceTotals, Segment, Track, segment_of
from soleus.walk.xml import Element, read_elements

_POINT = {
    "Time": "time",
    "LatitudeDegrees": "lat",
    "LongitudeDegrees": "lon",
    "AltitudeMeters": "ele",
    "DistanceMeters": "distance",
    "RunCadence": "cadence",
    "Cadence": "cadence",
}
_LAP = {"TotalTimeSeconds": "duration_s", "DistanceMeters": "distance_m", "Steps": "steps"}
SPORTS = {"running": True, "biking": False}  # the third word of the format is Other


def read_tcx(path: Path, *, where: str) -> Track:
    """Read all laps of all activities.

    Raises
    ------
    InputError          if the XML is none
    NotEnoughDataError  if there is neither a point nor a lap
    """
    reader = _Reader(where)
    with path.open("rb") as file:
        broken = read_elements(file, where, reader.end, reader.start)
    reader.keep()
    if not reader.segments and not reader.laps:
        if broken:
            raise InputError(f"{where}: {broken}; export the activity again")
        raise NotEnoughDataError(f"{where}: a TCX file without points or laps; record an activity first")
    totals = {key: [lap[key] for lap in reader.laps if np.isfinite(lap.get(key, np.nan))] for key in _LAP.values()}
    steps = sum(totals["steps"])
    notes = [f"{broken}; {sum(map(len, reader.segments))} points could be read"] if broken else []
    return Track(
        format="tcx",
        segments=tuple(reader.segments),
        totals=DeviceTotals(
            n_steps=round(steps) if totals["steps"] else None,
            distance_m=float(sum(totals["distance_m"])) if totals["distance_m"] else None,
            duration_s=float(sum(totals["duration_s"])) if totals["duration_s"] else None,
        ),
        sport=reader.sport,
        is_foot=SPORTS.get((reader.sport or "").lower()),
        warnings=tuple(notes),
    )


class _Reader:
    """Gathers points and laps as they end."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.sport: str | None = None
        self.segments: list[Segment] = []
        self.laps: list[dict[str, float]] = []
        self._lap: dict[str, float] = {}
        self._rows: list[tuple[float, ...]] = []
        self._point: dict[str, str] = {}
        self._n = 0

    def start(self, name: str, attributes: dict[str, str], parents: tuple[str, ...]) -> None:
        if name == "Trackpoint":
            self._point = {}
        elif name == "Lap":
            self._lap = {}
        elif name == "Activity":
            self.sport = self.sport or attributes.get("Sport", "")[:40] or None

    def end(self, element: Element) -> None:
        name, parents = element.name, element.parents
        if "Trackpoint" in parents:
            if name in _POINT:
                self._point[_POINT[name]] = element.text
        elif name == "Trackpoint":
            self._add()
        elif name == "Track":
            self.keep()
        elif name == "Lap":
            self.laps.append(self._lap)
            self._lap = {}
        elif name in _LAP and "Lap" in parents:
            self._lap[_LAP[name]] = amount(element.text)

    def _add(self) -> None:
        self._n += 1
        if self._n > MAX_POINTS:
            raise InputError(f"{self.where}: over {MAX_POINTS} points are too many; split the activity")
        point = self._point
        latitude, longitude = number(point.get("lat")), number(point.get("lon"))
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            latitude = longitude = float("nan")
        others = (number(point.get("ele")), amount(point.get("distance")), amount(point.get("cadence")))
        self._rows.append((unix_s(point.get("time")), latitude, longitude, *others))

    def keep(self) -> None:
        """Close the segment."""
        if self._rows:
            self.segments.append(segment_of(self._rows))
            self._rows = []
