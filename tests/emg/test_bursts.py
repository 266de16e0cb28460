"""Bursts: found where they are, none where there is none, whatever the unit, sign, rate and start."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.emg import measure_emg
from soleus.errors import NotEnoughDataError
from soleus.recording import read_recording
from soleus.simulate.emg import SENSOR_NOISE_V, Contractions, electromyogram, regular
from tests.emg.made import NO_CONTRACTION, RATE_HZ, contractions_of, nothing_of, record

SEEDS = 12  # of each kind here; the benchmark goes through a thousand


def bursts_of(volts, rate_hz=RATE_HZ, **more):
    return measure_emg(record(rate_hz, calf=volts, **more)).channels[0].bursts


@pytest.mark.parametrize("kind", NO_CONTRACTION)
def test_noise_hum_and_touched_cables_are_no_bursts(kind: str) -> None:
    found = [len(measure_emg(nothing_of(kind, seed)).channels[0].bursts) for seed in range(SEEDS)]
    assert found == [0] * SEEDS


@given(st.integers(0, 10_000), st.floats(0.1, 1.0), st.floats(0.3, 2.0), st.floats(0.3, 1.5), st.integers(1, 8))
@settings(max_examples=60)
def test_every_contraction_is_a_burst_and_begins_and_ends_where_it_does(seed, level, active_s, pause_s, n) -> None:
    volts, planned = contractions_of(seed, n, level=level, active_s=active_s, period_s=active_s + pause_s)
    found = bursts_of(volts)
    assert len(found) == n
    assert np.abs(found.onset_s - planned.onset_s).max() < 0.06
    assert np.abs(found.offset_s - planned.offset_s).max() < 0.06
    assert (found.onset_s < found.peak_s).all()
    assert (found.peak_s < found.offset_s).all()


def test_onsets_are_within_tens_of_milliseconds_on_average() -> None:
    errors = []
    for seed in range(20):
        volts, planned = contractions_of(seed, level=0.3)
        found = bursts_of(volts)
        errors.append([found.onset_s - planned.onset_s, found.offset_s - planned.offset_s])
    onset, offset = np.hstack(errors)
    assert abs(onset.mean()) < 0.02
    assert onset.std() < 0.02
    assert abs(offset.mean()) < 0.02
    assert offset.std() < 0.02


@given(st.floats(1e-6, 1e6), st.booleans(), st.integers(0, 1000))
@settings(max_examples=20)
def test_unit_and_sign_change_no_burst(factor, turned, seed) -> None:
    volts, _ = contractions_of(seed)
    plain, scaled = bursts_of(volts), bursts_of((-factor if turned else factor) * volts)
    assert plain.onset_s == pytest.approx(scaled.onset_s, abs=0.006)
    assert plain.offset_s == pytest.approx(scaled.offset_s, abs=0.006)
    assert scaled.peak == pytest.approx(factor * plain.peak, rel=1e-6)


@given(st.floats(0.5, 20.0), st.integers(0, 1000))
@settings(max_examples=20)
def test_a_quiet_lead_in_adds_no_burst_and_shifts_the_others(lead_s, seed) -> None:
    volts, planned = contractions_of(seed)
    lead = np.random.default_rng(seed + 1).normal(0.0, SENSOR_NOISE_V, int(lead_s * RATE_HZ))
    found = bursts_of(np.concatenate([lead, volts]))
    assert found.onset_s == pytest.approx(planned.onset_s + len(lead) / RATE_HZ, abs=0.06)


@pytest.mark.parametrize("rate_hz", [500.0, 1259.26, 2000.0, 2148.15, 4000.0])
def test_the_rate_changes_no_count(rate_hz: float) -> None:
    volts, planned = contractions_of(3, rate_hz=rate_hz)
    assert bursts_of(volts, rate_hz).onset_s == pytest.approx(planned.onset_s, abs=0.06)


def test_a_short_pause_belongs_to_the_contraction_and_a_long_one_parts_two() -> None:
    for pause_s, n in ((0.0, 1), (0.15, 2)):  # besides ramps of 50 ms to each side
        onset_s = np.array([1.0, 1.5 + pause_s])
        planned = Contractions(onset_s=onset_s, offset_s=onset_s + 0.5, level=np.ones(2))
        volts = electromyogram(np.random.default_rng(1), planned, duration_s=4.0, rate_hz=RATE_HZ)
        assert len(bursts_of(volts)) == n


def test_a_small_stirring_beside_real_contractions_is_told_and_not_counted() -> None:
    planned = regular(6, period_s=2.0)
    small = Contractions(onset_s=np.array([2.3]), offset_s=np.array([2.6]), level=np.array([0.15]))
    both = Contractions(
        onset_s=np.append(planned.onset_s, small.onset_s),
        offset_s=np.append(planned.offset_s, small.offset_s),
        level=np.append(planned.level, small.level),
    )
    found = bursts_of(electromyogram(np.random.default_rng(2), both, duration_s=13.0, rate_hz=RATE_HZ))
    assert len(found) == 6
    ((time_s, reason),) = found.rejected
    assert reason == "too low"
    assert time_s == pytest.approx(2.45, abs=0.15)


def test_one_maximal_contraction_does_not_hide_the_light_ones() -> None:
    light, strong = regular(20, first_s=6.0, level=0.1), regular(1, active_s=3.0)
    both = Contractions(
        **{name: np.append(getattr(strong, name), getattr(light, name)) for name in ("onset_s", "offset_s", "level")}
    )
    found = bursts_of(electromyogram(np.random.default_rng(4), both, duration_s=31.0, rate_hz=RATE_HZ))
    assert len(found) == 21


def test_bursts_stay_where_they_are_under_strong_hum() -> None:
    volts, planned = contractions_of(5)
    hum = 4e-4 * np.sin(2 * np.pi * 50.02 * np.arange(len(volts)) / RATE_HZ + 1.0)
    channel = measure_emg(record(calf=volts + hum)).channels[0]
    assert channel.bursts.onset_s == pytest.approx(planned.onset_s, abs=0.06)
    assert channel.conditioned.hum_hz == 50.0
    assert channel.conditioned.hum_frac > 0.8


def test_a_burst_at_the_end_is_said_to_be_cut() -> None:
    volts, planned = contractions_of(6, 3)
    found = bursts_of(volts[: int((planned.offset_s[-1] - 0.3) * RATE_HZ)])
    assert found.cut.tolist() == [False, False, True]


def test_missing_samples_cut_a_burst_and_are_told() -> None:
    volts, planned = contractions_of(7, 4)
    volts[int((planned.onset_s[1] + 0.2) * RATE_HZ) : int((planned.onset_s[1] + 0.6) * RATE_HZ)] = np.nan
    result = measure_emg(record(calf=volts))
    assert result.channels[0].bursts.cut.tolist().count(True) >= 1
    assert any("no signal" in warning for warning in result.warnings)
    assert np.isfinite(result.channels[0].bursts.envelope).all()


def test_lost_rows_leave_a_gap_and_not_a_burst() -> None:
    volts, planned = contractions_of(8, 4)
    time_s = np.arange(len(volts)) / RATE_HZ
    keep = (time_s < 1.8) | (time_s > 2.0)
    found = measure_emg(record(calf=volts[keep], time_s=time_s[keep])).channels[0].bursts
    assert found.onset_s == pytest.approx(planned.onset_s, abs=0.06)


def test_an_envelope_in_the_file_has_bursts_and_no_spectrum() -> None:
    volts, planned = contractions_of(9)
    envelope = np.convolve(np.abs(volts), np.hanning(101) / np.hanning(101).sum(), mode="same")
    result = measure_emg(record(calf=envelope))
    assert len(result.channels[0].bursts) == len(planned.onset_s)
    assert np.isnan(result.channels[0].bursts.median_hz).all()
    assert any("envelope" in warning for warning in result.warnings)


def test_raw_counts_without_negative_values_are_no_envelope() -> None:
    volts, planned = contractions_of(10)
    counts = np.round(32768 + volts / 4.6e-8).astype(np.float32)
    result = measure_emg(record(calf=counts))
    assert result.channels[0].bursts.onset_s == pytest.approx(planned.onset_s, abs=0.06)
    assert np.isfinite(result.channels[0].bursts.median_hz).all()


def test_a_slow_recording_is_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="needs 200 Hz"):
        measure_emg(record(100.0, calf=np.random.default_rng(0).normal(size=1000)))


def test_nothing_is_written_into_the_recording() -> None:
    volts, _ = contractions_of(11)
    volts.setflags(write=False)
    assert len(bursts_of(volts)) == 8


@pytest.mark.shared
def test_shared_recordings_have_their_bursts(shared) -> None:
    with (shared / "truth.csv").open() as file:
        truth = {(row["file"], row["quantity"]): row for row in csv.DictReader(file) if row["file"].startswith("emg/")}
    checked = 0
    for (file, quantity), row in truth.items():
        kind, _, channel = quantity.partition(":")
        if kind != "bursts":
            continue
        found = measure_emg(read_recording(shared / file, sensor="emg", column=channel)).channels[0].bursts
        assert abs(len(found) - int(row["value"])) <= int(row["tolerance"]), (file, channel, found.peak_s)
        times = truth[file, f"burst_times_s:{channel}"]
        slack = float(times["tolerance"])
        for time_s in map(float, times["value"].split()):
            assert ((found.onset_s - slack <= time_s) & (time_s <= found.offset_s + slack)).any(), (file, channel)
        checked += 1
    assert checked >= 7
