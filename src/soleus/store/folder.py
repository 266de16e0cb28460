"""The data folder: where everything lives, made on first use, readable by its owner only."""

import os
from dataclasses import dataclass
from pathlib import Path

from soleus.store.trouble import told


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths under one root."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file; its ``-wal`` and ``-shm`` lie beside it."""
        return self.root / "soleus.db"

    @property
    def signals(self) -> Path:
        """Recordings by SHA-256."""
        return self.root / "signals"

    @property
    def live(self) -> Path:
        """Journals of sessions that are running."""
        return self.root / "live"

    @property
    def uploads(self) -> Path:
        """Files on their way in or out, one folder each; gone when they are decided on, after a day at the latest."""
        return self.root / "uploads"

    @property
    def backups(self) -> Path:
        """Backups, those before a migration included."""
        return self.root / "backups"

    @property
    def tls(self) -> Path:
        """Certificates for phones on the same network."""
        return self.root / "tls"

    @property
    def lock(self) -> Path:
        """Held shared by every soleus that uses the folder, alone by one that replaces it."""
        return self.root / "in-use.lock"

    def prepare(self) -> None:
        """Make what is missing.

        Raises
        ------
        StoreError  if the folder cannot be made or written
        """
        with told(self.root):
            for folder in (self.root, self.signals, self.live, self.uploads, self.backups):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.root / f".write-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()


def chosen_folder(given: Path | str | None) -> DataFolder:
    """``given``, else SOLEUS_DATA_DIR, else the platform's folder for application data."""
    if given is None:
        given = os.environ.get("SOLEUS_DATA_DIR") or None
    if given is None:
        from platformdirs import user_data_path

        given = user_data_path("soleus", appauthor=False)
    return DataFolder(Path(given).expanduser().absolute())


def flush_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut; Windows does that by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
