"""Whatever numbers a file holds: an analysis without warnings of NumPy, or one line; JSON without NaN."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from soleus.analysis import analyse, as_json
from soleus.emg import Stretch, measure_emg
from soleus.emg.answer import as_json as emg_json
from soleus.emg.answer import selectivity_json
from soleus.emg.repetitions import counted_motion, counted_reps
from soleus.errors import SoleusError
from tests.emg.made import record

VALUES = st.one_of(
    st.floats(-1e3, 1e3),
    st.sampled_from([0.0, math.nan, 1e-30, -1e-30, 1e30, -1e30, 32768.0, 5e-324]),
)


@given(
    arrays(np.float64, st.integers(5, 200), elements=VALUES),
    st.sampled_from([200.0, 1000.0, 48_000.0]),
    st.integers(1, 40),
    st.sampled_from([None, Stretch(start_s=0.0, end_s=1.0)]),
)
@settings(max_examples=150)
def test_any_numbers_give_an_analysis_or_a_refusal(values, rate_hz, repeats, reference) -> None:
    volts = np.tile(values, repeats)
    try:
        result = measure_emg(record(rate_hz, LSOL=volts, LGM=volts[::-1].copy()), reference=reference)
    except SoleusError:
        return
    text = json.dumps([emg_json(result), selectivity_json(result)], allow_nan=False)
    assert json.loads(text)
    motion = counted_motion(result)
    reps = counted_reps(result, motion)
    assert (reps.start < reps.peak).all()
    assert (reps.peak < reps.end).all()
    assert len(reps) == int((~result.counted.bursts.cut).sum())


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "0.000,1\n",
        "".join(f"{k / 1000},nan\n" for k in range(3000)),
        "".join(f"{k / 1000},inf\n" for k in range(3000)),
        "".join(f"{k / 50},{k % 5}\n" for k in range(3000)),
        "".join(f"{k / 1000},word\n" for k in range(3000)),
        "".join(f"1.0,{k % 5}\n" for k in range(3000)),
    ],
    ids=["no rows", "one row", "missing", "infinite", "slow", "words", "clock stands still"],
)
def test_broken_tables_are_refused_in_one_line(rows, tmp_path) -> None:
    path = tmp_path / "calf.csv"
    path.write_text("time_s,soleus_uV\n" + rows)
    with pytest.raises(SoleusError) as caught:
        as_json(analyse(path, sensor="emg"))
    assert "\n" not in str(caught.value)
    assert "calf.csv" in str(caught.value)


@pytest.mark.parametrize("said", ["absent.csv", "9-2", "100-200"])
def test_a_wrong_reference_is_refused_in_one_line(said, tmp_path) -> None:
    path = tmp_path / "calf.csv"
    rng = np.random.default_rng(0)
    path.write_text(
        "time_s,soleus_uV\n" + "".join(f"{k / 1000},{v:.3f}\n" for k, v in enumerate(rng.normal(size=3000)))
    )
    with pytest.raises(SoleusError) as caught:
        analyse(path, reference=said)
    assert "\n" not in str(caught.value)
