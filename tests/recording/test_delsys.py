"""Exports of EMGworks and Trigno Discover, made up here: pairs of columns, own rates, markers."""

from pathlib import Path

import numpy as np
import pytest

from soleus.emg import measure_emg
from soleus.errors import InputError, NotEnoughDataError
from soleus.recording import Emg, read_recording
from soleus.simulate.emg import electromyogram, regular

FAST_HZ, SLOW_HZ, MOVING_HZ = 2148.1481, 1259.2593, 148.1481
PLAN = regular(5)
LASTS_S = 8.0
EMG_PAIR = ("EMG 1 Time Series (s)", "EMG 1 (mV)")


def volts(seed, rate_hz, lasts_s=LASTS_S):
    return electromyogram(np.random.default_rng(seed), PLAN, duration_s=lasts_s, rate_hz=rate_hz)


def rows_of(columns, separator=",", decimal="."):
    """Pairs of (rate, values) side by side; the shorter ones end in empty cells."""
    longest = max(len(values) for _, values in columns)
    out = []
    for k in range(longest):
        cells = []
        for rate_hz, values in columns:
            cells += [f"{k / rate_hz:.6f}", f"{values[k]:.6f}"] if k < len(values) else ["", ""]
        out.append(separator.join(cell.replace(".", decimal) for cell in cells))
    return out


def discover(path: Path, *, markers=0, separator=",", decimal=".", n_rows=None) -> Path:
    fast, slow = 1e3 * volts(1, FAST_HZ), 1e3 * volts(2, SLOW_HZ, LASTS_S - 0.5)
    moving = np.sin(np.arange(int(LASTS_S * MOVING_HZ)) / 20.0)
    rows = rows_of([(FAST_HZ, fast), (MOVING_HZ, moving), (SLOW_HZ, slow)], separator, decimal)[:n_rows]
    for k in range(markers):
        rows[k] += separator + separator.join(["", "General", f"E{k}", "1.5"])
    head = [
        ["Application:", "Trigno Discover (2.1.0)"],
        ["Date/Time:", "01-01-2026 10:00:00"],
        ["Collection Length (seconds):", str(LASTS_S)],
        ["L Soleus (75923)", "", "", "", "L Gastroc Med (75924)", ""],
        ["sensor mode: 65", "", "", "", "sensor mode: 40", ""],
        [*EMG_PAIR, "ACC X Time Series (s)", "ACC X (G)", *EMG_PAIR],
        ["", f"{FAST_HZ} Hz", "", f"{MOVING_HZ} Hz", "", f"{SLOW_HZ} Hz"],
        ["", "0.000466 s", "", "0.00675 s", "", "0.000794 s"],
    ]
    path.write_text("\n".join([separator.join(cells) for cells in head] + rows) + "\n")
    return path


def emgworks(path: Path) -> Path:
    columns = [(FAST_HZ, volts(1, FAST_HZ)), (FAST_HZ, volts(2, FAST_HZ)), (MOVING_HZ, np.zeros(1000))]
    head = ["Label: L SOLEUS: EMG 1 Sampling frequency: 2148.148 Number of points: 17185 Unit: V Domain Unit: s"] * 30
    names = "X[s],L SOLEUS: EMG 1 [V],X[s],L GASTROC: EMG 2 [V],X[s],L SOLEUS: Acc 1.X [g]"
    longest = rows_of([(rate_hz, 1e6 * values) for rate_hz, values in columns])
    path.write_text("\n".join([*head, names, *longest]) + "\n")
    return path


@pytest.mark.parametrize("markers", [0, 3])
def test_trigno_channels_of_different_rates_share_one_clock(tmp_path: Path, markers: int) -> None:
    recording = read_recording(discover(tmp_path / "trial.csv", markers=markers))
    assert recording.format == "delsys"
    assert recording.sensor == "emg"
    assert isinstance(recording.signal, Emg)
    assert list(recording.signal.channels_v) == ["L Soleus", "L Gastroc Med"]
    assert recording.rate_hz == pytest.approx(FAST_HZ, rel=1e-4)
    assert recording.n_samples == len(volts(1, FAST_HZ))
    assert np.allclose(recording.signal.channels_v["L Soleus"], volts(1, FAST_HZ), atol=2e-9)
    assert recording.signal.without_unit == frozenset()
    assert any("1259.3 Hz put on the clock of 2148" in warning for warning in recording.warnings)
    assert any("no EMG" in warning for warning in recording.warnings)


def test_a_slower_channel_keeps_its_band_and_ends_where_it_ends(tmp_path: Path) -> None:
    recording = read_recording(discover(tmp_path / "trial.csv"))
    slow, resampled = volts(2, SLOW_HZ, LASTS_S - 0.5), recording.signal.channels_v["L Gastroc Med"]
    known = np.isfinite(resampled)
    assert recording.time_s[known][-1] == pytest.approx(LASTS_S - 0.5, abs=0.002)
    assert np.std(resampled[known]) == pytest.approx(np.std(slow), rel=0.02)
    result = measure_emg(recording)
    for channel in result.channels:
        assert channel.bursts.onset_s == pytest.approx(PLAN.onset_s, abs=0.06)
    assert [channel.place.muscle for channel in result.channels] == ["soleus", "gastrocnemius"]
    direct = measure_emg_of(slow)
    assert np.median(result.channels[1].bursts.median_hz) == pytest.approx(np.median(direct.median_hz), rel=0.05)


def measure_emg_of(values):
    from tests.emg.made import record

    return measure_emg(record(SLOW_HZ, calf=values)).channels[0].bursts


def test_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    recording = read_recording(discover(tmp_path / "trial.csv", separator=";", decimal=","))
    assert np.allclose(recording.signal.channels_v["L Soleus"], volts(1, FAST_HZ), atol=2e-9)


def test_emgworks_pairs_are_read_by_their_labels(tmp_path: Path) -> None:
    recording = read_recording(emgworks(tmp_path / "trial.csv"))
    assert list(recording.signal.channels_v) == ["L SOLEUS", "L GASTROC"]
    assert recording.rate_hz == pytest.approx(FAST_HZ, rel=1e-4)


def test_one_channel_may_be_chosen(tmp_path: Path) -> None:
    recording = read_recording(discover(tmp_path / "trial.csv"), sensor="emg", column="L Gastroc Med")
    assert list(recording.signal.channels_v) == ["L Gastroc Med"]


def test_a_header_without_rows_is_too_little(tmp_path: Path) -> None:
    with pytest.raises(NotEnoughDataError, match="no rows"):
        read_recording(discover(tmp_path / "trial.csv", n_rows=0))


def test_an_export_without_electromyograms_says_so(tmp_path: Path) -> None:
    path = tmp_path / "trial.csv"
    path.write_text("X[s],Acc 1.X [g]\n" + "".join(f"{k / 100},{k % 7}\n" for k in range(500)))
    with pytest.raises(NotEnoughDataError, match="without an EMG"):
        read_recording(path)


def test_any_cut_or_changed_byte_gives_a_reading_or_one_line(tmp_path: Path) -> None:
    whole = discover(tmp_path / "whole.csv", n_rows=400).read_bytes()
    rng = np.random.default_rng(5)
    path = tmp_path / "broken.csv"
    for trial in range(150):
        content = bytearray(whole[: rng.integers(1, len(whole))] if trial % 2 else whole)
        for at in rng.integers(0, len(content), 6):
            content[at] = rng.integers(0, 256)
        path.write_bytes(bytes(content))
        assert "\n" not in outcome_of(path)


def outcome_of(path: Path) -> str:
    """What was read, or why not; anything but an error of soleus ends the test."""
    try:
        return read_recording(path, sensor="emg").sensor
    except (InputError, NotEnoughDataError) as error:
        return str(error)
