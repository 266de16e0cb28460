"""The ``dose`` object of the command line and the API."""

import math
from dataclasses import asdict

from soleus.dose.dose import Dose, total_impulse_bw_s
from soleus.dose.tendon import LADDER, METHOD
from soleus.dose.uncertainty import Range


def as_json(dose: Dose) -> dict[str, object]:
    """Per leg unless the name says total; power and energy above rest, `met` with rest."""
    tendon, spent = dose.tendon, dose.expenditure
    return {
        "n_reps": dose.n_reps,
        "time_under_tension_s": _number(dose.cycles.under_tension_s),
        "duration_s": _number(dose.cycles.total_s),
        "work_total_j": _number(dose.work_total_j),
        "plantarflexor_moment_peak_nm": _number(dose.moment_peak_nm),
        "plantarflexor_moment_method": dose.moment_method,
        "achilles_peak_n": _number(tendon.largest_n),
        "achilles_peak_bw": _number(tendon.largest_n / tendon.body_weight_n),
        "achilles_impulse_bw_s": _number(total_impulse_bw_s(tendon, dose.cycles)),
        "achilles_moment_arm_m": _number(tendon.arm_at_peak_m),
        "achilles_method": METHOD,
        "achilles_rate_bw_s": _number(tendon.rate_bw_s),
        "achilles_stretch_mm": _number(tendon.stretch_mm),
        "achilles_strain_peak_frac": _number(tendon.strain_peak_frac),
        "achilles_peak_bw_fixed_5cm_arm": _number(tendon.peak_bw_fixed_arm),
        "achilles_comparison": [{**asdict(rung), "source": rung.source.cite} for rung in LADDER],
        "soleus_share_frac": _number(dose.soleus_share_frac),
        "gastrocnemius_share_frac": _number(1.0 - dose.soleus_share_frac),
        "soleus_activation_peak_frac": _number(dose.activation_peak_frac("soleus")),
        "gastrocnemius_activation_peak_frac": _number(dose.activation_peak_frac("gasmed", "gaslat")),
        "metabolic_power_w": _range(spent.power_w),
        "energy_total_kj": _range(spent.energy_total_kj),
        "met": _range(spent.met),
        "carbohydrate_g": _range(spent.carbohydrate_g),
        "fat_g": _range(spent.fat_g),
        "energy_total_kj_by_model": {name: _number(kj) for name, kj in spent.by_model_kj.items()},
        "energy_total_kj_at_25_pct_efficiency": _number(spent.from_work_kj),
        "ranges": {name: _range(spread) for name, spread in dose.ranges.items()},
        "reps": {
            "achilles_peak_n": [_number(peak) for peak in tendon.peak_n.tolist()],
            "achilles_impulse_n_s": [_number(impulse) for impulse in tendon.impulse_n_s.tolist()],
            "count": dose.cycles.count.tolist(),
        },
        "method": dict(dose.parameters),
        "warnings": list(dose.warnings),
    }


def _range(spread: Range) -> dict[str, float | None]:
    return {name: _number(value) for name, value in asdict(spread).items()}


def _number(value: float) -> float | None:
    return round(float(value), 6) if math.isfinite(value) else None
