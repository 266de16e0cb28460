"""The heel-raise test from heel motion: work, height, fatigue, symmetry, change."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import HeelHeight, Recording
from soleus.reps.height import HeightColumn
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion
from soleus.response import heel_raise
from soleus.response.heel_raise import HeelRaiseTest, change_in_words, height_loss, measure, symmetry
from tests.reps.motions import humps, motion_of, rise_lists

PERSON = Person(body_mass_kg=73.0)


def result_of(rises_m, *, period_s: float = 2.0, person: Person = PERSON, **more) -> HeelRaiseTest:
    return measure(segment(motion_of(humps(list(rises_m), period_s=period_s), **more)), person)


def told(rises_m, *, period_s: float = 2.0, person: Person = PERSON) -> str:
    reps = segment(motion_of(humps(list(rises_m), period_s=period_s)))
    return "; ".join(heel_raise.warnings(reps, measure(reps, person), person))


def leg(n_reps: int, displacement_m: float, side=None) -> HeelRaiseTest:
    return HeelRaiseTest(
        side=side, n_reps=n_reps, work_total_j=math.nan, displacement_total_m=displacement_m,
        peak_height_m=0.1, height_loss_frac=0.0, cadence_per_min=30.0,
    )  # fmt: skip


def test_73_kg_over_1_92_m_are_1374_joules() -> None:  # the published medians of the dominant leg
    assert result_of([0.0768] * 25).work_total_j == pytest.approx(1374, rel=0.01)


def test_a_set_at_the_metronome_is_measured_and_leaves_no_warning() -> None:
    one = result_of([0.10] * 10)
    assert one.n_reps == 10
    assert one.cadence_per_min == pytest.approx(30.0, abs=0.1)
    assert one.displacement_total_m == pytest.approx(1.0, rel=0.01)
    assert one.peak_height_m == pytest.approx(0.10, abs=1e-3)
    assert one.height_loss_frac == pytest.approx(0.0, abs=0.01)
    assert told([0.10] * 10) == ""


@pytest.mark.parametrize("seed", range(8))
def test_25_noisy_raises_keep_their_count_height_and_work(seed) -> None:
    rng = np.random.default_rng(seed)
    truth = 0.10 * np.linspace(1.0, 0.75, 25) * np.clip(rng.normal(1.0, 0.05, 25), 0.9, 1.1)
    clean = humps(list(truth), period_s=2.0)
    noisy = (clean + rng.normal(0.0, 0.001, len(clean))).astype(np.float32)  # 1 mm: a sticker seen from two metres
    recording = Recording(
        path=Path("noisy"), sha256="", format="made", sensor="height", signal=HeelHeight(height_m=noisy),
        time_s=np.arange(len(clean)) / 100.0,
    )  # fmt: skip
    one = measure(segment(HeightColumn()(recording, PERSON)), PERSON)
    assert one.n_reps == 25
    assert one.peak_height_m == pytest.approx(truth.max(), abs=0.005)
    assert one.work_total_j == pytest.approx(73 * 9.80665 * truth.sum(), rel=0.05)


@given(rise_lists)
def test_double_the_height_is_double_the_work(rises_m) -> None:
    low, high = (result_of(np.array(rises_m) * factor) for factor in (1.0, 2.0))
    assert low.n_reps == high.n_reps
    assert high.work_total_j == pytest.approx(2 * low.work_total_j, rel=0.02)


def test_height_loss_is_that_of_a_straight_decline_and_one_failed_raise_changes_it_little() -> None:
    line = np.linspace(0.10, 0.06, 21)
    assert height_loss(line) == pytest.approx(0.4)
    failed = line.copy()
    failed[20] = 0.02
    assert height_loss(failed) == pytest.approx(0.4, abs=0.03)


def test_height_loss_of_two_raises_is_unknown_and_that_of_growing_ones_negative() -> None:
    assert math.isnan(height_loss(np.array([0.1, 0.05])))
    assert height_loss(np.array([0.05, 0.06, 0.07])) < 0


def test_nothing_that_moves_is_no_result() -> None:
    with pytest.raises(NotEnoughDataError, match="no heel raise"):
        measure(segment(motion_of(np.zeros(500))), PERSON)


def test_twice_the_pace_and_a_missed_beat_are_told() -> None:
    assert "60 raises per min" in told([0.08] * 12, period_s=1.0)
    late = np.tile(humps([0.08] * 6, period_s=2.0, lead_s=0.6), 2)  # 3.2 s between the sixth and the seventh
    reps = segment(motion_of(late))
    assert "1 of 12 raises came late, the first after raise 6" in "; ".join(
        heel_raise.warnings(reps, measure(reps, PERSON), PERSON)
    )


def test_without_mass_the_work_is_unknown_and_said() -> None:
    assert math.isnan(result_of([0.08] * 5, person=Person()).work_total_j)
    assert "body mass not given" in told([0.08] * 5, person=Person())


def test_a_sensor_without_scale_counts_and_compares_repetitions_only() -> None:
    unscaled = HeelMotion(
        heel_raise_height_m=humps([1.0] * 6, period_s=2.0), rate_hz=100.0, scaled=False, smallest_rise_m=0.2
    )
    one = measure(segment(unscaled), PERSON)
    assert one.n_reps == 6
    assert math.isnan(one.work_total_j)
    both = symmetry(one, one)
    assert (both.reps_frac, both.flagged) == (1.0, False)
    assert math.isnan(both.work_frac)
    answer = heel_raise.as_json(one, PERSON, (), one)
    assert answer["work_total_j"] is None
    assert answer["symmetry"]["work_frac"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    ("reps", "work", "flagged"),
    [(0.95, 0.70, True), (0.84, 0.61, True), (0.95, 0.95, False), (0.90, 0.90, False), (0.85, 0.95, True)],
)
def test_legs_are_flagged_by_repetitions_or_by_work(reps, work, flagged) -> None:
    both = symmetry(leg(100, 10.0), leg(round(100 * reps), 10.0 * work))
    assert both.reps_frac == pytest.approx(reps)
    assert both.work_frac == pytest.approx(work)
    assert both.flagged is flagged


@given(st.integers(1, 80), st.integers(1, 80), st.floats(0.05, 8), st.floats(0.05, 8))
def test_left_and_right_are_treated_alike(n_left, n_right, left_m, right_m) -> None:
    left, right = leg(n_left, left_m, "left"), leg(n_right, right_m, "right")
    assert symmetry(left, right) == symmetry(right, left)
    assert 0 < symmetry(left, right).work_frac <= 1


def test_the_weaker_leg_is_named_by_each_measure() -> None:
    both = symmetry(leg(20, 2.0, "left"), leg(25, 1.5, "right"))
    assert (both.weaker_by_reps, both.weaker_by_work) == ("left", "right")


@pytest.mark.parametrize(
    ("before", "after", "within"), [(25, 31, True), (25, 19, True), (25, 32, False), (25, 18, False)]
)
def test_six_raises_more_or_less_are_within_measurement_error(before, after, within) -> None:
    assert ("within measurement error" in change_in_words(before, after)) is within


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(InputError, match="0 or more"):
        change_in_words(-1, 5)
