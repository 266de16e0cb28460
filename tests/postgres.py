"""A real PostgreSQL for one test session: Debian's, on a free port, in a temporary folder, as an unprivileged user."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ABSENT = "NO POSTGRESQL: the tests of the store ran on SQLite only (Debian: apt install postgresql)"
START_S = 30


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a fresh server, without a database name; skips loudly where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        pytest.skip(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="soleus-postgres-"))
    try:
        user = _unprivileged(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        common = {"cwd": folder, "env": {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}, **user}
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "soleus", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, **common,
        )  # fmt: skip
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": str(folder),
            "fsync": "off",
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *options], stdout=log, stderr=log, **common
            )
        try:
            _wait(port, server)
            yield f"postgresql://soleus@127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(START_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """Debian keeps one folder a version and leaves it off the PATH."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        candidates.append(Path(found).parent)
    return next((c for c in candidates if (c / "initdb").exists() and (c / "postgres").exists()), None)


def _unprivileged(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    pytest.skip("NO UNPRIVILEGED USER for PostgreSQL: the tests of the store ran on SQLite only")


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    import psycopg

    until = time.monotonic() + START_S
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="soleus", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
