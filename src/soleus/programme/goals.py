"""Where each goal begins, how far each exercise goes, and which comes after it."""

import math
from dataclasses import dataclass

from soleus.exercises import Tempo, find_exercise
from soleus.programme.dose import LOAD_GRID_KG, Dose, Most
from soleus.programme.equipment import missing
from soleus.programme.gate import latest_tests
from soleus.programme.profile import Goal, Profile, ProgrammeName
from soleus.programme.programmes import PROGRAMMES

START_LOAD_FRAC = 0.10  # of body mass, on the thighs or in the hands: light for anybody who stands; judgement
LEAST_START_KG, MOST_START_KG = 5.0, 15.0
ONE_LEG_REPS = 20  # whoever makes 20 on each leg without pain starts on one leg with less than half of them; judgement
EASIEST = "soleus-push-up"  # 0.3 body weights of Achilles load, the least of the catalogue

CORE: dict[Goal, frozenset[str]] = {
    "glucose": frozenset({EASIEST}),
    "circulation": frozenset({EASIEST, "heel-toe-raises"}),
    **dict.fromkeys(
        ("strength", "achilles", "running"),
        frozenset(
            {
                "seated-calf-raise", "standing-calf-raise", "bent-knee-calf-raise", "two-up-one-down",
                "single-leg-calf-raise", "eccentric-heel-drop",
            }
        ),
    ),
}  # fmt: skip
"""What a goal is about; who does one of these already goes on with it."""

HARDER = {"standing-calf-raise": "two-up-one-down", "two-up-one-down": "single-leg-calf-raise"}
EASIER = {harder: easier for easier, harder in HARDER.items()}
FIRST_REPS_OF_A_PROGRAMME = 10  # least of Silbernagel's 10-15; Alfredson's 15 are reached step by step; judgement

MOST: dict[str, Most] = {
    "soleus-push-up": Most(minutes=30.0, reps=1500),
    "heel-toe-raises": Most(minutes=15.0, reps=450),
    "seated-calf-raise": Most(reps=20),
    "standing-calf-raise": Most(reps=20),
    "bent-knee-calf-raise": Most(reps=20),
    "two-up-one-down": Most(reps=15),
    "single-leg-calf-raise": Most(reps=30),
    "eccentric-heel-drop": Most(reps=15),
    "toe-walking": Most(distance_m=30.0, minutes=10.0),
    "hill-climbing": Most(minutes=60.0),
    "stair-climbing": Most(minutes=30.0),
    "two-leg-hop": Most(reps=20),
    "single-leg-hop": Most(reps=20),
}
"""Where more of an exercise stops being offered: repetitions without load, minutes, metres. Judgement."""
NO_LIMIT_KNOWN = Most(reps=20, minutes=30.0, distance_m=100.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The first dose of an exercise and why it is this one."""

    exercise: str
    dose: Dose
    rule: str
    why: str
    knee: str | None = None
    tempo: Tempo | None = None
    rest_s: float | None = None  # between sets; None: as the catalogue says


def beginnings(profile: Profile, today: int) -> list[Beginning]:
    """First doses for the goal, with the equipment that is there."""
    match profile.goal:
        case "glucose":
            return [_minutes_after_meals()]
        case "circulation":
            return [_heel_and_toe()]
        case "achilles":
            return _achilles(profile)
        case "strength" | "running":
            return _strength(profile, today)


def achilles_programme(profile: Profile) -> ProgrammeName:
    """The person's choice where its equipment is there, else the first that is possible."""
    possible: list[ProgrammeName] = ["combined"]
    if "step" in profile.equipment:
        possible.insert(0, "eccentric")
    if "weights" in profile.equipment:
        possible.insert(0, "heavy-slow-resistance")
    return profile.programme if profile.programme in possible else possible[0]


def start_load_kg(body_mass_kg: float | None) -> float:
    """A light first load: a tenth of body mass, 5 to 15 kg."""
    if body_mass_kg is None:
        return LEAST_START_KG
    load_kg = math.floor(START_LOAD_FRAC * body_mass_kg / LOAD_GRID_KG) * LOAD_GRID_KG
    return min(MOST_START_KG, max(LEAST_START_KG, load_kg))


def first_dose(exercise_id: str, *, load_kg: float = 0.0, times_per_day: int | None = None) -> Dose:
    """The least that the catalogue gives for a start."""
    least = find_exercise(exercise_id).dose
    return Dose(
        sets=round(least.sets[0]),
        reps=None if least.reps is None else round(least.reps[0]),
        minutes=None if least.minutes is None else least.minutes[0],
        distance_m=None if least.distance_m is None else least.distance_m[0],
        load_kg=load_kg,
        times_per_day=times_per_day,
    )


def mild_dose() -> Beginning:
    """Seated, without load: what may be done when only mild movement is allowed."""
    return Beginning(
        exercise=EASIEST,
        dose=first_dose(EASIEST),
        rule="mild-only",
        why="mild: seated push-ups without load, easy and few; stop if you feel unwell.",
    )


def hops() -> Beginning:
    """First hops, once the gate is open."""
    return Beginning(
        exercise="two-leg-hop",
        dose=first_dose("two-leg-hop"),
        rule="running-gate",
        why="the gate is open: small two-leg hops, few, before the first run.",
    )


def _minutes_after_meals() -> Beginning:
    return Beginning(
        exercise=EASIEST,
        dose=first_dose(EASIEST, times_per_day=3),
        rule="glucose-minutes",
        why="after each main meal, about 50 a minute, heels as high as they go; a start, not what was tested.",
    )


def _heel_and_toe() -> Beginning:
    return Beginning(
        exercise="heel-toe-raises",
        dose=first_dose("heel-toe-raises", times_per_day=4),
        rule="alternate-heel-and-toe",
        why="in each long stretch of sitting: lifting the toes moves venous blood faster than lifting the "
        "heels (194 against 107 cm/s), so both in turn.",
    )


def _strength(profile: Profile, today: int) -> list[Beginning]:
    found = [_standing(profile, today)]
    if missing(find_exercise("seated-calf-raise"), profile.equipment) is None:
        load_kg = start_load_kg(profile.person.body_mass_kg)
        why = f"a light start at {load_kg:g} kg, so that form comes first; it rises as you beat the target."
        dose = first_dose("seated-calf-raise", load_kg=load_kg)
        found.append(Beginning(exercise="seated-calf-raise", dose=dose, rule="start-light", why=why))
    return found


def _standing(profile: Profile, today: int) -> Beginning:
    tests = latest_tests(profile, today)
    ready = tests is not None and all((one.reps or 0) >= ONE_LEG_REPS and one.pain_nrs == 0 for one in tests)
    if ready:
        why = f"both legs made {ONE_LEG_REPS} raises or more without pain: one leg at a time, less than half of that."
        name = "single-leg-calf-raise"
        return Beginning(exercise=name, dose=first_dose(name), rule="start-light", why=why)
    why = "a light start on both legs, body weight only, on an edge if there is one, else on the floor."
    name = "standing-calf-raise"
    return Beginning(exercise=name, dose=first_dose(name), rule="start-light", why=why)


def _achilles(profile: Profile) -> list[Beginning]:
    name = achilles_programme(profile)
    stage = PROGRAMMES[name][0]
    if name == "heavy-slow-resistance":
        load_kg = start_load_kg(profile.person.body_mass_kg)
        dose = Dose(sets=stage.sets, reps=stage.reps, load_kg=load_kg)
        why = (
            f"week 1 of heavy slow resistance: 3 s up, 3 s down; {load_kg:g} kg is a light start. The published load "
            "is what you can just lift 15 times; it rises to that as you beat the target."
        )
        return [
            Beginning(exercise=one, dose=dose, rule=name, why=why, tempo=stage.tempo, rest_s=stage.rest_s)
            for one in stage.exercises
        ]
    dose = Dose(sets=stage.sets, reps=FIRST_REPS_OF_A_PROGRAMME)
    if name == "eccentric":
        return [
            Beginning(
                exercise=stage.exercises[0],
                dose=dose,
                rule=name,
                why=f"{knee} knee, once a day to begin with; the published dose is 3 x 15 of each twice a day.",
                knee=knee,
                rest_s=stage.rest_s,
            )
            for knee in ("straight", "bent")
        ]
    why = "first step of the combined programme: both legs, then two up and one down, then one leg."
    return [Beginning(exercise=stage.exercises[0], dose=dose, rule=name, why=why, rest_s=stage.rest_s)]
