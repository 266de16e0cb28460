"""A recording measured in a process of its own: live sessions go on meanwhile, and a damaged file stops only that."""

import multiprocessing
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from soleus.analysis import Analysis, analyse
from soleus.errors import InputError, SoleusError
from soleus.recording.isolated import limit_memory

Progress = Callable[[float], None]
LONGEST_S = 3600.0  # without a word from it; an hour of video in high resolution takes less, a file that hangs more
LOOK_EVERY_S = 0.5  # so often ``progress`` is called also while nothing is told: it may end the work


def analyse_apart(path: Path, *, progress: Progress, **options: Any) -> Analysis:
    """`soleus.analyse` in a process of its own, at low priority; ``progress`` hears the share done.

    An error that ``progress`` raises ends the process.

    Raises
    ------
    SoleusError  as `soleus.analyse` does; and if the process ends without an answer
    """
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(there, path, options), daemon=True)
    process.start()
    there.close()
    try:
        return _answer(here, path, progress)
    finally:
        process.kill()
        process.join()
        here.close()


def _answer(here: Connection, path: Path, progress: Progress) -> Analysis:
    done, heard_s = 0.0, time.monotonic()
    try:
        while time.monotonic() - heard_s < LONGEST_S:
            if here.poll(LOOK_EVERY_S):
                told, heard_s = here.recv(), time.monotonic()
                if isinstance(told, Analysis):
                    return told
                if isinstance(told, SoleusError):
                    raise told
                done = told
            progress(done)
    except EOFError:
        raise InputError(f"{path.name}: the file is damaged or too large to measure; record it again") from None
    raise InputError(f"{path.name}: measuring takes too long; cut the recording into shorter ones")


def _work(there: Connection, path: Path, options: dict[str, Any]) -> None:
    _step_back()
    try:
        there.send(analyse(path, progress=partial(_tell, there, []), **options))
    except SoleusError as error:
        there.send(error)


def _tell(there: Connection, told: list[int], done: float) -> None:
    """Each per cent once."""
    if int(100 * done) not in told[-1:]:
        told.append(int(100 * done))
        there.send(done)


def _step_back() -> None:
    """Leave the processor to live sessions, and let a claim of absurd size fail."""
    import os

    limit_memory()
    if hasattr(os, "nice"):
        os.nice(10)
