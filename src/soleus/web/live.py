"""The WebSocket of a session: what a window does goes to the journal, the count goes to every window.

A window numbers its messages. The server says how many it has (``n_received``); a window that lost its connection sends
the rest again, and what is already there is not counted twice. A window with a sensor asks for ``measure`` and then
sends binary messages: frames of the camera, the next one after the receipt of the last, or samples of the phone.
"""

import asyncio
import struct
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Annotated, Any, Literal
from uuid import UUID

import numpy as np
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, WebSocket
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from starlette.websockets import WebSocketDisconnect

from soleus.errors import InputError, NotFoundError, SoleusError
from soleus.reps.sticker_live import FRAME_PX, Sighting
from soleus.response.conducting import Conducted
from soleus.response.protocol import StopRule
from soleus.web.pages import desk_of, settings_of
from soleus.workspace import sessions
from soleus.workspace.emg_sessions import HOW as EMG
from soleus.workspace.emg_sessions import LiveEmg, n_contracted, open_emg
from soleus.workspace.emg_sessions import n_taken_back as emg_taken_back
from soleus.workspace.heel_raise_tests import EXERCISE
from soleus.workspace.live import LiveStream, last_sign
from soleus.workspace.measuring import Measuring, n_measured, n_taken_back, open_measuring, prepare, source_of
from soleus.workspace.place import Desk
from soleus.workspace.sides import KIND as SIDE
from soleus.workspace.sides import SIDES
from soleus.workspace.tapping import active_s, open_taps, tapped

router = APIRouter()

CHANGES = {"tap": 1.0, "undo": -1.0}
GONE, CLOSED, WRONG, TROUBLE = 4404, 4409, 4400, 4503  # close codes: the HTTP status behind a 4
FRAME = struct.Struct("<B7xd")  # kind 1, Unix time in ms; then a JPEG
SAMPLES = struct.Struct("<B3xI")  # kind 2, number of the first row; then rows of 7 float64, the first Unix time in s
FRAME_KIND, SAMPLES_KIND, SAMPLE_COLUMNS = 1, 2, 7
LATEST_MS = 10**14  # the year 5138
OVER = "this session is over"
QUIET_S = 2.0  # after which another window may measure instead
BLIND_MS = 500.0  # without a sight of the heel nobody is late; a hand that passes hides it for less
LINES_CHARS = 1 << 19  # a second of 64 channels at 1 kHz
MOST_ROOMS = 64  # that are kept while no window is in them, a few hundred kB each; the longest unused goes first


class OutOfStepError(InputError):
    """A window sent what cannot follow what came before; it connects again and learns what is there."""


class OtherLanguageError(InputError):
    """A device sent what is no electromyogram by the line protocol."""


class Heard(BaseModel):
    """One message of a window."""

    number: int = Field(ge=0)
    kind: Literal["tap", "undo", "pause", "resume", "pain", "left", "right"]
    at_ms: int = Field(ge=0, le=LATEST_MS)


class Asked(BaseModel):
    """A window has a sensor and wants to measure."""

    kind: Literal["measure"]


class Tick(BaseModel):
    """The window's clock during a test: a raise may be late."""

    kind: Literal["tick"]
    at_ms: int = Field(ge=0, le=LATEST_MS)


class Prompt(BaseModel):
    """Whoever watches a test has seen what no sensor sees."""

    kind: Literal["prompt"]
    rule: Literal["posture", "support"]


class EmgLines(BaseModel):
    """Lines of an electromyograph (docs/emg-live.md)."""

    kind: Literal["emg"]
    lines: str = Field(max_length=LINES_CHARS)


class Calibrate(BaseModel):
    """The person rests, or pulls as hard as they can, from a second after this."""

    kind: Literal["calibrate"]
    what: Literal["rest", "reference"]


FRAMES_AT_ONCE = 2  # threads; more wait for each other, and everybody for them: with 20 cameras 44 ms became 9
Message = Heard | Asked | Tick | Prompt | EmgLines | Calibrate
MESSAGES: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


@dataclass(slots=True, eq=False)
class Room:
    """The windows of one session and what it has counted.

    ``n_counted``: taps that stand, or measured repetitions that were there before any of ``sensors`` (by window).
    """

    n_counted: int
    measured: bool = False
    n_taken_back: int = 0
    windows: set[WebSocket] = field(default_factory=set)
    sensors: dict[str, Measuring] = field(default_factory=dict)
    measuring: str = ""  # the window whose sensor counts now
    heard_s: float = -np.inf  # when it was heard last
    seen_ms: float = np.inf  # on the window's clock, when a sensor last saw the heel
    test: Conducted | None = None  # a heel-raise test that is led, until ``led_ms`` on the window's clock
    led_ms: float = 0.0
    emg: LiveEmg | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _clock: tuple[datetime, float] | None = None  # the computer's time when it was asked last, and the steady one
    _set_back: timedelta = timedelta(0)

    @property
    def n_reps(self) -> int:
        """What every window shows."""
        return max(0, self.n_counted + sum(found.n_reps for found in self.sensors.values()) - self.n_taken_back)

    def steady(self, now: datetime) -> datetime:
        """The computer's time; one that somebody set back since the last message goes on as it was."""
        at_s, now = monotonic(), now + self._set_back
        if self._clock is not None and now < self._clock[0]:
            expected = self._clock[0] + timedelta(seconds=at_s - self._clock[1])
            self._set_back, now = self._set_back + (expected - now), expected
        self._clock = now, at_s
        return now

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it while other messages are heard."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def change(self, by: int) -> None:
        """A tap, or one taken back."""
        if not self.measured:
            self.n_counted = max(0, self.n_counted + by)
        elif by < 0 < self.n_reps:
            self.n_taken_back += 1

    def led(self, at_ms: float, rule: StopRule | None = None) -> dict[str, Any] | None:
        """Lead a test on: what there is to say now, if anything changed."""
        if self.test is None:
            return None
        self.led_ms = at_ms
        before, at_s = self.test.progress, at_ms / 1000
        for _ in range(self.n_reps - self.test.n_raises):
            self.test = self.test.raised(at_s)
        if rule is not None:
            self.test = self.test.prompted(rule, at_s)
        self.test = self.test.waited(at_s, blind=self.measured and at_ms - self.seen_ms > BLIND_MS)
        now = self.test.progress
        if now == before:
            return None
        return {"kind": "test", "prompt": now.open_prompt, "unanswered": now.unanswered, "ended": now.reason}

    async def tell(self, message: dict[str, Any] | None = None, but: WebSocket | None = None) -> None:
        """Send the count to every window; one that has just gone is no reason to stop."""
        for window in tuple(self.windows):
            if window is not but:
                try:
                    await window.send_json(message or {"kind": "count", "n_reps": self.n_reps})
                except (RuntimeError, WebSocketDisconnect):
                    self.windows.discard(window)


@dataclass(slots=True)
class Links:
    """The rooms that are open now; one with a sensor or a test stays for a while, so that a loss costs nothing."""

    finishing: Lock = field(default_factory=Lock)
    frames_at_once: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(FRAMES_AT_ONCE))
    _rooms: dict[UUID, Room] = field(default_factory=dict)

    @contextmanager
    def entered(self, session_id: UUID, window: WebSocket, made: Room) -> Iterator[Room]:
        """The room of a session, while ``window`` is in it; ``made`` from the journal where there was none."""
        room = self._rooms.pop(session_id, made)
        self._rooms[session_id] = room  # the last used comes last
        room.windows.add(window)
        try:
            yield room
        finally:
            room.windows.discard(window)
            if not room.windows and not room.sensors and room.test is None and room.emg is None:
                self.forget(session_id)
            self._tidy()

    def watched(self, session_id: UUID) -> bool:
        """Whether a window of it is open."""
        room = self._rooms.get(session_id)
        return room is not None and bool(room.windows)

    def conclude(self, session_id: UUID) -> None:
        """Before the end: what the sensors have not judged yet. Takes up to a few seconds."""
        room = self._rooms.get(session_id)
        for found in tuple(room.sensors.values()) if room else ():
            found.conclude()

    async def say_over(self, session_id: UUID) -> None:
        """Tell every window that the session is over."""
        room = self._rooms.get(session_id)
        for window in tuple(room.windows) if room else ():
            with suppress(RuntimeError, WebSocketDisconnect):  # it has just gone by itself
                await window.close(CLOSED, OVER)

    def forget(self, session_id: UUID) -> StopRule | None:
        """The session is over; what ended it, if it was a test and a rule did."""
        room = self._rooms.pop(session_id, None)
        return room.test.progress.reason if room and room.test else None

    def _tidy(self) -> None:
        empty = [session_id for session_id, room in self._rooms.items() if not room.windows]
        for session_id in empty[: max(0, len(empty) - MOST_ROOMS)]:
            self.forget(session_id)


@router.websocket("/sessions/{session_id}/link")
async def link(
    socket: WebSocket,
    session_id: Annotated[UUID, Path()],
    client: Annotated[str, Query(pattern="^[0-9a-f]{8}$")],
) -> None:
    """Take what one window sends until it leaves."""
    await socket.accept()
    try:
        desk = await run_sync(desk_of, socket)
        now = settings_of(socket).now()
        stream = await run_sync(lambda: open_taps(desk, session_id, client, now=now))
        made = await run_sync(_room, desk, session_id, now)
        with socket.app.state.links.entered(session_id, socket, made) as room:
            hello = {"kind": "hello", "n_received": stream.n_samples, "n_reps": room.n_reps}
            hello |= {"now_ms": round(now.timestamp() * 1000), "alone": len(room.windows) == 1}
            await socket.send_json(hello | await run_sync(_left, desk, session_id, now))
            while True:
                await _hear(socket, client, desk, stream, room)
    except WebSocketDisconnect:
        return
    except (SoleusError, ValidationError) as error:
        await socket.close(*_closing(error))


def _room(desk: Desk, session_id: UUID, now: datetime) -> Room:
    """What the journals hold of a session."""
    session = sessions.get(desk, session_id).session
    source = source_of(session)
    if session.how == EMG:
        return Room(n_contracted(desk, session), measured=True, n_taken_back=emg_taken_back(desk, session))
    if source is None:
        made = Room(len(tapped(desk, session_id)))
    else:
        prepare(session)
        made = Room(n_measured(desk, session, now=now), measured=True, n_taken_back=n_taken_back(desk, session_id))
    made.test = Conducted(n_raises=made.n_reps) if session.exercise == EXERCISE else None
    return made


def _left(desk: Desk, session_id: UUID, now: datetime) -> dict[str, Any]:
    """Where a session stood when something was last heard of it: a page that is opened anew goes on from there."""
    at = last_sign(desk, session_id, now=now)
    return {"left_ms": round(at.timestamp() * 1000), "left_s": active_s(sessions.get(desk, session_id).session, at)}


async def _hear(socket: WebSocket, client: str, desk: Desk, stream: LiveStream, room: Room) -> None:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    if message.get("bytes") is not None:
        await _sense(socket, client, message["bytes"], room)
        return
    heard = MESSAGES.validate_json(message["text"])
    if isinstance(heard, Asked):
        await _ask(socket, client, desk, stream.session_id, room)
    elif isinstance(heard, Heard):
        await _take(socket, heard, desk, stream, room)
    elif isinstance(heard, EmgLines):
        await _listen(socket, client, heard.lines, desk, stream.session_id, room)
    elif isinstance(heard, Calibrate):
        await _calibrate(socket, heard.what, room)
    elif isinstance(heard, Tick):
        await _lead(room, heard.at_ms)
    else:  # the watcher's clock may be another one
        await _lead(room, room.led_ms, heard.rule)


async def _lead(room: Room, at_ms: float, rule: StopRule | None = None) -> None:
    if (said := room.led(at_ms, rule)) is not None:
        await room.tell(said)


async def _ask(socket: WebSocket, client: str, desk: Desk, session_id: UUID, room: Room) -> None:
    """Let a window measure: what its sensor recorded before counts from now on as the sensor's own."""
    async with room.lock:
        if client not in room.sensors:
            opened = await run_sync(lambda: open_measuring(desk, session_id, client, now=settings_of(socket).now()))
            room.sensors[client] = opened
            room.n_counted -= opened.n_reps
        n_samples = room.sensors[client].stream.n_samples
    await socket.send_json({"kind": "measuring", "n_samples": n_samples, "n_reps": room.n_reps})


async def _sense(socket: WebSocket, client: str, data: bytes, room: Room) -> None:
    """One frame, or some samples: to the journal, into the count, to every window."""
    found = room.sensors.get(client)
    if found is None or not data:
        raise OutOfStepError("ask to measure first")
    now_s = asyncio.get_running_loop().time()
    if room.measuring != client and now_s - room.heard_s < QUIET_S:
        await socket.send_json({"kind": "busy"})
        return
    room.measuring, room.heard_s = client, now_s
    async with room.lock:
        try:
            receipt = await _receipt(found, data, socket.app.state.links.frames_at_once)
        except InputError as error:
            raise OutOfStepError(str(error)) from error
        state, seen = _measured(found, room), found.shown().seen
    await socket.send_json(state | receipt)
    await room.tell(state, but=socket)
    at_ms = found.at_ms
    room.seen_ms = at_ms if seen else min(room.seen_ms, at_ms)
    await _lead(room, at_ms)
    if (judge := found.due()) is not None:
        room.beside(_judge(judge, found, room))


async def _receipt(found: Measuring, data: bytes, frames_at_once: CapacityLimiter) -> dict[str, Any]:
    if data[0] == FRAME_KIND:
        return await run_sync(_frame, found, data, limiter=frames_at_once)
    return await run_sync(_samples, found, data)


async def _judge(judge: Callable[[], None], found: Measuring, room: Room) -> None:
    """A judgement beside the frames that come meanwhile; every window hears it."""
    try:
        await run_sync(judge)
    except SoleusError as error:
        for window in tuple(room.windows):
            await window.close(*_closing(error))
        return
    await room.tell(_measured(found, room))


def _measured(found: Measuring, room: Room) -> dict[str, Any]:
    return {"kind": "measured", **asdict(found.shown()), "n_reps": room.n_reps}


async def _listen(socket: WebSocket, client: str, lines: str, desk: Desk, session_id: UUID, room: Room) -> None:
    """Lines of the one device of a session: to the journal, into levels, to every window."""
    now_s = asyncio.get_running_loop().time()
    if room.measuring != client and now_s - room.heard_s < QUIET_S:
        await socket.send_json({"kind": "busy"})
        return
    room.measuring, room.heard_s = client, now_s
    async with room.lock:
        if room.emg is None or room.emg.client != client:
            room.emg = await run_sync(lambda: open_emg(desk, session_id, client, now=settings_of(socket).now()))
        found = room.emg
        try:
            await run_sync(found.lines, lines)
        except InputError as error:
            room.emg = None
            raise OtherLanguageError(str(error)) from error
        room.n_counted = found.n_reps
    await room.tell(found.told() | {"n_reps": room.n_reps})


async def _calibrate(socket: WebSocket, what: Literal["rest", "reference"], room: Room) -> None:
    """Say when it cannot be done; else the levels tell how it goes."""
    try:
        if room.emg is None:
            raise InputError("no device sends yet; start it first")
        room.emg.calibrate(what)
    except InputError as error:
        await socket.send_json({"kind": "emg-refused", "why": str(error)})


def _frame(found: Measuring, data: bytes) -> dict[str, Any]:
    if len(data) <= FRAME.size:
        raise InputError("frame: expected a time and a JPEG")
    _, at_ms = FRAME.unpack_from(data)
    if not 0 <= at_ms <= LATEST_MS:
        raise InputError("frame: its time is no time")
    return {"at_ms": at_ms, "corners": _shares(found.frame(at_ms / 1000, data[FRAME.size :]))}


def _samples(found: Measuring, data: bytes) -> dict[str, Any]:
    if data[0] != SAMPLES_KIND or len(data) < SAMPLES.size or (len(data) - SAMPLES.size) % (8 * SAMPLE_COLUMNS):
        raise InputError("samples: expected rows of seven numbers")
    rows = np.frombuffer(data, "<f8", offset=SAMPLES.size).reshape(-1, SAMPLE_COLUMNS)
    if not np.isfinite(rows).all() or (rows[:, 0] < 0).any() or (rows[:, 0] > LATEST_MS / 1000).any():
        raise InputError("samples: expected finite numbers")
    found.samples(SAMPLES.unpack_from(data)[1], rows)
    return {"n_samples": found.stream.n_samples}


def _shares(sighting: Sighting | None) -> list[float] | None:
    """Corners for the picture's overlay, in widths of the frame from its middle."""
    return None if sighting is None else (sighting.corners / FRAME_PX).round(4).ravel().tolist()


async def _take(socket: WebSocket, heard: Heard, desk: Desk, stream: LiveStream, room: Room) -> None:
    """One message: to the disk first, then to the count, then the receipt."""
    if heard.number > stream.n_samples:
        raise OutOfStepError(f"message {heard.number} came before message {stream.n_samples}")
    if heard.number == stream.n_samples:
        change = CHANGES.get(heard.kind, 0.0)
        said = datetime.fromtimestamp(heard.at_ms / 1000).astimezone()
        now = min(room.steady(settings_of(socket).now()), said)
        await run_sync(_keep, desk, stream, heard, change, now)
        room.change(int(change))
        if heard.kind == "pause":
            for found in tuple(room.sensors.values()):
                await run_sync(found.conclude)
        await _lead(room, heard.at_ms)
    await socket.send_json({"kind": "receipt", "n_received": stream.n_samples})
    await room.tell()


def _keep(desk: Desk, stream: LiveStream, heard: Heard, change: float, now: datetime) -> None:
    if heard.kind == "pause":
        sessions.pause(desk, stream.session_id, now=now)
    elif heard.kind == "resume":
        sessions.resume(desk, stream.session_id, now=now)
    elif heard.kind == "pain":
        stream.note({"kind": "pain", "unix_s": heard.at_ms / 1000})
    elif heard.kind in SIDES:
        stream.note({"kind": SIDE, "side": heard.kind, "unix_s": heard.at_ms / 1000})
    stream.append([heard.at_ms / 1000, change])


def _closing(error: SoleusError | ValidationError) -> tuple[int, str]:
    """Close code and reason (at most 123 bytes on the wire)."""
    if isinstance(error, OtherLanguageError):
        return WRONG, str(error).encode()[:120].decode(errors="ignore")
    if isinstance(error, ValidationError | OutOfStepError):
        return WRONG, "this page and the coach do not understand each other; reload it"
    if isinstance(error, NotFoundError):
        return GONE, "there is no such session"
    if isinstance(error, InputError):
        return CLOSED, OVER
    _, _, what = str(error).rpartition(": ")  # the place before it is of no use on a phone, and none of its business
    return TROUBLE, f"Trouble on the computer: {what}".encode()[:120].decode(errors="ignore")
