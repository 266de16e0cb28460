"""GPX: tracks and routes of points."""

from pathlib import Path

from soleus.errors import InputError, NotEnoughDataError
from soleus.walk.stamps import number, unix_s
from soleus.walk.track import Segment, Track, segment_of
from soleus.walk.xml import Element, read_elements

MAX_POINTS = 5_000_000  # two months at one a second
FOOT = ("walk", "hik", "run", "trail", "foot", "9", "10", "11")  # GPX types in words, Strava's numbers
_NAN = float("nan")


def read_gpx(path: Path, *, where: str) -> Track:
    """Read every track; a route is read where there is no track.

    Raises
    ------
    InputError          if the XML is none, or no point lies on the earth
    NotEnoughDataError  if there is no point
    """
    reader = _Reader(where)
    with path.open("rb") as file:
        broken = read_elements(file, where, reader.end, reader.start)
    segments = reader.segments
    n_points = sum(map(len, segments))
    if not n_points and reader.n_impossible:
        raise InputError(f"{where}: none of the {reader.n_impossible} points lies on the earth; export the track again")
    if not n_points and broken:
        raise InputError(f"{where}: {broken}; export the track again")
    if not n_points:
        raise NotEnoughDataError(f"{where}: a GPX file without points; record a track first")
    notes = [f"{broken}; {n_points} points could be read"] if broken else []
    notes += [f"{reader.n_impossible} points that lie nowhere on the earth left out"] if reader.n_impossible else []
    sport = reader.sport
    return Track(
        format="gpx",
        segments=tuple(segments),
        heights="unknown",
        sport=sport,
        is_foot=None if sport is None else any(sport.lower().startswith(word) for word in FOOT),
        warnings=tuple(notes),
    )


class _Reader:
    """Gathers points as they end."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.sport: str | None = None
        self.n_impossible = 0
        self._n = 0
        self._tracks: list[Segment] = []
        self._routes: list[Segment] = []
        self._rows: list[tuple[float, ...]] = []
        self._point: dict[str, str] = {}

    @property
    def segments(self) -> list[Segment]:
        """The tracks, or the routes; what a broken file left open counts."""
        if self._rows:
            self._tracks.append(segment_of(self._rows))
            self._rows = []
        return self._tracks or self._routes

    def start(self, name: str, attributes: dict[str, str], parents: tuple[str, ...]) -> None:
        if name in ("trkpt", "rtept"):
            self._point = {"lat": attributes.get("lat", ""), "lon": attributes.get("lon", "")}
        elif name in ("trkseg", "rte") and self._rows:
            self._keep(self._tracks)

    def end(self, element: Element) -> None:
        name, parent = element.name, element.parents[-1] if element.parents else ""
        if parent in ("trkpt", "rtept") and name in ("ele", "time"):
            self._point[name] = element.text
        elif name in ("trkpt", "rtept"):
            self._add()
        elif name in ("trkseg", "rte"):
            self._keep(self._tracks if name == "trkseg" else self._routes)
        elif name == "type" and parent == "trk":
            self.sport = element.text.strip()[:40] or None

    def _add(self) -> None:
        latitude, longitude = number(self._point.get("lat")), number(self._point.get("lon"))
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            self.n_impossible += 1
            return
        self._n += 1
        if self._n > MAX_POINTS:
            raise InputError(f"{self.where}: over {MAX_POINTS} points are too many; split the track")
        elevation = number(self._point.get("ele"))
        self._rows.append((unix_s(self._point.get("time")), latitude, longitude, elevation, _NAN, _NAN))

    def _keep(self, segments: list[Segment]) -> None:
        if self._rows:
            segments.append(segment_of(self._rows))
            self._rows = []
