"""The dose of a walk from its stretches: Achilles load, soleus work, energy, each a range from published figures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from soleus.dose.fuels import WATT_PER_KG_AND_MET
from soleus.dose.tendon import BAXTER_ARM_M
from soleus.dose.uncertainty import Range
from soleus.dose.walking import (
    ADULT_KG,
    ANKLE_SHARE,
    CADENCE_MET,
    CADENCE_SPREAD,
    CADENCES_SEEN,
    DISAGREEMENT,
    LEG_WORK_J_PER_STEP,
    METHOD,
    OTHER_METHODS,
    PEAKS,
    SOLEUS_SHARE,
    SPEEDS_SEEN_M_S,
    Stretch,
    achilles_peak_bw,
    walking_cost_j_per_kg_m,
)
from soleus.exercises import Certainty
from soleus.person import Person
from soleus.units import STANDARD_GRAVITY_M_S2


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchDose:
    """Peak Achilles load of a step on one terrain, per leg in body weights, and what says so."""

    stretch: Stretch
    achilles_peak_bw: Range
    certainty: Certainty
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkDose:
    """Of a whole walk; energy above rest. ``achilles_load_bw``: steps of one leg times peak, None without steps."""

    stretches: tuple[StretchDose, ...]
    achilles_load_bw: Range | None
    soleus_work_total_j: Range | None
    energy_total_kj: Range | None
    energy_method: str | None
    power_w: Range | None
    met: Range | None
    warnings: tuple[str, ...]


def walk_dose(stretches: list[Stretch], person: Person, *, cadence_per_min: float | None = None) -> WalkDose:
    """The dose of a walk from its stretches.

    Parameters
    ----------
    stretches : parts of the walk by terrain; their sums are the walk
    person : body mass for energy and work; sex for energy from cadence alone
    cadence_per_min : steps a minute, for the energy where there is no way

    Returns
    -------
    WalkDose, with None for what cannot be said, and warnings that say why
    """
    parts = tuple(
        StretchDose(
            stretch=one,
            achilles_peak_bw=achilles_peak_bw(one.terrain, one.speed_m_s),
            certainty=PEAKS[one.terrain][3],
            why=PEAKS[one.terrain][4],
        )
        for one in stretches
    )
    energy, method, why_not = _energy(stretches, person, cadence_per_min)
    seconds = _sum([one.time_s for one in stretches])
    power = energy.times(1000.0 / seconds) if energy and seconds else None
    mass_kg = person.body_mass_kg
    speeds = [one.speed_m_s for one in stretches if one.speed_m_s is not None]
    fast = any(not SPEEDS_SEEN_M_S[0] <= speed <= SPEEDS_SEEN_M_S[1] for speed in speeds)
    notes = [*why_not, *([f"{DISAGREEMENT}"] if speeds else [])]
    notes += [
        "part of the way is outside 0.75 to 1.50 m/s, where the tendon's load was measured; running loads more"
    ] * fast
    return WalkDose(
        stretches=parts,
        achilles_load_bw=_load(parts),
        soleus_work_total_j=_soleus_work(stretches, mass_kg),
        energy_total_kj=energy,
        energy_method=method,
        power_w=power,
        met=None if power is None or not mass_kg else _met(power, mass_kg),
        warnings=tuple(notes),
    )


def as_json(dose: WalkDose) -> dict[str, object]:
    """The ``dose`` object of ``soleus walk``; per leg unless the name says `total`."""
    return {
        "achilles_load_bw": _json(dose.achilles_load_bw),
        "achilles_method": METHOD,
        "achilles_moment_arm_m": BAXTER_ARM_M,
        "achilles_other_methods": [dict(one) for one in OTHER_METHODS],
        "terrain": [
            {
                **asdict(part.stretch),
                "achilles_peak_bw": _json(part.achilles_peak_bw),
                "certainty": part.certainty,
                "why": part.why,
            }
            for part in dose.stretches
        ],
        "soleus_work_total_j": _json(dose.soleus_work_total_j),
        "soleus_work_method": "positive work of the ankle (DeVita 2007, Montgomery & Grabowski 2018) x soleus share",
        "soleus_work_certainty": "derived",
        "energy_total_kj": _json(dose.energy_total_kj),
        "energy_method": dose.energy_method,
        "metabolic_power_w": _json(dose.power_w),
        "met": _json(dose.met),
        "warnings": list(dose.warnings),
    }


def _json(spread: Range | None) -> dict[str, float] | None:
    return None if spread is None else {name: round(float(value), 4) for name, value in asdict(spread).items()}


def _load(parts: tuple[StretchDose, ...]) -> Range | None:
    """Steps of one leg times peak, added up over the stretches with steps."""
    counted = [
        (0.5 * part.stretch.n_steps, part.achilles_peak_bw) for part in parts if part.stretch.n_steps is not None
    ]
    if not counted:
        return None
    return Range(
        low=sum(n * peak.low for n, peak in counted),
        mid=sum(n * peak.mid for n, peak in counted),
        high=sum(n * peak.high for n, peak in counted),
    )


def _soleus_work(stretches: list[Stretch], mass_kg: float | None) -> Range | None:
    """Positive work of both solei: that of level steps, and the ankle's share of what climbing adds."""
    steps = _sum([one.n_steps for one in stretches])
    if steps is None or mass_kg is None:
        return None
    level_j = steps * LEG_WORK_J_PER_STEP * mass_kg / ADULT_KG
    climbed_m = sum(max(0.0, one.climb_m or 0.0) for one in stretches)
    ankle_j = ANKLE_SHARE * (level_j + climbed_m * mass_kg * STANDARD_GRAVITY_M_S2)
    return Range(low=SOLEUS_SHARE.low * ankle_j, mid=SOLEUS_SHARE.mid * ankle_j, high=SOLEUS_SHARE.high * ankle_j)


def _energy(
    stretches: list[Stretch], person: Person, cadence_per_min: float | None
) -> tuple[Range | None, str | None, list[str]]:
    """Energy above rest from way and climb; without a way, from the cadence."""
    mass_kg = person.body_mass_kg
    if mass_kg is None:
        return None, None, ["energy and soleus work need the body mass (--body-mass-kg)"]
    ways = [one for one in stretches if one.distance_m]
    if ways:
        costs = [
            (one.distance_m or 0.0, walking_cost_j_per_kg_m((one.climb_m or 0.0) / (one.distance_m or 1.0)))
            for one in ways
        ]
        total = [
            1e-3 * mass_kg * sum(metres * getattr(cost, end) for metres, cost in costs)
            for end in ("low", "mid", "high")
        ]
        return Range(low=total[0], mid=total[1], high=total[2]), "way and slope: Minetti 2002 and ACSM", []
    seconds = _sum([one.time_s for one in stretches])
    low, high = CADENCES_SEEN
    if cadence_per_min is None or not seconds or not low <= cadence_per_min <= high:
        return None, None, ["no distance and no walking cadence of 80 to 130 a minute: energy unknown"]
    lines = [CADENCE_MET[person.sex]] if person.sex else list(CADENCE_MET.values())
    mets = [slope * cadence_per_min + start for slope, start in lines]
    kj = [max(0.0, met - 1.0) * WATT_PER_KG_AND_MET * mass_kg * seconds / 1000.0 for met in mets]
    spread = Range(low=min(kj) * (1 - CADENCE_SPREAD), mid=sum(kj) / len(kj), high=max(kj) * (1 + CADENCE_SPREAD))
    return spread, "cadence: Tudor-Locke, second-hand, adults of 18 to 39 years", []


def _met(power: Range, mass_kg: float) -> Range:
    gross = [1.0 + watt / (WATT_PER_KG_AND_MET * mass_kg) for watt in (power.low, power.mid, power.high)]
    return Range(low=gross[0], mid=gross[1], high=gross[2])


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(sum(known)) if known else None
