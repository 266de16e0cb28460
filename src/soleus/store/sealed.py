"""Encrypting a backup file with a passphrase: scrypt, then AES-256-GCM over blocks that cannot be moved or cut off.

Layout: ``SOLEUSX1``, log2 of scrypt's cost (1 byte), salt (16), nonce prefix (7), then blocks of up to 1 MiB, each
with its tag. A nonce is the prefix, the block's number (4 bytes) and 1 for the last block, else 0 (the STREAM
construction, Hoang et al. 2015, doi:10.1007/978-3-662-47989-6_24).
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from soleus.errors import InputError
from soleus.store.trouble import told

MAGIC = b"SOLEUSX1"
COST_LOG2 = 16  # 64 MiB and about 0.2 s: each guess costs as much
MOST_COST_LOG2 = 20  # a file that asks for more than 1 GiB is an attack
BLOCK_BYTES = 1 << 20
TAG_BYTES = 16
_HEAD = struct.Struct("<8sB16s7s")
LEAST_CHARS = 8


def is_sealed(path: Path) -> bool:
    """Whether a file begins like an encrypted backup."""
    with told(path), path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def seal(source: Path, target: Path, passphrase: str) -> None:
    """Write ``target``, the encrypted ``source``.

    Raises
    ------
    InputError  if the passphrase is too short
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < LEAST_CHARS:
        raise InputError(f"passphrase: expected at least {LEAST_CHARS} characters, got {len(passphrase)}")
    head = _HEAD.pack(MAGIC, COST_LOG2, os.urandom(16), os.urandom(7))
    cipher = AESGCM(_key(head, passphrase))
    with told(target), source.open("rb") as clear, target.open("wb") as sealed:
        sealed.write(head)
        for number, (block, last) in enumerate(_blocks(clear, BLOCK_BYTES)):
            sealed.write(cipher.encrypt(_nonce(head, number, last), block, head))
        sealed.flush()
        os.fsync(sealed.fileno())


def unseal(source: Path, target: Path, passphrase: str) -> None:
    """Write ``target``, the decrypted ``source``; it is removed again if anything is wrong.

    Raises
    ------
    InputError  if the passphrase is wrong, or the file was changed or cut off
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        with told(source), source.open("rb") as sealed, target.open("wb") as clear:
            head = sealed.read(_HEAD.size)
            if len(head) < _HEAD.size or head[:8] != MAGIC:
                raise InputError(f"{source.name}: no encrypted backup of soleus")
            cipher = AESGCM(_key(head, passphrase))
            for number, (block, last) in enumerate(_blocks(sealed, BLOCK_BYTES + TAG_BYTES)):
                clear.write(cipher.decrypt(_nonce(head, number, last), block, head))
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, InvalidTag):
            raise InputError(f"{source.name}: the passphrase is wrong, or the file is damaged") from None
        raise


def _key(head: bytes, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    _, cost_log2, salt, _ = _HEAD.unpack(head)
    if not 10 <= cost_log2 <= MOST_COST_LOG2:
        raise InputError("the encrypted backup is damaged; take another copy of it")
    return Scrypt(salt=salt, length=32, n=1 << cost_log2, r=8, p=1).derive(passphrase.encode())


def _nonce(head: bytes, number: int, last: bool) -> bytes:
    return head[-7:] + struct.pack(">IB", number, last)


def _blocks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Blocks, and whether each is the last; an empty file has one empty block."""
    block = file.read(size)
    while True:
        following = file.read(size)
        yield block, not following
        if not following:
            return
        block = following
