"""Letting a phone in without a password: a secret that works once, for a few minutes, read from the screen."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from uuid import UUID

from soleus.errors import DeniedError
from soleus.workspace.place import Desk

LIFE = timedelta(minutes=10)  # time to find the phone, join the network and read what it says about the certificate
SECRET_BYTES = 16  # as long as a key; short enough for a QR code that an old camera reads


@dataclass(slots=True)
class Pairings:
    """The secrets that are good now, by their hash; at most one an account: a new one ends the one before."""

    _offers: dict[str, tuple[UUID, datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def offer(self, desk: Desk, *, now: datetime) -> str:
        """A new secret for the phone of whoever sits at this desk."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        owner = desk.known_owner
        with self._lock:
            self._offers = {key: offer for key, offer in self._offers.items() if offer[0] != owner and offer[1] > now}
            self._offers[_hash(secret)] = (owner, now + LIFE)
        return secret

    def redeem(self, secret: str, *, now: datetime) -> UUID:
        """The account that a secret lets in; it works once.

        Raises
        ------
        DeniedError  if it is unknown, used or too old
        """
        with self._lock:
            owner, ends = self._offers.pop(_hash(secret), (None, now))
        if owner is None or ends <= now:
            raise DeniedError("this code was used already or is too old; show a new one on the computer")
        return owner


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
