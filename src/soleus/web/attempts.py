"""Guesses at passwords and codes: each wrong one makes the next wait longer, and few are checked at once."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from soleus.web.pages import one_of
from soleus.workspace.throttle import Throttle

AT_ONCE = 2  # a password check takes 64 MiB on purpose


@dataclass(slots=True)
class Attempts:
    """What has been tried at this coach; ``clock_s`` only rises."""

    clock_s: Callable[[], float] = time.monotonic
    _throttle: Throttle = field(default_factory=Throttle)
    _lock: Lock = field(default_factory=Lock)
    _places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))

    @contextmanager
    def one(self, *keys: str) -> Iterator[None]:
        """One try; an error inside is a wrong one. It counts as wrong until it is right: tries at once share no luck.

        Raises
        ------
        HTTPException  429, if it is too early
        """
        with self._lock:
            now_s = self.clock_s()
            wait_s = math.ceil(self._throttle.wait_s(keys, now_s))
            if wait_s > 0:
                told = f"Too many wrong tries; wait {wait_s} seconds and try again."
                raise HTTPException(429, told, {"Retry-After": str(wait_s)})
            self._throttle.failed(keys, now_s)
        with self._places:
            yield
        with self._lock:
            self._throttle.succeeded(keys)


attempts_of = one_of(Attempts)


def address_of(request: HTTPConnection) -> str:
    """The network address that asks; headers that a proxy might set are not believed."""
    return request.client.host if request.client else ""
