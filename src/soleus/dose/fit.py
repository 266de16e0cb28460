"""Fit the shipped model files to geometry tables: python -m soleus.dose.fit TABLE_FOLDER OUT_FOLDER.

Needs, for each model key, geometry_KEY.csv (model, muscle, ankle_deg, knee_flex_deg, mt_length_m, ma_pf_m) and
muscle_parameters_KEY.csv. Only parameters and polynomial coefficients are written, never the tables.

At every knee angle of the table one polynomial in the ankle angle is fitted to length and moment arm together; between
the knee angles `soleus.dose.geometry` joins the coefficients by Akima's cubics, which neither ring around a wrapping
surface that lets go nor miss a point of the table (one polynomial over the whole knee range misses by 0.05 mm rms).
"""

import csv
import sys
from pathlib import Path

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = list[dict[str, str]]

MUSCLES = ("soleus", "gasmed", "gaslat", "tibpost", "perlong", "perbrev", "fhl", "fdl")
DEGREE = 6  # in the ankle angle: 5 leaves 0.3 um of length, more gains nothing (tables are printed to 1 um)
ARM_WEIGHT_RAD = 0.1  # 0.1 mm of arm counts as 10 um of length
KNEE_MATTERS_M = 1e-6

COMMON = """\
tendon_strain_at_max_force = {tendon_strain_at_Fmax}
max_velocity_per_s = {vmax_lopt_s}  # optimal lengths a second
fibre_damping = {fiber_damping}
active_shortest = {fl_min_norm}  # of optimal length, as the two below
active_transition = {fl_transition_norm}
active_longest = {fl_max_norm}
active_shallow_slope = {fl_shallow_slope}
"""
TITLES = {
    "RLU23": (
        "lai-uhlrich2023",
        "Rajagopal-Lai-Uhlrich 2023",
        "Rajagopal A et al. 2016, IEEE TBME 63:2068, doi:10.1109/TBME.2016.2586891; Lai AKM, Arnold AS, Wakeling JM "
        "2017, Ann Biomed Eng 45:2762, doi:10.1007/s10439-017-1920-7; Uhlrich SD et al. 2022, Sci Rep 12:9842, "
        "doi:10.1038/s41598-022-13386-9",
        "The model file states no licence and is not part of soleus: these are numbers computed from it.",
    ),
    "R16": (
        "rajagopal2016",
        "Rajagopal 2016",
        "Rajagopal A et al. 2016, IEEE TBME 63:2068, doi:10.1109/TBME.2016.2586891",
        "The model file states no licence and is not part of soleus: these are numbers computed from it.",
    ),
    "G2392": (
        "gait2392",
        "Gait2392 with Millard muscles",
        "Delp SL et al. 1990, IEEE TBME 37:757, doi:10.1109/10.102791; Anderson FC, Pandy MG 1999, CMBBE 2:201, "
        "doi:10.1080/10255849908907988; Yamaguchi GT, Zajac FE 1989, J Biomech 22:1",
        "Model by Ajay Seth, Darryl Thelen, Frank C. Anderson and Scott L. Delp, CC BY 3.0; changed: only numbers "
        "computed from it are given here.",
    ),
}

BODY = {  # kg and m of the person whom the generic model stands for
    "RLU23": (75.3, "1.717  # lever of the model, 0.137 m, over this program's lever per stature"),
    "R16": (75.3, "1.717  # lever of the model, 0.137 m, over this program's lever per stature"),
    "G2392": (75.2, "1.8  # said of the model, not checked in a primary source"),
}


def read(path: Path) -> Rows:
    """Rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fit_muscle(rows: Rows) -> tuple[Floats, Floats]:
    """Knee angles (deg) and, for each, ascending coefficients of the length (m) in the ankle angle (rad)."""
    ankle, knee, length, arm = (
        np.array([float(row[name]) for row in rows])
        for name in ("ankle_deg", "knee_flex_deg", "mt_length_m", "ma_pf_m")
    )
    knots = np.unique(knee)
    if max(np.ptp(length[ankle == angle]) for angle in np.unique(ankle)) < KNEE_MATTERS_M:
        knots, knee = knots[:1], np.full(len(knee), knots[0])
    fits = [_fit_ankle(np.radians(ankle[knee == k]), length[knee == k], arm[knee == k]) for k in knots]
    return knots, np.array(fits)


def _fit_ankle(ankle_rad: Floats, length_m: Floats, arm_m: Floats) -> Floats:
    powers = polynomial.polyvander(ankle_rad, DEGREE)
    slopes = np.zeros_like(powers)
    slopes[:, 1:] = powers[:, :-1] * np.arange(1, DEGREE + 1)
    both = np.vstack([powers, ARM_WEIGHT_RAD * slopes])
    wanted = np.concatenate([length_m, ARM_WEIGHT_RAD * arm_m])
    return np.asarray(np.linalg.lstsq(both, wanted, rcond=None)[0], dtype=np.float64)


def model_text(key: str, folder: Path) -> str:
    """The model file of one key."""
    geometry = read(folder / f"geometry_{key}.csv")
    parameters = {row["muscle"]: row for row in read(folder / f"muscle_parameters_{key}.csv")}
    name, title, citation, licence = TITLES[key]
    angles = [[float(row[axis]) for row in geometry] for axis in ("ankle_deg", "knee_flex_deg")]
    parts = [
        "# Written by soleus.dose.fit from tables computed with OpenSim 4.6 (models at 20a888b);\n"
        "# see docs/methods/muscles.md.\n"
        f'name = "{name}"\ntitle = "{title}"\ncitation = """{citation}"""\nlicence = "{licence}"\n'
        f"body_mass_kg = {BODY[key][0]}\nstature_m = {BODY[key][1]}\n"
        f"ankle_range_deg = [{min(angles[0])}, {max(angles[0])}]\n"
        f"knee_range_deg = [{min(angles[1])}, {max(angles[1])}]\n" + COMMON.format(**parameters["soleus"])
    ]
    for muscle in MUSCLES:
        knots, fits = fit_muscle([row for row in geometry if row["muscle"] == muscle])
        rows = ",\n".join("  [" + ", ".join(f"{c:.10g}" for c in fit) + "]" for fit in fits)
        parts.append(
            f'\n[[muscle]]\nname = "{muscle}"\n'
            + "max_force_n = {Fmax_N}\noptimal_fibre_m = {lopt_m}\ntendon_slack_m = {lts_m}\n"
            "pennation_deg = {penn_opt_deg}\npassive_strain_at_zero = {passive_strain_at_zero}\n"
            "passive_strain_at_max_force = {passive_strain_at_Fmax}\n".format(**parameters[muscle])
            + f"knee_deg = {knots.tolist()}\nlength_m = [\n{rows},\n]\n"
        )
    return "".join(parts)


def main() -> None:
    """Write one TOML file a model."""
    tables, out = map(Path, sys.argv[1:3])
    for key, (name, *_) in TITLES.items():
        (out / f"{name}.toml").write_text(model_text(key, tables), encoding="utf-8")


if __name__ == "__main__":
    main()
