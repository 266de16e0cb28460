"""Live levels by the line protocol, with a simulated electromyograph."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.emg import measure_emg
from soleus.emg.lines import LineReader, read_header
from soleus.emg.stream import Calibration, EmgStream, Target
from soleus.errors import InputError, NotEnoughDataError
from soleus.simulate.emg import Contractions, electromyogram, emg_lines
from tests.emg.made import RATE_HZ, record

REST_S, FULL_S = (1.0, 3.0), (4.0, 6.0)  # parts of the calibration in the middle of rest and of the contraction


def device(levels, *, gain=1.0, seed=0):
    """Volts: rest until 3.5 s, the reference contraction until 6.5 s, then contractions of these levels."""
    onset_s = np.concatenate([[3.5], 8.0 + 2.0 * np.arange(len(levels))])
    planned = Contractions(
        onset_s=onset_s,
        offset_s=onset_s + np.concatenate([[3.0], np.full(len(levels), 1.5)]),
        level=np.concatenate([[1.0], levels]),
    )
    return electromyogram(
        np.random.default_rng(seed), planned, duration_s=float(planned.offset_s[-1]) + 1.0, rate_hz=RATE_HZ, gain=gain
    )


def played(soleus, gastrocnemius):
    """Every level of a session that begins with its calibration, by way of text lines."""
    reader, stream, out = LineReader(), None, []
    for line in emg_lines({"soleus": soleus, "gastrocnemius": gastrocnemius}, RATE_HZ):
        sample = reader.read(line)
        if sample is None:
            stream = EmgStream(reader.header.channels, reader.header.rate_hz)
            continue
        for part, (begin_s, end_s) in (("rest", REST_S), ("reference", FULL_S)):
            if sample.time_s == pytest.approx(begin_s, abs=1e-6):
                stream.begin(part)
            if sample.time_s == pytest.approx(end_s, abs=1e-6):
                stream.finish()
        level = stream.push(sample.volts)
        if level is not None:
            out.append(level)
    return out


def between(levels, begin_s, end_s):
    return [level for level in levels if begin_s <= level.time_s < end_s]


def test_levels_are_the_activities_of_both_muscles_whatever_their_electrodes() -> None:
    levels = played(device([0.3, 0.3, 0.6]), device([0.1, 0.1, 0.1], gain=0.3, seed=1))
    for k, wanted in enumerate((0.3, 0.3, 0.6)):
        during = np.array([level.level_frac for level in between(levels, 8.5 + 2 * k, 9.4 + 2 * k)])
        assert during.mean(axis=0) == pytest.approx([wanted, 0.1], rel=0.2)
    pause = np.array([level.level_frac for level in between(levels, 7.2, 7.9)])
    assert pause.max() < 0.05
    assert all(math.isnan(value) for level in between(levels, 0, 5) for value in level.level_frac)


def test_the_cue_asks_for_soleus_and_against_gastrocnemius() -> None:
    levels = played(device([0.4, 0.4, 0.06]), device([0.02, 0.4, 0.02], seed=1))
    wanted = ("good", "less gastrocnemius", "more soleus")
    for k, cue in enumerate(wanted):
        told = [level.cue for level in between(levels, 8.4 + 2 * k, 9.4 + 2 * k)]
        assert told.count(cue) > 0.8 * len(told), (cue, told)
    assert {level.cue for level in between(levels, 7.3, 7.9)} == {"rest"}


def test_the_live_envelope_is_the_offline_one_a_tenth_of_a_second_later() -> None:
    volts = device([0.5, 0.2, 0.8, 0.4])
    stream = EmgStream(["soleus"], RATE_HZ)
    live = [level for value in volts if (level := stream.push([value])) is not None]
    offline = measure_emg(record(soleus=volts)).channels[0].bursts
    time_s = np.array([level.time_s for level in live])
    now = np.array([level.magnitude[0] for level in live])
    delays_s = np.arange(0.0, 0.3, 0.01)
    alike = [
        np.corrcoef(now, np.interp(time_s - delay_s, offline.time_s, offline.envelope))[0, 1] for delay_s in delays_s
    ]
    assert max(alike) > 0.97
    assert delays_s[int(np.argmax(alike))] == pytest.approx(0.1, abs=0.03)


@given(st.integers(0, 100), st.floats(-1.0, 1.0))
def test_nothing_that_comes_later_changes_a_level(seed, offset) -> None:
    volts = offset + np.random.default_rng(seed).normal(0.0, 1e-5, 600)
    one, two = EmgStream(["a"], RATE_HZ), EmgStream(["a"], RATE_HZ)
    first = [one.push([value]) for value in volts[:400]]
    second = [two.push([value]) for value in volts][:400]
    assert first == second
    assert max(level.magnitude[0] for level in first if level) < 1e-4  # an offset is no contraction


def test_a_loose_electrode_is_no_signal_and_missing_samples_keep_the_level() -> None:
    stream = EmgStream(["soleus"], RATE_HZ, calibration=Calibration(rest=(0.0,), reference=(1e-4,)))
    rng = np.random.default_rng(0)
    for value in rng.normal(0.0, 5e-5, 2000):
        stream.push([value])
    held = [level for _ in range(1000) if (level := stream.push([math.nan])) is not None]
    assert held[0].level_frac == held[5].level_frac
    assert held[-1].cue == "no signal"


def test_a_reference_that_is_no_more_than_rest_is_refused() -> None:
    with pytest.raises(InputError, match="not above rest"):
        Calibration(rest=(1.0,), reference=(0.9,))
    stream = EmgStream(["soleus"], RATE_HZ)
    stream.begin("rest")
    with pytest.raises(NotEnoughDataError, match="too short"):
        stream.finish()
    with pytest.raises(InputError, match="rest first"):
        stream.begin("reference")


@pytest.mark.parametrize(
    ("channels", "rate_hz", "error"),
    [([], 1000, InputError), (["a", "a"], 1000, InputError), (["a"], 100, NotEnoughDataError)],
)
def test_impossible_streams_are_refused(channels, rate_hz, error) -> None:
    with pytest.raises(error):
        EmgStream(channels, rate_hz)


def test_a_sample_has_one_value_a_channel() -> None:
    with pytest.raises(InputError, match="expected 2 values"):
        EmgStream(["a", "b"], RATE_HZ).push([1.0])
    with pytest.raises(InputError, match="2 channels"):
        EmgStream(["a"], RATE_HZ, calibration=Calibration(rest=(0.0, 0.0), reference=(1.0, 1.0)), target=Target())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("time,a", "first line"),
        ("#emg 2 rate_hz=1000 unit=uV channels=a", "version 2"),
        ("#emg 1 rate_hz=1000 unit=kV channels=a", "unit="),
        ("#emg 1 rate_hz=zero unit=V channels=a", "rate_hz="),
        ("#emg 1 rate_hz=1000 unit=V channels=a,a", "different"),
        ("#emg 1 rate_hz=1000 unit=V", "channels="),
        ("#emg 1 rate_hz=1000 unit=V channels=" + "a" * 3000, "first line"),
    ],
)
def test_a_wrong_header_is_one_line(line, says) -> None:
    with pytest.raises(InputError, match=says):
        read_header(line)


def test_lost_and_broken_lines_are_counted() -> None:
    reader = LineReader()
    lines = ["#emg 1 rate_hz=1000 unit=mV channels=a,b", "0.000,1,2", "# battery 80", "", "0.001,1", "0.002,nan,", "x"]
    got = [reader.read(line) for line in [*lines, "0.010,3,4", "0.010,5,6"]]
    samples = [sample for sample in got if sample]
    assert [sample.n_lost for sample in samples] == [0, 1, 7]
    assert samples[0].volts == (0.001, 0.002)
    assert all(math.isnan(value) for value in samples[1].volts)
    assert reader.n_broken == 3  # too few values, no number, a time that stands still


def test_another_language_ends_the_stream() -> None:
    reader = LineReader()
    reader.read("#emg 1 rate_hz=1000 unit=mV channels=a")
    for _ in range(99):
        reader.read("hello")
    with pytest.raises(InputError, match="100 lines in a row"):
        reader.read("hello")


@given(st.text(max_size=200))
def test_no_line_breaks_the_reader(text) -> None:
    reader = LineReader()
    reader.read("#emg 1 rate_hz=1000 unit=mV channels=a")
    sample = reader.read(text)
    assert sample is None or len(sample.volts) == 1
