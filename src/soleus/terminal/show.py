"""What several commands show alike: JSON and progress."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


def print_json(value: object) -> None:
    """One JSON object on stdout, and nothing else there."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@contextmanager
def progress_bar(label: str, total: float) -> "Iterator[Any]":
    """A progress bar on stderr, on a terminal only; gives the function that moves it."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    if total > 1:
        columns = (*columns[:2], MofNCompleteColumn(), columns[3])  # type: ignore[assignment]
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.update(task, completed=done)
