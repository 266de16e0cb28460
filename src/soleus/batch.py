"""Many recordings, on any executor: a failure is a value, one bad file never stops the others."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from soleus.analysis import Analysis, analyse
from soleus.errors import SoleusError


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A recording that could not be analysed, and why."""

    path: Path
    error: SoleusError


Outcome = Analysis | Failure


def analyse_many(paths: Sequence[Path | str], executor: Executor | None = None, **options: Any) -> Iterator[Outcome]:
    """Analyse several recordings, results in the order of ``paths``, each as soon as it is there.

    Parameters
    ----------
    paths : files, or folders and zips as phone apps export them
    executor : ``ProcessPoolExecutor``, or what a cluster gives (``dask.distributed.Client.get_executor()``);
        without one the recordings are analysed here, one after the other
    options : as for `analyse`, the same for all

    Returns
    -------
    iterator of `Analysis` or `Failure`
    """
    one: Callable[[Path | str], Outcome] = partial(_analyse_one, options=options)
    return map(one, paths) if executor is None else executor.map(one, paths)


def _analyse_one(path: Path | str, options: dict[str, Any]) -> Outcome:
    try:
        return analyse(path, **options)
    except SoleusError as error:
        return Failure(path=Path(path), error=error)
