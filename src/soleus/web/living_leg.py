"""The leg that moves on the live page: its drawing, and the table by which the page's script moves and tints it."""

from functools import lru_cache
from typing import Any

from markupsafe import Markup

from soleus.errors import InputError, NotFoundError
from soleus.exercises import Exercise, find_exercise
from soleus.leg import leg_frames, leg_svg, opacities, pose_of
from soleus.leg.working import AVERAGE, Held, held
from soleus.person import Person
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import people

pages = new_pages()

PREFIX = "live"
DIGITS = 4  # a ten-thousandth of an opacity is not to be seen


@pages.router.get("/exercises/{exercise_id}/leg", tags=["json"])
def leg(exercise_id: str, desk: Mine, settings: Setting) -> dict[str, Any]:
    """Frames of the drawing by heel height, and what this person's muscles do in each, by the model."""
    try:
        exercise = find_exercise(exercise_id)
    except InputError as error:
        raise NotFoundError(str(error)) from error
    return leg_table(exercise, people.person_of(people.profile(desk), settings.now()))


def leg_picture(exercise: Exercise) -> Markup:
    """The drawing in the exercise's start pose, in a view that holds every frame."""
    pose = pose_of(exercise, exercise.ankle_start_deg)
    title = f"{exercise.name}: your leg, moving with the measured heel"
    return Markup(leg_svg(pose, prefix=PREFIX, box=tuple(_frames(exercise)["box"]), title=title))  # noqa: S704  # ours


@lru_cache(maxsize=64)
def leg_table(exercise: Exercise, person: Person) -> dict[str, Any]:
    """`soleus.leg.leg_frames` in the person's own heights, with opacities and the soleus' share of each frame.

    ``top_height_m``: heel-raise height of the exercise's end pose. Opacities and shares are None where the model
    cannot tell. Without a body mass those are an average person's (``average``).
    """
    frames = _frames(exercise)
    average = person.body_mass_kg is None
    poses = [held(exercise, angle, AVERAGE if average else person) for angle in frames["ankle_deg"]]
    scale = person.forefoot_lever_m / frames["lever_m"]
    return frames | {
        "heel_raise_height_m": [round(scale * height, 5) for height in frames["heel_raise_height_m"]],
        "top_height_m": round(exercise.heel_raise_height_m(person), 4),
        "opacities": [_rounded(opacities(found.tint)) if found else None for found in poses],
        "soleus_share_frac": [_share(found) for found in poses],
        "average": average,
    }


@lru_cache(maxsize=64)
def _frames(exercise: Exercise) -> dict[str, Any]:
    return leg_frames(pose_of(exercise, exercise.ankle_start_deg), prefix=PREFIX)


def _share(found: Held | None) -> float | None:
    return None if found is None or found.soleus_share_frac is None else round(found.soleus_share_frac, DIGITS)


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in values.items()}
