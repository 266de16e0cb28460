"""The doctor finds what is wrong and says what to do, and changes nothing."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from soleus.workspace import backups, sessions
from soleus.workspace.doctor import CAMERA_S, Finding, examine
from soleus.workspace.place import open_workspace
from tests.stores import NOW
from tests.workspace.filled import fill

SOON = datetime.now(UTC)


def findings(folder: Path, **more: object) -> dict[str, Finding]:
    options = {"now": SOON, "camera": lambda: "640x480", **more}
    return {finding.name: finding for finding in examine(folder, **options)}


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    with open_workspace(tmp_path / "data") as workspace:
        fill(workspace.local_desk(NOW))
        backups.back_up(workspace, None, now=NOW)
    return tmp_path / "data"


def test_a_healthy_installation_has_nothing_to_do(healthy: Path) -> None:
    found = findings(healthy)
    assert set(found) >= {"versions", "clock", "disk", "data folder", "database", "recordings", "certificate", "camera"}
    assert {finding.verdict for finding in found.values()} == {"ok"}
    assert all(not finding.remedy for finding in found.values())


@pytest.mark.parametrize(
    ("spoil", "name", "verdict"),
    [
        (lambda folder: (folder / "soleus.db").write_bytes(b"x" * 9000), "database", "bad"),
        (lambda folder: next((folder / "signals").glob("*/*")).unlink(), "recordings", "bad"),
        (lambda folder: next((folder / "signals").glob("*/*")).write_bytes(b"x"), "recordings", "bad"),
        (lambda folder: shutil.rmtree(folder / "backups"), "backups", "note"),
        (lambda folder: folder.chmod(0o755), "data folder", "note"),
    ],
)
def test_what_is_wrong_is_found_with_its_remedy(healthy: Path, spoil, name: str, verdict: str) -> None:
    spoil(healthy)
    found = findings(healthy)[name]
    assert found.verdict == verdict
    assert found.remedy
    assert "\n" not in found.found + found.remedy


def test_a_clock_that_lost_its_battery_and_one_that_was_set_back_are_noticed(healthy: Path) -> None:
    assert findings(healthy, now=datetime(1970, 1, 1, tzinfo=UTC))["clock"].verdict == "bad"
    assert findings(healthy, now=NOW - timedelta(days=30))["dates"].verdict == "note"


def test_a_full_disk_is_noticed(healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(healthy)
    for free, verdict in ((10 << 20, "bad"), (200 << 20, "note"), (9 << 30, "ok")):
        monkeypatch.setattr("soleus.workspace.doctor.shutil.disk_usage", lambda _, free=free: usage._replace(free=free))
        assert findings(healthy)["disk"].verdict == verdict


def test_a_camera_without_picture_is_a_note_and_a_driver_that_hangs_ends(
    healthy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert findings(healthy, camera=lambda: "none")["camera"].verdict == "note"
    assert CAMERA_S < 60
    monkeypatch.setattr("soleus.workspace.doctor._CAMERA", "import time; time.sleep(600)")
    monkeypatch.setattr("soleus.workspace.doctor.CAMERA_S", 0.2)
    assert findings(healthy, camera=None)["camera"].verdict == "note"


@pytest.mark.parametrize(("days", "verdict"), [(400, "ok"), (10, "note"), (-1, "note")])
def test_a_certificate_that_ends_soon_is_noticed(healthy: Path, days: int, verdict: str) -> None:
    write_certificate(healthy, SOON + timedelta(days=days))
    assert findings(healthy)["certificate"].verdict == verdict


def test_a_damaged_certificate_is_noticed(healthy: Path) -> None:
    (healthy / "tls").mkdir()
    (healthy / "tls" / "server.pem").write_text("-----BEGIN CERTIFICATE-----\nnonsense\n")
    assert findings(healthy)["certificate"].verdict == "bad"


def write_certificate(folder: Path, ends: datetime) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "soleus")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dates = builder.not_valid_before(ends - timedelta(days=800)).not_valid_after(ends).serial_number(1)
    (folder / "tls").mkdir()
    (folder / "tls" / "server.pem").write_bytes(
        dates.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )


def test_looking_changes_nothing(healthy: Path) -> None:
    def seen() -> dict[str, bytes]:
        paths = (path for path in healthy.rglob("*") if path.is_file() and path.suffix not in (".lock",))
        return {str(path): path.read_bytes() for path in paths}

    before = seen()
    findings(healthy)
    assert seen() == before
    with open_workspace(healthy) as workspace:
        assert len(sessions.history(workspace.local_desk(NOW))) == 2
