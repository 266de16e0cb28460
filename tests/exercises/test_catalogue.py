"""The catalogue: complete, joined both ways, refused in one line where it is wrong."""

import math
import subprocess
import sys
from dataclasses import fields
from importlib.resources import files

import pytest

from soleus.errors import InputError
from soleus.exercises import catalogue, claims, find_claim, find_exercise, find_technique, recovery, sources
from soleus.exercises.claims import read_claims
from soleus.exercises.evidence import read_sources
from soleus.exercises.read import join, read_exercises
from soleus.exercises.recovery import read_recovery
from soleus.person import Person

CONTRACT = (
    "soleus-push-up", "standing-calf-raise", "seated-calf-raise", "toe-walking", "eccentric-heel-drop", "hill-climbing",
    "stair-climbing", "heel-raise-test",
)  # fmt: skip
ONE = """
[[exercise]]
id = "nod"
name = "Nod"
kind = "raise"
position = "seated"
summary = "s"
steps = ["a"]
cues = ["a"]
faults = [{ fault = "f", instead = "i" }]
easier = []
progress_by = ["minutes"]
not_when = ["never"]
[exercise.movement]
legs = 2
legs_lowering = 2
knee_flex_deg = 90
ankle_start_deg = 0
ankle_end_deg = -25
surface = "floor"
tempo = { concentric_s = 1, hold_s = 0, eccentric_s = 1 }
[exercise.dose]
sets = [1, 3]
minutes = [5, 10]
rest_s = 60
[[exercise.evidence]]
says = "x"
grade = "depends"
certainty = "seen"
sources = ["beyer-2015"]
"""


def packaged(name: str) -> str:
    return files("soleus.exercises").joinpath("data", name).read_text(encoding="utf-8")


def test_every_exercise_and_technique_of_the_contract_is_there() -> None:
    assert set(CONTRACT) <= set(catalogue())
    assert set(recovery().techniques) == {"deep-tissue-massage", "trigger-point-release", "myofascial-release"}
    assert find_exercise("soleus-push-up").name == "Soleus push-up"


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda exercise: exercise.id)
def test_an_exercise_says_everything_that_a_person_must_know(exercise) -> None:
    empty = {"easier", "harder", "needs", "helps"}  # may be: the first and the last of a ladder, no equipment
    for field in fields(exercise):
        value = getattr(exercise, field.name)
        assert value or field.name in empty, field.name
    assert len(exercise.steps) >= 3
    assert any("swelling" in rule for rule in exercise.stop_when)
    assert any("5 of 10" in rule for rule in exercise.stop_when)
    assert all(finding.sources and finding.grade for finding in exercise.evidence)


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda exercise: exercise.id)
def test_the_heel_rises_by_what_a_foot_can(exercise) -> None:
    person = Person(stature_m=1.755)
    rise = exercise.heel_raise_height_m(person)
    pitches = [math.radians(exercise.shank_tilt_deg - a) for a in (exercise.ankle_start_deg, exercise.ankle_end_deg)]
    assert rise == pytest.approx(0.14 * (math.sin(pitches[1]) - math.sin(pitches[0])), rel=1e-9)
    assert 0.02 < rise < 0.12
    tall = exercise.heel_raise_height_m(Person(stature_m=2 * 1.0))
    assert tall == pytest.approx(2.0 * exercise.heel_raise_height_m(Person(stature_m=1.0)))


def test_poses_agree_with_published_heights_and_paces() -> None:
    test = find_exercise("heel-raise-test")
    assert test.heel_raise_height_m(Person(stature_m=1.755)) == pytest.approx(
        0.094, abs=0.002
    )  # medians 9.3 and 9.6 cm
    assert test.cadence_per_min == 30.0  # 60 beats
    assert find_exercise("soleus-push-up").cadence_per_min == 50.0
    assert find_exercise("seated-calf-raise").tempo.cadence_per_min == 10.0  # 6 s a repetition


def test_every_neighbour_names_its_neighbour_back() -> None:
    for exercise in catalogue().values():
        assert all(exercise.id in catalogue()[easier].harder for easier in exercise.easier)
        assert all(exercise.id in catalogue()[harder].easier for harder in exercise.harder)
    assert "seated-calf-raise" in find_exercise("soleus-push-up").harder


def test_a_way_leads_from_the_push_up_to_the_hop() -> None:
    reached, edge = set(), {"soleus-push-up"}
    while edge:
        reached |= edge
        edge = {harder for id_ in edge for harder in find_exercise(id_).harder} - reached
    assert {"single-leg-hop", "eccentric-heel-drop", "stair-climbing"} <= reached


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('summary = "s"\n', "", "nod: summary is missing"),
        ('summary = "s"', "summary = 3", "summary: expected a text of one line, got 3"),
        ('steps = ["a"]', "steps = []", "steps: expected at least one text"),
        ('kind = "raise"', 'kind = "rise"', "kind: expected one of raise, hold"),
        ('cues = ["a"]', 'cues = ["a"]\ncue = 1', "cue mean nothing here"),
        ("legs = 2\n", "legs = 3\n", "movement: legs: expected a number from 1 to 2"),
        ("knee_flex_deg = 90", "knee_flex_deg = nan", "knee_flex_deg: expected a number from 0 to 120"),
        ("ankle_end_deg = -25", "ankle_end_deg = -60", "ankle_end_deg: expected a number from -40 to 30"),
        ("ankle_end_deg = -25", "ankle_end_deg = 5", "the heel rises"),
        ("sets = [1, 3]", "sets = [3, 1]", "dose: sets: expected [least, most]"),
        ("rest_s = 60", "rest_s = 60\nreps = [1, 2]", "expected one of reps, minutes, distance_m"),
        ('grade = "depends"', 'grade = "sure"', "grade: expected one of supported"),
        ('["beyer-2015"]', '["nobody-1900"]', "nobody-1900 not in sources.toml"),
        ("easier = []", 'needs = ["anvil"]', "anvil is none of chair"),
        ("[[exercise]]", "[[exercise]", "not TOML"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line_that_says_where(old: str, new: str, says: str) -> None:
    assert old in ONE
    assert [exercise.id for exercise in read_exercises("nods.toml", ONE)] == ["nod"]
    with pytest.raises(InputError) as refusal:
        read_exercises("nods.toml", ONE.replace(old, new, 1))
    assert says in str(refusal.value)
    assert str(refusal.value).startswith("nods.toml")
    assert "\n" not in str(refusal.value)


def test_a_ladder_with_a_missing_rung_a_circle_or_a_double_is_refused() -> None:
    def nods(*pairs: tuple[str, str]):
        text = "".join(
            ONE.replace('id = "nod"', f'id = "{id_}"').replace(
                "easier = []", f'easier = ["{easier}"]' if easier else ""
            )
            for id_, easier in pairs
        )
        return join(read_exercises("nods.toml", text))

    assert nods(("a", ""), ("b", "a"))["a"].harder == ("b",)
    with pytest.raises(InputError, match="no exercise 'z'"):
        nods(("a", "z"))
    with pytest.raises(InputError, match="a > b > a"):
        nods(("a", "b"), ("b", "a"))
    with pytest.raises(InputError, match="stands there twice"):
        nods(("a", ""), ("a", ""))


def test_there_are_fifteen_claims_each_with_figures_sources_and_what_soleus_measures() -> None:
    assert [claim.number for claim in claims().values()] == list(range(1, 16))
    for claim in claims().values():
        assert claim.sentence.endswith(".")
        assert claim.verdict
        assert claim.measures
        assert claim.numbers
        assert all(number.sources for number in claim.numbers)
    assert find_claim("8") is find_claim("lowers-blood-sugar")
    with pytest.raises(InputError, match="claim '16' is unknown; expected 1 to 15"):
        find_claim("16")


def test_prevention_is_never_called_proven_and_fat_loss_is_contradicted() -> None:
    assert find_claim("3").grade == find_claim("4").grade == find_claim("5").grade == "plausible, unproven"
    assert find_claim("9").grade == "contradicted"
    assert find_claim("8").grade == "depends"


def test_claims_with_a_gap_or_a_double_are_refused() -> None:
    text = packaged("claims.toml")
    with pytest.raises(InputError, match="numbers 1 to 15 in order"):
        read_claims(text.replace("number = 4\n", "number = 5\n"))
    with pytest.raises(InputError, match="same id"):
        read_claims(text.replace('id = "second-heart"', 'id = "burns-body-fat"'))


def test_no_routine_presses_harder_than_seven_of_ten_and_every_region_exists() -> None:
    for technique in recovery().techniques.values():
        assert 120 <= technique.duration_s <= 600
        assert technique.not_when
        assert max(step.pressure[1] for step in technique.steps if step.pressure) <= 7
    text = packaged("recovery.toml")
    with pytest.raises(InputError, match=r"pressure: expected \[least, most\] from 0 to 7"):
        read_recovery(text.replace("pressure = [2, 4]", "pressure = [2, 8]"))
    with pytest.raises(InputError, match="region 'elbow' is none of"):
        read_recovery(text.replace('region = "soleus-distal-medial"', 'region = "elbow"'))


def test_the_time_of_a_routine_counts_sets_and_the_rests_between() -> None:
    assert find_technique("trigger-point-release").duration_s == 30 + (60 + 30 + 60) + 10 + 30


def test_every_source_is_used_and_has_a_citation() -> None:
    used = {source.id for claim in claims().values() for number in claim.numbers for source in number.sources}
    used |= {source.id for exercise in catalogue().values() for f in exercise.evidence for source in f.sources}
    used |= {source.id for t in recovery().techniques.values() for f in t.evidence for source in f.sources}
    used |= {source.id for region in recovery().regions.values() for source in region.sources}
    assert used == set(sources())
    with pytest.raises(InputError, match="cite is missing"):
        read_sources("[someone-2020]\ndoi = '10.1/x'\n")


@pytest.mark.parametrize(
    "word", ["cure", "guarantee", "proven to", "heals", "will prevent", "miracle", "units of insulin"]
)
def test_nothing_is_promised(word: str) -> None:
    for name in ("seated", "standing", "walking", "hopping", "recovery", "claims"):
        assert word not in packaged(f"{name}.toml").lower()


def test_the_catalogue_is_read_on_first_use_only() -> None:
    code = (
        "from soleus import exercises as e\n"
        "print([f.cache_info().currsize for f in (e.catalogue, e.claims, e.recovery, e.sources)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[0, 0, 0, 0]"
