"""`soleus test` as a user meets it."""

import json
from pathlib import Path

import pytest

from tests.reps.motions import humps
from tests.test_cli import soleus  # noqa: F401 (a fixture)

MAN = ["--sex", "male", "--age", "35", "--body-mass-kg", "73"]


@pytest.fixture
def legs(tmp_path: Path) -> list[Path]:
    paths = []
    for name, rises in (("strong", [0.10] * 25), ("weak", [0.065] * 24)):
        paths.append(tmp_path / f"{name}.csv")
        rows = (f"{k / 100:.2f},{height:.5f}" for k, height in enumerate(humps(rises, period_s=2.0)))
        paths[-1].write_text("time_s,heel_height_m\n" + "\n".join(rows) + "\n")
    return paths


def test_json_has_every_key_of_the_contract(soleus, legs) -> None:  # noqa: F811
    code, out, err = soleus("test", *legs, *MAN, "--side", "left", "--json")
    answer = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert set(answer) >= {
        "side", "n_reps", "work_total_j", "displacement_total_m", "peak_height_m", "height_loss_frac",
        "cadence_per_min", "norms", "symmetry", "mdc_reps", "warnings",
    }  # fmt: skip
    assert (answer["side"], answer["other_leg"]["side"]) == ("left", "right")
    assert (answer["n_reps"], answer["other_leg"]["n_reps"]) == (25, 24)
    assert answer["symmetry"]["flagged"] is True
    assert answer["symmetry"]["weaker_by_work"] == "right"
    assert answer["seated_benchmark_kg"] == pytest.approx(109.5)
    assert "NaN" not in out


def test_the_table_says_what_the_numbers_are_worth(soleus, legs) -> None:  # noqa: F811
    code, out, _ = soleus("test", legs[0], *MAN, "--earlier-reps", "21")
    assert code == 0
    assert "25 raises" in out
    assert "within measurement error" in out
    assert "disagree about age" in out
    assert "spread borrowed" in out


def test_a_picture_is_written(soleus, legs, tmp_path) -> None:  # noqa: F811
    assert soleus("test", *legs, *MAN, "--plot", tmp_path / "legs.svg")[0] == 0
    assert (tmp_path / "legs.svg").read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["--cadence-per-min", "60"], 2, "beat"),
        (["--body-mass-kg", "0"], 2, "body_mass_kg"),
        (["--age", "400"], 2, "age_years"),
        (["--sex", "robot"], 2, "robot"),
        (["--plot", "legs.docx"], 2, ".png"),
        (["--earlier-reps", "-2"], 2, "--earlier-reps"),
    ],
)
def test_what_is_wrong_is_one_line(soleus, legs, args, code, says) -> None:  # noqa: F811
    got, out, err = soleus("test", legs[0], *args, "--json")
    assert (got, out, len(err.strip().splitlines())) == (code, "", 1)
    assert says in err


def test_a_leg_that_did_not_move_is_named(soleus, legs, tmp_path) -> None:  # noqa: F811
    still = tmp_path / "still.csv"
    still.write_text("time_s,heel_height_m\n" + "\n".join(f"{k / 100:.2f},0.00000" for k in range(800)) + "\n")
    code, out, err = soleus("test", legs[0], still, "--json")
    assert (code, out) == (3, "")
    assert "still.csv: no heel raise" in err
