"""The published models of the calf, as frozen values read from the data files beside this module."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import radians
from typing import Any

from soleus.errors import InputError

MUSCLES = ("soleus", "gasmed", "gaslat", "tibpost", "perlong", "perbrev", "fhl", "fdl")
ACHILLES = ("soleus", "gasmed", "gaslat")  # the muscles that pull on the Achilles tendon
MODELS = ("lai-uhlrich2023", "rajagopal2016", "gait2392")
DEFAULT_MODEL = MODELS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """One muscle: parameters after Millard 2013 and the length of its path.

    ``length_m[j]`` holds ascending coefficients of the muscle-tendon length (m) in the ankle angle (rad, dorsiflexion
    +) at knee flexion ``knee_rad[j]``; a single row where the knee does not matter.
    """

    name: str
    max_force_n: float
    optimal_fibre_m: float
    tendon_slack_m: float
    pennation_rad: float
    passive_strain_at_zero: float
    passive_strain_at_max_force: float
    knee_rad: tuple[float, ...]
    length_m: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleModel:
    """The eight plantarflexors of one leg, with the poses for which the geometry is known.

    ``smooth_width``: none for the Millard curves of the published model, else the width of De Groote's active curve.
    """

    name: str
    title: str
    citation: str
    licence: str
    body_mass_kg: float
    stature_m: float
    ankle_range_rad: tuple[float, float]
    knee_range_rad: tuple[float, float]
    tendon_strain_at_max_force: float
    max_velocity_per_s: float
    fibre_damping: float
    active_shortest: float
    active_transition: float
    active_longest: float
    active_shallow_slope: float
    muscles: tuple[Muscle, ...]
    smooth_width: float | None = None

    def smooth(self, *, width: float) -> "MuscleModel":
        """The same calf with the smooth curves of De Groote 2016, the active one ``width`` times as wide as published.

        1.33 is nearest to the active curve of `lai-uhlrich2023` and `rajagopal2016`, 1.15 to that of `gait2392`.

        Raises
        ------
        InputError  if the width is not between 1 and 2

        References
        ----------
        De Groote F et al. 2016, Ann Biomed Eng 44:2922, doi:10.1007/s10439-016-1591-9.
        """
        if not 1.0 <= width <= 2.0:
            raise InputError(f"width: expected a factor of 1 to 2, got {width:g}")
        return replace(self, smooth_width=width)

    def scaled(self, *, strength: float = 1.0, size: float = 1.0) -> "MuscleModel":
        """The same calf, ``strength`` times as strong and ``size`` times as long (fibres, tendons and paths).

        Raises
        ------
        InputError  if a factor is not between 0.05 and 20
        """
        for name, factor in (("strength", strength), ("size", size)):
            if not 0.05 <= factor <= 20.0:
                raise InputError(f"{name}: expected a factor of 0.05 to 20, got {factor:g}")
        return replace(self, muscles=tuple(_scaled(muscle, strength, size) for muscle in self.muscles))


@cache
def find_model(name: str) -> MuscleModel:
    """The model of that name.

    Raises
    ------
    InputError  if there is none; the message lists them
    """
    if name not in MODELS:
        raise InputError(f"model {name!r} is unknown; expected one of {', '.join(MODELS)}")
    text = files("soleus.dose").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    muscles = tuple(_muscle(entry) for entry in table.pop("muscle"))
    for axis in ("ankle", "knee"):
        table[f"{axis}_range_rad"] = tuple(radians(angle) for angle in table.pop(f"{axis}_range_deg"))
    return MuscleModel(muscles=muscles, **table)


def _muscle(entry: dict[str, Any]) -> Muscle:
    return Muscle(
        pennation_rad=radians(entry.pop("pennation_deg")),
        knee_rad=tuple(radians(angle) for angle in entry.pop("knee_deg")),
        length_m=tuple(tuple(row) for row in entry.pop("length_m")),
        **entry,
    )


def _scaled(muscle: Muscle, strength: float, size: float) -> Muscle:
    return replace(
        muscle,
        max_force_n=strength * muscle.max_force_n,
        optimal_fibre_m=size * muscle.optimal_fibre_m,
        tendon_slack_m=size * muscle.tendon_slack_m,
        length_m=tuple(tuple(size * c for c in row) for row in muscle.length_m),
    )
