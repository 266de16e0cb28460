"""Areas by hand, meals in a trace, logs of meals."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.glucose.meals import incremental_auc, meal_responses, net_incremental_auc, read_meals, total_auc
from soleus.glucose.readings import LoggedMeal
from tests.glucose.test_formats import seconds
from tests.glucose.test_metrics import readings

T = np.array([0.0, 30, 60, 90, 120])
G = np.array([90.0, 140, 150, 110, 80])


def test_the_worked_example_comes_out_exactly() -> None:
    assert incremental_auc(T, G, baseline_mg_dl=90.0) == 3800.0
    assert net_incremental_auc(T, G, baseline_mg_dl=90.0) == 3750.0
    assert total_auc(T, G) == 14550.0


@given(st.lists(st.floats(40, 400), min_size=3, max_size=40), st.floats(60, 200))
def test_splitting_lines_changes_no_area_and_the_parts_add_up(levels: list[float], baseline: float) -> None:
    value = np.array(levels)
    time = 5.0 * np.arange(len(value))
    fine = np.linspace(0.0, time[-1], 8 * (len(value) - 1) + 1)
    area = incremental_auc(time, value, baseline_mg_dl=baseline)
    assert incremental_auc(fine, np.interp(fine, time, value), baseline_mg_dl=baseline) == pytest.approx(area, abs=1e-6)
    below = incremental_auc(time, 2 * baseline - value, baseline_mg_dl=baseline)
    assert net_incremental_auc(time, value, baseline_mg_dl=baseline) == pytest.approx(area - below, abs=1e-6)
    assert area >= 0.0


@pytest.mark.parametrize(
    ("time", "glucose"), [(T[:1], G[:1]), (T[::-1], G), (np.zeros(5), G), (T, G[:4])]
)  # fmt: skip
def test_areas_refuse_what_is_no_curve(time: np.ndarray, glucose: np.ndarray) -> None:
    with pytest.raises(SoleusError):
        incremental_auc(time, glucose, baseline_mg_dl=90.0)


START = datetime(2025, 5, 1, 12, 0)


def day(minutes: np.ndarray, glucose: np.ndarray):
    return readings(seconds(START) + 60.0 * minutes, glucose)


def meal(minute: float = 0.0) -> LoggedMeal:
    return LoggedMeal(time_s=seconds(START) + 60.0 * minute, carbs_g=50.0)


def test_a_triangle_after_a_flat_start() -> None:
    minutes = np.arange(-60.0, 241.0, 5.0)
    (got,) = meal_responses(day(minutes, 90.0 + np.interp(minutes, [0, 60, 150], [0, 60, 0])), [meal()])
    assert got.baseline_mg_dl == 90.0
    assert (got.peak_rise_mg_dl, got.time_to_peak_min) == (60.0, 60.0)
    assert got.iauc_mg_dl_min == pytest.approx(0.5 * 60 * 60 + 0.5 * 90 * 60)
    assert got.iauc_2h_mg_dl_min == pytest.approx(0.5 * 60 * 60 + 0.5 * 90 * 60 - 0.5 * 30 * 20)
    assert got.net_iauc_mg_dl_min == got.iauc_mg_dl_min
    assert got.coverage_frac == 1.0
    assert not got.overlaps


def test_the_baseline_is_the_mean_of_half_an_hour() -> None:
    minutes = np.arange(-60.0, 200.0, 5.0)
    (got,) = meal_responses(day(minutes, 100.0 + minutes), [meal()])
    assert got.baseline_mg_dl == 85.0


@pytest.mark.parametrize(
    ("minutes", "rise", "area"),
    [
        (np.arange(-300.0, -5.0, 5.0), False, False),  # ends before the meal
        (np.arange(5.0, 300.0, 5.0), False, False),  # begins after it
        (np.arange(-60.0, 121.0, 5.0), True, False),  # ends too early
        (np.concatenate([np.arange(-60.0, 31.0, 5.0), np.arange(80.0, 240.0, 5.0)]), True, False),  # a gap of 50 min
        (np.concatenate([np.arange(-60.0, 31.0, 5.0), np.arange(70.0, 240.0, 5.0)]), True, True),  # one of 40 min
    ],
)
def test_figures_that_the_readings_do_not_reach_are_not_known(minutes: np.ndarray, rise: bool, area: bool) -> None:
    (got,) = meal_responses(day(minutes, np.full(len(minutes), 100.0)), [meal()])
    assert np.isfinite(got.peak_rise_mg_dl) == rise
    assert np.isfinite(got.iauc_mg_dl_min) == area
    assert 0.0 <= got.coverage_frac <= 1.0


def test_meals_within_three_hours_overlap() -> None:
    minutes = np.arange(-60.0, 900.0, 5.0)
    got = meal_responses(day(minutes, np.full(len(minutes), 100.0)), [meal(500), meal(0), meal(170)])
    assert [m.overlaps for m in got] == [True, True, False]
    assert [m.start_s for m in got] == sorted(m.start_s for m in got)


def log(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "meals.csv"
    path.write_text(text)
    return path


def test_a_log_of_meals_in_its_own_words(tmp_path: Path) -> None:
    got = read_meals(log(tmp_path, "time,carbs_g,name\n2025-05-01 12:00,50,bread\n2025-05-01T18:00:00+02:00,,\n"))
    assert [m.carbs_g for m in got] == [50.0, None]
    assert got[0].name == "bread"
    assert got[0].time_s == seconds(START)
    assert (got[1].zoned, got[1].utc_offset_s, got[1].time_s) == (True, 7200.0, seconds(START + timedelta(hours=4)))
    assert len(read_meals(log(tmp_path, "time\n2025-05-01 12:00\n2025-05-02 12:00\n"))) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("when,what\n1,2\n", "no date and time"),
        ("a,b\n1,2\n", "no column 'time'"),
        ("time,carbs_g\n", "no meals"),
        ("time,carbs_g\nnoon,5\n", "line 2"),
        ("time,carbs_g\n2025-05-01 12:00,much\n", "carbohydrates"),
        ("time\n3/4/2025 12:00\n", "--date-order"),
    ],
)
def test_a_log_that_is_unclear_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises((InputError, NotEnoughDataError), match=says):
        read_meals(log(tmp_path, text))
