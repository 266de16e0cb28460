"""Whether a disk has room."""

import shutil
from pathlib import Path

from soleus.errors import DiskFullError
from soleus.store.trouble import told

SPARE_BYTES = 500 << 20  # that stay free: a day of phone recordings, and room for the database to copy itself


def check_room(folder: Path, n_bytes: int) -> None:
    """Whether the disk of ``folder`` takes that much more, and ``SPARE_BYTES`` stay free.

    Raises
    ------
    DiskFullError  if not; it names no folder
    """
    with told("the disk"):
        free = shutil.disk_usage(folder).free
    if free < n_bytes + SPARE_BYTES:
        raise DiskFullError(
            f"The disk has no room for this: it needs {n_bytes / 1e6:.0f} MB and {SPARE_BYTES / 1e6:.0f} MB to spare,"
            f" {free / 1e6:.0f} MB are free. Nothing was changed."
        )
