"""The command line: parse, call, show. One file a command."""

import sys
from collections.abc import Callable

import typer

from soleus.cli.analyse import analyse
from soleus.cli.arguments import INTERRUPTED, OK, exit_code
from soleus.cli.backup import backup
from soleus.cli.claims import claims
from soleus.cli.delete import delete
from soleus.cli.doctor import doctor
from soleus.cli.dose import dose
from soleus.cli.exercises import exercises
from soleus.cli.export import export
from soleus.cli.glucose import glucose
from soleus.cli.heel_raise_test import heel_raise_test
from soleus.cli.muscles import muscles
from soleus.cli.plan import plan
from soleus.cli.restore import restore
from soleus.cli.send_emg import send_emg
from soleus.cli.serve import serve
from soleus.cli.simulate import app as simulate
from soleus.cli.trial import app as trial
from soleus.cli.walk import walk
from soleus.errors import InputError, SoleusError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="Counts and measures heel raises, offline, with what people own.",
)
COMMANDS: dict[str, Callable[..., None]] = {
    "serve": serve,
    "analyse": analyse,
    "test": heel_raise_test,
    "walk": walk,
    "dose": dose,
    "muscles": muscles,
    "glucose": glucose,
    "plan": plan,
    "exercises": exercises,
    "claims": claims,
    "export": export,
    "backup": backup,
    "restore": restore,
    "delete": delete,
    "send-emg": send_emg,
    "doctor": doctor,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
app.add_typer(simulate, name="simulate")
app.add_typer(trial, name="trial")


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
