"""The Python API of the same words, and many recordings at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import soleus
from soleus.simulate.example import EXAMPLE, N_REPS, PERSON, write_example


def test_every_public_name_is_there() -> None:
    for name in soleus.__all__:
        assert getattr(soleus, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'dance'"):
        soleus.dance  # noqa: B018


def test_the_steps_one_by_one_give_what_analyse_gives() -> None:
    recording = soleus.read_recording(EXAMPLE, placement="thigh")
    reps = soleus.segment(soleus.heel_motion(recording, PERSON))
    whole = soleus.analyse(EXAMPLE, placement="thigh", person=PERSON)
    assert len(reps) == len(whole.reps) == N_REPS
    assert (reps.heel_raise_height_m == whole.reps.heel_raise_height_m).all()


def test_live_counts_the_same() -> None:
    motion = soleus.heel_motion(soleus.read_recording(EXAMPLE, placement="thigh"), PERSON)
    stream = soleus.Stream(motion)
    for height in motion.heel_raise_height_m:
        stream.push(float(height))
    stream.finish()
    assert stream.count == N_REPS


def test_many_recordings_come_in_order_and_a_failure_is_a_value(tmp_path: Path) -> None:
    paths = [EXAMPLE, tmp_path / "absent.csv", EXAMPLE]
    with ThreadPoolExecutor(2) as pool:
        for outcomes in (soleus.analyse_many(paths, placement="thigh"), soleus.analyse_many(paths, pool)):
            one, two, three = outcomes
            assert isinstance(one, soleus.Analysis)
            assert isinstance(two, soleus.Failure)
            assert "absent.csv" in str(two.error)
            assert isinstance(three, soleus.Analysis)


def test_the_bundled_example_is_what_its_script_makes(tmp_path: Path) -> None:
    write_example(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_text() == EXAMPLE.read_text()


def test_a_person_that_cannot_be_is_refused() -> None:
    for wrong in ({"stature_m": 0.2}, {"stature_m": float("nan")}, {"body_mass_kg": 900.0}, {"age_years": 200}):
        with pytest.raises(soleus.InputError, match="expected"):
            soleus.Person(**wrong)
