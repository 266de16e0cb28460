"""Glucose and ketones before a session: Colberg 2016 (ADA), table 1; written for insulin, applied to its like.

``lowering``: the person takes insulin, a sulfonylurea or a glinide. No medicine is dosed.
"""

from soleus.glucose.readings import MG_DL_PER_MMOL_L, GlucoseUnit
from soleus.programme.finding import Finding
from soleus.programme.profile import Ketones

LEVEL_2_MG_DL = 54.0  # clinically important hypoglycaemia, ADA 2017 table 6.3
LEVEL_1_MG_DL = 70.0  # alert value, ADA 2017 table 6.3
LOW_MG_DL = 90.0  # this and the rest: Colberg 2016, table 1
LONG_MG_DL = 150.0
HIGH_MG_DL = 250.0
VERY_HIGH_MG_DL = 350.0


def glucose_finding(
    glucose_mg_dl: float | None, ketones: Ketones | None, *, lowering: bool, unit: GlucoseUnit = "mg/dL"
) -> Finding | None:
    """The row of the table that holds, told in ``unit``; None where the table says nothing."""
    if ketones in ("moderate", "large"):
        return Finding(
            "ketones",
            "seek care",
            f"Ketones are {ketones}: no session. Follow your sick-day plan or call your diabetes team today.",
        )
    if glucose_mg_dl is not None and glucose_mg_dl < LEVEL_2_MG_DL:
        return _very_low(glucose_mg_dl, unit, lowering=lowering)
    if not lowering:
        return None
    if glucose_mg_dl is None:
        return Finding(
            "glucose-unmeasured",
            "limit",
            "You take a medicine that can cause low glucose: measure before you start, keep fast carbohydrate at hand, "
            "and ask soleus again with the value.",
        )
    return _row(glucose_mg_dl, ketones, unit)


def told_in(mg_dl: float, unit: GlucoseUnit) -> str:
    """The number alone, with the digits of its unit."""
    return f"{mg_dl:.0f}" if unit == "mg/dL" else f"{mg_dl / MG_DL_PER_MMOL_L:.1f}"


def _very_low(glucose_mg_dl: float, unit: GlucoseUnit, *, lowering: bool) -> Finding:
    treat = "15-30 g of fast carbohydrate" if lowering else "something with sugar"
    return Finding(
        "glucose-below-54",
        "wait",
        f"Glucose is {told_in(glucose_mg_dl, unit)} {unit}, clearly low: take {treat} now, measure again after 15 "
        "minutes, and do not train before it is well up. Drowsy or confused: call for help.",
    )


def _row(glucose_mg_dl: float, ketones: Ketones | None, unit: GlucoseUnit) -> Finding:
    value = f"Glucose is {told_in(glucose_mg_dl, unit)} {unit}"
    if glucose_mg_dl < LEVEL_1_MG_DL:
        why = (
            f"{value}: low. Take 15-30 g of fast carbohydrate first, measure again after 15 minutes, train from "
            f"{told_in(LOW_MG_DL, unit)} on."
        )
        return Finding("glucose-below-70", "wait", why)
    if glucose_mg_dl < LOW_MG_DL:
        why = f"{value}: take 15-30 g of fast carbohydrate first; for less than 30 minutes it may not be needed."
        return Finding("glucose-below-90", "limit", why)
    if glucose_mg_dl < LONG_MG_DL:
        why = f"{value}: have carbohydrate from the start if the session gets long (0.5-1.0 g per kg and hour)."
        return Finding("glucose-90-to-150", "limit", why)
    if glucose_mg_dl < HIGH_MG_DL:
        return Finding("glucose-in-range", "note", f"{value}: go.")
    if glucose_mg_dl >= VERY_HIGH_MG_DL:
        why = f"{value}: no session. Test ketones and follow your plan for high glucose, or call your diabetes team."
        return Finding("glucose-350", "wait", why)
    if ketones is None:
        return Finding("ketones-untested", "wait", f"{value}: test ketones first; without the answer no session.")
    return Finding("mild-only", "limit", f"{value}, ketones {ketones}: mild movement only today, no load.")
