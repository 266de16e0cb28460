"""Load, muscles, tendon and energy of heel raises: targets 1 to 14 and 23 to 28."""

import numpy as np
from numpy.typing import NDArray

from soleus.dose import Dose, find_model, planned_dose, pose, share_load
from soleus.dose.energy import Umberger2010, tissue_of
from soleus.dose.fibres import FibreStates
from soleus.dose.fuels import fuels_g, oxygen_energy_kj_l
from soleus.dose.strength import max_moment_nm
from soleus.dose.tendon import LADDER, stretch_mm
from soleus.person import Person

MAN = Person(body_mass_kg=75.0, stature_m=1.755, sex="male", age_years=30)  # forefoot lever 0.14 m
ONE_LEG_NM = 75.0 * 9.80665 * 0.14
KJ_PER_KCAL = 4.184
MODEL = find_model("lai-uhlrich2023")


def ours() -> dict[str, float]:
    """Our figures, by the keys of dose.toml."""
    return {**_load(), **_arms("rajagopal"), **_arms("gait2392"), **_sharing(), **_energy()}


def _dose(exercise: str, *, load_kg: float = 0.0, legs: int | None = None) -> Dose:
    return planned_dose(exercise, MAN, reps=10, cadence_per_min=20, height_m=0.06, load_kg=load_kg, legs=legs)


def _load() -> dict[str, float]:
    seated = _dose("soleus-push-up")
    bw = {
        "one_leg_bw": _dose("single-leg-calf-raise").tendon.peak_bw_fixed_arm,
        "two_legs_bw": _dose("single-leg-calf-raise", legs=2).tendon.peak_bw_fixed_arm,
        "seated_15_two_bw": _dose("seated-calf-raise", load_kg=15.0, legs=2).tendon.peak_bw_fixed_arm,
        "seated_15_one_bw": _dose("seated-calf-raise", load_kg=15.0, legs=1).tendon.peak_bw_fixed_arm,
        "seated_bw": seated.tendon.peak_bw_fixed_arm,
    }
    two = bw.pop("two_legs_bw")
    ladder, sets = [rung.peak_bw for rung in LADDER], [bw["seated_bw"], two, bw["one_leg_bw"]]
    return bw | {
        "two_over_one": two / bw["one_leg_bw"],
        "seated_nm": seated.moment_peak_nm,
        "arm_ratio": 50.0 / 36.5,
        "order_holds": float(ladder == sorted(ladder) and sets == sorted(sets)),
        "ladder_ratio": ladder[-1] / ladder[0],
        "stretch_2kn_mm": stretch_mm(2000.0),
    }


def _arms(name: str) -> dict[str, float]:
    model = find_model("rajagopal2016" if name == "rajagopal" else name)
    ankle_deg = np.arange(-39.0, 20.0, 0.5)
    arm_mm = 1000 * pose(model, np.radians(ankle_deg), np.zeros(len(ankle_deg))).ankle_arm_m[:, 0]
    force = [muscle.max_force_n for muscle in model.muscles[:3]]
    return {
        f"arm_{name}_mm": float(np.interp(0.0, ankle_deg, arm_mm)),
        f"arm_peak_{name}_deg": float(-ankle_deg[np.argmax(arm_mm)]),
        f"soleus_part_{name}": force[0] / sum(force),
    }


def _activation_pct(knee_deg: float, moment_nm: float) -> NDArray[np.float64]:
    return np.asarray(100 * share_load([0.0], [np.radians(knee_deg)], [moment_nm], model=MODEL).activation[0])


def _sharing() -> dict[str, float]:
    straight, bent = _activation_pct(0, ONE_LEG_NM), _activation_pct(45, ONE_LEG_NM)
    seated, standing = (
        _activation_pct(knee, 0.7 * max_moment_nm(MODEL, knee_rad=float(np.radians(knee)))) for knee in (90, 0)
    )
    soleus, medial, lateral = (bent - straight)[:3].tolist()
    return {
        "bent_soleus_points": soleus,
        "bent_gasmed_points": medial,
        "bent_gaslat_points": lateral,
        "straight_mean_pct": float(straight[:3].mean()),
        "gasmed_10_nm_pct": float(_activation_pct(90, 10.0)[1]),
        "gasmed_60_nm_pct": float(_activation_pct(90, 60.0)[1]),
        "seated_standing_soleus": float(seated[0] / standing[0]),
        "seated_standing_gasmed": float(seated[1] / standing[1]),
    }


def _energy() -> dict[str, float]:
    push_ups = planned_dose("soleus-push-up", MAN, minutes=20, cadence_per_min=50, height_m=0.06).expenditure
    watt = push_ups.energy_total_kj.times(1000 / 1200)
    oxygen_kj_l = float(oxygen_energy_kj_l(0.85))
    carbohydrate, fat = fuels_g(0.26 * oxygen_kj_l, 0.85)
    return {
        "umberger_w_kg": _umberger_heat(),
        "fat_g_min": float(fat),
        "carbohydrate_g_min": float(carbohydrate),
        "oxygen_kcal_l": oxygen_kj_l / KJ_PER_KCAL,
        "push_up_w": watt.mid,
        "push_up_high_w": watt.high,
        "push_up_met": push_ups.met.mid,
        "soleus_kg": float(tissue_of(MODEL).mass_kg(MODEL)[0]),
        "water_glucose_g": 0.5 * 15.0,
    }


def _umberger_heat() -> float:
    """Heat of a muscle at optimal length that is 0.3 active and 0.8 slow."""
    one, none = np.ones((1, 8)), np.zeros((1, 8))
    fibres = FibreStates(
        model=MODEL,
        activation=0.3 * one,
        length_norm=one,
        velocity_m_s=none,
        velocity_norm_per_s=none,
        active_force_n=none,
        passive_force_n=none,
        force_length=one,
        loose=none.astype(bool),
    )
    return float(Umberger2010(recruitment="fixed").activation_heat_w_kg(fibres, np.full(8, 0.8))[0, 0])
