"""What `soleus plan` shows: what to do now and why first, then what is barred, the tendon's load, other inputs."""

import json
from collections.abc import Iterator
from datetime import date

from rich.console import Console
from rich.markup import escape

from soleus.programme.evidence import RULES
from soleus.programme.explain import WhatIf, what_if
from soleus.programme.plan import prescribe
from soleus.programme.prescription import Prescription, doses_told
from soleus.programme.profile import Profile

_HEADLINE = {
    "start": "Start",
    "progress": "One step more",
    "hold": "The same again",
    "regress": "One step back",
    "stop": "No session",
}


def show_plan(profile: Profile, day: date, *, print_json: bool, explain: bool) -> None:
    """Plan and show."""
    plan = prescribe(profile, day)
    others = what_if(profile, day) if explain else None
    if print_json:
        answer = plan.as_json()
        if others is not None:
            answer["what_if"] = [one.as_json() for one in others]
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        return
    console = Console()
    for line in _lines(plan, day, others):
        console.print(line, highlight=False, soft_wrap=True)


def _lines(plan: Prescription, day: date, others: list[WhatIf] | None) -> Iterator[str]:
    yield f"[bold]{_HEADLINE[plan.decision]}[/bold]{_when(plan, day)}"
    for told, item in zip(doses_told(plan), plan.items, strict=True):
        yield f"  [bold]{escape(told)}[/bold]"
        yield f"    {escape(item.reason)}"
    for block in plan.blocked:
        yield f"[bold]{'Seek care' if block.seek_care else 'Not now'}[/bold]: {escape(block.what)}. {escape(block.why)}"
    shown = {item.reason for item in plan.items} | {block.why for block in plan.blocked}
    for reason in plan.reasons:
        if not any(reason in one for one in shown):
            yield f"- {escape(reason)}"
    load = plan.achilles
    if load.last_7_days_bw or load.weekly_mean_28_days_bw:
        yield (
            f"Achilles load of one leg: {load.last_7_days_bw:g} in the last 7 days, {load.weekly_mean_28_days_bw:g} "
            f"a week over four (body weights x repetitions; arm {1000 * load.moment_arm_m:.0f} mm)."
        )
        yield f"  {load.limits}"
    if others is not None:
        yield from _explained(plan, others)


def _when(plan: Prescription, day: date) -> str:
    if plan.day is None:
        return ""
    return ", today" if plan.day == day else f", on {plan.day.strftime('%A')} {plan.day.isoformat()}"


def _explained(plan: Prescription, others: list[WhatIf]) -> Iterator[str]:
    yield ""
    yield "[bold]Rules that spoke[/bold]"
    for name in dict.fromkeys(finding.rule for finding in plan.findings):
        yield f"  {name} ({RULES[name].grade}): {escape(RULES[name].source)}"
    yield "[bold]With another input[/bold]"
    for one in others:
        other = one.prescription
        told = (
            f"{_HEADLINE[other.decision].lower()}; {'; '.join(doses_told(other)) or 'nothing'}"
            if one.changes
            else "no change"
        )
        yield f"  {escape(one.change)}: {escape(told)}"
