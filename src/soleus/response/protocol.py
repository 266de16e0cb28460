"""The heel-raise test as it was published: its pace, its stop rules, and when it has ended.

Sleeswijk Visser 2025, Braz J Phys Ther 29:101188, doi:10.1016/j.bjpt.2025.101188 (protocol: chapter 3, p. 50 of the
thesis): one leg, knee straight, 10 degree incline, fingertip support; a metronome of 60 beats a minute, up on one and
down on the next. Four things earn a prompt; no answer to two prompts in a row ends the test.
"""

from dataclasses import dataclass, replace
from typing import Literal

from soleus.errors import InputError

METRONOME_BEATS_PER_MIN = 60.0
CADENCE_PER_MIN = 30.0  # up on one beat, down on the next
PERIOD_S = 60.0 / CADENCE_PER_MIN
WARM_UP_REPS = 10  # on both legs
REST_BETWEEN_LEGS_S = 120.0
INCLINE_DEG = 10.0
PROMPTS_TO_END = 2

StopRule = Literal["heel", "pace", "posture", "support"]
STOP_RULES: dict[StopRule, str] = {
    "heel": "the heel no longer leaves the board",
    "pace": "the metronome is no longer followed",
    "posture": "the knee bends or the trunk leans",
    "support": "more than the fingertips hold the balance",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a test is towards its end; each step gives a new one.

    ``unanswered`` counts prompts in a row that changed nothing, whatever their rules: the protocol says two
    consecutive prompts, not two of the same kind. ``reason`` is the rule of the prompt that ended the test.

    Examples
    --------
    >>> Progress().prompted("heel").unanswered_prompt().prompted("pace").unanswered_prompt().reason
    'pace'
    """

    unanswered: int = 0
    open_prompt: StopRule | None = None
    reason: StopRule | None = None

    @property
    def ended(self) -> bool:
        """Whether the test is over."""
        return self.reason is not None

    def prompted(self, rule: StopRule) -> "Progress":
        """Take a prompt. One that was still open has stayed without an answer."""
        if rule not in STOP_RULES:
            raise InputError(f"stop rule {rule!r} is unknown; expected one of {', '.join(STOP_RULES)}")
        before = self.unanswered_prompt()
        return before if before.ended else replace(before, open_prompt=rule)

    def answered(self) -> "Progress":
        """Note that the person corrected what was prompted: the count begins anew."""
        return self if self.ended else Progress()

    def unanswered_prompt(self) -> "Progress":
        """Note that nothing changed after the open prompt; without one nothing happens."""
        if self.ended or self.open_prompt is None:
            return self
        unanswered = self.unanswered + 1
        reason = self.open_prompt if unanswered >= PROMPTS_TO_END else None
        return Progress(unanswered=unanswered, reason=reason)


def check_cadence(cadence_per_min: float) -> None:
    """Refuse any pace but the published one: norms hold for no other.

    Raises
    ------
    InputError  unless it is 30 raises a minute
    """
    if cadence_per_min != CADENCE_PER_MIN:
        raise InputError(
            f"--cadence-per-min: expected {CADENCE_PER_MIN:g} raises a minute, got {cadence_per_min:g}; the metronome "
            f"runs at {METRONOME_BEATS_PER_MIN:g} beats, up on one beat and down on the next"
        )
