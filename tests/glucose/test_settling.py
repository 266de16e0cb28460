"""What a file does not say: units, the order of dates, clocks that were set. Settled by evidence, or refused."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.glucose.readers.date_order import Hints, settle_dates
from soleus.glucose.readers.stamps import ordered_day, parse_date, parse_stamp, parse_time
from soleus.glucose.readings import MG_DL_PER_MMOL_L
from tests.glucose import exports as made
from tests.glucose.test_formats import read, seconds

TIMES = made.stamps(60)


@pytest.mark.parametrize("options", [{}, {"unit": "mg/dL"}, {"unit": "mmol/L"}])
def test_numbers_that_could_be_either_unit_need_the_option(tmp_path: Path, options: dict) -> None:
    text = made.plain(TIMES, [22.0 + k % 11 for k in range(60)], name="glucose")
    if not options:
        with pytest.raises(InputError, match="--unit"):
            read(tmp_path, text)
        return
    export = read(tmp_path, text, **options)
    factor = 1.0 if options["unit"] == "mg/dL" else MG_DL_PER_MMOL_L
    assert export.readings.glucose_mg_dl[0] == pytest.approx(22.0 * factor)


@pytest.mark.parametrize(("level", "unit"), [(110.0, "mg/dL"), (6.0, "mmol/L"), (45.0, "mg/dL"), (18.0, "mmol/L")])
def test_numbers_that_only_one_unit_allows_settle_it_and_say_so(tmp_path: Path, level: float, unit: str) -> None:
    export = read(tmp_path, made.plain(TIMES, [level] * 60, name="glucose"))
    assert export.unit_in_file == unit
    assert any("names no unit" in note for note in export.notes)


def test_a_tenth_of_the_numbers_beyond_mmol_makes_them_mg(tmp_path: Path) -> None:
    values = [60.0 if k % 10 == 0 else 25.0 for k in range(60)]
    assert read(tmp_path, made.plain(TIMES, values, name="glucose")).unit_in_file == "mg/dL"


def test_both_units_in_one_column_are_refused(tmp_path: Path) -> None:
    values = [100 if k % 2 else 5.6 for k in range(60)]
    for name in ("glucose", "glucose_mg_dl", "glucose_mmol_l"):
        with pytest.raises(InputError, match=r"both mg/dL and mmol/L|are none"):
            read(tmp_path, made.plain(TIMES, values, name=name))


def test_a_header_that_contradicts_the_numbers_is_refused_unless_the_option_says_otherwise(tmp_path: Path) -> None:
    text = made.plain(TIMES, [5.0 + k % 5 for k in range(60)], name="glucose_mg_dl")
    with pytest.raises(InputError, match="states mg/dL"):
        read(tmp_path, text)
    assert read(tmp_path, text, unit="mmol/L").unit_in_file == "mmol/L"
    with pytest.raises(InputError, match="cannot be mmol/L"):
        read(tmp_path, made.plain(TIMES, made.VALUES, name="glucose"), unit="mmol/L")


def test_two_columns_of_units_must_agree(tmp_path: Path) -> None:
    head = "timestamp,glucose_mmol_l,glucose_mg_dl\n"
    rows = [f"{when},{value / 18.0156:.1f},{value}" for when, value in zip(TIMES, made.VALUES, strict=True)]
    assert read(tmp_path, head + "\n".join(rows)).readings.glucose_mg_dl.tolist() == made.VALUES
    with pytest.raises(InputError, match="disagree"):
        read(tmp_path, head + "\n".join(rows).replace(",5.6,", ",9.9,"))


def with_dates(style: str, start: datetime, n: int = 60, generated: str = "") -> str:
    times = made.stamps(n, start)
    text = made.libreview(times, [100 + k % 40 for k in range(n)], style=style)
    return text.replace(times[-1].strftime(style) + " UTC", generated, 1)


DMY, MDY = "%d-%m-%Y %H:%M", "%m-%d-%Y %H:%M"


@pytest.mark.parametrize("style", [DMY, MDY])
def test_readings_over_midnight_settle_the_order_of_dates(tmp_path: Path, style: str) -> None:
    start = datetime(2024, 3, 4, 22, 0)
    export = read(tmp_path, with_dates(style, start))
    assert export.readings.trace().wall_s[0] == seconds(start)
    assert any("midnight" in note for note in export.notes)


def test_a_single_ambiguous_date_is_refused_or_said(tmp_path: Path) -> None:
    text = with_dates(DMY, datetime(2024, 3, 4, 8, 0))
    with pytest.raises(InputError, match="--date-order"):
        read(tmp_path, text)
    assert read(tmp_path, text, date_order="dmy").readings.trace().wall_s[0] == seconds(datetime(2024, 3, 4, 8, 0))
    assert read(tmp_path, text, date_order="mdy").readings.trace().wall_s[0] == seconds(datetime(2024, 4, 3, 8, 0))


def test_another_date_of_the_file_settles_the_order(tmp_path: Path) -> None:
    text = with_dates(DMY, datetime(2024, 3, 4, 8, 0), generated="25-03-2024 10:00 UTC")
    assert read(tmp_path, text).readings.trace().wall_s[0] == seconds(datetime(2024, 3, 4, 8, 0))


def test_mixed_orders_are_refused(tmp_path: Path) -> None:
    text = (
        with_dates(DMY, datetime(2024, 3, 20, 8, 0)) + with_dates(MDY, datetime(2024, 3, 21, 8, 0)).split("User)\n")[-1]
    )
    with pytest.raises(InputError, match="some dates"):
        read(tmp_path, text)


def test_creation_times_of_records_settle_the_order(tmp_path: Path) -> None:
    times = made.stamps(20, datetime(2026, 7, 4, 12, 0))
    text = made.nightscout_sections(times, made.VALUES[:20], object_id=f"{int(seconds(times[-1])):08x}" + "0" * 16)
    export = read(tmp_path, text.replace("7/4/2026", "4/7/2026"))
    assert export.readings.wall_s[0] == seconds(times[0])


def test_us_style_alone_is_taken_with_a_note(tmp_path: Path) -> None:
    export = read(tmp_path, made.nightscout_sections(made.stamps(20, datetime(2026, 4, 7, 12, 0)), made.VALUES[:20]))
    assert export.readings.wall_s[0] == seconds(datetime(2026, 4, 7, 12, 0))
    assert any("--date-order" in note for note in export.notes)


@given(st.dates(datetime(2000, 1, 1).date(), datetime(2099, 12, 31).date()), st.sampled_from("-/."))
def test_a_date_reads_back_under_the_order_it_was_written(day, mark: str) -> None:
    code = parse_date(day.strftime(f"%d{mark}%m{mark}%Y"))
    assert code is not None
    assert (code if code > 0 else ordered_day(code, "dmy")) == day.toordinal()
    assert parse_date(day.strftime(f"%Y{mark}%m{mark}%d")) == day.toordinal()
    named = parse_stamp(day.strftime("%d %b %Y 10:05"))
    assert named == ((day - datetime(1970, 1, 1).date()).days * 86400.0 + 36300.0, None)


@pytest.mark.parametrize(
    ("text", "second", "offset"),
    [
        ("7:59:42 PM", 71982.0, None),
        ("12:00 AM", 0.0, None),
        ("12:30 p.m.", 45000.0, None),
        ("22:30", 81000.0, None),
        ("02:35:22.500Z", 9322.5, 0.0),
        ("12:30:00 +0200", 45000.0, 7200.0),
        ("12:30:00-03:30", 45000.0, -12600.0),
    ],
)
def test_times_of_day_in_every_style(text: str, second: float, offset: float | None) -> None:
    assert parse_time(text) == (second, offset)


@pytest.mark.parametrize("text", ["24:00", "13:00 PM", "1:5", "", "noon", "25:61:00"])
def test_impossible_times_are_none(text: str) -> None:
    assert parse_time(text) is None


def test_dates_without_two_readings_are_left_alone() -> None:
    day = parse_date("2024-03-04")
    assert day is not None
    days, meals = settle_dates(np.array([day]), np.array([0.0]), [day], Hints(), "x", [])
    assert (days.tolist(), meals) == ([day], [day])


def clock_set_back(step_h: int) -> tuple[list[datetime], list[int]]:
    """Two hours of readings; after the first the clock is moved."""
    true = made.stamps(24, datetime(2024, 10, 27, 1, 2))
    shown = [when + timedelta(hours=step_h if k >= 12 else 0) for k, when in enumerate(true)]
    return shown, [5000 + 300 * k for k in range(24)]


@pytest.mark.parametrize("step_h", [-1, 1, -6, 9])
def test_the_transmitters_clock_settles_summer_time_and_travel(tmp_path: Path, step_h: int) -> None:
    shown, ticks = clock_set_back(step_h)
    order = np.argsort(np.array(shown), kind="stable")
    text = made.clarity([shown[k] for k in order], [100 + k for k in order], ticks=[ticks[k] for k in order])
    export = read(tmp_path, text)
    trace = export.readings.trace()
    assert np.diff(trace.time_s).tolist() == [300.0] * 23
    assert trace.glucose_mg_dl.tolist() == [100 + k for k in range(24)]
    assert trace.wall_s.tolist() == [seconds(when) for when in shown]
    assert any("clock was set 1 time" in note for note in export.notes)


def test_a_transmitter_that_gives_one_time_twice_tells_nothing(tmp_path: Path) -> None:
    ticks = [5000 + 300 * (k % 12) for k in range(24)]
    times = made.stamps(24, datetime(2024, 5, 1, 1, 0))
    trace = read(tmp_path, made.clarity(times, made.VALUES[:24], ticks=ticks)).readings.trace()
    assert trace.time_s.tolist() == [seconds(when) for when in times]


def test_the_order_of_carelinks_memory_settles_a_clock_set_back(tmp_path: Path) -> None:
    shown, _ = clock_set_back(-1)
    trace = read(tmp_path, made.carelink(shown, [100 + k for k in range(24)])).readings.trace()
    assert trace.glucose_mg_dl.tolist() == [100 + k for k in range(24)]
    assert np.diff(trace.time_s).tolist() == [300.0] * 23
