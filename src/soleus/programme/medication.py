"""What a medicine means for a session: can it cause low glucose, does it thin the blood. Nothing is dosed here."""

from difflib import get_close_matches

from soleus.errors import InputError

LOW_GLUCOSE = frozenset({"insulin", "sulfonylurea", "glinide"})
_CLASS_OF = {
    "glibenclamide": "sulfonylurea", "gliclazide": "sulfonylurea", "glimepiride": "sulfonylurea",
    "glipizide": "sulfonylurea", "glyburide": "sulfonylurea", "sulphonylurea": "sulfonylurea",
    "repaglinide": "glinide", "nateglinide": "glinide", "meglitinide": "glinide",
    "warfarin": "anticoagulant", "heparin": "anticoagulant", "apixaban": "anticoagulant",
    "rivaroxaban": "anticoagulant", "edoxaban": "anticoagulant", "dabigatran": "anticoagulant",
    "phenprocoumon": "anticoagulant", "enoxaparin": "anticoagulant", "anticoagulants": "anticoagulant",
}  # fmt: skip
"""Common substances of the four classes that matter here; WHO ATC groups A10BB, A10BX and B01A."""
_OF_CONCERN = (*LOW_GLUCOSE, "anticoagulant", *_CLASS_OF)
_HARMLESS_HERE = frozenset({"metformin", "none"})
_LIKENESS = 0.8  # share of matching letters from which a word is taken for a slip of the pen, difflib's ratio


def class_of(name: str) -> str:
    """The class that matters here, or the name itself.

    Raises
    ------
    InputError  if it looks like a misspelt medicine of concern: guessing either way could harm
    """
    words = name.lower().replace(",", " ").split()
    for word in words:
        if word in LOW_GLUCOSE or word == "anticoagulant":
            return word
        for candidate in (word, word.removesuffix("s")):
            if candidate in _CLASS_OF:
                return _CLASS_OF[candidate]
            if candidate in LOW_GLUCOSE:
                return candidate
        close = get_close_matches(word, _OF_CONCERN, n=1, cutoff=_LIKENESS)
        if close:
            raise InputError(f"medication: {name!r} is unknown; expected {close[0]!r} or another name; correct it")
    return " ".join(words)


def unknown(medication: frozenset[str]) -> list[str]:
    """Medicines that soleus can say nothing about."""
    return sorted(medication - LOW_GLUCOSE - _HARMLESS_HERE - {"anticoagulant"})
