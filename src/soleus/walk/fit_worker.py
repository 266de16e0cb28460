"""Read one FIT file in a process of its own, with a limit of time and memory.

``python -m soleus.walk.fit_worker FILE`` writes an npz archive to its standard output.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from soleus.recording.isolated import limit_memory, write_arrays
from soleus.walk.fit_messages import read_messages

FILE_ID, SESSION, LAP, RECORD, DEVICE_INFO, MONITORING, MONITORING_INFO = 0, 18, 19, 20, 23, 55, 103
WANTED = frozenset((FILE_ID, SESSION, LAP, RECORD, DEVICE_INFO, MONITORING, MONITORING_INFO))


def extract(data: bytes) -> dict[str, Any]:
    """Every column as ``kind/field``, and what could not be read."""
    messages = read_messages(data, WANTED)
    columns = {
        f"{kind}/{number}": values for kind, of_kind in messages.columns.items() for number, values in of_kind.items()
    }
    return {**columns, "faults": np.array(messages.faults, dtype=str)}


if __name__ == "__main__":
    limit_memory()
    write_arrays(extract(Path(sys.argv[1]).read_bytes()))
