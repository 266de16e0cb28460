"""`soleus doctor`."""

from dataclasses import asdict
from typing import Annotated

import typer

from soleus.cli.arguments import OK, WRONG_INPUT, AsJson, DataDir, local_now, show


def doctor(
    camera: Annotated[bool, typer.Option(help="Try the camera; its light may go on for a moment.")] = True,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Check versions, clock, disk, data folder, database, recordings, certificate and camera, and say what to do."""
    from soleus.workspace.doctor import examine

    findings = examine(data_dir, now=local_now(), with_camera=camera)
    marks = {"ok": "ok  ", "note": "note", "bad": "BAD "}
    lines = [
        f"{marks[f.verdict]} {f.name}: {f.found}" + (f"\n     -> {f.remedy}" if f.remedy else "") for f in findings
    ]
    healthy = all(f.verdict != "bad" for f in findings)
    show({"healthy": healthy, "findings": [asdict(f) for f in findings]}, lines, as_json=as_json)
    raise typer.Exit(OK if healthy else WRONG_INPUT)
