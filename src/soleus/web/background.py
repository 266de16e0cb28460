"""What the coach does by itself while it runs: it looks into the watched folder and sends reminders."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from soleus.web.guard import kind_and_place
from soleus.workspace import reminders
from soleus.workspace.place import Desk, Workspace
from soleus.workspace.watched import Seen, read_folder

log = logging.getLogger("soleus.web")

LOOK_EVERY_S = 60.0
SEND_EVERY_S = 30.0
LAST_SEND_S = 2.0  # what a message that is on its way gets at the end


@contextmanager
def at_work(workspace: Workspace, now: Callable[[], datetime]) -> Iterator[None]:
    """Everything that goes on beside the pages, until the block ends."""
    seen = Seen()

    def look() -> None:
        read_folder(workspace.local_desk(now()), seen, now=now())

    def send() -> None:
        send_reminders(workspace, now())

    with (
        repeatedly("the watched folder", look, every_s=LOOK_EVERY_S),
        repeatedly("reminders", send, every_s=SEND_EVERY_S, patience_s=LAST_SEND_S),
    ):
        yield


@contextmanager
def repeatedly(
    what: str, work: Callable[[], object], *, every_s: float, patience_s: float | None = None
) -> Iterator[None]:
    """Do ``work`` at once and every so often in a thread; what goes wrong is logged by its kind, and tried again.

    Work that is under way at the end is waited for, at most ``patience_s``.
    """
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            _attempt(what, work, stop)
            stop.wait(every_s)

    thread = threading.Thread(target=go_on, name=f"soleus: {what}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(patience_s)


def send_reminders(workspace: Workspace, now: datetime) -> None:
    """Send what is due now by ntfy and webhook; an account in trouble keeps no other from its reminders."""
    with workspace.store.door() as door:
        accounts = door.accounts()
    for account in accounts:
        _attempt("reminders", partial(_send, workspace.desk(account), now))


def _send(desk: Desk, now: datetime) -> None:
    sent = reminders.send_due(desk, now=now)
    failed = sum(not one.ok for _, one in sent)
    if failed:
        log.warning("%d of %d reminders did not go out", failed, len(sent))


def _attempt(what: str, work: Callable[[], object], stop: threading.Event | None = None) -> None:
    """The message of an error may hold a health value, and one at the end is of no interest."""
    try:
        work()
    except Exception as error:
        if stop is None or not stop.is_set():
            log.error("%s: %s", what, kind_and_place(error))
