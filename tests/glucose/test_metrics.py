"""Every metric against the reference tables, against twins written from the definitions, and as properties."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.errors import NotEnoughDataError
from soleus.glucose.metrics import metrics_of, metrics_of_many
from soleus.glucose.metrics.excursions import mage_mg_dl
from soleus.glucose.metrics.grid import grid_of
from soleus.glucose.metrics.spacing import usual_spacing_min
from soleus.glucose.readings import Flag, Readings
from tests.glucose import twins


def readings(time_s: np.ndarray, glucose: np.ndarray) -> Readings:
    n = len(time_s)
    return Readings(
        time_s=np.asarray(time_s, dtype=float),
        utc_offset_s=np.zeros(n),
        glucose_mg_dl=np.asarray(glucose, dtype=float),
        flags=np.zeros(n, dtype=np.uint8),
        zoned=False,
    )


def person(seed: int, days: float = 4.0, spacing_min: int = 5) -> Readings:
    """A trace with daily rhythm, noise, gaps short and long, and jitter in the clock."""
    rng = np.random.default_rng(seed)
    n = int(days * 1440 / spacing_min)
    t = 1.7e9 + 60.0 * spacing_min * np.arange(n) + rng.integers(-12 * spacing_min, 12 * spacing_min + 1, n)
    slow = np.convolve(rng.normal(0, 1, n + 24), np.hanning(25) / 4, "valid")
    g = 115 + 35 * np.sin(t / 86400 * 2 * np.pi) + 25 * slow + rng.normal(0, 3, n)
    kept = np.ones(n, dtype=bool)
    for length in (3, 12, 50):
        start = rng.integers(20, max(21, n - length - 20))
        kept[start : start + length] = False
    return readings(t[kept], np.clip(g[kept].round(), 40, 400))


@pytest.mark.parametrize(("seed", "spacing_min"), [(1, 5), (2, 5), (3, 15), (4, 5), (5, 1)])
def test_every_metric_agrees_with_its_twin(seed: int, spacing_min: int) -> None:
    who = person(seed, spacing_min=spacing_min)
    got = metrics_of(who).value
    wanted = twins.of_readings(who.time_s, who.glucose_mg_dl)
    wanted |= twins.of_grid(twins.grid(who.time_s, who.glucose_mg_dl, spacing_min))
    for name, value in wanted.items():
        assert got[name] == pytest.approx(value, rel=1e-10), name


@settings(max_examples=40)
@given(st.lists(st.sampled_from([50.0, 60.0, 69.9, 70.0, 75.0, 181.0, 260.0, float("nan")]), min_size=60, max_size=60))
def test_episodes_agree_with_their_twin(cells: list[float]) -> None:
    value = np.repeat(np.array(cells), 3)[:160]
    value[0] = value[-1] = 100.0
    known = np.flatnonzero(~np.isnan(value))
    grid = np.full((1, 288), np.nan)
    grid[0, : len(value)] = value
    from soleus.glucose.metrics.episodes import KINDS, episode_table

    table = episode_table(grid)
    for k, (bound, sign, begin) in enumerate([(70, -1, 15), (54, -1, 15), (70, -1, 125), (180, 1, 15), (250, 1, 15)]):
        with np.errstate(invalid="ignore"):
            found = twins.episodes(grid[0], (grid[0] - bound) * sign > 0, 5, begin)
        assert table[k, 0] == len(found), KINDS[k]
        assert table[k, 1] == pytest.approx(len(found) / (len(known) * 5 / 1440))
        if found:
            assert table[k, 2] == pytest.approx(np.mean([5 * (b - a) for a, b in found]))
            assert table[k, 3] == pytest.approx(np.mean([grid[0, a:b].mean() for a, b in found]))


@pytest.mark.parametrize("seed", range(6))
def test_mage_agrees_with_its_twin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    value = 120 + 30 * np.sin(np.arange(576) / 30) + np.cumsum(rng.normal(0, 4, 576))
    got = mage_mg_dl(value.reshape(2, 288))
    assert got[1:] == pytest.approx(twins.mage(value, value.std(ddof=1)), rel=1e-12)


def test_a_sine_has_its_peak_to_peak_as_mage() -> None:
    value = 120 + 40 * np.cos(2 * np.pi * np.arange(4 * 288) / 96)
    mean, plus, minus = mage_mg_dl(value.reshape(4, 288))
    assert [mean, plus, minus] == pytest.approx([80.0] * 3, rel=0.02)


def golden(shared: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((shared.parent / "reference" / "glucose" / name).read_text().splitlines()))


REFERENCE = {
    "mean": "mean_mg_dl", "SD": "sd_mg_dl", "CV": "cv_pct", "MAD": "mad_mg_dl", "GMI": "gmi_pct", "eA1C": "ea1c_pct",
    "LBGI": "lbgi", "HBGI": "hbgi", "ADRR": "adrr", "GRADE": "grade", "IGC": "igc", "M_value": "m_value", "GRI": "gri",
    "COGI": "cogi", "active_percent": "active_pct", "MODD": "modd_mg_dl", "conga24": "conga_24h_mg_dl",
    "MAG": "mag_mg_dl_h", "GVP": "gvp_pct", "sd_roc": "sd_roc_mg_dl_min", "SDwsh": "sdwsh_mg_dl",
    "SDbdm": "sdbdm_mg_dl", "CVsd": "cv_daily_sd_pct", "mage_ma": "mage_mg_dl", "mage_ma_plus": "mage_plus_mg_dl",
    "GRADE_hypo": "grade_hypo_pct",
}  # fmt: skip


@pytest.mark.shared
def test_ten_real_people_have_the_reference_values(shared: Path) -> None:
    people: dict[str, list[tuple[float, float]]] = {}
    for row in csv.DictReader((shared / "glucose" / "hall19.csv").read_text().splitlines()):
        stamp = float(np.datetime64(row["time"]).astype("datetime64[s]").astype(int))
        people.setdefault(row["id"], []).append((stamp, float(row["gl"])))
    table = golden(shared, "iglu_reference_long.csv")
    ids = list(dict.fromkeys(row["id"] for row in table))
    got = dict(zip(ids, metrics_of_many([readings(*np.array(people[who]).T) for who in ids]), strict=True))
    checked = 0
    for row in table:
        name = REFERENCE.get(row["metric"], REFERENCE.get(row["column"]))
        if name and row["metric"] != "mage_naive":
            tolerance = 1e-3 if name.startswith("mage") else 1e-12
            assert got[row["id"]].value[name] == pytest.approx(float(row["value"]), rel=tolerance), (row["id"], name)
            checked += 1
    for row in golden(shared, "corrected_auc.csv"):
        assert got[row["id"]].value["auc_mg_dl"] == pytest.approx(float(row["auc_corrected"]), abs=1e-9)
    assert checked == 10 * len(REFERENCE)


def test_figures_worked_by_hand() -> None:
    value = metrics_of(readings(1.7e9 + 300.0 * np.arange(4), np.array([60.0, 80.0, 180.0, 240.0]))).value
    assert value["mean_mg_dl"] == 140.0
    assert value["gmi_pct"] == pytest.approx(6.6588)
    assert value["ea1c_pct"] == pytest.approx(186.7 / 28.7)
    assert [value[f"{name}_pct"] for name in ("below_70", "in_range_70_180", "above_180", "above_250")] == [
        25,
        50,
        25,
        0,
    ]
    assert value["gri"] == pytest.approx(2.4 * 25 + 0.8 * 25)
    assert value["median_mg_dl"] == 130.0
    assert value["mad_mg_dl"] == pytest.approx(1.4826 * 60.0)
    assert value["active_pct"] == 100.0


def test_what_lasts_is_an_episode_and_what_flickers_is_none() -> None:
    glucose = np.full(288, 100.0)
    glucose[50:60] = 60.0  # 50 min
    glucose[54] = 75.0  # back for 5 min: the same episode
    glucose[100:102] = 60.0  # 10 min
    glucose[150:180] = 65.0  # 150 min
    start = 86400.0 * 19000 + 300.0
    found = metrics_of(readings(start + 300.0 * np.arange(288), glucose)).episodes
    assert (found["hypo_lv1"].n, found["hypo_extended"].n, found["hypo_lv2"].n) == (2, 1, 0)
    assert found["hypo_lv1"].mean_duration_min == pytest.approx((50 + 150) / 2)
    assert found["hypo_extended"].mean_glucose_mg_dl == pytest.approx(65.0)


def test_an_episode_that_a_gap_cuts_off_lasts_until_the_gap() -> None:
    glucose = np.full(100, 100.0)
    glucose[20:30] = 60.0
    time_s = 86400.0 * 19000 + 300.0 + 300.0 * np.arange(100)
    time_s[31:] += 7200.0  # one cell back in range, then two hours of nothing
    assert metrics_of(readings(time_s, glucose)).episodes["hypo_lv1"].mean_duration_min == 55.0


def test_the_grid_is_empty_inside_long_gaps_and_beyond_the_ends() -> None:
    time_s = 86400.0 * 19000 + np.array([600.0, 900.0, 900.0 + 46 * 60])
    grid = grid_of(time_s, np.array([100.0, 110.0, 120.0]), 5)
    assert np.flatnonzero(~np.isnan(grid[0])).tolist() == [1, 2]
    near = grid_of(time_s - [0, 0, 120], np.array([100.0, 110.0, 120.0]), 5)
    assert np.flatnonzero(~np.isnan(near[0])).tolist() == list(range(1, 11))


def test_a_century_between_two_days_takes_no_more_room_and_changes_no_metric_within_days() -> None:
    first, second = person(1, days=3.0), person(2, days=3.0)
    shift = 86400.0 * 36500
    both = readings(
        np.concatenate([first.time_s, second.time_s + shift]),
        np.concatenate([first.glucose_mg_dl, second.glucose_mg_dl]),
    )
    assert grid_of(both.time_s, both.glucose_mg_dl, 5).size <= 12 * 288
    near = readings(
        np.concatenate([first.time_s, second.time_s + 86400.0 * 10]),
        np.concatenate([first.glucose_mg_dl, second.glucose_mg_dl]),
    )
    far, close = metrics_of(both).value, metrics_of(near).value
    for name in (
        "sdw_mg_dl",
        "modd_mg_dl",
        "conga_24h_mg_dl",
        "auc_mg_dl",
        "mage_mg_dl",
        "sdhhmm_mg_dl",
        "sdwsh_mg_dl",
    ):
        assert far[name] == pytest.approx(close[name], rel=1e-12), name


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_readings_give_what_they_can(n: int) -> None:
    value = metrics_of(readings(1.7e9 + 300.0 * np.arange(n), np.full(n, 100.0))).value
    assert value["mean_mg_dl"] == 100.0
    assert np.isnan(value["sd_mg_dl"]) == (n == 1)
    assert np.isnan(value["mage_mg_dl"])
    assert len(value) == 57


def test_no_readings_have_no_metrics() -> None:
    with pytest.raises(NotEnoughDataError):
        metrics_of(readings(np.empty(0), np.empty(0)))


def test_scans_and_fingersticks_do_not_count() -> None:
    who = person(7)
    flags = who.flags.copy()
    flags[::10] = Flag.CALIBRATION
    flags[5::10] = Flag.SCAN
    mixed = Readings(
        time_s=who.time_s, utc_offset_s=who.utc_offset_s, glucose_mg_dl=who.glucose_mg_dl, flags=flags, zoned=False
    )
    own = (flags == 0).nonzero()[0]
    assert metrics_of(mixed).value == metrics_of(readings(who.time_s[own], who.glucose_mg_dl[own])).value


def test_many_people_are_measured_as_each_alone() -> None:
    people = [person(seed) for seed in range(12)]
    together = metrics_of_many(people, threads=3)
    for measured, who in zip(together, people, strict=True):
        assert measured.value == pytest.approx(metrics_of(who).value, rel=0, abs=0, nan_ok=True)


def test_a_day_later_changes_nothing() -> None:
    who = person(8)
    later = readings(who.time_s + 86400.0, who.glucose_mg_dl)
    for name, value in metrics_of(who).value.items():
        assert metrics_of(later).value[name] == pytest.approx(value, rel=1e-9), name


def test_twice_the_glucose_is_twice_the_spread() -> None:
    who = person(9)
    one, two = metrics_of(who).value, metrics_of(readings(who.time_s, 2 * who.glucose_mg_dl)).value
    for name in (
        "mean_mg_dl",
        "sd_mg_dl",
        "iqr_mg_dl",
        "mage_mg_dl",
        "modd_mg_dl",
        "sdb_mg_dl",
        "auc_mg_dl",
        "mag_mg_dl_h",
    ):
        assert two[name] == pytest.approx(2 * one[name], rel=1e-9), name
    assert two["cv_pct"] == pytest.approx(one["cv_pct"], rel=1e-9)


def test_read_only_arrays_are_taken() -> None:
    who = person(10)
    for column in (who.time_s, who.glucose_mg_dl, who.flags, who.utc_offset_s):
        column.flags.writeable = False
    assert metrics_of(who).value["mean_mg_dl"] > 0


@pytest.mark.parametrize(
    ("step_min", "spacing"), [(5.0, 5), (4.9, 5), (15.0, 15), (1.0, 1), (7.0, 6), (0.2, 1), (90.0, 90)]
)
def test_the_spacing_is_whole_minutes_that_divide_the_day(step_min: float, spacing: int) -> None:
    assert usual_spacing_min(60.0 * step_min * np.arange(50)) == spacing
