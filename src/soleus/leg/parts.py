"""The parts of a drawn leg at a pose: rigid ones as places, soft ones as outlines."""

from dataclasses import dataclass

from soleus.leg.anatomy import (
    BENT_KNEE,
    BENT_SHANK,
    BENT_THIGH,
    HOLLOW_KNEE,
    HOLLOW_SHANK,
    HOLLOW_THIGH,
    SKIN_INSTEP,
    SKIN_KNEE_FRONT,
    SKIN_SHANK_BACK,
    SKIN_SHANK_FRONT,
    SKIN_SOLE,
    SKIN_THIGH_BACK,
    SKIN_THIGH_FRONT,
    SKIN_TOES,
    Points,
)
from soleus.leg.muscles import Calf, at_height, calf_of
from soleus.leg.outline import Outline, closed, lines, ribbon
from soleus.leg.pose import Frame, LegPose

SKIN_OVER_MUSCLE_MM = 5.5  # drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class LegParts:
    """All that moves: ``frames`` by group name, ``outlines`` by path name."""

    frames: dict[str, Frame]
    outlines: dict[str, Outline]
    calf: Calf


def parts_of(pose: LegPose) -> LegParts:
    """The parts at that pose."""
    calf = calf_of(pose)
    frames = {
        "thigh": pose.thigh,
        "knee": pose.knee,
        "shank": pose.shank,
        "foot": pose.ankle,
        "ball": pose.foot,
        "toes": pose.toes,
    }
    outlines = {
        "skin": closed(_skin(pose, calf)),
        "soleus": ribbon(*calf.soleus),
        "soleus-fibres": lines(calf.soleus_fibres),
        "achilles": ribbon(*calf.tendon),
        "gastrocnemius": ribbon(*calf.gastrocnemius),
        "gastrocnemius-fibres": lines(calf.gastrocnemius_fibres),
    }
    return LegParts(frames=frames, outlines=outlines, calf=calf)


def _skin(pose: LegPose, calf: Calf) -> Points:
    thigh, knee, shank, foot, toes = pose.thigh, pose.knee, pose.shank, pose.foot, pose.toes
    bent = min(pose.knee_flex_deg / 90.0, 1.0)
    muscle = tuple(shank.inside(point) for point in calf.gastrocnemius[1])
    back = (*SKIN_SHANK_BACK, *_between(HOLLOW_SHANK, BENT_SHANK, bent))
    return (
        *thigh.places(SKIN_THIGH_FRONT),
        *knee.places(SKIN_KNEE_FRONT),
        *shank.places(SKIN_SHANK_FRONT),
        *foot.places(SKIN_INSTEP),
        *toes.places(SKIN_TOES),
        *foot.places(SKIN_SOLE),
        *shank.places(tuple(_over(muscle, point) for point in back)),
        *knee.places(_between(HOLLOW_KNEE, BENT_KNEE, bent)),
        *thigh.places(_between(HOLLOW_THIGH, BENT_THIGH, bent)),
        *thigh.places(SKIN_THIGH_BACK),
    )


def _between(straight: Points, bent: Points, part: float) -> Points:
    return tuple(a + part * (b - a) for a, b in zip(straight, bent, strict=True))


def _over(muscle: Points, skin: complex) -> complex:
    """The skin where it is drawn, or further back where the muscle would come through."""
    if not muscle[-1].imag < skin.imag < muscle[0].imag:
        return skin
    return complex(min(skin.real, at_height(muscle, skin.imag).real - SKIN_OVER_MUSCLE_MM), skin.imag)
