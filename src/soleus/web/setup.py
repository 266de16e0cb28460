"""The set-up in four steps, each a form that can be left and gone back to."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal, get_args

from fastapi import Form
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator, Field
from starlette.responses import Response

from soleus.errors import InputError
from soleus.person import Sex
from soleus.programme.profile import QUESTIONS, Goal
from soleus.programme.screening import Screened
from soleus.store.records import Profile
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import care, people

pages = new_pages()

Step = Literal["person", "goal", "equipment", "screening"]
GOALS: dict[Goal, str] = {
    "glucose": "Steadier blood sugar: minutes after meals, breaks in sitting",
    "strength": "Stronger calves",
    "achilles": "A sore Achilles tendon, loaded step by step",
    "running": "Back to running, or running more",
    "circulation": "Circulation while sitting",
}
EQUIPMENT = {
    "weights": "Weights: dumbbells, a barbell, a loaded backpack",
    "step": "A step or edge to stand on",
    "stairs": "Stairs",
    "hill": "A hill",
    "ramp": "A wedge or ramp",
}
MEDICATION = {
    "insulin": "Insulin",
    "sulfonylurea": "A sulfonylurea (glimepiride, gliclazide, ...)",
    "glinide": "A glinide (repaglinide, nateglinide)",
    "metformin": "Metformin",
    "anticoagulant": "A blood thinner",
}
ASKED = {
    "calf_swelling": "Is one calf newly swollen?",
    "calf_pain_after_immobility": "New calf pain after long lying, sitting, a flight or a cast?",
    "sudden_pop": "Did you feel a sudden pop in the calf or heel?",
    "cannot_push_off": "Are you newly unable to push off with the foot?",
    "numbness": "New numbness in the foot or leg?",
    "pain_out_of_proportion": "Pain out of all proportion, in a tense calf?",
    "open_wound": "An open wound on the foot or leg that is not healed?",
    "fracture": "A fracture that no clinician has cleared yet?",
    "recent_surgery": "Surgery that your surgeon has not cleared for training?",
    "previous_clot": "Have you ever had a clot in a leg or lung?",
    "anticoagulants": "Do you take blood thinners?",
    "pregnancy": "Are you pregnant?",
}

Blank = BeforeValidator(lambda value: None if value == "" else value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupPage:
    """One step: what is stored already, what can be chosen, what the last screening said."""

    step: Step
    steps: tuple[Step, ...]
    profile: Profile | None
    choices: dict[str, str]
    medication: dict[str, str]
    answers: dict[str, bool | None]
    screened: Screened


class Body(BaseModel):
    """Step one; what is left empty is not known."""

    body_mass_kg: Annotated[float | None, Blank] = Field(None, ge=25, le=350)
    stature_cm: Annotated[float | None, Blank] = Field(None, ge=100, le=250)
    sex: Annotated[Sex | None, Blank] = None
    birth_year: Annotated[int | None, Blank] = Field(None, ge=1900, le=2025)


class Aim(BaseModel):
    """Step two."""

    goal: Goal
    days_per_week: int = Field(ge=1, le=7)


class Things(BaseModel):
    """Step three."""

    equipment: list[str] = Field([], max_length=20)
    medication: list[str] = Field([], max_length=20)


@pages.page("/setup/{step}", "setup.html")
def setup(step: Step, desk: Mine) -> SetupPage:
    """One step of the set-up."""
    given, profile = care.answers(desk), people.profile(desk)
    choices: dict[str, dict[str, str]] = {
        "goal": {str(goal): told for goal, told in GOALS.items()},
        "equipment": EQUIPMENT,
        "screening": ASKED,
    }
    return SetupPage(
        step=step,
        steps=get_args(Step),
        profile=profile and replace(profile, settings={}),  # other pages keep theirs there, folders among them
        choices=choices.get(step, {}),
        medication=MEDICATION,
        answers={name: getattr(given, name) for name in QUESTIONS},
        screened=care.massage(desk),
    )


@pages.router.post("/setup/person", status_code=303, tags=["change"])
def keep_person(form: Annotated[Body, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep body mass, stature, sex and year of birth."""
    changes = form.model_dump(exclude={"stature_cm"})
    changes["stature_m"] = None if form.stature_cm is None else form.stature_cm / 100
    people.save_profile(desk, changes, now=settings.now(), step="person")
    return _onward(desk)


@pages.router.post("/setup/goal", status_code=303, tags=["change"])
def keep_goal(form: Annotated[Aim, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the goal and the days of a week."""
    people.save_profile(desk, form.model_dump(), now=settings.now(), step="goal")
    return _onward(desk)


@pages.router.post("/setup/equipment", status_code=303, tags=["change"])
def keep_equipment(form: Annotated[Things, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep what is at hand and the medicines that matter for a session."""
    for name, known in (("equipment", EQUIPMENT), ("medication", MEDICATION)):
        if unknown := set(getattr(form, name)) - set(known):
            raise InputError(f"{name}: expected some of {', '.join(known)}, got {', '.join(sorted(unknown))}")
    changes = {name: tuple(values) for name, values in form.model_dump().items()}
    people.save_profile(desk, changes, now=settings.now(), step="equipment")
    return _onward(desk)


class Screen(BaseModel):
    """Step four: yes or no to each question; an unanswered one stays open and keeps sessions closed."""

    calf_swelling: bool | None = None
    calf_pain_after_immobility: bool | None = None
    sudden_pop: bool | None = None
    cannot_push_off: bool | None = None
    numbness: bool | None = None
    pain_out_of_proportion: bool | None = None
    open_wound: bool | None = None
    fracture: bool | None = None
    recent_surgery: bool | None = None
    previous_clot: bool | None = None
    anticoagulants: bool | None = None
    pregnancy: bool | None = None


@pages.router.post("/setup/screening", status_code=303, tags=["change"])
def keep_screening(form: Annotated[Screen, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the answers; a red flag stays until they are given again."""
    people.save_screening(desk, form.model_dump(), now=settings.now())
    return RedirectResponse("/setup/screening?saved=1" if care.massage(desk).closed else _next(desk), 303)


def _onward(desk: Mine) -> Response:
    return RedirectResponse(_next(desk), 303)


def _next(desk: Mine) -> str:
    step = people.next_setup_step(desk)
    return f"/setup/{step}" if step else "/"
