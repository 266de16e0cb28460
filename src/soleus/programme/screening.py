"""Is a session, is massage safe: before the first session, before massage, at every new symptom.

No probability is formed or shown. A red flag stays until the person answers again: `Answers()` asks everything anew.
"""

from dataclasses import dataclass
from itertools import compress
from operator import attrgetter
from typing import Literal

from soleus.programme.finding import Effect, Finding
from soleus.programme.glucose_table import glucose_finding
from soleus.programme.medication import LOW_GLUCOSE, unknown
from soleus.programme.profile import Answers, Profile

Verdict = Literal["go", "go with limits", "do not massage", "wait", "stop and seek care today", "emergency"]

_VERDICT_OF: dict[Effect, Verdict] = {
    "emergency": "emergency",
    "seek care": "stop and seek care today",
    "wait": "wait",
    "no massage": "do not massage",
    "limit": "go with limits",
    "note": "go",
}
"""Worst first. "wait" closes the session without care: not answered, not healed, glucose first."""

_CARE = " See a doctor today; with breathlessness or chest pain call an ambulance."
_SIGNS: dict[str, tuple[str, Effect, str]] = {
    "pain_out_of_proportion": (
        "compartment-sign",
        "emergency",
        "Pain out of proportion to what you did can mean pressure that cuts off the calf: go to an emergency "
        "department now.",
    ),
    "calf_swelling": (
        "clot-sign",
        "seek care",
        "New swelling of a calf can be a clot: no training, no massage." + _CARE,
    ),
    "calf_pain_after_immobility": (
        "clot-sign",
        "seek care",
        "Calf pain after long lying or sitting can be a clot: no training, no massage." + _CARE,
    ),
    "sudden_pop": (
        "rupture-sign",
        "seek care",
        "A sudden pop can be a torn tendon or muscle, even if you can still tiptoe: have it examined today.",
    ),
    "cannot_push_off": (
        "rupture-sign",
        "seek care",
        "Not being able to push off can be a torn Achilles tendon: have it examined today.",
    ),
    "numbness": (
        "new-numbness",
        "seek care",
        "New numbness needs an examination before any loading: see a doctor today.",
    ),
    "open_wound": ("not-healed", "wait", "An open wound on the foot or leg is not loaded before it has healed."),
    "fracture": ("not-healed", "wait", "A fracture is not loaded before a clinician has cleared it."),
    "recent_surgery": ("not-healed", "wait", "After surgery a session waits until your surgeon has cleared it."),
    "previous_clot": (
        "clot-history",
        "no massage",
        "You had a clot: no massage of the calf, and ask your clinician once whether training is right for you.",
    ),
    "anticoagulants": (
        "anticoagulants",
        "no massage",
        "Blood thinners: no massage, trigger-point or myofascial pressure; training may go on.",
    ),
    "pregnancy": (
        "pregnancy",
        "no massage",
        "Pregnancy: no massage of the calf without your midwife's or doctor's word.",
    ),
}
"""Question -> rule, effect of a yes, reason; worst first."""
_OF_SIGNS = attrgetter(*_SIGNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What the answers, medicines and glucose allow."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def closed(self) -> bool:
        """No session today."""
        return self.verdict in ("wait", "stop and seek care today", "emergency")

    @property
    def seek_care(self) -> bool:
        """A clinician today."""
        return self.verdict in ("stop and seek care today", "emergency")

    @property
    def mild_only(self) -> bool:
        """Light movement without load is allowed, nothing more."""
        return any(finding.rule == "mild-only" for finding in self.findings)

    @property
    def massage_barred(self) -> bool:
        """No massage, trigger-point or myofascial release."""
        return any(finding.effect == "no massage" for finding in self.findings)


def screen(profile: Profile) -> Screened:
    """May a session take place, and within which limits.

    Examples
    --------
    >>> screen(Profile(goal="strength", days_per_week=3)).verdict
    'wait'
    """
    findings = _answered(profile.screening)
    lowering = not LOW_GLUCOSE.isdisjoint(profile.medication)
    glucose = glucose_finding(profile.glucose_mg_dl, profile.ketones, lowering=lowering)
    if glucose is not None:
        findings.append(glucose)
    findings += [
        Finding("unknown-medicine", "note", f"soleus does not know {name!r}: ask your pharmacist about exercise.")
        for name in unknown(profile.medication)
    ]
    return _screened(findings)


def screen_massage(answers: Answers) -> Screened:
    """May the calf be massaged: whatever closes a session closes massage as well, and a history bars it."""
    return _screened(_answered(answers))


def _answered(answers: Answers) -> list[Finding]:
    yes = _OF_SIGNS(answers)
    findings = [Finding(*sign) for sign in compress(_SIGNS.values(), yes)]
    if unanswered := answers.unanswered:
        named = ", ".join(name.replace("_", " ") for name in unanswered)
        findings.append(Finding("unanswered", "wait", f"Answer the screening questions first: {named}."))
    return findings


def _screened(findings: list[Finding]) -> Screened:
    present = {finding.effect for finding in findings}
    verdict: Verdict = next((verdict for effect, verdict in _VERDICT_OF.items() if effect in present), "go")
    return Screened(verdict=verdict, findings=tuple(findings))
