"""Passwords: Argon2id as its library advises now (RFC 9106, low memory), hashed anew when that advice changes."""

from soleus.errors import InputError

LEAST_CHARS = 10  # long enough that ten guesses in half an hour never arrive
MOST_CHARS = 1024  # more only keeps the processor busy


def hash_password(password: str, name: str) -> str:
    """The hash to store.

    Raises
    ------
    InputError  if the password is too short, too long, or the name itself
    """
    from argon2 import PasswordHasher

    if not LEAST_CHARS <= len(password) <= MOST_CHARS:
        raise InputError(f"password: expected {LEAST_CHARS} to {MOST_CHARS} characters, got {len(password)}")
    if name.lower() in password.lower() and len(password) < len(name) + LEAST_CHARS:
        raise InputError("password: expected something else than the name of the account")
    return PasswordHasher().hash(password)


def check_password(stored: str | None, password: str) -> tuple[bool, bool]:
    """Whether it is the password, and whether the hash should be made anew; takes as long for an unknown account."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher = PasswordHasher()
    if stored is None or len(password) > MOST_CHARS:
        hasher.hash("nobody's password")
        return False, False
    try:
        hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False, False
    return True, hasher.check_needs_rehash(stored)
