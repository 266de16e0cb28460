"""The next session as it is given out: what to do, why, what is barred, and which rules spoke."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from soleus.exercises import Exercise, Tempo
from soleus.programme.dose import Dose
from soleus.programme.evidence import RULES
from soleus.programme.finding import Finding
from soleus.programme.screening import Screened, Verdict
from soleus.programme.tendon import AchillesLoad

Decision = Literal["start", "progress", "hold", "regress", "stop"]
_BARRED = {
    "clot-history": "massage, trigger-point and myofascial release",
    "anticoagulants": "massage, trigger-point and myofascial release",
    "pregnancy": "massage, trigger-point and myofascial release",
    "running-gate": "running and hopping",
    "unanswered": "session, until the screening questions are answered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One exercise of the next session."""

    exercise: Exercise
    dose: Dose
    rule: str
    reason: str
    tempo: Tempo | None = None
    rest_s: float | None = None
    knee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something that is not to be done now; ``seek_care``: a clinician today."""

    rule: str
    what: str
    why: str
    seek_care: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """The answer to "what next"; ``day`` is None when there is no session. ``findings``: every rule that spoke."""

    day: date | None
    decision: Decision
    verdict: Verdict
    items: tuple[Item, ...]
    blocked: tuple[Block, ...]
    findings: tuple[Finding, ...]
    achilles: AchillesLoad

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in plain words, each once."""
        return tuple(dict.fromkeys(finding.why for finding in self.findings))

    def as_json(self) -> dict[str, Any]:
        """The form of the contract, with the rules and the tendon's load beside it."""
        return {
            "date": None if self.day is None else self.day.isoformat(),
            "decision": self.decision,
            "items": [_item_json(item) for item in self.items],
            "reasons": list(self.reasons),
            "blocked": [asdict(block) for block in self.blocked],
            "screening": self.verdict,
            "rules": [_rule_json(finding) for finding in self.findings],
            "achilles_load": asdict(self.achilles),
        }


def doses_told(prescription: Prescription) -> tuple[str, ...]:
    """Each item in a line: exercise, sets, repetitions or minutes, load."""
    return tuple(_dose_told(item) for item in prescription.items)


def _dose_told(item: Item) -> str:
    dose = item.dose
    amount = f"{dose.reps}" if dose.reps is not None else ""
    if dose.minutes is not None:
        amount = f"{round(dose.minutes, 1):g} min"
    if dose.distance_m is not None:
        amount = f"{dose.distance_m:g} m"
    told = f"{item.exercise.name}: {dose.sets} x {amount}"
    told += f", {dose.load_kg:g} kg" if dose.load_kg > 0 else ""
    told += f", {item.knee} knee" if item.knee else ""
    return told + (f", {dose.times_per_day} times a day" if (dose.times_per_day or 1) > 1 else "")


def blocks(screened: Screened, gate: str | None) -> tuple[Block, ...]:
    """What screening and the gate to running bar."""
    barring = [one for one in screened.findings if one.effect in ("emergency", "seek care", "wait", "no massage")]
    found = [
        Block(
            rule=one.rule,
            what=_BARRED.get(one.rule, "session"),
            why=one.why,
            seek_care=one.effect in ("emergency", "seek care"),
        )
        for one in barring
    ]
    if gate is not None and not screened.closed:
        rule = "running-gate"
        found.append(Block(rule=rule, what=_BARRED[rule], why=f"Not yet: {gate}.", seek_care=False))
    return tuple(found)


def _item_json(item: Item) -> dict[str, Any]:
    exercise, dose = item.exercise, item.dose
    tempo = item.tempo if item.tempo is not None or dose.reps is None else exercise.tempo
    return {
        "exercise": exercise.id,
        "sets": dose.sets,
        "reps": dose.reps,
        "minutes": dose.minutes,
        "distance_m": dose.distance_m,
        "load_kg": dose.load_kg,
        "legs": exercise.legs_default,
        "cadence_per_min": exercise.cadence_per_min if dose.reps is None else None,
        "tempo_s": None
        if tempo is None
        else {"concentric": tempo.concentric_s, "hold": tempo.hold_s, "eccentric": tempo.eccentric_s},
        "rest_s": item.rest_s,
        "times_per_day": dose.times_per_day,
        "knee": item.knee,
        "rule": item.rule,
        "reason": item.reason,
    }


def _rule_json(finding: Finding) -> dict[str, Any]:
    rule = RULES[finding.rule]
    return {
        "rule": rule.name,
        "effect": finding.effect,
        "exercise": finding.exercise,
        "why": finding.why,
        "source": rule.source,
        "grade": rule.grade,
    }
