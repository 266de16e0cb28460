"""Glucose: one day with its meals and sessions, and bringing an export in."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import Depends, Form
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from soleus.exercises import find_exercise
from soleus.glucose.bouts import Bout
from soleus.glucose.day import DayCurve, day_curve, day_start_s, days_of
from soleus.glucose.readings import GlucoseUnit, Readings
from soleus.store.entries import ImportBatch
from soleus.store.glucose import CARBS_MAX_G, Meal
from soleus.store.records import WORD_CHARS_MAX
from soleus.web.glucose_drawings import day_picture
from soleus.web.glucose_shown import TARGET_MG_DL, area, glucose, glucose_number, wall_minute
from soleus.web.pages import Mine, Setting, new_pages
from soleus.web.receiving import Arrived, FilesForm, Nothing
from soleus.web.setup import Blank
from soleus.workspace import glucose_bouts, glucose_imports, glucose_readings, people
from soleus.workspace.glucose_imports import Look
from soleus.workspace.place import Desk

pages = new_pages(day_picture, filters=(area, glucose, glucose_number, wall_minute))

IMPORT = "/glucose/import"
FILE = FilesForm("file", Nothing)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class MealShown:
    """A meal of the day; figures are None where the readings do not reach, areas hold for 3 h."""

    meal: Meal
    letter: str
    minute: float
    baseline_mg_dl: float | None
    peak_rise_mg_dl: float | None
    time_to_peak_min: float | None
    iauc_mg_dl_min: float | None
    overlaps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoutShown:
    """A session of the day on its curve."""

    bout: Bout
    name: str
    minute: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """A day by the clock on the wall; ``last`` is the newest day with readings, None before any import."""

    unit: GlucoseUnit
    day: date
    earlier: date | None
    later: date | None
    last: date | None
    curve: DayCurve
    in_range_frac: float | None
    meals: tuple[MealShown, ...]
    sessions: tuple[BoutShown, ...]
    meal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """What was brought in so far."""

    batches: tuple[ImportBatch, ...]
    limit_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPage:
    """What bringing an upload in would do."""

    incoming_id: UUID
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class MealPage:
    """One meal, to change or to remove."""

    meal: Meal
    day: date
    clock: str


class MealForm(BaseModel):
    """A meal by hand; carbohydrates that are not known stay empty."""

    meal_id: UUID
    day: date
    clock: time
    carbs_g: Annotated[float | None, Blank] = Field(None, ge=0, le=CARBS_MAX_G)
    name: str = Field("", max_length=WORD_CHARS_MAX)


class UnitForm(BaseModel):
    """The unit that the person reads in, and the page to go back to."""

    unit: GlucoseUnit
    back: Literal["/glucose", "/glucose/figures", "/glucose/trial"] = "/glucose"


class SaidForm(BaseModel):
    """What the person knows about a file."""

    unit: GlucoseUnit | None = None
    date_order: Literal["dmy", "mdy"] | None = None


def unit_of(desk: Desk) -> GlucoseUnit:
    """The unit that the person chose."""
    found = people.profile(desk)
    return found.glucose_unit if found else "mg/dL"


@pages.page("/glucose", "glucose_day.html")
def glucose_day(desk: Mine, settings: Setting, day: date | None = None) -> DayPage:
    """A day's glucose with meals and sessions on it."""
    now = settings.now()
    readings = glucose_readings.stored_readings(desk)
    trace = None if readings is None else readings.trace()
    days = [] if trace is None else days_of(trace)
    with_meals = {meal.local(meal.eaten_at).date() for meal in glucose_readings.meals(desk)}
    known = sorted({*days, *with_meals})
    chosen = day or (days[-1] if days else now.date())
    curve = DayCurve(day=chosen, minute=(), glucose_mg_dl=()) if trace is None else day_curve(trace, chosen)
    return DayPage(
        unit=unit_of(desk),
        day=chosen,
        earlier=next((one for one in reversed(known) if one < chosen), None),
        later=next((one for one in known if one > chosen), None),
        last=days[-1] if days else None,
        curve=curve,
        in_range_frac=curve.share_frac(*TARGET_MG_DL),
        meals=_meals(desk, chosen, readings),
        sessions=_sessions(desk, chosen, now),
        meal_id=uuid4(),
    )


@pages.router.post("/glucose/meals", status_code=303, tags=["change"])
def keep_meal(form: Annotated[MealForm, Form()], desk: Mine, settings: Setting) -> Response:
    """Write a meal down, or change it; sent twice it counts once."""
    glucose_readings.keep_meal(
        desk,
        day=form.day,
        clock=form.clock,
        carbs_g=form.carbs_g,
        name=form.name.strip(),
        now=settings.now(),
        meal_id=form.meal_id,
    )
    return RedirectResponse(f"/glucose?day={form.day}", 303)


@pages.page("/glucose/meals/{meal_id}", "glucose_meal.html")
def one_meal(meal_id: UUID, desk: Mine) -> MealPage:
    """One meal, to change or to remove."""
    found = glucose_readings.meal(desk, meal_id)
    eaten = found.local(found.eaten_at)
    return MealPage(meal=found, day=eaten.date(), clock=f"{eaten:%H:%M}")


@pages.router.post("/glucose/meals/{meal_id}/remove", status_code=303, tags=["change"])
def remove_meal(meal_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Remove a meal for good."""
    found = glucose_readings.remove_meal(desk, meal_id, now=settings.now())
    return RedirectResponse(f"/glucose?day={found.local(found.eaten_at).date()}", 303)


@pages.router.post("/glucose/unit", status_code=303, tags=["change"])
def keep_unit(form: Annotated[UnitForm, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the unit in which glucose is shown."""
    people.save_profile(desk, {"glucose_unit": form.unit}, now=settings.now())
    return RedirectResponse(form.back, 303)


@pages.page("/glucose/import", "glucose_import.html")
def glucose_import(desk: Mine, settings: Setting) -> ImportPage:
    """Choose an export of a glucose sensor; what was brought in before."""
    return ImportPage(batches=tuple(glucose_imports.batches(desk)), limit_bytes=settings.limit_bytes(IMPORT))


@pages.router.post("/glucose/import", status_code=303, tags=["change"], openapi_extra=FILE.described)
def receive(arrived: Annotated[Arrived[Nothing], Depends(FILE, scope="function")], desk: Mine) -> Response:
    """Look at an export; nothing of it is stored yet."""
    return RedirectResponse(f"/glucose/import/{glucose_imports.receive(desk, arrived.tray)}", 303)


@pages.page("/glucose/import/{incoming_id}", "glucose_look.html")
def glucose_look(incoming_id: UUID, desk: Mine) -> LookPage:
    """What bringing an upload in would do."""
    return LookPage(incoming_id=incoming_id, look=glucose_imports.look(desk, incoming_id))


@pages.router.post("/glucose/import/{incoming_id}/said", status_code=303, tags=["change"])
def look_again(incoming_id: UUID, form: Annotated[SaidForm, Form()], desk: Mine) -> Response:
    """Look once more with the unit or the order of dates that the person said."""
    glucose_imports.look_again(desk, incoming_id, unit=form.unit, date_order=form.date_order)
    return RedirectResponse(f"/glucose/import/{incoming_id}", 303)


@pages.router.post("/glucose/import/{incoming_id}/keep", status_code=303, tags=["change"])
def bring_in(incoming_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Store what was looked at."""
    glucose_imports.bring_in(desk, incoming_id, now=settings.now())
    return RedirectResponse("/glucose", 303)


@pages.router.post("/glucose/import/{incoming_id}/forget", status_code=303, tags=["change"])
def forget(incoming_id: UUID, desk: Mine) -> Response:
    """Put an upload away without storing it."""
    glucose_imports.forget(desk, incoming_id)
    return RedirectResponse("/glucose/import", 303)


def _meals(desk: Desk, day: date, readings: Readings | None) -> tuple[MealShown, ...]:
    everything = glucose_readings.meals(desk)  # those of other days may overlap
    found = [meal for meal in everything if meal.local(meal.eaten_at).date() == day]
    responses = glucose_readings.responses(readings, everything)
    shown = []
    for k, meal in enumerate(found):
        response, eaten = responses.get(meal.id), meal.local(meal.eaten_at)
        shown.append(
            MealShown(
                meal=meal,
                letter=LETTERS[k % len(LETTERS)],
                minute=60.0 * eaten.hour + eaten.minute,
                baseline_mg_dl=_known(response.baseline_mg_dl) if response else None,
                peak_rise_mg_dl=_known(response.peak_rise_mg_dl) if response else None,
                time_to_peak_min=_known(response.time_to_peak_min) if response else None,
                iauc_mg_dl_min=_known(response.iauc_mg_dl_min) if response else None,
                overlaps=response.overlaps if response else False,
            )
        )
    return tuple(shown)


def _sessions(desk: Desk, day: date, now: datetime) -> tuple[BoutShown, ...]:
    return tuple(
        BoutShown(
            bout=bout,
            name=find_exercise(bout.exercise).name,
            minute=(bout.wall_s - day_start_s(day)) / 60.0,
        )
        for bout in glucose_bouts.bouts(desk, now=now, day=day)
    )


def _known(value: float) -> float | None:
    return value if value == value else None
