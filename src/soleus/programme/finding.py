"""What a rule found: the effect it asks for and why, in plain words."""

from dataclasses import dataclass
from typing import Literal

Effect = Literal[
    "emergency", "seek care", "wait", "no massage", "limit", "regress", "hold", "progress", "start", "delay", "note"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired. ``exercise`` is None where it holds for the whole session; ``keep_frac``: what stays."""

    rule: str
    effect: Effect
    why: str
    exercise: str | None = None
    keep_frac: float = 1.0
