"""Choosing a session: the exercise, its pace, how it is counted; and its beginning."""

from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal, cast
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import Form, Query
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError
from soleus.exercises import Exercise, catalogue, find_exercise
from soleus.programme.prescription import Item
from soleus.programme.profile import Ketones
from soleus.recording import Side
from soleus.reps.phone_way import PhoneWay, phone_way
from soleus.store.records import Sides, Target
from soleus.web.glucose import unit_of
from soleus.web.glucose_shown import in_mg_dl
from soleus.web.pages import Mine, Setting, new_pages
from soleus.web.setup import Blank
from soleus.workspace import care, sessions
from soleus.workspace.glucose_before import check_glucose
from soleus.workspace.stepping import is_walking

pages = new_pages()
Way = Literal["camera-sticker", "camera", "phone", "recording", "tap", "metronome", "emg"]

FIRST_EXERCISE = "soleus-push-up"
COUNTED_KINDS = ("raise", "hop")  # what has repetitions
CADENCE_PER_MIN = (5.0, 120.0)  # slower is a hold, faster cannot be followed by ear
Pace = Annotated[float, Query(ge=CADENCE_PER_MIN[0], le=CADENCE_PER_MIN[1])]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSessionPage:
    """What can be started; ``session_id`` goes with the form, so that sending it twice starts one session.

    ``how`` is chosen already; ``phone`` says where a phone would go, None where it cannot count; ``asked`` is what the
    plan asks, or where the catalogue starts; ``loadable`` with a weight.
    """

    session_id: UUID
    exercise: Exercise
    exercises: tuple[Exercise, ...]
    how: Way
    phone: PhoneWay | None
    cadence_per_min: float
    walking: bool
    asked: Target
    loadable: bool
    cadence_range_per_min: tuple[float, float] = CADENCE_PER_MIN


class Begin(BaseModel):
    """The form that starts a session; a target is sets of repetitions, or of minutes, or none."""

    session_id: UUID
    exercise: str = Field(max_length=60)
    how: Way
    cadence_per_min: float = Field(ge=CADENCE_PER_MIN[0], le=CADENCE_PER_MIN[1])
    sets: Annotated[int | None, Blank] = Field(None, ge=1, le=20)
    reps: Annotated[int | None, Blank] = Field(None, ge=1, le=1000)
    minutes: Annotated[float | None, Blank] = Field(None, ge=0.5, le=300)
    load_kg: Annotated[float | None, Blank] = Field(None, ge=0, le=300)
    glucose: Annotated[float | None, Blank] = Field(None, gt=0, le=700)  # just measured, in the person's unit
    ketones: Annotated[Ketones | None, Blank] = None
    legs: Sides | Side | None = None

    def target(self) -> Target:
        """What is to be done, by which leg."""
        if self.how == "camera" and self.legs == "alternate":
            raise InputError("The camera without a sticker counts too late to change legs each time; change halfway.")
        side: Side | None = "left" if self.legs == "left" else "right" if self.legs == "right" else None
        sides = None if side or self.legs is None else cast(Sides, self.legs)
        asked = self.reps is not None or self.minutes is not None
        return Target(
            sets=(self.sets or 1) if asked else None, reps=self.reps, minutes=self.minutes, load_kg=self.load_kg,
            cadence_per_min=self.cadence_per_min, side=side, sides=sides,
        )  # fmt: skip


class Asked(BaseModel):
    """What the plan asks of an exercise, in the address that Today leads to."""

    sets: int | None = Field(None, ge=1, le=20)
    reps: int | None = Field(None, ge=1, le=1000)
    minutes: float | None = Field(None, ge=0.5, le=300)
    load_kg: float | None = Field(None, ge=0, le=300)

    def target(self, exercise: Exercise) -> Target:
        """That, or where the catalogue starts."""
        if self.reps is not None or self.minutes is not None:
            return Target(sets=self.sets or 1, reps=self.reps, minutes=self.minutes, load_kg=self.load_kg)
        least = exercise.dose
        return Target(
            sets=round(least.sets[0]),
            reps=round(least.reps[0]) if least.reps else None,
            minutes=least.minutes[0] if least.minutes else None,
        )


def start_url(item: Item) -> str | None:
    """Where one exercise of a plan is started as it is asked; None where nothing of it can be counted."""
    if not (_can_be_counted(item.exercise) or is_walking(item.exercise)):
        return None
    dose = item.dose
    asked = {"sets": dose.sets, "reps": dose.reps, "minutes": dose.minutes, "load_kg": dose.load_kg or None}
    told = {name: f"{value:g}" for name, value in asked.items() if value is not None}
    return "/sessions/new?" + urlencode({"exercise": item.exercise.id} | told)


@pages.page("/sessions/new", "session_new.html", personal=False)
def new_session(
    asked: Annotated[Asked, Query()],
    exercise: str = FIRST_EXERCISE,
    how: Way = "tap",
    cadence_per_min: Pace | None = None,
) -> NewSessionPage:
    """Choose the exercise, the pace and how to count; a phone at the waist wants a pace that it bears."""
    chosen = _startable(exercise)
    phone = phone_way(chosen)
    pace = cadence_per_min or chosen.cadence_per_min or 0.0
    slowest = phone.counts_from_per_min if phone and how == "phone" else 0.0
    return NewSessionPage(
        session_id=uuid4(),
        exercise=chosen,
        exercises=(*counted_exercises(), *(entry for entry in catalogue().values() if is_walking(entry))),
        how="phone" if is_walking(chosen) else "tap" if how == "phone" and phone is None else how,
        phone=phone,
        walking=is_walking(chosen),
        asked=asked.target(chosen),
        loadable="weights" in (*chosen.needs, *chosen.helps),
        cadence_per_min=max(round(pace), ceil(slowest)),
    )


@pages.router.post("/sessions", status_code=303, tags=["change"])
def begin(form: Annotated[Begin, Form()], desk: Mine, settings: Setting) -> Response:
    """Start a session; its clock waits for the first repetition."""
    exercise, now = _startable(form.exercise), settings.now()
    if form.how == "recording":
        return RedirectResponse(f"/measure?exercise={exercise.id}", 303)
    if is_walking(exercise) and form.how != "phone":
        raise InputError(f"{exercise.name}: its steps are counted by the phone that you carry; choose the phone.")
    if form.how == "phone":
        _check_phone(exercise, form.cadence_per_min)
    care.check_session(desk)
    said_mg_dl = None if form.glucose is None else in_mg_dl(form.glucose, unit_of(desk))
    check_glucose(desk, now=now, said_mg_dl=said_mg_dl, ketones=form.ketones)
    begun = sessions.start(
        desk, exercise=exercise.id, how=form.how, now=now, target=form.target(), session_id=form.session_id
    )
    if begun.started_at == now and begun.state == "running":
        sessions.pause(desk, begun.id, now=now)
    return RedirectResponse(f"/sessions/{begun.id}/live", 303)


def _check_phone(exercise: Exercise, cadence_per_min: float) -> None:
    """Refuse what a phone would lose in silence."""
    way, tempo = phone_way(exercise), exercise.tempo
    if way is None or tempo is None or way.tells(cadence_per_min) != "nothing":
        return
    up_s = tempo.concentric_s * tempo.cadence_per_min / cadence_per_min
    raise InputError(
        f"{exercise.name}: at {cadence_per_min:g} a minute the heel takes {up_s:.1f} s up, too slow for a phone at the "
        f"waist to see; set at least {ceil(way.counts_from_per_min)} a minute, or count by the camera with a sticker."
    )


def counted_exercise(exercise_id: str) -> Exercise:
    """One with repetitions.

    Raises
    ------
    InputError  if it has none
    """
    exercise = find_exercise(exercise_id)
    if not _can_be_counted(exercise):
        raise InputError(f"{exercise.name} has no repetitions to count; choose another exercise.")
    return exercise


def counted_exercises() -> tuple[Exercise, ...]:
    """Those whose repetitions can be counted."""
    return tuple(entry for entry in catalogue().values() if _can_be_counted(entry))


def _can_be_counted(exercise: Exercise) -> bool:
    return exercise.kind in COUNTED_KINDS and exercise.tempo is not None


def _startable(exercise_id: str) -> Exercise:
    """One whose repetitions or steps can be counted."""
    exercise = find_exercise(exercise_id)
    return exercise if is_walking(exercise) else counted_exercise(exercise_id)
