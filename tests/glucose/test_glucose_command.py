"""`soleus glucose` as a user meets it, and the picture of the usual day."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from soleus.errors import NotEnoughDataError
from soleus.glucose.profile import daily_profile
from soleus.glucose.report import glucose_report, summary_lines
from tests.glucose import exports as made
from tests.glucose.test_metrics import person, readings
from tests.test_cli import run


@pytest.fixture
def soleus(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    return lambda *args: run(monkeypatch, capsys, *args)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "days.csv"
    times = made.stamps(3 * 288, datetime(2025, 5, 1))
    levels = [round(110 + 40 * np.sin(k / 40) + k % 7) for k in range(len(times))]
    path.write_text(made.clarity(times, levels))
    return path


def test_json_has_every_key_of_the_contract(soleus, export: Path, tmp_path: Path) -> None:
    meals = tmp_path / "meals.csv"
    meals.write_text("time,carbs_g,name\n2025-05-02 12:00,50,lunch\n2030-01-01 12:00,50,far\n")
    code, out, err = soleus("glucose", export, "--meals", meals, "--json")
    answer = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert (answer["reader"], answer["unit_in_file"], answer["n"]) == ("dexcom-clarity", "mg/dL", 864)
    assert (answer["start"], answer["end"]) == ("2025-05-01T00:00:00", "2025-05-03T23:55:00")
    assert answer["dropped"] == {"alert row": 2, "fingerstick or calibration": 1}
    assert len(answer["metrics"]) == 57
    assert set(answer["episodes"]) == {"hypo_lv1", "hypo_lv2", "hypo_extended", "hyper_lv1", "hyper_lv2"}
    assert answer["episodes"]["hypo_lv2"] == {
        "n": 0,
        "per_day": 0.0,
        "mean_duration_min": None,
        "mean_glucose_mg_dl": None,
    }
    near, far = answer["meals"]
    assert set(near) >= {
        "start", "baseline_mg_dl", "iauc_mg_dl_min", "net_iauc_mg_dl_min", "peak_rise_mg_dl", "time_to_peak_min",
        "coverage_frac", "iauc_2h_mg_dl_min", "net_iauc_2h_mg_dl_min",
    }  # fmt: skip
    assert near["start"] == "2025-05-02T12:00:00"
    assert near["iauc_mg_dl_min"] > 0
    assert far["iauc_mg_dl_min"] is None
    assert "NaN" not in out


def test_the_summary_reads_well_and_names_what_was_left_out(soleus, export: Path) -> None:
    code, out, err = soleus("glucose", export, export)
    assert (code, err) == (0, "")
    assert "864 readings over 3.0 days" in out
    assert "left out of the figures: 865 x also in another file" in out
    assert "under two weeks" in out
    assert "carbs g" in out


def test_pictures_are_written_and_a_wrong_name_is_refused_first(soleus, export: Path, tmp_path: Path) -> None:
    for name, magic in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")):
        assert soleus("glucose", export, "--plot", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_bytes().startswith(magic)
    code, out, err = soleus("glucose", export, "--plot", "x.docx")
    assert (code, out) == (2, "")
    assert "--plot" in err


def test_a_single_reading_is_enough_and_what_needs_more_is_null(soleus, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("timestamp,glucose_mg_dl\n2025-05-01 08:00:00,95\n")
    code, out, _ = soleus("glucose", path, "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["n"], answer["metrics"]["mean_mg_dl"], answer["metrics"]["sd_mg_dl"]) == (1, 95.0, None)
    assert soleus("glucose", path)[0] == 0
    assert soleus("glucose", path, "--plot", tmp_path / "a.png")[0] == 3


def test_a_zone_is_kept_in_the_stamps(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(made.nightscout_json(made.stamps(60), made.VALUES, offset_min=-210))
    from soleus.glucose.report import as_json

    answer = as_json(glucose_report([path]))
    assert answer["start"] == "2024-03-20T22:00:00-03:30"
    assert all(len(line) < 160 for line in summary_lines(glucose_report([path])))


def test_the_usual_day_has_its_percentiles_at_its_hours() -> None:
    start = 86400.0 * 20000
    time_s = start + 300.0 * np.arange(14 * 288)
    hour = time_s / 3600.0 % 24
    profile = daily_profile(readings(time_s, np.where((hour >= 12) & (hour < 15), 200.0, 100.0)))
    at = dict(zip(profile.minute.tolist(), profile.glucose_mg_dl.T.tolist(), strict=True))
    assert at[13.5 * 60] == [200.0] * 5
    assert at[6 * 60] == [100.0] * 5
    assert at[0.0] == at[1440.0]
    assert profile.n_days == 14
    bands = profile.glucose_mg_dl
    assert (np.diff(daily_profile(person(3, days=6.0)).glucose_mg_dl, axis=0) >= 0).all()
    assert bands.shape == (5, 97)


def test_too_few_readings_for_a_usual_day_are_said() -> None:
    with pytest.raises(NotEnoughDataError, match="usual day"):
        daily_profile(readings(1.7e9 + 3600.0 * np.arange(10), np.full(10, 100.0)))


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from soleus.cli import main; sys.argv = ['soleus', 'glucose', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numba', 'scipy.signal', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--date-order" in done.stdout
    assert done.stderr.strip() == "[]"


def test_logged_meals_of_the_export_are_looked_at(export: Path) -> None:
    (meal,) = glucose_report([export]).meals
    assert meal.carbs_g == 45.0
    assert datetime(1970, 1, 1) + timedelta(seconds=meal.wall_s) == datetime(2025, 5, 1)
