"""The leg on a page: SVG of the one drawing code, which holds no style, script or link and needs no escaping."""

from collections.abc import Mapping
from functools import cache

from markupsafe import Markup

from soleus.exercises import find_exercise
from soleus.leg import REST, calf_map_svg, exercise_svg, location_svg
from soleus.leg.pictures import poses_of
from soleus.leg.working import tint_of


@cache
def exercise_picture(exercise_id: str) -> Markup:
    """Start and end pose, coloured by what the model says that an average person's muscles do there."""
    exercise = find_exercise(exercise_id)
    tints = [tint_of(exercise, pose.ankle_deg) or REST for _, pose in poses_of(exercise)]
    return Markup(exercise_svg(exercise, tints=tints))  # noqa: S704  # our own drawing, from numbers and fixed words


@cache
def where_the_soleus_is() -> Markup:
    """The calf from the side, with names."""
    return Markup(location_svg())  # noqa: S704  # as above


def calf_map(side: str, soreness: Mapping[str, float]) -> Markup:
    """The calf from behind; each region can be tapped."""
    return Markup(calf_map_svg(soreness=soreness, side=side))  # noqa: S704  # as above
