"""Against the metabolic probes of OpenSim 4.6 on the seated 1 Hz cycle; the tables lie beside the checkout or nowhere.

The reference keeps slack muscles taut and counts negative work; see docs/methods/energy.md.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from soleus.dose import MUSCLES, find_model
from soleus.dose.energy import PROBE_METHODS, PROBE_TISSUE, mean_power_w
from soleus.dose.fibres import FibreStates, share_cycle

pytestmark = pytest.mark.shared
MODEL = find_model("lai-uhlrich2023")
NAMES = ("bhargava", "umberger")
STIFF = 0.001  # tendon strain at the largest force: rigid, but with the passive force that the rigid reference has too


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    path = shared.parent / "reference" / "muscle"
    if not path.is_dir():
        pytest.skip("NO REFERENCE TABLES beside the checkout: energy was not compared with OpenSim")
    return path


@pytest.fixture(scope="module")
def instants(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "metabolic_probe_seated_1Hz_RLU23.csv.gz")


@pytest.mark.parametrize(("load", "tolerance"), [(0.1, 0.05), (0.2, 0.03), (0.4, 0.03)])
@pytest.mark.parametrize("tendon", ["elastic", "rigid"])
def test_the_seated_cycle_costs_what_opensim_says(folder, instants, tendon, load, tolerance):
    rows = instants.filter(
        (pl.col("tendon") == tendon) & (pl.col("load_frac_BW") == load) & (pl.col("muscle") == "soleus")
    )
    model = MODEL if tendon == "elastic" else replace(MODEL, tendon_strain_at_max_force=STIFF)
    cycle = share_cycle(
        rows["t"], np.radians(rows["ankle_deg"]), np.pi / 2, rows["moment_Nm"], model=model, slack="taut"
    )
    summary = pl.read_csv(folder / "metabolic_probe_summary.csv")
    expected = summary.filter((pl.col("tendon") == tendon) & (pl.col("load") == load)).row(0, named=True)
    for name, method in zip(NAMES, PROBE_METHODS, strict=True):
        power = mean_power_w(method, cycle.fibres, PROBE_TISSUE.mass_kg(model), PROBE_TISSUE.slow_share(model))
        assert power[0] == pytest.approx(expected[f"{name}_sol"], rel=tolerance)
        assert power.sum() == pytest.approx(expected[f"{name}_all"], rel=tolerance)


def test_the_equations_are_opensims_on_its_own_fibre_states(instants):
    """Every row of the table, to the digits that it prints."""

    def column(name: str) -> np.ndarray:
        return instants[name].to_numpy().reshape(-1, len(MUSCLES))

    assert instants["muscle"].to_list()[:8] == list(MUSCLES)
    length = column("fiber_length_norm")
    optimal = np.array([muscle.optimal_fibre_m for muscle in MODEL.muscles])
    fibres = FibreStates(
        model=MODEL,
        activation=column("activation"),
        length_norm=length,
        velocity_m_s=column("fiber_velocity_m_s"),
        velocity_norm_per_s=column("fiber_velocity_m_s") / optimal,
        active_force_n=column("active_fiber_force_N"),
        passive_force_n=column("passive_fiber_force_N"),
        force_length=_active_force(length),
        loose=np.zeros(length.shape, dtype=bool),
    )
    for name, method in zip(NAMES, PROBE_METHODS, strict=True):
        power = method(fibres, PROBE_TISSUE.mass_kg(MODEL), PROBE_TISSUE.slow_share(MODEL))
        np.testing.assert_allclose(power, column(f"{name}_W"), atol=1e-3)


def _active_force(length_norm: np.ndarray) -> np.ndarray:
    from soleus.dose.curves import active_force_length

    curve = active_force_length(
        MODEL.active_shortest, MODEL.active_transition, MODEL.active_longest, MODEL.active_shallow_slope
    )
    return curve(length_norm)
