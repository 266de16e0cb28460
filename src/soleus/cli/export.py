"""`soleus export`."""

from pathlib import Path
from typing import Annotated

import typer

from soleus.cli.arguments import AccountName, AsJson, DataDir, desk_of, local_now, show


def export(
    target: Annotated[
        Path | None, typer.Argument(metavar="[OUT]", help="A zip, or a folder for it; else here.")
    ] = None,
    data_dir: DataDir = None,
    account: AccountName = None,
    as_json: AsJson = False,
) -> None:
    """Write everything that is stored of you in open formats: JSON, CSV and the recordings, in a zip."""
    from soleus.workspace.export import export_everything
    from soleus.workspace.place import open_workspace

    with open_workspace(data_dir) as workspace:
        made = export_everything(desk_of(workspace, account), target, now=local_now())
    facts = {"path": str(made.path), "bytes": made.n_bytes, "counts": made.counts, "missing": made.missing}
    lines = [f"Exported {sum(made.counts.values())} entries to {made.path} ({made.n_bytes / 1e6:.1f} MB)"]
    if made.missing:
        lines.append(f"! {len(made.missing)} recordings could not be read; `soleus doctor` says more")
    show(facts, lines, as_json=as_json)
