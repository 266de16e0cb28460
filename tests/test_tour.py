"""The tour's page and its pictures belong together, and stay small."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
MOST_BYTES = 3_000_000


def test_every_picture_is_shown_and_every_shown_one_is_there() -> None:
    shown = set(re.findall(r"images/tour/([\w-]+\.webp)", (DOCS / "tour.md").read_text(encoding="utf-8")))
    there = {path.name for path in (DOCS / "images" / "tour").iterdir()}
    assert shown == there
    assert len(shown) > 30
    assert sum((DOCS / "images" / "tour" / name).stat().st_size for name in there) < MOST_BYTES


def test_the_readme_shows_two_of_them() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"\((docs/images/tour/[^)]+)\)", readme)
    assert len(shown) == 2
    assert all((DOCS.parent / path).is_file() for path in shown)
