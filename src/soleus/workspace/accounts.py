"""Who may use the workspace from elsewhere: passwords, and one mechanism for browser logins and API tokens."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from soleus.errors import DeniedError, InputError
from soleus.store.accounts import Account
from soleus.store.entries import ApiToken, TokenKind
from soleus.store.passwords import check_password, hash_password
from soleus.workspace import audit
from soleus.workspace.place import Desk, Workspace, offset_min

SCOPES = ("read", "write", "live", "calendar", "account")
BROWSER_SCOPES = SCOPES
LONGEST = timedelta(days=366)
BROWSER_LIFE = timedelta(days=30)
PHONE_SCOPES = ("read", "write", "live")  # a phone that is lost cannot change the password or let others in
PHONE_LIFE = timedelta(days=90)
USED_EVERY = timedelta(minutes=1)  # last_used_at is kept to the minute: not every request becomes a write
PREFIX = "soleus_"


def create(workspace: Workspace, name: str, password: str, *, now: datetime) -> Account:
    """A new account with a password.

    Raises
    ------
    InputError  if the name is taken, or name or password are unusable
    """
    hashed = hash_password(password, name)
    with workspace.store.door() as door:
        return door.add(name, hashed, new_id=uuid4(), now=now)


def secure(desk: Desk, name: str, password: str, *, now: datetime) -> Account:
    """Give an account a name and a (new) password; every browser and token of it is signed out."""
    hashed = hash_password(password, name)
    revoke_all(desk, now=now)
    with desk.store.door() as door:
        account = door.secure(desk.known_owner, name, hashed)
    audit.note(desk, "password set", now=now)
    return account


def account_of(desk: Desk) -> Account:
    """Whose desk it is."""
    with desk.store.door() as door:
        return door.account(desk.known_owner)


def everybody(workspace: Workspace) -> list[Account]:
    """All accounts, oldest first; only for whoever sits at this machine."""
    with workspace.store.door() as door:
        return door.accounts()


def sign_in(workspace: Workspace, name: str, password: str, *, now: datetime) -> Account:
    """The account of that name and password.

    Raises
    ------
    DeniedError  if either is wrong; which one is not told
    """
    with workspace.store.door(writing=False) as door:
        found = door.named(name)
    right, stale = check_password(found[1] if found else None, password)
    if found is None or not right:
        raise DeniedError("name or password is wrong")
    account = found[0]
    if stale:
        hashed = hash_password(password, name)
        with workspace.store.door() as door:
            door.secure(account.id, name, hashed)
    audit.note(workspace.desk(account), "signed in", now=now)
    return account


def make_token(
    desk: Desk, name: str, scopes: tuple[str, ...], *, life: timedelta, now: datetime, kind: TokenKind = "api"
) -> tuple[str, ApiToken]:
    """A new token: the secret (shown once, stored nowhere) and what is stored of it.

    Raises
    ------
    InputError  if a scope is unknown, or it would live for more than a year
    """
    unknown = set(scopes) - set(SCOPES)
    if unknown:
        raise InputError(f"scopes: expected some of {', '.join(SCOPES)}, got {', '.join(sorted(unknown))}")
    if life > LONGEST:
        raise InputError(f"life: expected at most {LONGEST.days} days, got {life.days}")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        name=name,
        kind=kind,
        secret_sha256=_hash(secret),
        scopes=tuple(scope for scope in SCOPES if scope in scopes),
        expires_at=now + life,
    )
    with desk.store.writing(desk.owner) as rows:
        rows.add(token)
    audit.note(desk, f"{kind} token made", kind="ApiToken", object_id=token.id, now=now)
    return secret, token


def browser_token(desk: Desk, *, now: datetime, name: str = "browser") -> tuple[str, ApiToken]:
    """What a browser keeps in its cookie after signing in; made anew at each login."""
    return make_token(desk, name, BROWSER_SCOPES, life=BROWSER_LIFE, now=now, kind="browser")


def phone_token(desk: Desk, name: str, *, now: datetime) -> tuple[str, ApiToken]:
    """What a paired phone keeps in its cookie."""
    return make_token(desk, name, PHONE_SCOPES, life=PHONE_LIFE, now=now, kind="phone")


def check_scope(token: ApiToken, scope: str) -> None:
    """Refuse what a token was not made for.

    Raises
    ------
    DeniedError  if it has not that scope
    """
    if scope not in token.scopes:
        raise DeniedError(f"the token may not do that: its scopes are {', '.join(token.scopes)}, needed is {scope}")


def holder(workspace: Workspace, secret: str, *, now: datetime) -> tuple[ApiToken, Desk]:
    """The token of a secret, and the desk that it opens.

    Raises
    ------
    DeniedError  if it is unknown, has expired or was revoked
    """
    with workspace.store.door(writing=False) as door:
        found = door.token(_hash(secret))
    if found is None:
        raise DeniedError("the token is unknown; make a new one")
    token, owner = found
    if not lives(token, now):
        raise DeniedError("the token has expired or was revoked; make a new one")
    desk = workspace.desk(owner)
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        with desk.store.writing(owner) as rows:  # read anew: it may be revoked at this moment
            rows.put(replace(rows.get(ApiToken, token.id), last_used_at=now))
    return token, desk


def is_alive(desk: Desk, token_id: UUID, *, now: datetime) -> bool:
    """Whether a token still opens its desk; false too when it or its account is gone."""
    with desk.store.reading(desk.owner) as rows:
        token = rows.find(ApiToken, token_id)
    return token is not None and lives(token, now)


def tokens(desk: Desk) -> list[ApiToken]:
    """The tokens of an account, revoked and expired ones too."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(ApiToken)


def revoke(desk: Desk, token_id: UUID, *, now: datetime) -> ApiToken:
    """End a token at once.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.writing(desk.owner) as rows:
        token = rows.get(ApiToken, token_id)
        token = replace(token, revoked_at=token.revoked_at or now)
        rows.put(token)
    audit.note(desk, "token revoked", kind="ApiToken", object_id=token_id, now=now)
    return token


def revoke_secret(workspace: Workspace, secret: str, *, now: datetime) -> None:
    """Sign a browser out; an unknown secret is signed out already."""
    with workspace.store.door(writing=False) as door:
        found = door.token(_hash(secret))
    if found is not None:
        revoke(workspace.desk(found[1]), found[0].id, now=now)


def revoke_all(desk: Desk, *, now: datetime) -> int:
    """End every token of an account; returns how many were alive."""
    with desk.store.writing(desk.owner) as rows:
        alive = [token for token in rows.all(ApiToken) if token.revoked_at is None]
        for token in alive:
            rows.put(replace(token, revoked_at=now))
    return len(alive)


def lives(token: ApiToken, now: datetime) -> bool:
    """Whether a token has neither ended nor been revoked."""
    return token.revoked_at is None and token.expires_at > now


def _hash(secret: str) -> str:
    """The secret has 256 random bits: a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
