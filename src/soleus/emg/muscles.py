"""Which muscle and which leg a channel is, read from its name."""

import re
from dataclasses import dataclass
from typing import Literal

from soleus.recording.signals import Side

Muscle = Literal["soleus", "gastrocnemius", "tibialis-anterior"]

_MUSCLES: tuple[tuple[Muscle, re.Pattern[str]], ...] = (
    ("soleus", re.compile(r"sol(eus)?")),
    (
        "gastrocnemius",
        re.compile(r"gas(troc\w*|med|lat)?|(med|lat|m|l)gas\w*|g(m|l)|jum\w*|jumeau\w*"),
    ),  # Jumeaux: French
    ("tibialis-anterior", re.compile(r"ta|tib(ialis)?(ant(erior)?)?")),
)
_SIDES: dict[Side, tuple[str, ...]] = {"left": ("l", "left"), "right": ("r", "right")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Muscle and leg, None where the name does not tell."""

    muscle: Muscle | None = None
    side: Side | None = None


def place_of(name: str) -> Place:
    """Muscle and leg of a channel.

    Examples
    --------
    >>> place_of("LSOL"), place_of("Right Gastrocnemius Lateralis").side
    (Place(muscle='soleus', side='left'), 'right')
    """
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
    side = next((side for side, said in _SIDES.items() if any(word in said for word in words)), None)
    for muscle, pattern in _MUSCLES:
        for word in words:
            if pattern.fullmatch(word):
                return Place(muscle=muscle, side=side)
            if word[:1] in ("l", "r") and pattern.fullmatch(word[1:]):
                return Place(muscle=muscle, side="left" if word[0] == "l" else "right")
    return Place(side=side)
