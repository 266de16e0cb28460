"""Leading a heel-raise test while it is done: which prompt is due, and when the test is over.

`Progress` is the published rule; here is what earns a prompt when a sensor or a tap watches: a raise that does not
come. A sensor cannot see why, so the first prompt is for the pace and a second one, after which nothing came at all,
for the heel. Posture and support are prompted by whoever watches.
"""

from dataclasses import dataclass, field, replace

from soleus.response.heel_raise import LATE_S
from soleus.response.protocol import Progress, StopRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Conducted:
    """A test under way; every step gives a new one. Times are seconds on one clock, the window's.

    It begins with the first raise, however long getting into place takes. A raise is late 1.5 periods after the one
    before, or after the last prompt. A prompt is answered by a raise in pace with the one before it: a single one could
    be one of the slow ones.
    """

    progress: Progress = field(default_factory=Progress)
    n_raises: int = 0
    since_s: float | None = None  # the last raise or prompt
    raised_s: float | None = None

    def raised(self, at_s: float) -> "Conducted":
        """Count a raise."""
        if self.progress.ended:
            return self
        in_pace = self.raised_s is not None and at_s - self.raised_s < LATE_S
        progress = self.progress.answered() if in_pace else self.progress
        return replace(self, progress=progress, n_raises=self.n_raises + 1, since_s=at_s, raised_s=at_s)

    def waited(self, at_s: float, *, blind: bool = False) -> "Conducted":
        """Prompt if a raise is late; a sensor that sees nothing (``blind``) makes nobody late."""
        if self.since_s is None or self.progress.ended:
            return self
        if blind:
            return replace(self, since_s=at_s)
        if at_s - self.since_s < LATE_S:
            return self
        nothing_since = self.progress.open_prompt is not None and self.since_s != self.raised_s
        return self.prompted("heel" if nothing_since else "pace", at_s)

    def prompted(self, rule: StopRule, at_s: float) -> "Conducted":
        """Prompt, by the clock or by whoever watches; one that is still open has stayed without an answer."""
        return replace(self, progress=self.progress.prompted(rule), since_s=at_s)
