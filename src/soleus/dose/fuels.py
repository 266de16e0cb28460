"""From watts to MET, and from energy to grams of carbohydrate and fat."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.errors import InputError

Floats = NDArray[np.float64]

WATT_PER_KG_AND_MET = 1.1622  # 1 kcal/(kg h), the usual equal of 3.5 ml/(kg min) of oxygen
SEATED_REST_MET = (1.03, 1.06)  # Newton 2013
WORK_EFFICIENCY = 0.25  # of positive work, whole body: 0.20 to 0.25; a plausibility check beside the muscle models

# Peronnet & Massicotte 1991, Can J Sport Sci 16:23: g/min from oxygen used and carbon dioxide made in L/min
CARBOHYDRATE_PER_CO2, CARBOHYDRATE_PER_O2 = 4.585, -3.226
FAT_PER_O2, FAT_PER_CO2 = 1.695, -1.701
KJ_PER_L_O2, KJ_PER_L_O2_AND_RER = 16.8835, 4.8353  # energy of a litre of oxygen; as above
RER_RANGE = (0.7036, 0.9961)  # all fat .. all carbohydrate; as above

DEFAULT_RER = (0.75, 0.85, 0.95)
"""Low, middle, high. An assumption, mostly fat to mostly carbohydrate: no published value for push-ups was found."""


def met(net_power_w: ArrayLike, body_mass_kg: ArrayLike, *, rest_met: ArrayLike = 1.045) -> Floats:
    """Metabolic equivalents of a seated person whose muscles use ``net_power_w`` above rest.

    Parameters
    ----------
    net_power_w : (...) float64, W, both legs
    body_mass_kg : (...) float64
    rest_met : (...) float64, MET; the middle of `SEATED_REST_MET` unless given

    Returns
    -------
    (...) float64, MET

    Examples
    --------
    >>> round(float(met(17.0, 75.0)), 2)
    1.24
    """
    above = np.asarray(net_power_w, dtype=np.float64) / (WATT_PER_KG_AND_MET * np.asarray(body_mass_kg))
    return np.asarray(rest_met, dtype=np.float64) + above


def fuels_g(energy_kj: ArrayLike, rer: ArrayLike) -> tuple[Floats, Floats]:
    """Carbohydrate and fat (g) that give an energy at a respiratory exchange ratio; protein is neglected.

    Parameters
    ----------
    energy_kj : (...) float64
    rer : (...) float64, carbon dioxide made / oxygen used; 0.7036 (all fat) to 0.9961 (all carbohydrate)

    Returns
    -------
    carbohydrate and fat, g; (...) float64 each

    Raises
    ------
    InputError  if the ratio is beyond what fat and carbohydrate can give

    References
    ----------
    Peronnet F, Massicotte D 1991, Can J Sport Sci 16:23. For rest and light work.

    Examples
    --------
    >>> carbohydrate, fat = fuels_g(20.0, 0.85)
    >>> round(float(carbohydrate), 2), round(float(fat), 2)
    (0.64, 0.24)
    """
    ratio = np.asarray(rer, dtype=np.float64)
    if not ((ratio >= RER_RANGE[0]) & (ratio <= RER_RANGE[1])).all():
        raise InputError(f"rer: expected {RER_RANGE[0]} (all fat) to {RER_RANGE[1]} (all carbohydrate), got {ratio}")
    oxygen_l = np.asarray(energy_kj) / oxygen_energy_kj_l(ratio)
    carbohydrate = oxygen_l * (CARBOHYDRATE_PER_CO2 * ratio + CARBOHYDRATE_PER_O2)
    return np.asarray(carbohydrate), np.asarray(oxygen_l * (FAT_PER_O2 + FAT_PER_CO2 * ratio))


def oxygen_energy_kj_l(rer: ArrayLike) -> Floats:
    """Energy that a litre of oxygen gives at a respiratory exchange ratio (Peronnet & Massicotte 1991)."""
    return np.asarray(KJ_PER_L_O2 + KJ_PER_L_O2_AND_RER * np.asarray(rer))


def power_from_work_w(positive_work_w: ArrayLike, *, efficiency: float = WORK_EFFICIENCY) -> Floats:
    """Metabolic power of positive work (W, both legs) at an efficiency: the second opinion beside the muscle models."""
    return np.asarray(np.asarray(positive_work_w) / efficiency)
