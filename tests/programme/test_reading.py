"""The door and the command: what is wrong is one line that names field, expected, got and remedy."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from soleus import cli
from soleus.errors import InputError
from soleus.programme import Answers, Target, prescribe
from soleus.programme.reading import profile_of, read_profile
from tests.programme.made import TODAY

SESSION = {
    "date": "2026-03-01",
    "exercise": "standing-calf-raise",
    "sets": [{"reps": 10, "load_kg": 0}],
    "target": {"sets": 1, "reps": 10, "load_kg": 0},
    "session_rpe": 5,
    "pain_during_nrs": 0,
    "pain_next_morning_nrs": 0,
}
BASE = {
    "person": {"body_mass_kg": 75, "stature_m": 1.75, "sex": "female", "age": 40},
    "goal": "strength",
    "equipment": ["Chair", "dumbbells"],
    "days_per_week": 3,
    "screening": dict.fromkeys(Answers.__dataclass_fields__, False),
    "tests": [{"date": "2026-03-01", "side": "left", "reps": 20, "work_total_j": 900, "pain_nrs": 0}],
    "sessions": [SESSION],
    "glucose_mg_dl": None,
    "ketones": None,
    "medication": ["Metformin"],
}


def changed(path: str, value: object) -> dict:
    data = copy.deepcopy(BASE)
    *parents, last = path.split(".")
    place = data
    for part in parents:
        place = place[int(part) if part.isdigit() else part]  # type: ignore[index]
    place[last] = value
    return data


def test_a_profile_comes_in_as_it_was_said() -> None:
    profile = profile_of(BASE)
    assert profile.person.body_mass_kg == 75
    assert profile.person.age_years == 40
    assert profile.equipment == {"chair", "dumbbells", "weights"}
    assert profile.medication == {"metformin"}
    assert profile.sessions[0].sets[0].reps == 10
    assert profile.tests[0].work_total_j == 900
    assert prescribe(profile, TODAY).decision == "hold"


def test_what_is_not_said_is_unknown_and_nothing_else() -> None:
    profile = profile_of({"goal": "glucose", "days_per_week": 7})
    assert profile.screening.unanswered == tuple(Answers.__dataclass_fields__)
    assert profile.sessions == profile.tests == ()
    assert profile.person.body_mass_kg is None
    assert prescribe(profile, TODAY).verdict == "wait"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("goal", "fame", "goal: expected 'glucose', 'strength', 'achilles', 'running' or 'circulation', got \"fame\""),
        ("goal", None, "goal: expected"),
        ("days_per_week", 9, "days_per_week: expected less than or equal to 7, got 9"),
        ("days_per_week", 0, "days_per_week"),
        ("days_per_week", "3", 'days_per_week: expected a valid integer, got "3"'),
        ("days_per_week", True, "days_per_week"),
        ("person.body_mass_kg", -75, "body_mass_kg: expected 25 to 350, got -75"),
        ("person.sex", "f", "person.sex"),
        ("person.weight", 75, "person.weight: unknown field"),
        ("screening.calf_sweling", True, "screening.calf_sweling: unknown field; did you mean calf_swelling?"),
        ("screening.calf_swelling", "no", "screening.calf_swelling: expected"),
        ("screening.calf_swelling", 0, "screening.calf_swelling: expected"),
        ("sessions", "yesterday", "sessions: expected"),
        ("sessions.0.exercise", "moon-walk", "sessions[0].exercise 'moon-walk' is unknown; expected one of"),
        ("sessions.0.date", "2026-02-30", 'sessions[0].date: expected a day that the calendar has, got "2026-02-30"'),
        ("sessions.0.date", "20260201", "sessions[0].date: expected a day like 2026-03-09"),
        ("sessions.0.date", "1949-12-31", "sessions[0].date: expected a day from 1950-01-01 on"),
        ("sessions.0.date", 20260201, "sessions[0].date"),
        ("sessions.0.pain_during_nrs", 12, "sessions[0].pain_during_nrs: expected less than or equal to 10, got 12"),
        ("sessions.0.pain_during_nrs", -1, "sessions[0].pain_during_nrs"),
        ("sessions.0.pain_during_nrs", float("nan"), "sessions[0].pain_during_nrs"),
        ("sessions.0.sets", [{"reps": -3}], "sessions[0].sets[0].reps: expected greater than or equal to 0, got -3"),
        ("sessions.0.sets", [{"reps": 3.5}], "sessions[0].sets[0].reps"),
        ("sessions.0.sets", [{"load_kg": 501}], "sessions[0].sets[0].load_kg"),
        ("sessions.0.sets", [{"weight_kg": 5}], "sessions[0].sets[0].weight_kg: unknown field"),
        ("sessions.0.target", {"sets": 0}, "sessions[0].target.sets"),
        ("sessions.0.target", {"reps": 0}, "sessions[0].target.reps"),
        ("sessions.0.pain_durin_nrs", 3, "did you mean pain_during_nrs?"),
        ("tests.0.side", "both", "tests[0].side"),
        ("glucose_mg_dl", 5.5, "glucose_mg_dl: expected greater than or equal to 20, got 5.5"),
        ("ketones", "some", "ketones"),
        ("medication", ["insuline"], "medication: 'insuline' is unknown; expected 'insulin'"),
        ("medication", "insulin", "medication: expected"),
        ("medication", [""], "medication[0]"),
        ("medication", ["anticoagulant"], "screening.anticoagulants: expected true"),
        ("medication", ["none", "insulin"], "medication: expected either"),
        ("usual_morning_pain_nrs", 11, "usual_morning_pain_nrs"),
        ("programme", "yoga", "programme"),
        ("moon", 1, "moon: unknown field; expected one of goal"),
    ],
)
def test_what_cannot_be_is_named(path: str, value: object, says: str) -> None:
    with pytest.raises(InputError) as refused:
        profile_of(changed(path, value))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("field", ["goal", "days_per_week"])
def test_what_is_needed_and_missing_is_asked_for(field: str) -> None:
    data = copy.deepcopy(BASE)
    del data[field]
    with pytest.raises(InputError, match=f"{field}: expected a value, got nothing; add it"):
        profile_of(data)


def test_answers_that_cannot_both_be_true_are_refused() -> None:
    pregnant = changed("screening.pregnancy", True)
    assert profile_of(pregnant).screening.pregnancy
    pregnant["person"]["sex"] = "male"
    with pytest.raises(InputError, match=r"screening\.pregnancy: expected false beside sex male"):
        profile_of(pregnant)
    thinned = changed("medication", ["warfarin"])
    thinned["screening"]["anticoagulants"] = True
    assert profile_of(thinned).medication == {"anticoagulant"}
    assert profile_of(changed("medication", ["none"])).medication == {"none"}


def test_a_list_joined_too_often_is_refused() -> None:
    assert len(profile_of(changed("sessions", [SESSION] * 24)).sessions) == 24
    with pytest.raises(InputError, match="at most 24 on one day, got 25 on 2026-03-01"):
        profile_of(changed("sessions", [SESSION] * 25))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"person": ', "expected JSON, got something else at line 1"),
        (b"", "expected JSON"),
        (b"\xff\xfe\x00", "expected JSON in UTF-8"),
        (b"[]", "profile: expected"),
        (b"null", "profile: expected"),
        (b'{"goal": "strength", "goal": "running", "days_per_week": 3}', "goal: expected once, got it twice"),
        (b'{"screening": {"fracture": true, "fracture": false}}', "fracture: expected once"),
        (b'{"goal": "strength", "days_per_week": 3, "\\ud800\\n": 1}', "expected a valid string"),
        (b'{"goal": "strength", "days_per_week": 3, "' + b"x" * 5000 + b'": 1}', "x...: unknown field"),
        (b'{"goal": 1e999, "days_per_week": 3}', "goal: expected"),
        (b"[" * 100_000, "nested without end"),
        (b'{"goal": ' + b"1" * 5000 + b"}", "expected numbers of at most 15 digits, got 5000"),
    ],
)
def test_a_file_that_is_no_profile_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "profile.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_profile(path)
    assert says in str(refused.value)


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_profile(tmp_path / "absent.json")
    with pytest.raises(InputError, match="cannot be read"):
        read_profile(tmp_path)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(InputError, match="at most 20 MB"):
        read_profile(path)


DONE, ASKED = "sessions.0.sets.0", "sessions.0.target"


@pytest.mark.parametrize(
    ("path", "inside", "outside"),
    [
        (f"{DONE}.load_kg", (0, 500), (-0.5, 500.5)),
        (f"{DONE}.minutes", (0, 0.5, 1440), (-0.5, 1440.5)),
        (f"{DONE}.distance_m", (0, 0.5, 100_000), (-0.5, 100_000.5)),
        (f"{DONE}.reps", (0, 20_000), (-1, 20_001)),
        (f"{ASKED}.sets", (1, 50), (0, 51)),
        (f"{ASKED}.reps", (1, 20_000), (0, 20_001)),
        (f"{ASKED}.minutes", (0.5, 1440), (0, 1440.5)),
        (f"{ASKED}.distance_m", (0.5, 100_000), (0, 100_000.5)),
        (f"{ASKED}.times_per_day", (1, 24), (0, 25)),
        ("tests.0.reps", (0, 1000), (-1, 1001)),
        ("tests.0.work_total_j", (0, 0.5, 100_000), (-0.5, 100_000.5)),
        ("days_per_week", (1, 7), (0, 8)),
        ("glucose_mg_dl", (20, 1000), (19.5, 1000.5)),
        ("equipment", (["x"], ["x" * 60], ["x"] * 50), ([""], ["x" * 61], ["x"] * 51)),
        ("sessions.0.sets", ([{"reps": 1}] * 100,), ([{"reps": 1}] * 101,)),
        ("tests", ([BASE["tests"][0]] * 10_000,), ([BASE["tests"][0]] * 10_001,)),  # type: ignore[index]
        ("sessions.0.date", ("1950-01-01",), ("1949-12-31",)),
    ],
)
def test_what_can_be_comes_in_up_to_its_limits_and_no_further(path: str, inside: tuple, outside: tuple) -> None:
    for value in inside:
        profile_of(changed(path, value))
    for value in outside:
        with pytest.raises(InputError):
            profile_of(changed(path, value))


def test_what_was_asked_comes_in_whole_or_not_at_all() -> None:
    assert profile_of(BASE).sessions[0].target == Target(sets=1, reps=10, load_kg=0.0)
    assert profile_of(changed("sessions.0.target", None)).sessions[0].target is None
    assert profile_of(BASE).usual_morning_pain_nrs == 0.0


def test_the_first_of_several_faults_is_named_and_the_others_are_counted() -> None:
    two = {**changed("goal", "fame"), "ketones": "many"}
    with pytest.raises(InputError, match=r"^goal: .*\(1 more\)$"):
        profile_of(two)
    with pytest.raises(InputError, match=r'got "fame"; correct it$'):
        profile_of(changed("goal", "fame"))


def test_what_came_is_shown_up_to_forty_characters() -> None:
    with pytest.raises(InputError, match=f'got "{"x" * 38}";'):
        profile_of(changed("goal", "x" * 38))
    with pytest.raises(InputError, match=f'got "{"x" * 36}\\.\\.\\.;'):
        profile_of(changed("goal", "x" * 39))


@pytest.mark.parametrize(
    ("path", "meant"),
    [(f"{DONE}.repz", "reps"), (f"{ASKED}.set", "sets"), ("person.statur_m", "stature_m"), ("goall", "goal")],
)
def test_a_misspelt_field_is_told_from_those_of_its_place(path: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"unknown field; did you mean {meant}\\?"):
        profile_of(changed(path, 3))


def test_something_else_than_a_profile_is_called_so() -> None:
    with pytest.raises(InputError, match=r"^profile: expected an object, got \[\]; correct it$"):
        profile_of([])
    with pytest.raises(InputError, match=r"^person: expected an object, got 75; correct it$"):
        profile_of(changed("person", 75))


def test_a_number_of_fifteen_digits_is_read_and_of_sixteen_refused(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    for n_digits, says in ((15, "less than or equal to 7"), (16, "at most 15 digits, got 16")):
        path.write_text(json.dumps({**BASE, "days_per_week": 10 ** (n_digits - 1)}))
        with pytest.raises(InputError, match=says):
            read_profile(path)


@pytest.fixture
def soleus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def run(data: object, *args: str) -> tuple[int, str, str]:
        path = tmp_path / "profile.json"
        path.write_text(json.dumps(data))
        monkeypatch.setattr(sys, "argv", ["soleus", "plan", "--profile", str(path), *args])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return run


def test_the_command_says_what_to_do_and_why_first(soleus) -> None:
    code, out, err = soleus(BASE, "--date", "2026-03-09")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "The same again, today"
    assert "Standing calf raise: 1 x 10" in lines[1]
    assert "the target was met" in lines[2]


def test_json_is_one_object_and_explain_adds_the_other_inputs(soleus) -> None:
    code, out, _ = soleus(BASE, "--date", "2026-03-09", "--json")
    assert code == 0
    assert "what_if" not in json.loads(out)
    code, out, _ = soleus(BASE, "--date", "2026-03-09", "--json", "--explain")
    what_if = {one["change"]: one for one in json.loads(out)["what_if"]}
    worse = next(one for change, one in what_if.items() if change.endswith("pain 6 during"))
    assert (worse["decision"], worse["changes"]) == ("regress", True)
    assert "pain-above-five" in worse["rules"]
    unknown = next(one for change, one in what_if.items() if change.endswith("the next morning not recorded"))
    assert (unknown["decision"], unknown["changes"]) == ("hold", False)


def test_explain_names_the_rules_and_what_would_change(soleus) -> None:
    _, out, _ = soleus(BASE, "--date", "2026-03-09", "--explain")
    assert "target-met (guideline): Ratamess 2009" in out
    assert "new calf swelling: no session; nothing" in out
    assert "pain 3 during: no change" in out


def test_a_red_flag_is_shown_first_and_sends_to_care(soleus) -> None:
    code, out, _ = soleus(changed("screening.sudden_pop", True), "--date", "2026-03-09")
    assert code == 0
    assert out.splitlines()[0] == "No session"
    assert out.splitlines()[1].startswith("Seek care")


@pytest.mark.parametrize(
    ("path", "value", "args", "says"),
    [
        ("goal", "fame", (), "goal"),
        ("sessions.0.date", "2026-03-10", ("--date", "2026-03-09"), "sessions: expected days up to 2026-03-09"),
        ("goal", "strength", ("--date", "2026-02-30"), "2026-02-30"),
        ("goal", "strength", ("--date", "tomorrow"), "tomorrow"),
    ],
)
def test_the_command_refuses_in_one_line(soleus, path: str, value: object, args: tuple[str, ...], says: str) -> None:
    code, out, err = soleus(changed(path, value), *args, "--json")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert says in err


def test_planning_needs_no_heavy_import(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(BASE))
    code = (
        f"import sys; sys.argv = ['soleus', 'plan', '--profile', {str(path)!r}, '--date', '2026-03-09', '--json']\n"
        "from soleus.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numba', 'scipy.signal', 'matplotlib', 'cv2', 'polars'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
