"""What several commands take, check and answer alike."""

import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.errors import InputError, NotEnoughDataError, SoleusError

if TYPE_CHECKING:
    from soleus.workspace.place import Desk, Workspace

OK, WRONG_INPUT, NOT_ENOUGH, INTERRUPTED = 0, 2, 3, 130


def check_range(option: str, value: float | None, low: float, high: float) -> None:
    """Refuse a number that the option cannot mean."""
    if value is not None and not low <= value <= high:
        raise InputError(f"{option}: expected {low:g} to {high:g}, got {value:g}")


def exit_code(error: SoleusError | None) -> int:
    """Exit code of an error; 0 without one."""
    if error is None:
        return OK
    return NOT_ENOUGH if isinstance(error, NotEnoughDataError) else WRONG_INPUT


DataDir = Annotated[Path | None, typer.Option(help="Data folder; else SOLEUS_DATA_DIR, else the platform's.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
AccountName = Annotated[str | None, typer.Option("--account", help="Whose data; else that of this machine's user.")]
PASSPHRASE_VARIABLE = "SOLEUS_BACKUP_PASSPHRASE"  # noqa: S105  # the name of a variable, no secret


def local_now() -> datetime:
    """Now, with the offset of this machine's clock."""
    return datetime.now().astimezone()


def desk_of(workspace: "Workspace", account: str | None) -> "Desk":
    """The desk of a named account, or of whoever sits at this machine."""
    if account is None:
        return workspace.local_desk(local_now())
    with workspace.store.door() as door:
        found = door.named(account)
    if found is None:
        raise InputError(f"--account {account}: there is no account of that name")
    return workspace.desk(found[0])


def agreed(question: str, *, yes: bool) -> None:
    """Ask before something that cannot be undone; where nobody can be asked, ``--yes`` is needed."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError(f"{question} Add --yes to say so")
    if not typer.confirm(question):
        raise typer.Abort


def passphrase(*, new: bool) -> str | None:
    """The passphrase from the environment, or asked for on a terminal; others can see the command line."""
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is None and sys.stdin.isatty():
        given = str(typer.prompt("Passphrase of the backup", hide_input=True, confirmation_prompt=new, err=True))
    if given is None and new:
        raise InputError(f"--encrypt: set {PASSPHRASE_VARIABLE}, or run it on a terminal to be asked")
    return given


def show(facts: Mapping[str, object], lines: list[str], *, as_json: bool) -> None:
    """One JSON object, or lines for a person."""
    import json

    if as_json:
        print(json.dumps(facts, ensure_ascii=False, default=str))
        return
    print("\n".join(lines))
