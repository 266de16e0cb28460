"""Glucose just before a session: the table on a fresh value, and warnings from where the curve comes and goes.

A value is fresh for 15 min, three readings of a sensor; an older one is told with its age and decides nothing.
"""

from dataclasses import dataclass
from typing import Literal

from soleus.glucose.newest import Newest
from soleus.glucose.readings import GlucoseUnit
from soleus.programme.finding import Finding
from soleus.programme.glucose_table import HIGH_MG_DL, LEVEL_1_MG_DL, glucose_finding, told_in
from soleus.programme.profile import Ketones

FRESH_MIN = 15.0  # the table asks for a measurement before the start; its own second one comes after 15 min
AHEAD_MIN = 5.0  # a reading further ahead of this clock than a sensor's step: the clocks differ, its age is not known
AHEAD_TOLD_MIN = 20.0  # how far a trend is drawn on: as long as it was measured, see `soleus.glucose.newest`

Source = Literal["said", "sensor"]
Clock = Literal["fresh", "stale", "ahead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What glucose says about a session now. ``clock`` is None without a reading; ``asks``: a value has to be typed.

    ``asks_ketones``: high enough that the table wants them.
    """

    findings: tuple[Finding, ...]
    value_mg_dl: float | None
    source: Source | None
    clock: Clock | None
    newest: Newest | None
    asks: bool
    asks_ketones: bool

    @property
    def closed(self) -> bool:
        """No session now."""
        return any(finding.effect in ("wait", "seek care", "emergency") for finding in self.findings)


def glucose_before(
    newest: Newest | None,
    *,
    lowering: bool,
    said_mg_dl: float | None = None,
    ketones: Ketones | None = None,
    unit: GlucoseUnit = "mg/dL",
) -> Before:
    """Warn and block as the table of `glucose_table` says.

    Parameters
    ----------
    newest : what the sensor said last
    lowering : the person takes insulin, a sulfonylurea or a glinide
    said_mg_dl : a value that the person has just measured; it counts before the sensor's
    unit : in which the sentences speak
    """
    clock = _clock(newest)
    fresh = newest if newest is not None and clock == "fresh" else None
    value = said_mg_dl if said_mg_dl is not None else fresh.glucose_mg_dl if fresh else None
    row = glucose_finding(value, ketones, lowering=lowering, unit=unit)
    findings = [] if row is None else [row]
    findings += _going(fresh, value, unit, lowering=lowering)
    if newest is not None and lowering:
        findings += _was_low(newest, unit)
    return Before(
        findings=tuple(findings),
        value_mg_dl=value,
        source=None if value is None else "said" if said_mg_dl is not None else "sensor",
        clock=clock,
        newest=newest,
        asks=lowering and value is None,
        asks_ketones=lowering and value is not None and value >= HIGH_MG_DL,
    )


def _clock(newest: Newest | None) -> Clock | None:
    if newest is None:
        return None
    if newest.age_min < -AHEAD_MIN:
        return "ahead"
    return "fresh" if newest.age_min <= FRESH_MIN else "stale"


def _going(fresh: Newest | None, value: float | None, unit: GlucoseUnit, *, lowering: bool) -> list[Finding]:
    """A trend that leaves the middle of the table soon; it never blocks, because it may turn."""
    if fresh is None or fresh.per_min is None or value is None:
        return []
    ahead = value + AHEAD_TOLD_MIN * fresh.per_min
    pace = f"{told_in(abs(fresh.per_min) * 10.0, unit)} {unit} in ten minutes"
    if value >= LEVEL_1_MG_DL > ahead:
        why = (
            f"Glucose is falling by {pace}: going on like this it is low within {AHEAD_TOLD_MIN:.0f} minutes. "
            "Keep fast carbohydrate at hand and look again soon."
        )
        return [Finding("glucose-falling", "limit" if lowering else "note", why)]
    if lowering and value < HIGH_MG_DL <= ahead:
        why = (
            f"Glucose is rising by {pace}: going on like this it passes {told_in(HIGH_MG_DL, unit)} {unit} within "
            f"{AHEAD_TOLD_MIN:.0f} minutes. Measure again before anything long or hard."
        )
        return [Finding("glucose-rising", "limit", why)]
    return []


def _was_low(newest: Newest, unit: GlucoseUnit) -> list[Finding]:
    """A low of the last 24 h, other than the value that the table has just judged."""
    low, age_min = newest.lowest_mg_dl, newest.lowest_age_min
    if low is None or age_min is None or low >= LEVEL_1_MG_DL or age_min <= FRESH_MIN:
        return []
    ago = f"{age_min:.0f} minutes" if age_min < 120 else f"{age_min / 60:.0f} hours"
    why = (
        f"Glucose was low ({told_in(low, unit)} {unit}) {ago} ago. Keep fast carbohydrate at hand, stop at the first "
        "sign of another low, and measure again afterwards."
    )
    return [Finding("glucose-recent-low", "limit", why)]
