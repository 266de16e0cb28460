"""`soleus send-emg`: from a device's lines to the page of a session."""

from pathlib import Path
from typing import Annotated

import typer


def send_emg(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The address of the session's page.")],
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Lines of the protocol; standard input.")] = None,
    simulated: Annotated[bool, typer.Option("--simulated", help="A simulated device instead.")] = False,
) -> None:
    """Pass the lines of an electromyograph on to a live session (docs: live EMG)."""
    import sys

    from soleus.emg.sender import device_lines, send

    if simulated:
        send(address, device_lines())
    elif file is not None:
        with file.open(encoding="utf-8", errors="replace") as lines:
            send(address, lines)
    else:
        send(address, sys.stdin)
