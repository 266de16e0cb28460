"""`soleus serve`, and `soleus` alone: the coach in the browser."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from soleus.errors import InputError

DEFAULT_PORT = 7653  # SOLE on a telephone's keys
DEFAULT_HOST = "127.0.0.1"


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on: loopback, or with --lan the one for phones.")
    ] = DEFAULT_HOST,
    port: Annotated[int | None, typer.Option(help=f"Port; {DEFAULT_PORT}, or any free one where it is taken.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where your data lies.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Look around with sample data; yours is not touched.")] = False,
    lan: Annotated[bool, typer.Option("--lan", help="Let phones on the same network in, over TLS.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Open the coach in the browser; it runs until you press Ctrl+C."""
    if demo and data_dir is not None:
        raise InputError("--demo: shows sample data in a folder of its own; leave --data-dir out")
    if port is not None and not 0 <= port <= 65535:
        raise InputError(f"--port: expected 0 to 65535, got {port}")
    gc.disable()  # looking for garbage while modules load, where there is none, is a twelfth of the start
    try:
        from soleus.web.serve import run
    finally:
        gc.enable()
    run(
        host=host,
        port=port,
        default_port=DEFAULT_PORT,
        data_dir=data_dir,
        browser=browser,
        demo=demo,
        lan=lan,
    )
