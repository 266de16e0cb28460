"""What others reached in the heel-raise test: two sets of norms that disagree about age.

Neither source that soleus could read prints its spread, so percentiles borrow one: 27.9 raises, SD 11, of 203 people
aged 20 to 59 (Lunsford and Perry 1995, the standing heel-rise test), as a log-normal spread about the median. A
percentile is therefore rough, and is given with the range that the error of one measurement leaves.
"""

import math
from dataclasses import dataclass

from soleus.person import Person, Sex

SPREAD_FRAC = 11.0 / 27.9  # SD over mean, Lunsford and Perry 1995
SPREAD_LOG = math.sqrt(math.log1p(SPREAD_FRAC**2))  # of a log-normal with that ratio
MEASUREMENT_ERROR_REPS = 2.07  # standard error of measurement, n = 17; Ross and Fontenot 2000, J Sport Rehabil 9:117
Z_95 = 1.96

VISSER = "Sleeswijk Visser 2025 (500 healthy people, doi:10.1016/j.bjpt.2025.101188)"
HEBERT_LOSIER = "Hébert-Losier 2017 (566 people of 20 to 81, doi:10.1016/j.physio.2017.03.002)"
HEBERT_LOSIER_BMI_MAX = 30.0  # nobody above took part

# Medians of the dominant and the other leg; no significant difference between them (abstract).
VISSER_REPS = (25.0, 24.0)
VISSER_WORK_J = (1374.0, 1325.0)
VISSER_DISPLACEMENT_M = (1.92, 1.86)
VISSER_PEAK_HEIGHT_M = (0.093, 0.096)

# Medians of repetitions from the age in years on (second-hand: transcribed tables, the paper's own were not seen).
HEBERT_LOSIER_DECADES: dict[Sex, dict[int, float]] = {
    "male": {20: 37.0, 30: 32.0, 40: 28.0, 50: 23.0, 60: 19.0, 70: 14.0},
    "female": {20: 30.0, 30: 27.0, 40: 24.0, 50: 21.0, 60: 19.0, 70: 16.0},
}
HEBERT_LOSIER_ALL: dict[Sex, float] = {"male": 24.0, "female": 21.0}  # all ages (abstract)

AGE_CONFLICT = (
    "the two norms disagree about age: Hébert-Losier 2017 finds fewer raises in every older decade, Sleeswijk Visser "
    "2025 finds no effect of age and says that its people were rather young; both are shown, neither is preferred"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """One comparison; ``None`` where the source cannot say.

    ``percentile_range`` holds what one measurement's 95 % error leaves of ``percentile_reps``. ``provenance`` is
    ``abstract`` where the median was read in the source, ``second-hand`` where it was transcribed by others.
    """

    source: str
    group: str
    provenance: str
    median_reps: float | None
    percentile_reps: int | None
    percentile_range: tuple[int, int] | None
    median_work_total_j: float | None = None
    median_displacement_total_m: float | None = None
    median_peak_height_m: float | None = None
    note: str = ""


def norms(n_reps: int, person: Person) -> tuple[Norm, Norm]:
    """Compare a count with both sets of norms.

    Parameters
    ----------
    n_reps : raises of one leg
    person : sex and age choose the group of Hébert-Losier; stature and mass tell whether it covers the person
    """
    return _visser(n_reps), _hebert_losier(n_reps, person)


def percentile(n_reps: float, median_reps: float) -> int:
    """How many of 100 people do fewer raises, with the borrowed spread (see the module); 1 to 99.

    Examples
    --------
    >>> percentile(24, 24)
    50
    """
    if n_reps <= 0:
        return 1
    z = math.log(n_reps / median_reps) / SPREAD_LOG
    return int(min(99, max(1, round(50.0 * (1.0 + math.erf(z / math.sqrt(2.0)))))))


def _range(n_reps: int, median_reps: float) -> tuple[int, int]:
    error = Z_95 * MEASUREMENT_ERROR_REPS
    return percentile(n_reps - error, median_reps), percentile(n_reps + error, median_reps)


def _visser(n_reps: int) -> Norm:
    median = sum(VISSER_REPS) / 2.0
    return Norm(
        source=VISSER,
        group="everybody",
        provenance="abstract",
        median_reps=median,
        percentile_reps=percentile(n_reps, median),
        percentile_range=_range(n_reps, median),
        median_work_total_j=sum(VISSER_WORK_J) / 2.0,
        median_displacement_total_m=sum(VISSER_DISPLACEMENT_M) / 2.0,
        median_peak_height_m=sum(VISSER_PEAK_HEIGHT_M) / 2.0,
        note="women, heavier, shorter and less active people do less here, but the coefficients were not available: "
        "nobody's own group can be compared; work, displacement and height have a median and no percentile",
    )


def _hebert_losier(n_reps: int, person: Person) -> Norm:
    group, median, note = _group(person)
    return Norm(
        source=HEBERT_LOSIER,
        group=group,
        provenance="abstract" if person.sex and person.age_years is None else "second-hand",
        median_reps=median,
        percentile_reps=None if median is None else percentile(n_reps, median),
        percentile_range=None if median is None else _range(n_reps, median),
        note=note,
    )


def _group(person: Person) -> tuple[str, float | None, str]:
    """Name, median and what limits the comparison."""
    if person.sex is None:
        return "unknown", None, "sex not given: the groups are by sex and decade"
    people = "women" if person.sex == "female" else "men"
    if person.age_years is None:
        return f"{people} of all ages", HEBERT_LOSIER_ALL[person.sex], "age not given: all ages together"
    decade = person.age_years // 10 * 10
    median = HEBERT_LOSIER_DECADES[person.sex].get(decade)
    if median is None:
        return f"{people} of {person.age_years}", None, "no group of this age: the decades run from 20 to 79 years"
    return f"{people} of {decade} to {decade + 9}", median, _body_mass_note(person)


def _body_mass_note(person: Person) -> str:
    if person.stature_m is None or person.body_mass_kg is None:
        return ""
    bmi = person.body_mass_kg / person.stature_m**2
    if bmi <= HEBERT_LOSIER_BMI_MAX:
        return ""
    return f"nobody with a body mass index above {HEBERT_LOSIER_BMI_MAX:g} took part (here {bmi:.0f})"
