"""Sessions with live electromyograms: lines of a device to the journal, levels to the page, one set at the end.

Calibrations and contractions are noted in the journal as they happen: what was shown is what is kept.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid5

from soleus._version import VERSION
from soleus.emg.lines import LineHeader, LineReader, Sample
from soleus.emg.live import Contraction, LiveContractions
from soleus.emg.muscles import place_of
from soleus.emg.stream import Calibration, EmgLevel, EmgStream, Target
from soleus.errors import InputError, SoleusError
from soleus.store.records import DoneSet, How, Session
from soleus.workspace import sessions
from soleus.workspace.live import LiveStream, open_stream, recorded
from soleus.workspace.place import Desk, offset_min
from soleus.workspace.tapping import STREAM as TAPS

STREAM = "emg-"  # followed by the device's own name
HOW: How = "emg"
LEAD_S = 1.0  # from the press of the button until the person rests or pulls
HELD_S = 3.0
What = Literal["rest", "reference"]


@dataclass(slots=True, eq=False)
class LiveEmg:
    """The device of one session; what it sent before a loss or a restart is taken from the journal."""

    desk: Desk
    session: Session
    client: str
    now: datetime
    n_reps: int = 0
    last: Contraction | None = None
    asked: What | None = None
    has_rest: bool = False
    problem: str = ""
    n_lost: int = 0
    level: EmgLevel | None = None
    stream: EmgStream | None = None
    _target: Target = field(default_factory=Target)
    _reader: LineReader = field(default_factory=LineReader)
    _journal: LiveStream | None = None
    _contractions: LiveContractions | None = None
    _last_s: float = -math.inf  # on the session's clock, which goes on where a device begins anew
    _offset_s: float | None = None
    _asked_s: float = math.nan
    _begun: bool = False
    _rows: list[list[float]] = field(default_factory=list)

    def lines(self, text: str) -> None:
        """Take lines of the device; see docs/emg-live.md.

        Raises
        ------
        InputError  if the device speaks another language
        StoreError  if the disk refuses
        """
        for line in text.splitlines():
            if line.startswith("#emg") and self._reader.header is not None:
                self._reader, self._offset_s = LineReader(), None
            sample = self._reader.read(line)
            if self._reader.header is not None and self._offset_s is None and sample is None:
                self._open(self._reader.header)
            if sample is not None:
                self._push(sample)
        self._flush()

    def calibrate(self, what: What) -> None:
        """Measure rest, or the reference contraction: three seconds of it, from a second after this.

        Raises
        ------
        InputError  if no device sends, or rest is not known yet
        """
        if self.stream is None:
            raise InputError("no device sends yet; start it first")
        if what == "reference" and not self.has_rest:
            raise InputError("measure rest first")
        self.asked, self._asked_s, self._begun, self.problem = what, math.nan, False, ""

    def told(self) -> dict[str, object]:
        """What every window shows now; None is not known."""
        known = self.stream is not None and self.stream.calibration is not None
        return {
            "kind": "emg",
            "soleus_frac": self._of("soleus") if known else None,
            "gastrocnemius_frac": self._of("gastrocnemius") if known else None,
            "cue": self.level.cue if self.level is not None else None,
            "share_frac": _rounded(self.last.soleus_share_frac) if self.last else None,
            "calibrated": known,
            "measuring": self.asked,
            "has_rest": self.has_rest,
            "problem": self.problem,
            "n_lost": self.n_lost,
        }

    def _open(self, header: LineHeader) -> None:
        if self.stream is not None:
            if header.channels != self.stream.channels or header.rate_hz != self.stream.rate_hz:
                raise InputError("live EMG: the device came back with other channels; begin another session")
            return
        places = [place_of(name).muscle for name in header.channels]
        if "soleus" not in places:
            raise InputError(f"live EMG: no channel is called after the soleus, got {', '.join(header.channels[:6])}")
        name = f"{STREAM}{self.client}"
        columns = ("time_s", *(f"{channel}_v" for channel in header.channels))
        self._journal = open_stream(self.desk, self.session.id, stream=name, columns=columns, now=self.now)
        self.stream = EmgStream(
            header.channels, header.rate_hz, target=self._target, calibration=self._earlier(header.channels)
        )
        self.has_rest = self.stream.calibration is not None
        beside = tuple(k for k, muscle in enumerate(places) if muscle == "gastrocnemius")
        self._contractions = LiveContractions(places.index("soleus"), beside, target=self._target)
        if self._journal.n_samples:
            self._last_s = float(recorded(self.desk, self.session.id)[name].samples[-1, 0])

    def _earlier(self, channels: tuple[str, ...]) -> Calibration | None:
        """The last calibration of this session, if it was of the same channels."""
        found = [event for event in _noted(self.desk, self.session, "calibration") if _names(event) == channels]
        if not found:
            return None
        rest, reference = found[-1]["rest"], found[-1]["reference"]
        return Calibration(rest=tuple(rest), reference=tuple(reference))  # type: ignore[arg-type]

    def _push(self, sample: Sample) -> None:
        stream, journal, contractions = self.stream, self._journal, self._contractions
        if stream is None or journal is None or contractions is None:
            return
        if self._offset_s is None:
            self._offset_s = max(0.0, self._last_s + 1.0 / stream.rate_hz - sample.time_s)
        self._last_s = sample.time_s + self._offset_s
        self._rows.append([self._last_s, *sample.volts])
        self.n_lost += sample.n_lost
        self._measure(stream, journal)
        level = stream.push(sample.volts)
        if level is None:
            return
        self.level = level
        if stream.calibration is None or self.asked is not None:
            return
        done = contractions.push(replace(level, time_s=self._last_s))
        if done is not None:
            self.last = done
            self.n_reps += 1
            journal.note({"kind": "contraction", **asdict(done)})

    def _flush(self) -> None:
        if self._rows and self._journal is not None:
            self._journal.append(self._rows)
            self._rows.clear()

    def _measure(self, stream: EmgStream, journal: LiveStream) -> None:
        """Begin and end what was asked for, by the clock of the device."""
        if self.asked is None:
            return
        if math.isnan(self._asked_s):
            self._asked_s = self._last_s
        since_s = self._last_s - self._asked_s
        if not self._begun and since_s >= LEAD_S:
            self._begun = True
            stream.begin(self.asked)
        if since_s < LEAD_S + HELD_S:
            return
        what, self.asked = self.asked, None
        try:
            known = stream.finish()
        except SoleusError as error:
            self.problem = str(error)
            return
        self.has_rest = True
        if what == "reference" and known is not None:
            journal.note({"kind": "calibration", **asdict(known), "channels": list(stream.channels)})
            if sessions.get(self.desk, self.session.id).session.state == "paused":
                sessions.resume(self.desk, self.session.id, now=self.now)

    def _of(self, muscle: str) -> float | None:
        if self.stream is None or self.level is None:
            return None
        levels = [
            value
            for name, value in zip(self.stream.channels, self.level.level_frac, strict=True)
            if place_of(name).muscle == muscle
        ]
        return _rounded(max(levels)) if levels else None


def open_emg(desk: Desk, session_id: UUID, client: str, *, now: datetime) -> LiveEmg:
    """Listen to a device.

    Raises
    ------
    InputError     if the session is not one of an electromyograph
    NotFoundError  if this account has no such session
    """
    session = sessions.get(desk, session_id).session
    if session.how != HOW:
        raise InputError("this session is not measured by an electromyograph")
    return LiveEmg(desk, session, client, now, n_reps=n_contracted(desk, session))


def n_contracted(desk: Desk, session: Session) -> int:
    """Contractions that the journals of an unfinished session hold."""
    return len(_noted(desk, session, "contraction"))


def n_taken_back(desk: Desk, session: Session) -> int:
    """How many times the person took one back."""
    taps = [journal.samples for name, journal in recorded(desk, session.id).items() if name.startswith(TAPS)]
    return sum(int((samples[:, 1] < 0).sum()) for samples in taps)


def finish_emg(desk: Desk, session: Session, *, now: datetime) -> sessions.Training:
    """End the session: its contractions become one set. Finishing twice is finishing once.

    Raises
    ------
    StoreError  if the disk refuses; the session stays open
    """
    if session.state in sessions.OPEN:
        sessions.add_set(desk, _set_of(desk, session, now))
    return sessions.finish(desk, session.id, now=now)


def _set_of(desk: Desk, session: Session, now: datetime) -> DoneSet:
    found = _noted(desk, session, "contraction")
    found = found[: max(0, len(found) - n_taken_back(desk, session))]
    calibrations = _noted(desk, session, "calibration")
    columns = {
        name: [event.get(name) for event in found] for name in ("start_s", "end_s", "soleus_frac", "gastrocnemius_frac")
    }
    shares = [_share(event) for event in found]
    return DoneSet(
        id=uuid5(session.id, HOW),
        created_at=now.astimezone(UTC),
        utc_offset_min=offset_min(now),
        session_id=session.id,
        position=0,
        how=HOW,
        n_reps=len(found),
        load_kg=session.target.load_kg,
        started_at=session.started_at,
        duration_s=_number(found[-1], "end_s") - _number(found[0], "start_s") if found else None,
        peak_s=tuple(0.5 * (_number(event, "start_s") + _number(event, "end_s")) for event in found),
        method={
            "name": "emg-live",
            "target": asdict(Target()),
            "calibration": dict(calibrations[-1]) if calibrations else None,
            **columns,
            "soleus_share_frac": shares,
        }
        | ({} if calibrations else {"unavailable": "rest and the reference contraction were not measured"}),
        version=VERSION,
    )


def _share(event: Mapping[str, object]) -> float | None:
    if event.get("gastrocnemius_frac") is None:
        return None
    soleus, beside = _number(event, "soleus_frac"), _number(event, "gastrocnemius_frac")
    return round(soleus / (soleus + beside), 4)


def _noted(desk: Desk, session: Session, kind: str) -> list[Mapping[str, object]]:
    found = sorted((name, journal) for name, journal in recorded(desk, session.id).items() if name.startswith(STREAM))
    return [event for _, journal in found for event in journal.events if event.get("kind") == kind]


def _names(event: Mapping[str, object]) -> tuple[str, ...]:
    channels = event.get("channels")
    return tuple(channels) if isinstance(channels, list) else ()


def _number(event: Mapping[str, object], name: str) -> float:
    value = event.get(name)
    if not isinstance(value, int | float):
        raise InputError(f"{name}: the journal of this session holds no number; it was written by another program")
    return float(value)


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 4)
