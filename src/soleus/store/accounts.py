"""Accounts and the door: what must be known before anybody is."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from soleus.errors import InputError, NotFoundError
from soleus.store.entries import ApiToken
from soleus.store.entry_tables import ApiTokenRow
from soleus.store.tables import AccountRow

LOCAL_NAME = "local"
_NAME = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,78}[^\s\x00-\x1f\x7f])?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who owns rows; the password hash stays in the room."""

    id: UUID
    name: str
    created_at: datetime
    has_password: bool
    is_local: bool


class Door:
    """Finds and makes accounts, and the tokens that open them; it sees nothing that an account owns besides."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def local(self, new_id: UUID, now: datetime) -> Account:
        """The account of whoever sits at this machine; made on first use."""
        found = self.known_local()
        if found is not None:
            return found
        row = AccountRow(id=new_id, name=LOCAL_NAME, password_hash=None, created_at=now, is_local=True)
        self._session.add(row)
        self._session.flush()
        return _account(row)

    def known_local(self) -> Account | None:
        """The local account, if it was made."""
        row = self._session.scalar(select(AccountRow).where(AccountRow.is_local))
        return None if row is None else _account(row)

    def add(self, name: str, password_hash: str, *, new_id: UUID, now: datetime) -> Account:
        """A new account.

        Raises
        ------
        InputError  if the name is taken or unusable
        """
        self._check_name(name)
        row = AccountRow(id=new_id, name=name, password_hash=password_hash, created_at=now, is_local=False)
        self._session.add(row)
        self._session.flush()
        return _account(row)

    def secure(self, account: UUID, name: str, password_hash: str) -> Account:
        """Give an account a name and a password.

        Raises
        ------
        NotFoundError  if there is no such account
        InputError     if the name is taken by another or unusable
        """
        row = self._row(account)
        if row.name != name:
            self._check_name(name)
        row.name, row.password_hash = name, password_hash
        return _account(row)

    def named(self, name: str) -> tuple[Account, str | None] | None:
        """An account and its password hash."""
        row = self._session.scalar(select(AccountRow).where(AccountRow.name == name))
        return None if row is None else (_account(row), row.password_hash)

    def account(self, account: UUID) -> Account:
        """The account of that id.

        Raises
        ------
        NotFoundError  if there is none
        """
        return _account(self._row(account))

    def accounts(self) -> list[Account]:
        """All accounts, oldest first."""
        return [_account(row) for row in self._session.scalars(select(AccountRow).order_by(AccountRow.created_at))]

    def token(self, secret_sha256: str) -> tuple[ApiToken, UUID] | None:
        """A token by its hash, and whose it is."""
        row = self._session.scalar(select(ApiTokenRow).where(ApiTokenRow.secret_sha256 == secret_sha256))
        return None if row is None else (cast(ApiToken, row.value()), row.owner_id)

    def remove(self, account: UUID) -> None:
        """Remove an account and every row that it owns."""
        self._session.delete(self._row(account))

    def _row(self, account: UUID) -> AccountRow:
        row = self._session.get(AccountRow, account)
        if row is None:
            raise NotFoundError("there is no such account")
        return row

    def _check_name(self, name: str) -> None:
        if not _NAME.match(name):
            raise InputError("name: expected 1 to 80 characters, no blank at either end")
        if self.named(name) is not None:
            raise InputError(f"account {name!r}: there is one of that name; choose another")


def _account(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        created_at=row.created_at,
        has_password=row.password_hash is not None,
        is_local=row.is_local,
    )
