"""`soleus restore`."""

from pathlib import Path
from typing import Annotated

import typer

from soleus.cli.arguments import AsJson, DataDir, Yes, agreed, local_now, passphrase, show


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that `soleus backup` made.")],
    data_dir: DataDir = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Replace everything by a backup; it is verified first, and what it replaces is kept aside."""
    from soleus.store.sealed import is_sealed
    from soleus.workspace import backups

    secret = passphrase(new=False) if source.is_file() and is_sealed(source) else None
    agreed(f"Replace everything that is stored by {source.name}? What is there now is kept aside.", yes=yes)
    done = backups.restore(source, data_dir, now=local_now(), passphrase=secret)
    manifest = done.manifest
    facts = {
        "made_at": manifest.made_at,
        "soleus": manifest.soleus,
        "counts": manifest.counts,
        "recordings": done.n_signals,
        "aside": str(done.aside),
    }
    lines = [
        f"Restored the backup of {manifest.made_at} with {done.n_signals} recordings.",
        f"What it replaced is in {done.aside}; delete that folder when all is well.",
    ]
    show(facts, lines, as_json=as_json)
