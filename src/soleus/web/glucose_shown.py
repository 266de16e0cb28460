"""How glucose looks: in the person's unit, with the digits that the unit deserves."""

from soleus.glucose.readings import MG_DL_PER_MMOL_L, GlucoseUnit
from soleus.web.shown import UNKNOWN

TARGET_MG_DL = (70.0, 180.0)  # Battelino 2023, doi:10.1016/s2213-8587(22)00319-9
TICKS: dict[GlucoseUnit, tuple[float, ...]] = {
    "mg/dL": tuple(range(50, 651, 50)),
    "mmol/L": tuple(range(2, 37, 2)),
}
TARGET: dict[GlucoseUnit, tuple[float, float]] = {"mg/dL": TARGET_MG_DL, "mmol/L": (3.9, 10.0)}
"""As guidelines print them; in mmol/L rounded, 70.3 and 180.2 mg/dL."""


def in_unit(mg_dl: float, unit: GlucoseUnit) -> float:
    """The value in a unit."""
    return mg_dl if unit == "mg/dL" else mg_dl / MG_DL_PER_MMOL_L


def in_mg_dl(value: float, unit: GlucoseUnit) -> float:
    """A value of that unit in mg/dL."""
    return value if unit == "mg/dL" else value * MG_DL_PER_MMOL_L


def glucose_number(mg_dl: float | None, unit: GlucoseUnit) -> str:
    """``112`` or ``6.2``; a dash where it is not known."""
    if mg_dl is None or mg_dl != mg_dl:
        return UNKNOWN
    return f"{mg_dl:.0f}" if unit == "mg/dL" else f"{in_unit(mg_dl, unit):.1f}"


def glucose(mg_dl: float | None, unit: GlucoseUnit) -> str:
    """``112 mg/dL``."""
    number = glucose_number(mg_dl, unit)
    return number if number == UNKNOWN else f"{number} {unit}"


def area(mg_dl_min: float | None, unit: GlucoseUnit) -> str:
    """An area after a meal, ``3800`` mg/dL x min or ``211`` mmol/L x min."""
    if mg_dl_min is None or mg_dl_min != mg_dl_min:
        return UNKNOWN
    return f"{in_unit(mg_dl_min, unit):.0f}"


def wall_minute(minute: float) -> str:
    """Minutes since midnight as ``07:05``."""
    hours, minutes = divmod(int(minute), 60)
    return f"{hours:02d}:{minutes:02d}"
