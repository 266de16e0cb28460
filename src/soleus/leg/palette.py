"""Colours of the drawing: one warm for muscle, one cool for tendon, grey for the rest; light and dark."""

from typing import Literal

Theme = Literal["light", "dark", "css"]

COLOURS: dict[str, tuple[str, str]] = {  # name: light ground, dark ground
    "skin": ("#efebe7", "#24262a"),
    "skin-line": ("#8f877f", "#757b85"),
    "bone": ("#fcfaf3", "#454a52"),
    "bone-line": ("#b4ada5", "#7d848f"),
    "other": ("#e2dad2", "#31353b"),
    "muscle": ("#e3c7bc", "#63443c"),
    "muscle-line": ("#a9705f", "#a57a6c"),
    "fibre": ("#7c3a2a", "#2a1510"),
    "muscle-active": ("#b4472e", "#ec6f4c"),
    "on-active": ("#ffffff", "#171819"),
    "tendon": ("#d3dde2", "#43535d"),
    "tendon-line": ("#7d95a1", "#7f9aa8"),
    "tendon-active": ("#1f6f96", "#56b4e0"),
    "ground": ("#dcd7d2", "#33363b"),
    "ground-line": ("#8d867f", "#8a9099"),
    "text": ("#3a3734", "#d9d6d2"),
}


def colour(name: str, theme: Theme) -> str:
    """The colour for a theme; ``css`` leaves it to the page's custom property, light where it has none."""
    light, dark = COLOURS[name]
    if theme == "css":
        return f"var(--leg-{name}, {light})"
    return dark if theme == "dark" else light


def stylesheet() -> str:
    """Custom properties for a page that draws with the ``css`` theme and follows the person's choice of ground."""
    light = "".join(f"--leg-{name}:{pair[0]};" for name, pair in COLOURS.items())
    dark = "".join(f"--leg-{name}:{pair[1]};" for name, pair in COLOURS.items())
    return (
        f":root{{{light}}}"
        f"@media (prefers-color-scheme: dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f":root[data-theme=dark]{{{dark}}}"
    )
