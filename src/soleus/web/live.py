"""The WebSocket of a session: what a window does goes to the journal, the count goes to every window.

A window numbers its messages. The server says how many it has (``n_received``); a window that lost its connection sends
the rest again, and what is already there is not counted twice. A window with a sensor asks for ``measure`` and then
sends binary messages: frames of the camera, the next one after the receipt of the last, or samples of the phone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from soleus.errors import InputError, SoleusError
from soleus.reps.sticker_live import FRAME_PX, Sighting
from soleus.response.conducting import Conducted
from soleus.response.protocol import StopRule
from soleus.web.pages import desk_of, settings_of
from soleus.web.rooms import Room, links_of
from soleus.web.wire import (
    FRAME_KIND,
    MESSAGES,
    Asked,
    Calibrate,
    EmgLines,
    Heard,
    OtherLanguageError,
    OutOfStepError,
    Tick,
    closing,
    frame_of,
    samples_of,
)
from soleus.workspace import sessions
from soleus.workspace.counts import prepare, source_of
from soleus.workspace.emg_sessions import HOW as EMG
from soleus.workspace.emg_sessions import n_contracted, open_emg
from soleus.workspace.emg_sessions import n_taken_back as emg_taken_back
from soleus.workspace.heel_raise_tests import EXERCISE
from soleus.workspace.live import LiveStream, last_sign
from soleus.workspace.measuring import Measuring, n_measured, n_taken_back, open_measuring
from soleus.workspace.place import Desk
from soleus.workspace.sides import KIND as SIDE
from soleus.workspace.sides import SIDES
from soleus.workspace.tapping import active_s, open_taps, tapped

router = APIRouter()

CHANGES = {"tap": 1.0, "undo": -1.0}
QUIET_S = 2.0  # after which another window may measure instead


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
        with links_of(socket).entered(session_id, socket, made) as room:
            hello = {"kind": "hello", "n_received": stream.n_samples, "n_reps": room.n_reps}
            hello |= {"now_ms": round(now.timestamp() * 1000), "alone": len(room.windows) == 1}
            await socket.send_json(hello | await run_sync(_left, desk, session_id, now))
            while True:
                await _hear(socket, client, desk, stream, room)
    except WebSocketDisconnect:
        return
    except (SoleusError, ValidationError) as error:
        await socket.close(*closing(error))


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
            receipt = await _receipt(found, data, links_of(socket).frames_at_once)
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
            await window.close(*closing(error))
        return
    await room.tell(_measured(found, room))


def _frame(found: Measuring, data: bytes) -> dict[str, Any]:
    at_ms, jpeg = frame_of(data)
    return {"at_ms": at_ms, "corners": _shares(found.frame(at_ms / 1000, jpeg))}


def _samples(found: Measuring, data: bytes) -> dict[str, Any]:
    found.samples(*samples_of(data))
    return {"n_samples": found.stream.n_samples}


def _shares(sighting: Sighting | None) -> list[float] | None:
    """Corners for the picture's overlay, in widths of the frame from its middle."""
    return None if sighting is None else (sighting.corners / FRAME_PX).round(4).ravel().tolist()


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
