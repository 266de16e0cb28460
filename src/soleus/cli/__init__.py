"""The command line: parse, call, show. One file a command."""

import sys

import typer

from soleus.cli.analyse import analyse
from soleus.cli.arguments import INTERRUPTED, OK, exit_code
from soleus.cli.muscles import muscles
from soleus.cli.serve import serve
from soleus.errors import InputError, SoleusError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="Counts and measures heel raises, offline, with what people own.",
)
for command in (serve, analyse, muscles):
    app.command()(command)


@app.callback(invoke_without_command=True)
def _root(context: typer.Context) -> None:
    """Open the coach where no command is given."""
    if context.invoked_subcommand is None:
        context.invoke(serve)


def main() -> None:
    """Run the command line; every expected error is one line on stderr and an exit code."""
    try:
        code = app(standalone_mode=False) or OK
    except SoleusError as error:
        code = refuse(error)
    except typer.TyperException as error:
        code = refuse(InputError(error.format_message()))
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        code = OK
    sys.exit(code)


def refuse(error: SoleusError) -> int:
    """Say what is wrong in one line; returns the exit code."""
    print(f"soleus: {' '.join(str(error).split())}", file=sys.stderr)
    return exit_code(error)
