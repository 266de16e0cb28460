"""The trial in the coach: how many pairs, the plan, what became of each meal, and the answer."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import Form, Query
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from soleus.glucose.readings import GlucoseUnit
from soleus.glucose.trial import analysis, schedule
from soleus.glucose.trial.conduct import BothWays
from soleus.glucose.trial.conduct import details as conduct_details
from soleus.glucose.trial.posterior import EVIDENCE
from soleus.glucose.trial.power import FALLS, pairs_needed
from soleus.store.glucose import CARBS_MAX_G, Condition, Outcome, Trial
from soleus.store.records import WORD_CHARS_MAX
from soleus.web.glucose import unit_of
from soleus.web.glucose_shown import in_unit
from soleus.web.pages import Mine, Setting, new_pages
from soleus.web.setup import Blank
from soleus.web.trial_drawings import change_picture, pairs_picture
from soleus.workspace import trials
from soleus.workspace.repeated_meals import Repeats, repeats
from soleus.workspace.trials import Planned

pages = new_pages(change_picture, pairs_picture)

ASSUMED_CVS: tuple[tuple[float, str], ...] = (
    (0.25, "a glucose drink (assumed)"),
    (0.43, "one fixed breakfast (cereal, of a published study)"),
    (0.77, "whatever you eat (one published log)"),
)
"""Within-person variation of the 3 h area where the person's own is not known; sources in docs/methods/trial.md."""
HOPED_FALL = analysis.HOPED_FALL
MOST_PAIRS = 100  # two hundred meals; nobody finishes more


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsNeeded:
    """Pairs for one variation; None where it is beyond any trial."""

    cv: float
    words: str
    pairs: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MealLine:
    """One meal of the plan as the log shows it; the outcome is not in it."""

    pair: int
    condition: Condition
    day: date
    state: Literal["planned", "done", "missed", "removed"]
    eaten: str
    push_up_min: float | None
    n_reps: int | None
    covered: bool
    overlaps: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the trial says: the verdict in words, what it stands on, and the numbers of its two pictures."""

    verdict: str
    in_words: str
    interim: bool
    n_pairs: int
    details: tuple[str, ...]
    conduct: tuple[str, ...]
    warnings: tuple[str, ...]
    pairs: tuple[tuple[float, float], ...]
    labels: tuple[str, ...]
    reaches: tuple[tuple[str, str, float, tuple[float, float] | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPage:
    """Before a trial: what it takes; in one: its log and its answer once it was looked at."""

    unit: GlucoseUnit
    trial: Trial | None
    trial_id: UUID
    falls: tuple[float, ...]
    needed: tuple[PairsNeeded, ...]
    kinds: tuple[tuple[str, int], ...]
    suggested_pairs: int
    tomorrow: date
    lines: tuple[MealLine, ...]
    chosen: MealLine | None
    n_complete: int
    answer: Answer | None
    rules: tuple[str, ...]
    earlier: tuple[Trial, ...]


class PlanForm(BaseModel):
    """What is fixed before the first meal."""

    trial_id: UUID
    n_pairs: int = Field(ge=2, le=MOST_PAIRS)
    first_day: date
    days_apart: int = Field(1, ge=1, le=60)
    meal: str = Field(min_length=1, max_length=WORD_CHARS_MAX)
    meal_time: time
    carbs_g: Annotated[float | None, Blank] = Field(None, ge=0, le=CARBS_MAX_G)
    push_up_min: int = Field(ge=1, le=180)
    outcome: Outcome = "iauc_3h"


class LogForm(BaseModel):
    """What became of one meal."""

    pair: int = Field(ge=1, le=400)
    condition: Condition
    state: Literal["done", "missed"]
    day: date
    clock: time


@pages.page("/glucose/trial", "trial.html")
def glucose_trial(
    desk: Mine,
    settings: Setting,
    pair: Annotated[int | None, Query(ge=1, le=400)] = None,
    condition: Condition | None = None,
    new: bool = False,
) -> TrialPage:
    """Does it lower mine? From the plan to the answer."""
    now, unit = settings.now(), unit_of(desk)
    every = trials.trials(desk)
    current = every[-1] if every and not (new and every[-1].ended_at) else None
    own = repeats(desk, "iauc_3h", now=now) if current is None else None
    needed = _needed(own)
    planned = trials.progress(desk, current, now=now) if current else []
    lines = tuple(_line(one) for one in planned)
    n_complete = _n_complete(planned)
    return TrialPage(
        unit=unit,
        trial=current,
        trial_id=uuid4(),
        falls=FALLS,
        needed=needed,
        kinds=own.kinds if own else (),
        suggested_pairs=min(MOST_PAIRS, (needed[0].pairs[FALLS.index(HOPED_FALL)] if needed else None) or MOST_PAIRS),
        tomorrow=now.date() + timedelta(days=1),
        lines=lines,
        chosen=_chosen(current, lines, pair, condition),
        n_complete=n_complete,
        answer=_answer(current, planned, n_complete, unit),
        rules=schedule.RULES,
        earlier=tuple(one for one in every if one is not current),
    )


@pages.router.post("/glucose/trial", status_code=303, tags=["change"])
def plan(form: Annotated[PlanForm, Form()], desk: Mine, settings: Setting) -> Response:
    """Fix the plan; sent twice it is made once."""
    trials.plan(desk, **form.model_dump(), now=settings.now())
    return RedirectResponse("/glucose/trial", 303)


@pages.router.post("/glucose/trial/{trial_id}/log", status_code=303, tags=["change"])
def log(trial_id: UUID, form: Annotated[LogForm, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep what became of a meal; again corrects it."""
    trials.log(
        desk, trial_id, form.pair, form.condition, form.state, now=settings.now(), day=form.day, clock=form.clock
    )
    return RedirectResponse("/glucose/trial", 303)


@pages.router.post("/glucose/trial/{trial_id}/look", status_code=303, tags=["change"])
def look(trial_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Look at the answer; the look is kept."""
    trials.look(desk, trial_id, now=settings.now())
    return RedirectResponse("/glucose/trial#answer", 303)


@pages.router.post("/glucose/trial/{trial_id}/end", status_code=303, tags=["change"])
def end(trial_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Close the trial."""
    trials.end(desk, trial_id, now=settings.now())
    return RedirectResponse("/glucose/trial", 303)


@pages.router.get("/glucose/trial/{trial_id}/plan.ics", tags=["file"])
def calendar(trial_id: UUID, desk: Mine, settings: Setting) -> Response:
    """The plan for a calendar."""
    text = trials.calendar(trials.trial(desk, trial_id), now=settings.now())
    headers = {"Content-Disposition": 'attachment; filename="soleus-trial.ics"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def _needed(own: Repeats | None) -> tuple[PairsNeeded, ...]:
    if own is None:
        return ()
    rows: list[tuple[float, str]] = []
    if own.variability is not None:
        rows.append((own.variability.cv, f"your own meals, {own.variability.in_words()}"))
    rows += ASSUMED_CVS
    return tuple(PairsNeeded(cv=cv, words=words, pairs=tuple(_pairs(cv, fall) for fall in FALLS)) for cv, words in rows)


def _pairs(cv: float, fall: float) -> int | None:
    found = pairs_needed(min(max(cv, 0.01), 5.0), fall)
    return found if found <= schedule.MAX_PAIRS else None


def _line(one: Planned) -> MealLine:
    state: Literal["planned", "done", "missed", "removed"] = "planned"
    if one.log is not None:
        state = "missed" if one.log.state == "missed" else "done" if one.meal else "removed"
    push_ups = one.eaten.push_ups if one.eaten else None
    eaten = one.meal.local(one.meal.eaten_at) if one.meal else None
    return MealLine(
        pair=one.day.pair,
        condition=one.day.condition,
        day=eaten.date() if eaten else one.day.date,
        state=state,
        eaten=f"{eaten:%H:%M}" if eaten else "",
        push_up_min=push_ups.minutes if push_ups else None,
        n_reps=push_ups.n_reps if push_ups else None,
        covered=one.covered,
        overlaps=one.overlaps,
        note=_note(one, state),
    )


def _note(one: Planned, state: str) -> str:
    push_ups = one.eaten.push_ups if one.eaten else None
    told = []
    if state == "removed":
        told.append("the meal was removed from its day: log it again")
    if push_ups and one.day.condition == "push-ups" and not push_ups.n_bouts:
        told.append("planned with push-ups, none measured")
    if push_ups and one.day.condition == "control" and push_ups.n_bouts:
        told.append("planned without push-ups, some were measured")
    if state == "done" and not one.covered:
        told.append("no readings over the 3 h yet: bring an export in")
    if one.overlaps:
        told.append("another meal within 3 h")
    return "; ".join(told)


def _n_complete(planned: list[Planned]) -> int:
    complete = [one.day.pair for one in planned if one.complete]
    return sum(complete.count(pair) == 2 for pair in set(complete))


def _chosen(
    current: Trial | None, lines: tuple[MealLine, ...], pair: int | None, condition: str | None
) -> MealLine | None:
    if current is None or current.ended_at is not None:
        return None
    asked = next((line for line in lines if (line.pair, line.condition) == (pair, condition)), None)
    return asked or next((line for line in lines if line.state in ("planned", "removed")), None)


def _answer(current: Trial | None, planned: list[Planned], n_complete: int, unit: GlucoseUnit) -> Answer | None:
    """Only what was looked at is shown: an answer that is always there is a look after every meal."""
    if current is None or not current.looks or current.looks[-1]["n_pairs"] != n_complete or n_complete < 2:
        return None
    return _shown(trials.analyse(current, planned), unit)


def _shown(found: BothWays, unit: GlucoseUnit) -> Answer:
    trial, before = found.as_planned, EVIDENCE.belief()
    pairs = zip(trial.pairs.control.tolist(), trial.pairs.push_ups.tolist(), strict=True)
    reaches: list[tuple[str, str, float, tuple[float, float] | None]] = [
        ("mine", "your meals alone", trial.ratio.ratio, trial.ratio.ci95),
        ("earlier", "earlier trials alone, read with doubt", before.median, before.ci95),
        ("both", "both together", trial.posterior.median, trial.posterior.ci95),
    ]
    return Answer(
        verdict=trial.verdict,
        in_words=analysis.in_words(trial),
        interim=trial.interim,
        n_pairs=len(trial.pairs),
        details=tuple(analysis.details(trial)),
        conduct=tuple(conduct_details(found)),
        warnings=tuple(trial.warnings),
        pairs=tuple((in_unit(control, unit), in_unit(push_ups, unit)) for control, push_ups in pairs),
        labels=trial.pairs.label,
        reaches=tuple(reaches),
    )
