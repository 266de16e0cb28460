"""What the coach is started with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
FORM_BYTES = 64 * 1024  # the longest form holds a page of notes
RECORDING_BYTES = 2 << 30  # an hour of 1080p video at 4 Mbit/s; more is cut into parts
IMPORT_BYTES = 2 << 30  # of all files that are chosen at once
BACKUP_BYTES = 16 << 30  # years of recordings at 100 Hz; restore larger ones with `soleus restore`
GLUCOSE_BYTES = 1 << 30  # an iPhone's whole health export of some years, packed
WALK_BYTES = 1 << 30  # a zipped Health export of ten years has some 200 MB
BODY_BYTES = MappingProxyType(  # what is taken at most under a path; the longest path that fits decides
    {
        "/": FORM_BYTES,
        "/measure/": RECORDING_BYTES,
        "/data/import": IMPORT_BYTES,
        "/data/import/": FORM_BYTES,
        "/data/backups/bring": BACKUP_BYTES,
        "/glucose/import": GLUCOSE_BYTES,
        "/glucose/import/": FORM_BYTES,
        "/walks/look": WALK_BYTES,
    }
)


def wall_clock() -> datetime:
    """Now, with the offset of this machine's clock."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Under which names the coach answers, how much it reads at once, and what the time is.

    ``demo``: the data is a sample, and every page says so.
    """

    host_names: frozenset[str] = LOOPBACK_NAMES
    body_bytes: Mapping[str, int] = field(default_factory=lambda: BODY_BYTES)
    now: Callable[[], datetime] = wall_clock
    demo: bool = False

    def limit_bytes(self, path: str) -> int:
        """The largest body that is taken at ``path``."""
        return self.body_bytes[max((prefix for prefix in self.body_bytes if path.startswith(prefix)), key=len)]
