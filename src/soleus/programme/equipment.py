"""What a person has, in the words that the exercises need."""

from soleus.exercises import Exercise

_MEANS: dict[str, frozenset[str]] = {
    "weights": frozenset(
        {"weight", "dumbbell", "dumbbells", "barbell", "kettlebell", "kettlebells", "plates", "backpack", "machine"}
    ),
    "step": frozenset({"edge", "stair", "stairs", "block", "platform", "box", "kerb"}),
    "stairs": frozenset({"staircase"}),
    "hill": frozenset({"slope", "hills"}),
    "ramp": frozenset({"incline", "wedge"}),
    "chair": frozenset({"seat", "stool", "bench", "sofa"}),
}
_UNUSED = frozenset({"wall", "mat", "rail", "metronome", "phone", "none"})
_EVERYWHERE = "chair"  # a seat and a floor are taken for granted


def canonical(words: frozenset[str]) -> frozenset[str]:
    """Equipment in the words of the catalogue; unknown words stay as they are."""
    known = {word.strip().lower() for word in words}
    return frozenset(known | {name for name, means in _MEANS.items() if not means.isdisjoint(known)})


def missing(exercise: Exercise, equipment: frozenset[str]) -> str | None:
    """What the exercise needs and is not there."""
    return next((one for one in exercise.needs if one != _EVERYWHERE and one not in equipment), None)


def unknown(equipment: frozenset[str]) -> list[str]:
    """Words that no exercise can use, because soleus does not know them."""
    known = set(_MEANS) | _UNUSED
    return sorted(word for word in equipment if word not in known and not any(word in one for one in _MEANS.values()))
