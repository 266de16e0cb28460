"""The command line as a user meets it: exit codes, one line, one JSON object, pictures."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from soleus import cli
from soleus.simulate.example import EXAMPLE, N_REPS
from tests.reps.motions import humps

ON_THIGH = ["--exercise", "soleus-push-up", "--placement", "thigh", "--stature-m", "1.75"]


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["soleus", *map(str, args)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr()
    return int(end.value.code or 0), told.out, told.err


@pytest.fixture
def soleus(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    return lambda *args: run(monkeypatch, capsys, *args)


@pytest.fixture
def height_csv(tmp_path: Path) -> Path:
    path = tmp_path / "heel.csv"
    rows = (f"{k / 100:.2f},{height:.5f}" for k, height in enumerate(humps([0.08] * 6)))
    path.write_text("time_s,heel_height_m\n" + "\n".join(rows) + "\n")
    return path


def test_the_bundled_example_has_its_twenty_push_ups(soleus) -> None:
    code, out, err = soleus("analyse", EXAMPLE, *ON_THIGH)
    assert (code, err) == (0, "")
    assert f"{N_REPS} repetitions" in out
    assert "Soleus push-up" in out


def test_json_is_one_object_with_every_key_of_the_contract(soleus, height_csv: Path) -> None:
    code, out, err = soleus("analyse", height_csv, "--json")
    answer = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert set(answer) >= {
        "soleus", "recording", "exercise", "method", "reps", "emg", "dose", "dose_unavailable", "tracking", "warnings",
    }  # fmt: skip
    assert answer["recording"]["sha256"] == hashlib.sha256(height_csv.read_bytes()).hexdigest()
    assert answer["recording"]["n_samples"] == len(humps([0.08] * 6))
    assert answer["reps"]["n"] == 6
    assert answer["reps"]["heel_raise_height_m"] == pytest.approx([0.08] * 6, abs=1e-3)
    assert answer["reps"]["range_of_motion_deg"] == [None] * 6
    assert answer["dose"] is None
    assert answer["dose_unavailable"]
    assert answer["method"]["segmenter"]["name"] == "prominence"
    assert "NaN" not in out


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["analyse", "absent.csv"], 2, "absent.csv: no such file"),
        (["analyse"], 2, "FILE"),
        (["analyse", EXAMPLE, "--placement", "nose"], 2, "nose"),
        (["analyse", EXAMPLE, "--exercise", "burpee"], 2, "expected one of soleus-push-up"),
        (["analyse", EXAMPLE, "--stature-m", "175"], 2, "stature_m: expected 1 to 2.5"),
        (["analyse", EXAMPLE, "--rate-hz", "-3"], 2, "--rate-hz: expected 1 to"),
        (["analyse", EXAMPLE, "--plot", "picture.docx"], 2, "expected a name that ends in .png"),
        (["analyse", EXAMPLE, "--plot", "nowhere/picture.png"], 2, "no folder nowhere"),
        (["analyse", EXAMPLE, "--sensor", "emg"], 3, EXAMPLE.name),
        (["juggle"], 2, "juggle"),
    ],
)
def test_what_is_wrong_is_one_line(soleus, args: list[object], code: int, says: str) -> None:
    got, out, err = soleus(*args)
    assert got in (2, 3) if args[-1] == "emg" else got == code
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("soleus: ")
    assert says in err


def test_several_recordings_are_a_row_each_and_one_broken_file_stops_none(soleus, height_csv: Path) -> None:
    broken = height_csv.with_name("broken.csv")
    broken.write_bytes(b"\x00\x01\x02")
    code, out, err = soleus("analyse", height_csv, broken, height_csv, "--json")
    results = json.loads(out)["results"]
    assert [result.get("reps", {}).get("n") for result in results] == [6, None, 6]
    assert "broken.csv" in results[1]["error"]
    assert code in (2, 3)
    assert "1 of 3" in err
    code, out, _ = soleus("analyse", height_csv, height_csv)
    assert code == 0
    assert out.count("heel.csv") == 2


def test_pictures_are_written_in_each_format(soleus, height_csv: Path, tmp_path: Path) -> None:
    for name, magic in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")):
        assert soleus("analyse", height_csv, "--plot", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_bytes().startswith(magic)
    assert soleus("analyse", height_csv, height_csv, "--plot", tmp_path / "many")[0] == 0
    assert (tmp_path / "many" / "heel.png").exists()
    assert soleus("analyse", height_csv, height_csv, "--plot", tmp_path / "one.png")[0] == 2


def test_without_a_command_the_coach_opens(soleus, monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, object] = {}
    monkeypatch.setattr("soleus.web.serve.run", lambda **given: started.update(given))
    assert soleus() == (0, "", "")
    assert started["host"] == "127.0.0.1"
    assert started["browser"] is True


def test_what_holds_for_all_recordings_is_said_once(soleus) -> None:
    _, out, _ = soleus("analyse", EXAMPLE, EXAMPLE, EXAMPLE, "--placement", "thigh")
    assert out.count("stature not given") == 1


def test_a_sensor_without_scale_shows_no_height_column(soleus) -> None:
    code, out, _ = soleus("analyse", EXAMPLE, "--placement", "other")
    assert code == 0
    assert "height" not in out.splitlines()[3]
    assert "count and tempo only" in out


def test_without_a_stature_the_assumption_is_said(soleus) -> None:
    _, out, _ = soleus("analyse", EXAMPLE, "--placement", "thigh")
    assert "1.70 m assumed" in out
    _, out, _ = soleus("analyse", EXAMPLE, *ON_THIGH)
    assert "assumed" not in out


def test_the_installed_command_starts_and_helps_without_heavy_imports() -> None:
    code = (
        "import sys; sys.argv = ['soleus', '--help']\nfrom soleus.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        "heavy = {'numba', 'scipy.signal', 'matplotlib', 'cv2', 'polars', 'h5py', 'fastapi', 'sqlalchemy'}\n"
        "heavy &= set(sys.modules)\n"
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "analyse" in done.stdout
    assert done.stderr.strip() == "0 []"


MAN = ["--body-mass-kg", "75", "--stature-m", "1.80", "--sex", "male", "--age", "35"]


def test_the_dose_of_a_recording_joins_its_repetitions(soleus, height_csv: Path) -> None:
    code, out, _ = soleus("analyse", height_csv, "--exercise", "standing-calf-raise", *MAN, "--json")
    dose = json.loads(out)["dose"]
    assert code == 0
    assert dose["n_reps"] == 6
    assert dose["work_total_j"] == pytest.approx(6 * 75 * 9.80665 * 0.08, rel=0.02)


def test_a_recording_without_body_mass_says_what_the_dose_needs(soleus, height_csv: Path) -> None:
    code, out, _ = soleus("analyse", height_csv, "--exercise", "standing-calf-raise", "--json")
    answer = json.loads(out)
    assert (code, answer["dose"]) == (0, None)
    assert "--body-mass-kg" in answer["dose_unavailable"]


def test_walking_has_no_dose_of_heel_raises(soleus, height_csv: Path) -> None:
    _, out, _ = soleus("analyse", height_csv, "--exercise", "stair-climbing", *MAN, "--json")
    assert "steps" in json.loads(out)["dose_unavailable"]


def test_the_dose_of_a_plan_is_told_in_words_and_drawn(soleus, tmp_path: Path) -> None:
    picture = tmp_path / "dose.svg"
    code, out, err = soleus("dose", "soleus-push-up", "--minutes", "20", *MAN, "--plot", picture)
    assert (code, err) == (0, "")
    assert "1000 repetitions in 20.0 min" in out
    assert "Achilles peak 0.3 body weights" in out
    assert b"<svg" in picture.read_bytes()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("soleus-push-up", "--reps", "10", "--body-mass-kg", "-75"), "body_mass_kg"),
        (("soleus-push-up", "--reps", "0", *MAN), "--reps"),
        (("no-such-exercise", "--reps", "10", *MAN), "no-such-exercise"),
        (("seated-calf-raise", "--reps", "10", "--load-kg", "1e6", *MAN), "--load-kg"),
        (("standing-calf-raise", "--reps", "10", "--legs", "3", *MAN), "legs"),
        (("soleus-push-up", "--reps", "10", "--height-m", "2", *MAN), "--height-m"),
        (("soleus-push-up", "--reps", "10"), "--body-mass-kg"),
        (("soleus-push-up", "--reps", "10", *MAN, "--model", "mine"), "mine"),
        (("toe-walking", "--reps", "10", *MAN), "toe-walking"),
    ],
)
def test_an_impossible_plan_is_one_line(soleus, options, says) -> None:
    code, out, err = soleus("dose", *options)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert says in err
