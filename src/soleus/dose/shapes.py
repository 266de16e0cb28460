"""Which curves a model's muscles follow."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.dose import curves, de_groote
from soleus.dose.models import MuscleModel

Floats = NDArray[np.float64]

SMOOTH_TENDON_ENDS = 2.0  # force up to which the smooth tendon follows its formula; no muscle pulls as much


class Shape(Protocol):
    """A curve with its slope."""

    def __call__(self, at: ArrayLike, /) -> Floats:
        """Value."""

    def slope(self, at: ArrayLike, /) -> Floats:
        """First derivative."""


class Shapes(NamedTuple):
    """The exact curves of a model."""

    active: Shape  # over fibre length
    passive: tuple[Shape, ...]  # over fibre length, one a muscle
    speed: Shape
    tendon: Shape  # its length over its force
    toe: float  # force beyond which the tendon is straight


def shapes_of(model: MuscleModel) -> Shapes:
    """Millard's curves, or De Groote's where the model is smooth."""
    return _millard(model) if model.smooth_width is None else _smooth(model, model.smooth_width)


def _millard(model: MuscleModel) -> Shapes:
    """The curves of the published models."""
    tendon = curves.tendon_force_length(model.tendon_strain_at_max_force)
    return Shapes(
        active=curves.active_force_length(
            model.active_shortest, model.active_transition, model.active_longest, model.active_shallow_slope
        ),
        passive=tuple(
            curves.passive_force_length(m.passive_strain_at_zero, m.passive_strain_at_max_force) for m in model.muscles
        ),
        speed=curves.force_velocity(),
        tendon=curves.Curve(tendon.y, tendon.x),
        toe=curves.TENDON_TOE_FORCE,
    )


def _smooth(model: MuscleModel, width: float) -> Shapes:
    """De Groote's curves with the strains of the model; passive force has no strain of its own where it begins."""
    return Shapes(
        active=de_groote.ActiveForce(width),
        passive=tuple(de_groote.PassiveForce(m.passive_strain_at_max_force) for m in model.muscles),
        speed=de_groote.ForceVelocity(),
        tendon=de_groote.TendonLength(model.tendon_strain_at_max_force),
        toe=SMOOTH_TENDON_ENDS,
    )
