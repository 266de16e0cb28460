"""The thread that sends reminders by ntfy and webhook while the coach runs."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from soleus.errors import SoleusError
from soleus.workspace import reminders
from soleus.workspace.place import Workspace

log = logging.getLogger("soleus.web")

EVERY_S = 30.0
LAST_SEND_S = 2.0  # what a message that is on its way gets at the end


@contextmanager
def reminding(workspace: Workspace, now: Callable[[], datetime], *, every_s: float = EVERY_S) -> Iterator[None]:
    """Send what is due until the block ends; a network or a store that fails is tried again the next time."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(every_s):
            send_all(workspace, now())

    thread = threading.Thread(target=work, name="soleus-reminders", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LAST_SEND_S)


def send_all(workspace: Workspace, now: datetime) -> int:
    """Send what is due now, of every account; how many went out. What fails is logged by its kind alone."""
    try:
        with workspace.store.door() as door:
            accounts = door.accounts()
        sent = [one for account in accounts for one in reminders.send_due(workspace.desk(account), now=now)]
    except (SoleusError, OSError) as error:
        log.warning("reminders were not sent (%s)", type(error).__name__)
        return 0
    failed = sum(not one.ok for _, one in sent)
    if failed:
        log.warning("%d of %d reminders did not go out", failed, len(sent))
    return len(sent) - failed
