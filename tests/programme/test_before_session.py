"""Glucose just before a session: a fresh value is judged by the table, an old one never, a trend warns."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.glucose.newest import newest_reading
from soleus.glucose.readings import Readings
from soleus.programme.before_session import Before, glucose_before

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1)))


def trace(levels: list[float], *, last_min_ago: float = 2.0, zoned: bool = True) -> Readings:
    """A reading each five minutes, the last one some minutes before now."""
    ago_s = 60.0 * (last_min_ago + 5.0 * np.arange(len(levels)))[::-1]
    offset_s = 3600.0
    unix = NOW.timestamp() - ago_s
    return Readings(
        time_s=unix if zoned else unix + offset_s,
        utc_offset_s=np.full(len(levels), offset_s if zoned else 0.0),
        glucose_mg_dl=np.array(levels),
        flags=np.zeros(len(levels), dtype=np.uint8),
        zoned=zoned,
    )


def before(levels: list[float], *, lowering: bool = True, **options: object) -> Before:
    keep = {name: options.pop(name) for name in ("last_min_ago", "zoned") if name in options}
    return glucose_before(newest_reading(trace(levels, **keep), NOW), lowering=lowering, **options)  # type: ignore[arg-type]


def rules(found: Before) -> list[str]:
    return [finding.rule for finding in found.findings]


@pytest.mark.parametrize("zoned", [True, False])
def test_a_fresh_low_blocks_whoever_takes_a_medicine_that_lowers(zoned: bool) -> None:
    found = before([65.0] * 6, zoned=zoned)
    assert (found.clock, found.source, found.closed) == ("fresh", "sensor", True)
    assert rules(found)[0] == "glucose-below-70"


def test_clearly_low_blocks_everybody() -> None:
    assert before([50.0] * 6, lowering=False).closed
    assert not before([65.0] * 6, lowering=False).closed


def test_an_old_reading_decides_nothing_and_asks() -> None:
    found = before([150.0] * 6, last_min_ago=40)
    assert (found.clock, found.value_mg_dl, found.asks) == ("stale", None, True)
    assert rules(found) == ["glucose-unmeasured"]
    assert not before([150.0] * 6, last_min_ago=40, lowering=False).asks


def test_an_old_low_warns_and_does_not_block() -> None:
    found = before([60.0] * 6, last_min_ago=180)
    assert "glucose-recent-low" in rules(found)
    assert not found.closed
    assert "3 hours ago" in found.findings[-1].why
    assert "glucose-recent-low" not in rules(before([60.0] * 6, last_min_ago=25 * 60))


def test_a_reading_ahead_of_this_clock_is_not_used() -> None:
    found = before([60.0] * 6, last_min_ago=-60)
    assert (found.clock, found.value_mg_dl) == ("ahead", None)


def test_falling_towards_a_low_warns_before_it_is_one() -> None:
    found = before([140.0, 130.0, 120.0, 110.0, 100.0])
    assert found.newest is not None
    assert found.newest.per_min == pytest.approx(-2.0)
    assert "glucose-falling" in rules(found)
    assert "20 mg/dL in ten minutes" in found.findings[1].why
    assert not found.closed
    assert "glucose-falling" not in rules(before([104.0, 103.0, 102.0, 101.0, 100.0]))


def test_rising_towards_the_top_of_the_table_warns() -> None:
    assert "glucose-rising" in rules(before([180.0, 195.0, 210.0, 225.0]))
    assert "glucose-rising" not in rules(before([180.0, 195.0, 210.0, 225.0], lowering=False))


def test_what_was_just_measured_counts_before_the_sensor() -> None:
    found = before([65.0] * 6, said_mg_dl=120.0)
    assert (found.value_mg_dl, found.source, found.closed) == (120.0, "said", False)
    assert before([120.0] * 6, said_mg_dl=65.0).closed


def test_high_without_ketones_waits_and_asks_for_them() -> None:
    found = before([260.0] * 6)
    assert (found.closed, found.asks_ketones) == (True, True)
    assert not before([260.0] * 6, ketones="none").closed
    assert before([260.0] * 6, ketones="large").closed


def test_sentences_speak_in_the_persons_unit() -> None:
    found = before([65.0] * 6, unit="mmol/L")
    assert "3.6 mmol/L" in found.findings[0].why
    assert "train from 5.0 on" in found.findings[0].why
    assert "mg/dL" not in found.findings[0].why


def test_no_readings_no_sensor_and_nothing_guessed() -> None:
    assert glucose_before(None, lowering=False).findings == ()
    assert rules(glucose_before(None, lowering=True)) == ["glucose-unmeasured"]


@given(
    levels=st.lists(st.floats(18, 640), min_size=1, max_size=30),
    ago=st.floats(-300, 3000),
    lowering=st.booleans(),
    said=st.none() | st.floats(20, 700),
)
def test_only_a_fresh_or_stated_value_can_close_or_open_a_session(
    levels: list[float], ago: float, lowering: bool, said: float | None
) -> None:
    found = before(levels, last_min_ago=ago, lowering=lowering, said_mg_dl=said)
    if found.closed:
        assert found.value_mg_dl is not None
    if said is None and not -5 <= ago <= 15:
        assert found.value_mg_dl is None
    if lowering and found.value_mg_dl is not None and found.value_mg_dl < 70:
        assert found.closed


def test_utc_and_local_clocks_agree() -> None:
    assert newest_reading(trace([100.0] * 3), NOW.astimezone(UTC)) == newest_reading(trace([100.0] * 3), NOW)
