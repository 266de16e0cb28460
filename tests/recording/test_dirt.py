"""Dirt of real life that is read, with what was done about it in the warnings."""

import made_recordings as made
import numpy as np
import pytest

from soleus.errors import SoleusError
from soleus.recording import read_recording

TEXT = made.height_csv()
LINES = TEXT.splitlines()


def _lines(lines):
    return "\n".join(lines) + "\n"


DIRTY = {
    "sound": (TEXT, 800, ""),
    "byte-order mark": ("\ufeff" + TEXT, 800, ""),
    "CRLF": (TEXT.replace("\n", "\r\n"), 800, ""),
    "CR alone": (TEXT.replace("\n", "\r"), 800, ""),
    "UTF-16": (TEXT.encode("utf-16"), 800, ""),
    "UTF-16 without a mark": (TEXT.encode("utf-16-be"), 800, ""),
    "latin-1 preamble": (("# Größe\n" + TEXT).encode("latin-1"), 800, ""),
    "semicolons and decimal commas": (TEXT.replace(",", ";").replace(".", ","), 800, ""),
    "tabs and decimal commas": (TEXT.replace(",", "\t").replace(".", ","), 800, ""),
    "blanks between columns": (TEXT.replace(",", "   "), 800, ""),
    "blank after comma": (TEXT.replace(",", ", "), 800, ""),
    "quoted cells": (_lines('"' + line.replace(",", '","') + '"' for line in LINES), 800, ""),
    "preamble and comments": ("# made by hand\n// x,y\n\nSubject: none\n" + TEXT, 800, ""),
    "commented header": ("# " + TEXT, 800, ""),
    "row of units": (_lines(["time,heel_height", "s,m", *LINES[1:]]), 800, ""),
    "no line end": (TEXT[:-1], 800, ""),
    "half-written number": (TEXT[:-5], 799, "breaks off"),
    "half-written row": (TEXT[:-9], 799, "breaks off"),
    "empty rows at the end": (TEXT + ",\n" * 50, 800, "50 empty rows"),
    "one repeated row": (_lines(LINES[:300] + LINES[299:]), 800, "1 samples with a repeated"),
    "one late packet": (_lines([*LINES[:300], LINES[301], LINES[300], *LINES[302:]]), 800, "late samples put back"),
    "a word in a cell": (_lines([*LINES[:200], LINES[200].split(",")[0] + ",oops", *LINES[201:]]), 800, "no numbers"),
    "a short line": (_lines([*LINES[:200], "1.99,0.01,7", *LINES[201:]]), 799, "too few or too many fields"),
    "NaN and NA": (
        _lines(f"{r.split(',')[0]},{('NaN', 'NA')[i % 2]}" if i % 97 == 5 else r for i, r in enumerate(LINES)),
        800,
        "",
    ),
    "infinite": (_lines([*LINES[:200], LINES[200].split(",")[0] + ",inf", *LINES[201:]]), 800, "infinite"),
}


@pytest.mark.parametrize("name", DIRTY)
def test_dirt_is_read_and_told(tmp_path, name):
    content, n, told = DIRTY[name]
    path = tmp_path / "x.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    recording = read_recording(path)
    assert recording.n_samples == n
    assert recording.rate_hz == pytest.approx(100)
    known = np.isfinite(recording.signal.height_m)
    expected = made.heights(recording.time_s)
    np.testing.assert_allclose(recording.signal.height_m[known], expected[known], atol=2e-5)
    assert known.mean() > 0.98
    assert any(told in line for line in recording.warnings) if told else recording.warnings == ()


def test_gaps_are_counted_and_keep_their_length(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(_lines(LINES[:300] + LINES[400:600] + LINES[650:]))
    recording = read_recording(path)
    assert recording.n_gaps == 2
    assert recording.duration_s == pytest.approx(7.99)
    assert recording.rate_hz == pytest.approx(100)


def test_a_changing_rate_is_told(tmp_path):
    t = np.concatenate([np.arange(2000) / 100, 20 + np.arange(2000) / 50])
    path = tmp_path / "x.csv"
    path.write_text(made.table(["time_s", "heel_m"], [t, made.heights(t)]))
    assert any("rate changes" in line for line in read_recording(path).warnings)


def test_iso_stamps_keep_the_zone(tmp_path):
    stamps = [f"2025-05-01T08:00:{i / 100:06.3f}+02:00" for i in range(800)]
    rows = [f"{s},{line.split(',')[1]}" for s, line in zip(stamps, LINES[1:], strict=True)]
    path = tmp_path / "x.csv"
    path.write_text(_lines(["time,heel_m", *rows]))
    recording = read_recording(path)
    assert recording.start_unix_s == pytest.approx(1_746_079_200)
    assert recording.rate_hz == pytest.approx(100, rel=1e-3)


def test_clock_times_go_on_after_midnight(tmp_path):
    times = [(86_396 + i / 100) % 86_400 for i in range(800)]
    stamps = [f"{int(s // 3600):02d}:{int(s // 60 % 60):02d}:{s % 60:06.3f}" for s in times]
    rows = [f"{s},{line.split(',')[1]}" for s, line in zip(stamps, LINES[1:], strict=True)]
    path = tmp_path / "x.csv"
    path.write_text(_lines(["time,heel_m", *rows]))
    assert read_recording(path).duration_s == pytest.approx(7.99, abs=1e-3)


def test_wherever_the_file_breaks_off_no_height_is_wrong(tmp_path):
    """Cut at any byte: each height that is left is the height of its time, or the file is refused."""
    path = tmp_path / "x.csv"
    for cut in range(len(TEXT) - 40, len(TEXT)):
        path.write_text(TEXT[:cut])
        try:
            recording = read_recording(path)
        except SoleusError:
            continue
        np.testing.assert_allclose(recording.signal.height_m, made.heights(recording.time_s), atol=2e-5)
