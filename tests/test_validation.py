"""The validation page: every published figure has ours beside it, and a failure is explained, never hidden."""

from pathlib import Path

import pytest
from validation.__main__ import AREAS
from validation.target import Target, read_targets, row

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("area", AREAS)
def test_every_row_that_fails_says_why_and_the_page_says_the_same(area: str) -> None:
    published, ours = AREAS[area]
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    for target in read_targets(ROOT / "validation" / published, ours()):
        assert target.holds or target.note, f"target {target.number}: {target.what}: {target.ours}"
        line = next(line for line in page.splitlines() if f"| {target.what} |" in line)
        assert ("| holds |" in line) == target.holds


def test_a_figure_out_of_range_or_unknown_fails_in_bold() -> None:
    for ours in (2.1, float("nan")):
        target = Target(number=1, what="x", ours=ours, accepted=(1.0, 2.0), unit="m", source="y")
        assert not target.holds
        assert "**fails**" in row(target)


def test_a_published_figure_without_ours_is_an_error() -> None:
    with pytest.raises(ValueError, match="without a counterpart"):
        read_targets(ROOT / "validation" / "dose.toml", {})
