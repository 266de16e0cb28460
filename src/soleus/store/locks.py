"""Locks between processes that vanish with the process, however it ends."""

import os
import random
import sys
from pathlib import Path

from soleus.errors import StoreError
from soleus.store.trouble import told

SHARES = 1 << 16  # bytes of the lock file on Windows: who shares locks one of them, who is alone locks all


class FolderLock:
    """Held while a soleus uses a data folder: ``alone`` to replace or delete it, else shared with others."""

    def __init__(self, path: Path, *, alone: bool = False) -> None:
        self._path = path
        with told(path):
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._handle, alone=alone)
        except OSError:
            os.close(self._handle)
            raise StoreError(_REFUSALS[alone].format(path.parent)) from None

    def release(self) -> None:
        """Let others have it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


_REFUSALS = {
    True: "{}: another soleus is using this data folder; stop it first",
    False: "{}: another soleus is replacing or recording this; wait until it is done",
}


def take_alone(handle: int) -> None:
    """Lock an open file for this process alone.

    Raises
    ------
    OSError  if another process has it
    """
    _take(handle, alone=True)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int, *, alone: bool) -> None:
        os.lseek(handle, 0 if alone else random.randrange(SHARES), os.SEEK_SET)  # noqa: S311
        msvcrt.locking(handle, msvcrt.LK_NBLCK, SHARES if alone else 1)
else:
    import fcntl

    def _take(handle: int, *, alone: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
