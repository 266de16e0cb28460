"""Whatever the bytes are: readings in order with positive values, or a SoleusError."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.errors import SoleusError
from soleus.glucose.metrics import metrics_of
from soleus.glucose.readers import read_exports
from soleus.glucose.readings import NOT_TRACE
from tests.glucose import exports as made
from tests.glucose.test_apple_health import MANY
from tests.glucose.test_formats import FORMATS

SEEDS = {name: content if isinstance(content, bytes) else content.encode() for name, (content, _) in FORMATS.items()}
SEEDS["apple-health"] = made.apple(MANY).encode()
FUZZ = settings(max_examples=60)


def check_line(message: str) -> None:
    """One line, whatever the file holds."""
    assert "\n" not in message


def sound_or_refused(content: bytes, **options: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.dat"
        path.write_bytes(content)
        try:
            exports = read_exports(path, **options)  # type: ignore[arg-type]
        except SoleusError as error:
            check_line(str(error))
            return
    for export in exports:
        readings = export.readings
        assert (np.diff(readings.time_s) >= 0).all()
        assert (readings.glucose_mg_dl >= 18.0).all()
        assert (readings.glucose_mg_dl <= 640.0).all()
        own = readings.where((readings.flags & NOT_TRACE) == 0)
        assert (np.diff(own.time_s) > 0).all()


@FUZZ
@given(st.binary(max_size=3000))
def test_any_bytes(content: bytes) -> None:
    sound_or_refused(content)


@pytest.mark.parametrize("name", SEEDS)
@FUZZ
@given(data=st.data())
def test_a_sound_file_with_a_piece_replaced(name: str, data: st.DataObject) -> None:
    seed = SEEDS[name]
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, min(len(seed), start + 400)))
    piece = data.draw(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [b'"', b"\n", b",", b";", b"nan", b"1e308", b"-1", b"\x00", b"<!--", b"99/99/9999", b"mmol/L"]
            ),
        )
    )
    sound_or_refused(seed[:start] + piece + seed[end:], unit=data.draw(st.sampled_from([None, "mg/dL", "mmol/L"])))


@FUZZ
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "2024-03-20 10:00",
                    "3/4/24 10:00 PM",
                    "1710968400",
                    "20.03.2024 08:15:00",
                    "",
                    "x",
                    "0001-01-01 00:00",
                ]
            ),
            st.sampled_from(["100", "5,6", "Low", "HI", "<40", "", "1e400", "-3", "600", "18"]),
        ),
        max_size=30,
    ),
    separator=st.sampled_from([",", ";", "\t"]),
    name=st.sampled_from(["glucose", "glucose mg/dL", "Glucose (mmol/L)"]),
)
def test_any_rows(rows: list[tuple[str, str]], separator: str, name: str) -> None:
    text = f"time{separator}{name}\n" + "".join(f"{stamp}{separator}{value}\n" for stamp, value in rows)
    sound_or_refused(text.encode(), date_order="dmy")


@settings(max_examples=40)
@given(
    steps=st.lists(st.integers(1, 200_000), min_size=0, max_size=80),
    values=st.lists(st.floats(18.0, 640.0), min_size=1, max_size=81),
)
def test_metrics_of_any_trace_are_finite_or_not_known(steps: list[int], values: list[float]) -> None:
    from soleus.glucose.readings import Readings

    n = min(len(steps) + 1, len(values))
    time_s = 1.7e9 + np.concatenate([[0.0], np.cumsum(np.array(steps[: n - 1], dtype=float))])
    metrics = metrics_of(
        Readings(
            time_s=time_s,
            utc_offset_s=np.zeros(n),
            glucose_mg_dl=np.array(values[:n]),
            flags=np.zeros(n, dtype=np.uint8),
            zoned=False,
        )
    )
    assert not any(np.isinf(value) for value in metrics.value.values())
    for name in ("in_range_70_180_pct", "below_70_pct", "above_180_pct", "gri", "cogi"):
        assert -1e-9 <= metrics.value[name] <= 100.0 + 1e-9 or np.isnan(metrics.value[name])
