"""`soleus exercises` and `soleus claims` as a user meets them."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from soleus import cli
from soleus.exercises import catalogue, claims, recovery


@pytest.fixture
def soleus(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["soleus", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return run


def test_the_list_holds_every_exercise_and_technique(soleus) -> None:
    code, out, err = soleus("exercises")
    assert (code, err) == (0, "")
    for id_ in [*catalogue(), *recovery().techniques]:
        assert id_ in out
    assert "3 x 12-15 reps" in out
    answer = json.loads(soleus("exercises", "--json")[1])
    assert [each["id"] for each in answer["exercises"]] == list(catalogue())
    assert len(answer["recovery"]) == 3
    assert answer["exercises"][0]["dose"]["minutes"] == [5.0, 10.0]
    assert answer["exercises"][0]["evidence"][0]["sources"][0]["doi"] == "10.1016/j.isci.2022.104869"


@pytest.mark.parametrize("id_", [*catalogue(), *recovery().techniques])
def test_one_is_a_page_and_an_object(soleus, id_: str) -> None:
    code, out, err = soleus("exercises", id_)
    assert (code, err) == (0, "")
    assert "Not when" in out
    assert "Evidence" in out
    answer = json.loads(soleus("exercises", id_, "--json")[1])
    assert answer["id"] == id_
    assert answer["steps"]


def test_with_a_body_mass_the_page_tells_the_load(soleus) -> None:
    assert "--body-mass-kg tells how much" in soleus("exercises", "soleus-push-up")[1]
    out = soleus("exercises", "soleus-push-up", "--body-mass-kg", "75", "--stature-m", "1.75")[1]
    assert "Achilles 0.3 body weights, soleus 9" in out
    assert "not modelled" in soleus("exercises", "single-leg-hop", "--body-mass-kg", "75")[1]


def test_a_picture_is_drawn_light_and_dark_and_a_map_for_a_technique(soleus, tmp_path: Path) -> None:
    for name, id_, more in (
        ("a", "soleus-push-up", ()),
        ("b", "soleus-push-up", ("--dark",)),
        ("c", "trigger-point-release", ()),
    ):
        path = tmp_path / f"{name}.svg"
        code, out, err = soleus("exercises", id_, "--picture", path, *more)
        assert (code, err) == (0, "")
        assert str(path) in out.replace("\n", "")
        assert ET.parse(path).getroot().tag.endswith("svg")
    assert (tmp_path / "a.svg").read_text() != (tmp_path / "b.svg").read_text()
    assert "data-region" in (tmp_path / "c.svg").read_text()


def test_claims_are_told_with_grade_figures_and_what_is_measured(soleus) -> None:
    code, out, err = soleus("claims")
    assert (code, err) == (0, "")
    assert all(claim.sentence in out for claim in claims().values())
    assert out.count("plausible, unproven") == 4
    one = soleus("claims", "8")[1]
    assert "52 % smaller rise" in one
    assert "Your own data" in one
    answer = json.loads(soleus("claims", "--json")[1])
    assert [claim["number"] for claim in answer["claims"]] == list(range(1, 16))
    assert answer["claims"][8]["grade"] == "contradicted"
    assert json.loads(soleus("claims", "10", "--json")[1])["id"] == "second-heart"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["exercises", "burpee"], "exercise 'burpee' is unknown; expected one of soleus-push-up"),
        (["exercises", "soleus-push-up", "--picture", "a.png"], "ends in .svg"),
        (["exercises", "soleus-push-up", "--picture", "nowhere/a.svg"], "cannot be written"),
        (["exercises", "--picture", "a.svg"], "name it"),
        (["exercises", "soleus-push-up", "--body-mass-kg", "-3"], "body_mass_kg: expected 25 to 350"),
        (["claims", "99"], "claim '99' is unknown; expected 1 to 15"),
    ],
)
def test_what_is_wrong_is_one_line(soleus, args: list[str], says: str) -> None:
    code, out, err = soleus(*args)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert says in err
