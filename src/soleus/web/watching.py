"""Looks into the watched folder when the coach starts and each minute."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from soleus.errors import SoleusError
from soleus.workspace.place import Workspace
from soleus.workspace.watched import Seen, read_folder

log = logging.getLogger("soleus.web")

EVERY_S = 60.0


@contextmanager
def watching(workspace: Workspace, now: Callable[[], datetime], *, every_s: float = EVERY_S) -> Iterator[None]:
    """Look now and again until the block ends; a look that is under way is waited for."""
    stop, seen = threading.Event(), Seen()

    def look() -> None:
        while True:
            try:
                read_folder(workspace.local_desk(now()), seen, now=now())
            except SoleusError as error:
                log.warning("the watched folder could not be read: %s", type(error).__name__)
            except Exception as error:  # the thread must go on; the message may hold a health value
                log.error("%s while the watched folder was read", type(error).__name__)
            if stop.wait(every_s):
                return

    thread = threading.Thread(target=look, name="soleus-watched-folder", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
