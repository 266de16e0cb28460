"""`soleus backup`."""

from pathlib import Path
from typing import Annotated

import typer

from soleus.cli.arguments import AsJson, DataDir, local_now, passphrase, show


def backup(
    target: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="A file, or a folder for it; else `backups` in the data folder."),
    ] = None,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="With a passphrase: SOLEUS_BACKUP_PASSPHRASE, or asked for.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a verified backup of everything; soleus may be running."""
    from soleus.workspace.backups import back_up
    from soleus.workspace.place import open_workspace

    secret = passphrase(new=True) if encrypt else None
    with open_workspace(data_dir) as workspace:
        made = back_up(workspace, target, now=local_now(), passphrase=secret)
    facts = {"path": str(made.path), "bytes": made.n_bytes, "sha256": made.sha256, "counts": made.counts}
    facts |= {"encrypted": made.encrypted, "unsound": made.unsound}
    lines = [f"Backed up and verified: {made.path} ({made.n_bytes / 1e6:.1f} MB)"]
    if made.unsound:
        lines.append(
            f"! {len(made.unsound)} recordings are missing or damaged and not in it; `soleus doctor` says more"
        )
    show(facts, lines, as_json=as_json)
