"""What every part of a prescription looks at: history, screening, pain, gate, and the exercises that go on."""

from dataclasses import dataclass
from datetime import date

from soleus.programme.equipment import missing, unknown
from soleus.programme.finding import Finding
from soleus.programme.gate import legs_differ, why_closed
from soleus.programme.goals import CORE, EASIER, HARDER, achilles_programme
from soleus.programme.history import History, Training, read_history
from soleus.programme.pain import pain_findings
from soleus.programme.profile import Profile, ProgrammeName
from soleus.programme.progression import nothing_to_repeat
from soleus.programme.screening import Screened, screen
from soleus.programme.tendon import AchillesLoad, TendonLoad, achilles_load

_LADDER = frozenset({*HARDER, *EASIER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person on one day. ``trainings``: what goes on; ``gate``: why running and hops are closed, if they are."""

    profile: Profile
    day: date
    history: History
    screened: Screened
    pain: tuple[Finding, ...]
    gate: str | None
    trainings: tuple[Training, ...]
    notes: tuple[Finding, ...]
    programme: ProgrammeName | None
    achilles: AchillesLoad

    @property
    def pain_holds(self) -> bool:
        """Pain allows nothing new and nothing more."""
        return any(finding.effect in ("hold", "regress") for finding in self.pain)

    @property
    def has_core(self) -> bool:
        """The person already does an exercise that the goal is about."""
        return any(training.exercise.id in CORE[self.profile.goal] for training in self.trainings)


def read_case(profile: Profile, day: date, tendon_load: TendonLoad) -> Case:
    """Everything that the decision needs, each looked up once."""
    history = read_history(profile, day)
    hopping = profile.goal == "running" or any(one.exercise.kind == "hop" for one in history.trainings)
    gate = why_closed(profile, history) if hopping else None
    trainings, left_out = _going_on(profile, history, gate)
    return Case(
        profile=profile,
        day=day,
        history=history,
        screened=screen(profile),
        pain=tuple(pain_findings(history, profile.usual_morning_pain_nrs)),
        gate=gate,
        trainings=trainings,
        notes=(*left_out, *_notes(profile, history, gate)),
        programme=achilles_programme(profile) if profile.goal == "achilles" else None,
        achilles=achilles_load(history, profile.person, tendon_load),
    )


def _going_on(profile: Profile, history: History, gate: str | None) -> tuple[tuple[Training, ...], list[Finding]]:
    """Current exercises that can go on, and why others cannot."""
    kept, left_out = [], []
    for training in history.trainings:
        exercise = training.exercise
        lacking = missing(exercise, profile.equipment)
        if training.dose is None:
            left_out.append(nothing_to_repeat(training))
        elif lacking is not None and not (lacking == "weights" and training.dose.load_kg == 0):
            why = f"{exercise.name} needs {lacking}, which you did not list: left out."
            left_out.append(Finding("equipment", "note", why, exercise.id))
        elif not (exercise.kind == "hop" and gate is not None) and not _superseded(training, history.trainings):
            kept.append(training)
    return tuple(kept), left_out


def _superseded(training: Training, others: tuple[Training, ...]) -> bool:
    """Another rung of the same ladder was done later."""
    if training.exercise.id not in _LADDER:
        return False
    return any(one.exercise.id in _LADDER and one.latest.ordinal > training.latest.ordinal for one in others)


def _notes(profile: Profile, history: History, gate: str | None) -> list[Finding]:
    """What is said beside the decision."""
    notes = [
        Finding("equipment", "note", f"soleus does not know the equipment {word!r} and plans without it.")
        for word in unknown(profile.equipment)
    ]
    if profile.goal == "achilles" and profile.programme not in (None, achilles_programme(profile)):
        why = f"The {profile.programme} programme needs equipment that you did not list; another one is used."
        notes.append(Finding("equipment", "note", why))
    if profile.goal == "running":
        told = f"Running and hopping wait: {gate}." if gate else _OPEN
        notes.append(Finding("running-gate", "note", told))
    if profile.goal in ("running", "achilles", "strength") and (uneven := legs_differ(profile, history.today)):
        notes.append(uneven)
    if profile.goal == "glucose":
        notes.append(Finding("glucose-minutes", "note", _GLUCOSE_EVIDENCE))
    return notes


_OPEN = (
    "The gate to running is open (30 raises a leg, legs even, no pain): begin with short easy runs "
    "between walks, a rest day between, and stop on pain."
)
_GLUCOSE_EVIDENCE = (
    "The two trials of seated push-ups used 120 to 270 minutes of nearly continuous work (a third to a half "
    "less rise, 10 and 25 people, not blinded); nobody has shown that five or ten minutes do it. Breaks in sitting: 6 "
    "minutes of simple exercise each hour lowered the rise by a fifth in 23 people with type 2 diabetes, 3 minutes "
    "each half hour did not."
)
