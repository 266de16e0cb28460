"""The pages of the catalogue that the documentation is built from."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from soleus.exercises import catalogue, claims, recovery

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))

from catalogue_pages import write_pages


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "catalogue"
    write_pages(folder)
    return folder


def test_every_exercise_technique_and_claim_has_its_section(pages: Path) -> None:
    for name, ids in (("exercises", catalogue()), ("recovery", recovery().techniques), ("claims", claims())):
        text = (pages / f"{name}.md").read_text()
        assert all(f"\n({id_})=\n## " in text for id_ in ids)
        assert "None" not in re.sub("None treats", "", text)
        assert "nan" not in text.split()
    assert all(region.name in (pages / "recovery.md").read_text() for region in recovery().regions.values())


def test_links_lead_somewhere_and_pictures_are_there(pages: Path) -> None:
    for page in pages.glob("*.md"):
        text = page.read_text()
        anchors = set(re.findall(r"^\((.+)\)=$", text, re.M))
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
        for picture in re.findall(r"\{image\} (\S+)", text):
            assert ET.parse(pages / picture).getroot().tag.endswith("svg")


def test_a_second_build_changes_no_file(pages: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in pages.iterdir()}
    write_pages(pages)
    assert before == {path: path.stat().st_mtime_ns for path in pages.iterdir()}
