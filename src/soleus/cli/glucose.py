"""`soleus glucose`."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer


def glucose(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Exports of one person: files, folders, zips.")
    ],
    meals: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV: time and, where known, carbs_g, name.")
    ] = None,
    unit: Annotated[Literal["mg/dL", "mmol/L"] | None, typer.Option(help="Unit of a file that names none.")] = None,
    date_order: Annotated[
        Literal["dmy", "mdy"] | None, typer.Option(help="What 3/4 means in a file that does not show it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Picture of the usual day: .png, .svg, .pdf.")
    ] = None,
) -> None:
    """Measure the readings of a glucose sensor and the meals among them."""
    from soleus.glucose.report import as_json as report_json
    from soleus.glucose.report import glucose_report, profile_words, summary_lines

    if plot is not None:
        from soleus.plots import check_picture

        check_picture(plot)
    report = glucose_report(files, meals=meals, unit=unit, date_order=date_order)
    if plot is not None:
        from soleus.glucose.profile import daily_profile
        from soleus.plots import daily_glucose_figure, save_figure

        profile = daily_profile(report.trace)
        title, note = profile_words(report, profile)
        save_figure(daily_glucose_figure(profile, title=title, note=note), plot)
    if as_json:
        print(json.dumps(report_json(report), ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(summary_lines(report)))
