"""What the coach is started with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
FORM_BYTES = 64 * 1024  # the longest form holds a page of notes; uploads have a limit of their own


def wall_clock() -> datetime:
    """Now, with the offset of this machine's clock."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Under which names the coach answers, how much it reads at once, and what the time is."""

    host_names: frozenset[str] = LOOPBACK_NAMES
    body_bytes: int = FORM_BYTES
    now: Callable[[], datetime] = wall_clock
