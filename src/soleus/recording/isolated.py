"""Libraries that can crash, hang or fill the memory on a damaged file run in a process of their own."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

TIMEOUT_S = 30.0  # a sound file of the largest size takes a few seconds
MEMORY_BYTES = 6 << 30  # address space, of which the libraries themselves map about 1 GiB


def arrays_from(module: str, path: Path) -> dict[str, Any] | None:
    """Run ``python -m module path``, which calls ``write_arrays``; None if it fails, crashes or hangs."""
    command = [sys.executable, "-m", module, str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        return None
    try:
        with np.load(io.BytesIO(done.stdout), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile):
        return None


def write_arrays(arrays: Mapping[str, Any]) -> None:
    """Hand arrays to the parent process by standard output."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    sys.stdout.buffer.write(buffer.getbuffer())


def limit_memory() -> None:
    """Let a claim of absurd size fail instead of swapping; systems without such limits go without."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
