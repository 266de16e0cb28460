"""The WebSocket of a session: what a window does goes to the journal, the count goes to every window.

A window numbers its messages. The server says how many it has (``n_received``); a window that lost its connection sends
the rest again, and what is already there is not counted twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, WebSocket
from pydantic import BaseModel, Field, ValidationError
from starlette.websockets import WebSocketDisconnect

from soleus.errors import InputError, NotFoundError, SoleusError
from soleus.web.pages import desk_of, settings_of
from soleus.workspace import sessions
from soleus.workspace.live import LiveStream
from soleus.workspace.place import Desk
from soleus.workspace.tapping import open_taps, tapped

router = APIRouter()

CHANGES = {"tap": 1.0, "undo": -1.0}
GONE, CLOSED, WRONG, TROUBLE = 4404, 4409, 4400, 4503  # close codes: the HTTP status behind a 4


class Heard(BaseModel):
    """One message of a window."""

    number: int = Field(ge=0)
    kind: Literal["tap", "undo", "pause", "resume", "pain"]
    at_ms: int = Field(ge=0, le=10**14)  # until the year 5138


@dataclass(slots=True, eq=False)
class Room:
    """The windows of one session and the repetitions that they tapped."""

    n_reps: int
    windows: set[WebSocket] = field(default_factory=set)

    async def tell(self) -> None:
        """Send the count to every window; one that has just gone is no reason to stop."""
        for window in tuple(self.windows):
            try:
                await window.send_json({"kind": "count", "n_reps": self.n_reps})
            except (RuntimeError, WebSocketDisconnect):
                self.windows.discard(window)


@dataclass(slots=True)
class Links:
    """The rooms that are open now."""

    _rooms: dict[UUID, Room] = field(default_factory=dict)

    @contextmanager
    def entered(self, session_id: UUID, window: WebSocket, n_reps: int) -> Iterator[Room]:
        """The room of a session, while ``window`` is in it; ``n_reps`` is what the journal holds."""
        room = self._rooms.setdefault(session_id, Room(n_reps))
        room.windows.add(window)
        try:
            yield room
        finally:
            room.windows.discard(window)
            if not room.windows:
                self._rooms.pop(session_id, None)


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
        n_reps = len(await run_sync(tapped, desk, session_id))
        with socket.app.state.links.entered(session_id, socket, n_reps) as room:
            hello = {"kind": "hello", "n_received": stream.n_samples, "n_reps": room.n_reps}
            await socket.send_json(hello | {"now_ms": round(now.timestamp() * 1000)})
            while True:
                await _take(socket, Heard.model_validate_json(await socket.receive_text()), desk, stream, room)
    except WebSocketDisconnect:
        return
    except (SoleusError, ValidationError) as error:
        await socket.close(*_closing(error))


async def _take(socket: WebSocket, heard: Heard, desk: Desk, stream: LiveStream, room: Room) -> None:
    """One message: to the disk first, then to the count, then the receipt."""
    if heard.number > stream.n_samples:
        raise InputError(f"message {heard.number} came before message {stream.n_samples}")
    if heard.number == stream.n_samples:
        change = CHANGES.get(heard.kind, 0.0)
        now = min(settings_of(socket).now(), datetime.fromtimestamp(heard.at_ms / 1000).astimezone())
        await run_sync(_keep, desk, stream, heard, change, now)
        room.n_reps = max(0, room.n_reps + int(change))
    await socket.send_json({"kind": "receipt", "n_received": stream.n_samples})
    await room.tell()


def _keep(desk: Desk, stream: LiveStream, heard: Heard, change: float, now: datetime) -> None:
    if heard.kind == "pause":
        sessions.pause(desk, stream.session_id, now=now)
    elif heard.kind == "resume":
        sessions.resume(desk, stream.session_id, now=now)
    elif heard.kind == "pain":
        stream.note({"kind": "pain", "unix_s": heard.at_ms / 1000})
    stream.append([heard.at_ms / 1000, change])


def _closing(error: SoleusError | ValidationError) -> tuple[int, str]:
    """Close code and reason (at most 123 bytes on the wire)."""
    if isinstance(error, ValidationError):
        return WRONG, "this page and the coach do not understand each other; reload it"
    if isinstance(error, NotFoundError):
        return GONE, "there is no such session"
    if isinstance(error, InputError):
        return CLOSED, "this session is over"
    return TROUBLE, str(error).encode()[:120].decode(errors="ignore")
