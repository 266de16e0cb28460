"""Metabolic power of the calf's muscles from what their fibres do: two published models, energy above rest, fuels."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.dose.fibres import FibreStates
from soleus.dose.models import MuscleModel
from soleus.errors import InputError

Floats = NDArray[np.float64]

MUSCLE_DENSITY_KG_M3 = 1059.7  # default of both metabolic probes of OpenSim
HEAT_FLOOR_W_KG = 1.0  # no muscle, however idle, gives off less: Umberger 2003, p. 104
IDLE_ACTIVATION = 0.01  # least activation of the load sharing
SOLEUS_SLOW_SHARE = 0.8  # Edgerton 1975: 0.70; the models of OpenSim: 0.80
SOLEUS_SLOW_RANGE = (0.70, 0.88)  # Edgerton 1975; the upper end is after Johnson 1973, unverified: spread only
OTHER_SLOW_SHARE = 0.5  # both heads of gastrocnemius about half; the deep ones unknown, default of OpenSim
SPECIFIC_TENSION_PA = {"lai-uhlrich2023": 0.6e6, "rajagopal2016": 0.6e6, "gait2392": 0.39e6}
# ... give soleus 0.48 kg in each: 489 cm3 (12 adults, Fukunaga 1992) x density is 0.52 kg, older women have 0.38 kg
SOLEUS_MASS_RANGE_KG = (0.35, 0.60)  # older women 358 cm3 = 0.38 kg (Front Physiol 2019) to above Fukunaga 1992
ALL_SLOW_W_KG, MORE_IF_FAST_W_KG = 25.0, 128.0  # heat of activation and maintenance; Umberger 2010, as in OpenSim
SLOW_SHORTENING_W_KG, FAST_SHORTENING_W_KG = 100.0, 153.0  # at the largest velocity of each fibre type; as above
SLOWER = 2.5  # fast fibres shorten that much faster than slow ones; as above
MAINTENANCE_LENGTH, MAINTENANCE_FACTOR = (0.0, 0.5, 1.0, 1.5), (0.5, 0.5, 1.0, 0.0)  # Bhargava 2004, as in OpenSim


@dataclass(frozen=True, slots=True, kw_only=True)
class Tissue:
    """Of what the muscles are made: largest stress (Pa), shares of slow-twitch fibres (0..1), density (kg/m3)."""

    specific_tension_pa: float
    soleus_slow_share: float = SOLEUS_SLOW_SHARE
    other_slow_share: float = OTHER_SLOW_SHARE
    density_kg_m3: float = MUSCLE_DENSITY_KG_M3

    def __post_init__(self) -> None:
        """Refuse what no muscle can be."""
        for name in ("soleus_slow_share", "other_slow_share"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise InputError(f"{name}: expected a share of 0 to 1, got {getattr(self, name):g}")
        if not (self.specific_tension_pa > 0.0 and self.density_kg_m3 > 0.0):
            raise InputError("specific_tension_pa, density_kg_m3: expected numbers above 0")

    def mass_kg(self, model: MuscleModel) -> Floats:
        """Mass of each muscle: largest force / stress x optimal fibre length x density; shape (8,)."""
        volume = [muscle.max_force_n * muscle.optimal_fibre_m / self.specific_tension_pa for muscle in model.muscles]
        return np.array(volume) * self.density_kg_m3

    def slow_share(self, model: MuscleModel) -> Floats:
        """Share of slow-twitch fibres of each muscle; shape (8,)."""
        return np.array(
            [self.soleus_slow_share if m.name == "soleus" else self.other_slow_share for m in model.muscles]
        )


def tissue_of(model: MuscleModel) -> Tissue:
    """The default tissue: at the specific tension that makes soleus 0.48 kg in the generic model of that name."""
    return Tissue(specific_tension_pa=SPECIFIC_TENSION_PA[model.name])


PROBE_TISSUE = Tissue(specific_tension_pa=0.25e6, soleus_slow_share=0.5)
"""Defaults of OpenSim's metabolic probes. With the forces of this calf they make soleus 1.16 kg, twice too heavy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bhargava2004:
    """Activation, maintenance and shortening heat, and work, after Bhargava 2004 as OpenSim's probe has it.

    References
    ----------
    Bhargava LJ, Pandy MG, Anderson FC 2004, J Biomech 37:81, doi:10.1016/s0021-9290(03)00239-2; constants and clamps
    as in OpenSim's Bhargava2004MuscleMetabolicsProbe. Differs from the paper, as the probe does: activation heat does
    not decay, a muscle gives off no heat of lengthening, heat has a floor. Differs from the probe unless
    ``keep_negative_work``: work done on a muscle is not taken off its cost. Excitation = activation.
    """

    activation_slow_w_kg: float = 40.0
    activation_fast_w_kg: float = 133.0
    maintenance_slow_w_kg: float = 74.0
    maintenance_fast_w_kg: float = 111.0
    shortening: float = 0.25  # heat per force x velocity
    keep_negative_work: bool = False

    def __call__(self, fibres: FibreStates, mass_kg: ArrayLike, slow_share: ArrayLike) -> Floats:
        """Metabolic power in W, shape (..., n, 8); masses and shares of (8,), or (draws, 1, 8)."""
        mass, share = np.asarray(mass_kg), np.asarray(slow_share)
        slow, fast = recruitment(fibres.activation, share)
        length = np.interp(fibres.length_norm, MAINTENANCE_LENGTH, MAINTENANCE_FACTOR)
        heat = mass * (self.activation_slow_w_kg * slow + self.activation_fast_w_kg * fast)
        heat = heat + mass * length * (self.maintenance_slow_w_kg * slow + self.maintenance_fast_w_kg * fast)
        shortens = np.minimum(fibres.velocity_m_s, 0.0)
        heat = heat - self.shortening * (fibres.active_force_n + fibres.passive_force_n) * shortens
        return _with_work(heat, fibres, mass, self.keep_negative_work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Umberger2010:
    """Activation and maintenance heat, shortening heat, and work, after Umberger 2010 as OpenSim's probe has it.

    ``recruitment``: `recruited`, slow fibres are recruited first (rule of Bhargava 2004, default of OpenSim); `fixed`,
    the share of the whole muscle at any activation (as published: doubles the cost of light work).

    References
    ----------
    Umberger BR 2010, J R Soc Interface 7:1329, doi:10.1098/rsif.2010.0084; Umberger BR, Gerritsen KGM, Martin PE 2003,
    Comput Methods Biomech Biomed Engin 6:99, doi:10.1080/1025584031000091678; constants and clamps as in OpenSim's
    Umberger2010MuscleMetabolicsProbe, changed after Uchida TK et al. 2016, PLoS One 11:e0150378,
    doi:10.1371/journal.pone.0150378. Differs from the paper: recruitment as above. Differs from the probe unless
    ``keep_negative_work`` (lengthening heat 4.0 instead of 0.3, work done on the muscle taken off): as published.
    Excitation = activation.
    """

    aerobic_factor: float = 1.5
    recruitment: Literal["recruited", "fixed"] = "recruited"
    keep_negative_work: bool = False

    def __call__(self, fibres: FibreStates, mass_kg: ArrayLike, slow_share: ArrayLike) -> Floats:
        """Metabolic power in W, shape (..., n, 8); masses and shares of (8,), or (draws, 1, 8)."""
        mass, share = np.asarray(mass_kg), np.asarray(slow_share)
        if self.recruitment == "recruited":
            slow, fast = recruitment(fibres.activation, share)
            share = np.divide(slow, slow + fast, out=np.ones_like(slow), where=slow + fast > 0.0)
        heat = self.activation_heat_w_kg(fibres, share) + self.movement_heat_w_kg(fibres, share)
        return _with_work(mass * heat, fibres, mass, self.keep_negative_work)

    def activation_heat_w_kg(self, fibres: FibreStates, share: Floats) -> Floats:
        """Heat of activation and maintenance, W/kg."""
        beyond = np.where(fibres.length_norm > 1.0, 0.4 + 0.6 * fibres.force_length, 1.0)
        full = ALL_SLOW_W_KG + MORE_IF_FAST_W_KG * (1.0 - share)
        return np.asarray(self.aerobic_factor * fibres.activation**0.6 * full * beyond)

    def movement_heat_w_kg(self, fibres: FibreStates, share: Floats) -> Floats:
        """Heat of shortening and of lengthening, W/kg."""
        largest = fibres.model.max_velocity_per_s
        slow, fast = SLOW_SHORTENING_W_KG * SLOWER / largest, FAST_SHORTENING_W_KG / largest
        speed, active = fibres.velocity_norm_per_s, fibres.activation
        shortening = np.minimum(-slow * speed, SLOW_SHORTENING_W_KG) * share - fast * speed * (1.0 - share)
        lengthening = (4.0 if self.keep_negative_work else 0.3) * slow * speed
        heat = np.where(speed <= 0.0, active**2 * shortening, active * lengthening)
        return np.asarray(self.aerobic_factor * heat * np.where(fibres.length_norm > 1.0, fibres.force_length, 1.0))


METHODS = (Bhargava2004(), Umberger2010())
PROBE_METHODS = (Bhargava2004(keep_negative_work=True), Umberger2010(keep_negative_work=True))
Method = Bhargava2004 | Umberger2010


def recruitment(activation: Floats, slow_share: Floats) -> tuple[Floats, Floats]:
    """Slow and fast fibres at work, parts of the muscle: the slow are called on first (Bhargava 2004)."""
    quarter = 0.5 * np.pi * activation
    return slow_share * np.sin(quarter), (1.0 - slow_share) * (1.0 - np.cos(quarter))


def mean_power_w(method: Method, fibres: FibreStates, mass_kg: ArrayLike, slow_share: ArrayLike) -> Floats:
    """Mean metabolic power of each muscle over the cycle, with what it costs idle, W; shape (..., 8)."""
    return np.asarray(method(fibres, mass_kg, slow_share).mean(axis=-2))


def power_above_rest_w(method: Method, fibres: FibreStates, mass_kg: ArrayLike, slow_share: ArrayLike) -> Floats:
    """Mean metabolic power of each muscle over the cycle, less what it costs idle at the same lengths.

    Parameters
    ----------
    method : Bhargava2004() or Umberger2010()
    fibres : of `share_cycle`, arrays (..., n, 8)
    mass_kg, slow_share : (8,) of a `Tissue`, or (draws, 1, 8)

    Returns
    -------
    (..., 8) float64, W, of one leg; NaN where an instant has no solution; a muscle that mostly lengthens can be below 0

    Examples
    --------
    >>> time = np.arange(50) / 50 * 1.2
    >>> lift = 0.5 - 0.5 * np.cos(2 * np.pi * time / 1.2)
    >>> fibres = share_cycle(time, -0.44 * lift, 1.57, 10.7 * np.cos(0.44 * lift)).fibres
    >>> tissue = tissue_of(fibres.model)
    >>> watt = power_above_rest_w(Bhargava2004(), fibres, tissue.mass_kg(fibres.model), tissue.slow_share(fibres.model))
    >>> bool(3 < watt.sum() < 15)
    True
    """
    moving = mean_power_w(method, fibres, mass_kg, slow_share)
    return moving - mean_power_w(method, idle(fibres), mass_kg, slow_share)


def idle(fibres: FibreStates) -> FibreStates:
    """The same fibres at the same lengths, at rest: least activation, no movement."""
    none = np.zeros(fibres.activation.shape)
    return replace(
        fibres,
        activation=np.where(np.isnan(fibres.activation), np.nan, IDLE_ACTIVATION),
        velocity_m_s=none,
        velocity_norm_per_s=none,
        active_force_n=none,
        passive_force_n=none,
    )


def _with_work(heat_w: Floats, fibres: FibreStates, mass: Floats, keep_negative: bool) -> Floats:
    """Heat and work in W: heat has a floor, and what falls below zero in sum is heat that was left out."""
    work = -np.maximum(fibres.active_force_n, 0.0) * fibres.velocity_m_s
    if not keep_negative:
        work = np.maximum(work, 0.0)
    return np.asarray(np.maximum(np.maximum(heat_w, -work), HEAT_FLOOR_W_KG * mass) + work)
