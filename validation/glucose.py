"""Glucose, meals and what push-ups may do to them: targets 28 to 33."""

import re
from collections.abc import Mapping

import numpy as np

from soleus.glucose.meals import incremental_auc, net_incremental_auc, total_auc
from soleus.glucose.metrics import metrics_of
from soleus.glucose.readings import Readings
from soleus.glucose.simulation.meal import Comparison, compare, oxidation_in_words
from soleus.glucose.simulation.people import VirtualPeople, find_preset
from soleus.glucose.simulation.push_ups import PushUps, push_up_energy
from soleus.glucose.trial.analysis import analyse_trial
from soleus.glucose.trial.pairs import pairs_of
from soleus.glucose.trial.posterior import EVIDENCE

MASS_KG = 75.0
PAIR_SD_MG_DL = 15.7  # of a difference of two meals, from the limits of agreement of +/- 31 mg/dL
N_PEOPLE = 4000
LEVEL_MG_DL = 130.0  # mean of 2 h after a meal; only the scatter matters


def ours() -> Mapping[str, float]:
    """Our figures, by the keys of glucose.toml."""
    return {**_balance(), **_by_hand(), **_no_effect(), **_expected(), **_simulated()}


def _balance() -> dict[str, float]:
    energy = push_up_energy(MASS_KG).mid
    words = oxidation_in_words(50.0, 60.0, energy, body_mass_kg=MASS_KG)
    implied, burnt = (float(text) for text in re.findall(r"([\d.]+) g", words))
    return {"implied_g": implied, "energy_g": burnt, "labelled": float("not explained by direct" in words)}


def _by_hand() -> dict[str, float]:
    time_min = np.array([0.0, 30, 60, 90, 120])
    glucose_mg_dl = np.array([90.0, 140, 150, 110, 80])
    flat = Readings(
        time_s=1.7e9 + 300.0 * np.arange(288),
        utc_offset_s=np.zeros(288),
        glucose_mg_dl=np.full(288, 150.0),
        flags=np.zeros(288, dtype=np.uint8),
        zoned=True,
    )
    return {
        "iauc": incremental_auc(time_min, glucose_mg_dl, baseline_mg_dl=90.0),
        "net_iauc": net_incremental_auc(time_min, glucose_mg_dl, baseline_mg_dl=90.0),
        "auc": total_auc(time_min, glucose_mg_dl),
        "gmi": metrics_of(flat).value["gmi_pct"],
    }


def _no_effect() -> dict[str, float]:
    """Three pairs of people whom push-ups do nothing."""
    rng = np.random.default_rng(31)
    meals = LEVEL_MG_DL + rng.normal(0.0, PAIR_SD_MG_DL / np.sqrt(2.0), (N_PEOPLE, 2, 3))
    verdicts = [analyse_trial(pairs_of(control, push_ups), planned_pairs=3).verdict for control, push_ups in meals]
    return {
        "false_lower_pct": 100.0 * verdicts.count("lower") / N_PEOPLE,
        "cannot_tell_pct": 100.0 * verdicts.count("cannot tell") / N_PEOPLE,
    }


def _expected() -> dict[str, float]:
    below = np.exp(EVIDENCE.log_density(grid := np.exp(np.linspace(-5.0, 3.0, 8001))))
    return {
        "prior_median_pct": 100.0 * (EVIDENCE.belief().median - 1.0),
        "prior_52_pct": 100.0 * float(below[grid <= 0.48].sum() / below.sum()),
    }


def _meal(*bouts_min: tuple[float, float]) -> Comparison:
    effort = PushUps(bouts_min=bouts_min, extra_kcal_min=push_up_energy(MASS_KG).mid)
    return compare(VirtualPeople.of(find_preset("prediabetes", body_mass_kg=MASS_KG)), 75.0, effort)


def _simulated() -> dict[str, float]:
    """The trials with the energy that the dose finds, half of it from blood glucose."""
    whole, two_hours = _meal((0.0, 180.0)), _meal((0.0, 120.0))
    breaks = _meal(*((start, start + 3.0) for start in range(0, 180, 30)))
    growing = [float(_meal((0.0, minutes)).iauc_change_frac()[0]) for minutes in (20.0, 60.0, 120.0, 180.0)]
    hamilton, elek, none = (
        100.0 * float(change[0])
        for change in (whole.iauc_change_frac(), two_hours.iauc_change_frac(120), breaks.iauc_change_frac())
    )
    return {
        "more_minutes": float(growing == sorted(growing, reverse=True)),
        "hamilton_pct": hamilton,
        "elek_pct": elek,
        "breaks_pct": none,
        "ordered": float(hamilton < elek < none),
    }
