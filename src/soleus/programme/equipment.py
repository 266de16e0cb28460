"""What a person has, in the words that the exercises need."""

from soleus.exercises import Exercise

_MEANS: dict[str, frozenset[str]] = {
    "weights": frozenset(
        {"weight", "dumbbell", "dumbbells", "barbell", "kettlebell", "kettlebells", "plates", "backpack", "machine"}
    ),
    "step": frozenset({"edge", "stair", "stairs", "block", "platform", "box", "kerb"}),
    "stairs": frozenset({"staircase"}),
    "chair": frozenset({"seat", "stool", "bench", "sofa"}),
}
_UNUSED = frozenset({"wall", "mat", "rail", "metronome", "phone", "none"})
NEEDS = {"seated-calf-raise": "weights", "eccentric-heel-drop": "step", "stair-climbing": "stairs"}
"""Exercise -> what it cannot do without; everything else needs nothing (a seat and a floor are taken for granted)."""


def canonical(words: frozenset[str]) -> frozenset[str]:
    """Equipment in the words of ``NEEDS``; unknown words stay as they are."""
    known = {word.strip().lower() for word in words}
    return frozenset(known | {name for name, means in _MEANS.items() if not means.isdisjoint(known)})


def missing(exercise: Exercise, equipment: frozenset[str]) -> str | None:
    """What the exercise needs and is not there."""
    needed = NEEDS.get(exercise.id)
    return None if needed is None or needed in equipment else needed


def unknown(equipment: frozenset[str]) -> list[str]:
    """Words that no exercise can use, because soleus does not know them."""
    known = set(_MEANS) | _UNUSED
    return sorted(word for word in equipment if word not in known and not any(word in one for one in _MEANS.values()))
