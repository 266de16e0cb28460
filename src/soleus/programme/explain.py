"""What other inputs would have led to: one change at a time, each decided by the same function."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from soleus.programme.done import SetDone
from soleus.programme.gate import FEWEST_REPS
from soleus.programme.medication import LOW_GLUCOSE
from soleus.programme.plan import prescribe
from soleus.programme.prescription import Prescription, doses_told
from soleus.programme.profile import QUESTIONS, Answers, LegTest, Profile, Session

_NO = Answers(**dict.fromkeys(QUESTIONS, False))
_SPLENDID = 2  # repetitions above, or below, the target in the "what if"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """One change of the inputs and where it leads; ``changes``: decision, doses or day differ from the plan's."""

    change: str
    prescription: Prescription
    changes: bool

    def as_json(self) -> dict[str, Any]:
        """In the words of the contract."""
        other = self.prescription
        return {
            "change": self.change,
            "changes": self.changes,
            "decision": other.decision,
            "date": None if other.day is None else other.day.isoformat(),
            "items": list(doses_told(other)),
            "rules": list(dict.fromkeys(finding.rule for finding in other.findings)),
        }


def what_if(profile: Profile, day: date) -> list[WhatIf]:
    """Single changes of the inputs that a person would ask about, and the decision that each leads to."""
    plan = prescribe(profile, day)
    found = []
    for change, other, on_day in _changes(profile, day):
        answer = prescribe(other, on_day)
        same = (answer.decision, doses_told(answer), answer.verdict) == (plan.decision, doses_told(plan), plan.verdict)
        found.append(WhatIf(change=change, prescription=answer, changes=not same))
    return found


def _changes(profile: Profile, day: date) -> Iterator[tuple[str, Profile, date]]:
    for change, other in (*_answers(profile), *_last_session(profile), *_glucose(profile), *_tests(profile, day)):
        if other != profile:
            yield change, other, day
    if profile.sessions:
        last = profile.sessions[-1]
        if last.day < day and (beaten := _performed(last, _SPLENDID)) is not None:
            more = replace(beaten, day=day, pain_during_nrs=0.0, pain_next_morning_nrs=0.0)
            told = "one more session today, beaten, without pain; plan asked two days later"
            yield told, _with_sessions(profile, (*profile.sessions, more)), day + timedelta(days=2)
        yield "no session for the next three weeks", profile, day + timedelta(days=21)


def _answers(profile: Profile) -> Iterator[tuple[str, Profile]]:
    yield "every screening question answered with no", replace(profile, screening=_NO)
    yield "new calf swelling", replace(profile, screening=replace(profile.screening, calf_swelling=True))
    yield "one question left open", replace(profile, screening=replace(profile.screening, numbness=None))


def _last_session(profile: Profile) -> Iterator[tuple[str, Profile]]:
    if not profile.sessions:
        return
    last = profile.sessions[-1]
    told = f"last session ({last.exercise.name}, {last.day.isoformat()})"
    felt = (
        ("pain 6 during", replace(last, pain_during_nrs=6.0)),
        ("pain 3 during", replace(last, pain_during_nrs=3.0)),
        ("pain 4 the next morning", replace(last, pain_next_morning_nrs=4.0)),
        ("no pain at all", replace(last, pain_during_nrs=0.0, pain_next_morning_nrs=0.0)),
        ("the next morning not recorded", replace(last, pain_next_morning_nrs=None)),
    )
    for change, other in felt:
        yield f"{told}: {change}", _with_last(profile, other)
    for change, above in (("target beaten by two", _SPLENDID), ("target just met", 0), ("target missed", -_SPLENDID)):
        done = _performed(last, above)
        if done is not None:
            yield f"{told}: {change}", _with_last(profile, done)
    yield f"{told}: sets not recorded", _with_last(profile, replace(last, sets=()))


def _glucose(profile: Profile) -> Iterator[tuple[str, Profile]]:
    if LOW_GLUCOSE.isdisjoint(profile.medication):
        return
    for value in (60.0, 85.0, 200.0, 360.0):
        yield f"glucose {value:.0f} mg/dL", replace(profile, glucose_mg_dl=value, ketones=None)
    for ketones in ("none", "moderate"):
        yield f"glucose 260 mg/dL, ketones {ketones}", replace(profile, glucose_mg_dl=260.0, ketones=ketones)


def _tests(profile: Profile, day: date) -> Iterator[tuple[str, Profile]]:
    if profile.goal != "running":
        return
    passed = [
        LegTest(day=day, side=side, reps=FEWEST_REPS, work_total_j=1500.0, pain_nrs=0.0) for side in ("left", "right")
    ]
    yield f"{FEWEST_REPS} even raises a leg today, without pain", replace(profile, tests=(*profile.tests, *passed))


def _performed(session: Session, above: int) -> Session | None:
    """The session with every set that far above its target; None where there is none in repetitions."""
    target = session.target
    if target is None or target.sets is None or target.reps is None:
        return None
    one = SetDone(reps=max(0, target.reps + above), load_kg=target.load_kg)
    return replace(session, sets=(one,) * target.sets)


def _with_last(profile: Profile, last: Session) -> Profile:
    return _with_sessions(profile, (*profile.sessions[:-1], last))


def _with_sessions(profile: Profile, sessions: tuple[Session, ...]) -> Profile:
    return replace(profile, sessions=sessions)
