"""`soleus muscles`."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def muscles(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="Columns ankle_deg, knee_flex_deg, moment_nm.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Where the result goes.")],
    model: Annotated[str, typer.Option(help="lai-uhlrich2023, rajagopal2016 or gait2392.")] = "lai-uhlrich2023",
    tendon: Annotated[Literal["elastic", "rigid"], typer.Option(help="How the tendons behave.")] = "elastic",
    exponent: Annotated[Literal["2", "3"], typer.Option(help="Power of activation whose sum is least.")] = "2",
) -> None:
    """Share a plantarflexor moment among the muscles of the calf, row by row."""
    from soleus.dose.muscle_table import run
    from soleus.terminal.show import progress_bar

    with progress_bar(source.name, 1.0) as advance:
        run(source, target, model=model, tendon=tendon, exponent=2 if exponent == "2" else 3, progress=advance)
