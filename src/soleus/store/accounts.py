"""Accounts: what must be known before anybody is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from soleus.errors import InputError
from soleus.store.tables import AccountRow

LOCAL_NAME = "local"  # whoever sits at this machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who owns rows; the password hash stays in the room."""

    id: UUID
    name: str
    created_at: datetime
    has_password: bool


class Door:
    """Finds and makes accounts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def local(self, new_id: UUID, now: datetime) -> Account:
        """The account of whoever sits at this machine; made on first use."""
        row = self._named(LOCAL_NAME)
        if row is None:
            row = AccountRow(id=new_id, name=LOCAL_NAME, password_hash=None, created_at=now)
            self._session.add(row)
            self._session.flush()
        return _account(row)

    def add(self, name: str, password_hash: str, *, new_id: UUID, now: datetime) -> Account:
        """A new account.

        Raises
        ------
        InputError  if the name is taken
        """
        if self._named(name) is not None:
            raise InputError(f"account {name!r}: there is one of that name; choose another")
        row = AccountRow(id=new_id, name=name, password_hash=password_hash, created_at=now)
        self._session.add(row)
        self._session.flush()
        return _account(row)

    def _named(self, name: str) -> AccountRow | None:
        return self._session.scalar(select(AccountRow).where(AccountRow.name == name))


def _account(row: AccountRow) -> Account:
    return Account(id=row.id, name=row.name, created_at=row.created_at, has_password=row.password_hash is not None)
