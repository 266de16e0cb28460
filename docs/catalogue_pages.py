"""Writes the pages of the catalogue and its pictures; `conf.py` calls it before each build."""

from collections.abc import Iterator
from pathlib import Path

from soleus.dose import planned_dose
from soleus.dose.mechanics import RAISES
from soleus.exercises import (
    CERTAINTY_MEANS,
    Claim,
    Exercise,
    Finding,
    Technique,
    catalogue,
    claims,
    find_exercise,
    recovery,
)
from soleus.exercises.words import CERTAINTY_MARK, dose_words, loads_words, pace_words, step_words
from soleus.leg import REST, calf_map_svg, exercise_svg, location_svg
from soleus.leg.pictures import poses_of
from soleus.leg.working import AVERAGE, tint_of

THEMES = ("light", "dark")


def write_pages(folder: Path) -> None:
    """Fill the folder with exercises.md, recovery.md, claims.md and the pictures that they show."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"exercises.md": exercises_page(), "recovery.md": recovery_page(), "claims.md": claims_page()}
    for name, lines in pages.items():
        _write(folder / name, "\n".join(lines) + "\n")
    for theme in THEMES:
        for exercise in catalogue().values():
            tints = [tint_of(exercise, pose.ankle_deg) or REST for _, pose in poses_of(exercise)]
            _write(folder / f"{exercise.id}-{theme}.svg", exercise_svg(exercise, tints=tints, theme=theme))
        _write(folder / f"your-soleus-{theme}.svg", location_svg(theme=theme))
        _write(folder / f"calf-map-{theme}.svg", calf_map_svg(theme=theme))


def exercises_page() -> Iterator[str]:
    """Every exercise with everything that the catalogue says of it."""
    yield "# Exercises\n"
    yield "`soleus exercises` lists them, `soleus exercises ID` shows one. Poses and doses are where to start; a"
    yield "recording replaces the poses, and the plan the doses. Loads are the dose model's, for a person of 75 kg and"
    yield "1.70 m without external load; published loads differ by method ([dose](../methods/dose.md)).\n"
    yield _picture("your-soleus", "Where the soleus lies: beneath the gastrocnemius, down to the Achilles tendon")
    yield "| exercise | how | start with | Achilles, body weights | soleus' part of it |\n|---|---|---|---|---|"
    for exercise in catalogue().values():
        load = _load(exercise)
        yield f"| [{exercise.name}](#{exercise.id}) | {loads_words(exercise)} | {dose_words(exercise)} | {load} |"
    for exercise in catalogue().values():
        yield from _exercise(exercise)
    yield "\n## How sure a figure is\n"
    yield from (f"- {CERTAINTY_MARK[key] or 'no mark'}: {means}" for key, means in CERTAINTY_MEANS.items())


def recovery_page() -> Iterator[str]:
    """The routines and the regions of the calf."""
    regions = recovery().regions.values()
    yield "# Recovery\n"
    yield "Routines for tired or sore calves, behind the safety questions. None treats a disease; expect little.\n"
    yield "**Not when**\n"
    yield from (f"- {reason}" for reason in next(iter(recovery().techniques.values())).not_when)
    for technique in recovery().techniques.values():
        yield from _technique(technique)
    yield "\n## Regions of the calf\n"
    yield _picture("calf-map", "A left calf from behind with the regions that can be marked")
    yield "Places are schematic. What is said of referred pain is second-hand.\n"
    yield "| region | pain is said to be felt | source |\n|---|---|---|"
    for region in regions:
        cites = "; ".join(source.cite for source in region.sources)
        yield f"| {region.name} | {region.refers_to or 'nothing recorded'} | {cites} |"


def claims_page() -> Iterator[str]:
    """The fifteen claims."""
    yield "# Claims\n"
    yield "What is said of the soleus push-up and its relatives, and how far the evidence carries it. `soleus claims`"
    yield "shows the same.\n"
    yield "| | claim | grade |\n|---|---|---|"
    for claim in claims().values():
        yield f"| {claim.number} | [{claim.sentence}](#{claim.id}) | {claim.grade} |"
    for claim in claims().values():
        yield from _claim(claim)


def _exercise(exercise: Exercise) -> Iterator[str]:
    yield f"\n({exercise.id})=\n## {exercise.name}\n\n`{exercise.id}` {exercise.summary}\n"
    yield _picture(exercise.id, f"{exercise.name}: {' and '.join(caption for caption, _ in poses_of(exercise))}")
    yield from (f"{k}. {step}" for k, step in enumerate(exercise.steps, start=1))
    yield f"\n**Start with** {dose_words(exercise)}; {pace_words(exercise)}."
    yield f"**Progress by** {', '.join(exercise.progress_by)}."
    needs, helps = (", ".join(words) or "nothing" for words in (exercise.needs, exercise.helps))
    yield f"**Needs** {needs}; helpful: {helps}.\n"
    for name, ids in (("Easier", exercise.easier), ("Harder", exercise.harder)):
        if ids:
            yield f"**{name}**: {', '.join(f'[{find_exercise(id_).name}](#{id_})' for id_ in ids)}.\n"
    yield "**Cues**: " + " ".join(exercise.cues) + "\n"
    yield "| fault | instead |\n|---|---|"
    yield from (f"| {fault.fault} | {fault.instead} |" for fault in exercise.faults)
    yield "\n**Not when**\n"
    yield from (f"- {reason}" for reason in exercise.not_when)
    yield "\n**Stop when**\n"
    yield from (f"- {reason}" for reason in exercise.stop_when)
    yield "\n**Evidence**\n"
    yield from map(_finding, exercise.evidence)


def _technique(technique: Technique) -> Iterator[str]:
    yield f"\n({technique.id})=\n## {technique.name}\n"
    yield f"{technique.summary} {technique.duration_s / 60:.0f} min a leg.\n"
    yield from (f"{k}. {step.does} *({step_words(step)})*" for k, step in enumerate(technique.steps, start=1))
    yield f"\n**Pressure**: {technique.pressure_scale}\n\n**Expect**: {technique.expect}\n"
    yield from map(_finding, technique.evidence)


def _claim(claim: Claim) -> Iterator[str]:
    yield f"\n({claim.id})=\n## {claim.number}. {claim.sentence}\n\n**{claim.grade.capitalize()}.** {claim.verdict}\n"
    yield from map(_finding, claim.numbers)
    yield f"\n**Your own data**: {claim.measures}"


def _finding(finding: Finding) -> str:
    cites = "; ".join(_cite(source.cite, source.doi) for source in finding.sources)
    marks = ", ".join(word for word in (finding.grade, CERTAINTY_MARK[finding.certainty]) if word)
    return f"- {finding.says} *{marks + ': ' if marks else ''}{cites}*"


def _cite(cite: str, doi: str | None) -> str:
    return f"[{cite}](https://doi.org/{doi})" if doi else cite


def _load(exercise: Exercise) -> str:
    if exercise.kind not in RAISES:
        return "not modelled |"
    dose = planned_dose(exercise, AVERAGE, reps=1, n_draws=20)
    return f"{dose.tendon.largest_n / dose.tendon.body_weight_n:.1f} | {dose.soleus_share_frac:.0%}"


def _picture(name: str, words: str) -> str:
    return (
        "\n".join(f"```{{image}} {name}-{theme}.svg\n:alt: {words}\n:class: only-{theme}\n```" for theme in THEMES)
        + "\n"
    )


def _write(path: Path, text: str) -> None:
    """Leave a file that is already right, so that a build sees no change."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
