"""The windows of each open session, what it has counted, and who is told."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

import numpy as np
from anyio import CapacityLimiter
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from soleus.response.conducting import Conducted
from soleus.response.protocol import StopRule
from soleus.web.pages import one_of
from soleus.web.wire import CLOSED, OVER
from soleus.workspace.emg_sessions import LiveEmg
from soleus.workspace.measuring import Measuring

BLIND_MS = 500.0  # without a sight of the heel nobody is late; a hand that passes hides it for less
MOST_ROOMS = 64  # that are kept while no window is in them, a few hundred kB each; the longest unused goes first
FRAMES_AT_ONCE = 2  # threads; more wait for each other, and everybody for them: with 20 cameras 44 ms became 9


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


links_of = one_of(Links)
