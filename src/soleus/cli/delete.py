"""`soleus delete`."""

from dataclasses import asdict

from soleus.cli.arguments import AccountName, AsJson, DataDir, Yes, agreed, desk_of, local_now, show


def delete(data_dir: DataDir = None, account: AccountName = None, yes: Yes = False, as_json: AsJson = False) -> None:
    """Delete everything that is stored of you, for good, with a receipt."""
    from soleus.workspace.deletion import delete_everything, what_there_is
    from soleus.workspace.place import open_workspace

    with open_workspace(data_dir) as workspace:
        desk = desk_of(workspace, account)
        there = {kind: count for kind, count in what_there_is(desk).items() if count}
        told = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in there.items()) or "nothing yet"
        agreed(f"Delete everything in {workspace.folder.root} ({told}) for good?", yes=yes)
        receipt = delete_everything(desk, now=local_now())
    lines = [f"Deleted: {told}; {receipt.n_recordings} recordings, {receipt.n_backups} backups.", *receipt.kept]
    lines.append(f"Receipt: {receipt.path}")
    show(asdict(receipt), lines, as_json=as_json)
