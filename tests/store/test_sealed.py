"""An encrypted file opens to what it was, or not at all."""

from pathlib import Path

import pytest

from soleus.errors import InputError
from soleus.store import sealed

PASSPHRASE = "calves before breakfast"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing may be cheap here."""
    monkeypatch.setattr(sealed, "COST_LOG2", 10)
    monkeypatch.setattr(sealed, "BLOCK_BYTES", 1000)


def sealed_file(folder: Path, n_bytes: int) -> tuple[Path, bytes]:
    clear = bytes(k * k % 251 for k in range(n_bytes))
    (folder / "clear").write_bytes(clear)
    sealed.seal(folder / "clear", folder / "sealed", PASSPHRASE)
    return folder / "sealed", clear


@pytest.mark.parametrize("n_bytes", [0, 1, 999, 1000, 1001, 2000, 3500])
def test_it_opens_to_what_it_was(tmp_path: Path, n_bytes: int) -> None:
    path, clear = sealed_file(tmp_path, n_bytes)
    sealed.unseal(path, tmp_path / "open", PASSPHRASE)
    assert (tmp_path / "open").read_bytes() == clear


def test_the_same_file_is_never_sealed_alike(tmp_path: Path) -> None:
    path, _ = sealed_file(tmp_path, 100)
    first = path.read_bytes()
    sealed_file(tmp_path, 100)
    assert path.read_bytes()[-116:] != first[-116:]


def test_every_change_is_noticed(tmp_path: Path) -> None:
    path, _ = sealed_file(tmp_path, 2500)
    data, block, head = path.read_bytes(), 1016, 32
    changed = {
        "cut in a block": data[:-1],
        "cut between blocks": data[: head + 2 * block],
        "longer": data + b"x",
        "blocks swapped": data[:head]
        + data[head + block : head + 2 * block]
        + data[head : head + block]
        + data[head + 2 * block :],
        "block twice": data[: head + block] + data[head:],
        "only the head": data[:head],
        "half a head": data[:20],
        **{
            f"bit in byte {k}": data[:k] + bytes([data[k] ^ 4]) + data[k + 1 :]
            for k in (0, 8, 9, 20, 28, 40, 1500, len(data) - 1)
        },
    }
    for what, spoilt in changed.items():
        path.write_bytes(spoilt)
        with pytest.raises(InputError):
            sealed.unseal(path, tmp_path / "open", PASSPHRASE)
        assert not (tmp_path / "open").exists(), what


def test_a_file_that_asks_for_all_memory_is_refused(tmp_path: Path) -> None:
    path, _ = sealed_file(tmp_path, 10)
    data = path.read_bytes()
    path.write_bytes(data[:8] + bytes([40]) + data[9:])
    with pytest.raises(InputError, match="damaged"):
        sealed.unseal(path, tmp_path / "open", PASSPHRASE)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clear").write_bytes(b"x")
    with pytest.raises(InputError, match="passphrase"):
        sealed.seal(tmp_path / "clear", tmp_path / "sealed", "short")
