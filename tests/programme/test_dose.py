"""One step more or less of a dose: bounded, on the grid, never the other way."""

import pytest

from soleus.programme.dose import Dose, Most, halved, lowered, lowered_load_kg, raised, raised_load_kg

ANY = Most()


@pytest.mark.parametrize(
    ("load_kg", "rise_frac", "next_kg"),
    [
        (20.0, 0.05, 21.0),
        (20.0, 0.10, 22.0),
        (20.0, 0.025, 20.5),
        (40.0, 0.05, 42.0),
        (27.0, 0.025, 28.0),  # 27.675 rounds up
        (7.5, 0.10, 8.0),  # 8.25 rounds up to 8.5, over 10 %
        (5.0, 0.025, 5.5),  # exactly 10 %
        (4.0, 0.05, 4.2),  # half a kilogram would be 12.5 %
        (1.0, 0.10, 1.1),
        (0.9, 0.10, 0.9),  # under a kilogram there is no load to raise
        (100.0, 0.05, 105.0),
    ],
)
def test_the_next_load(load_kg: float, rise_frac: float, next_kg: float) -> None:
    assert raised_load_kg(load_kg, rise_frac) == pytest.approx(next_kg)


@pytest.mark.parametrize(
    ("load_kg", "keep_frac", "next_kg"),
    [(20.0, 0.9, 18.0), (21.0, 0.9, 18.5), (7.5, 0.9, 6.5), (1.0, 0.9, 0.0), (1.5, 0.9, 1.0), (40.0, 0.81, 32.0)],
)
def test_the_load_one_step_down(load_kg: float, keep_frac: float, next_kg: float) -> None:
    assert lowered_load_kg(load_kg, keep_frac) == pytest.approx(next_kg)


@pytest.mark.parametrize(
    ("margin", "next_kg"), [(1.0, 20.5), (2.0, 21.0), (3.0, 21.5), (4.0, 22.0), (9.0, 22.0), (0.5, 20.5)]
)
def test_the_further_above_the_target_the_larger_the_step_up_to_a_tenth(margin: float, next_kg: float) -> None:
    assert raised(Dose(sets=3, reps=12, load_kg=20.0), margin=margin, most=ANY).load_kg == pytest.approx(next_kg)


@pytest.mark.parametrize(
    ("dose", "most", "more"),
    [
        (Dose(sets=3, reps=12), Most(reps=20), Dose(sets=3, reps=13)),
        (Dose(sets=3, reps=8), Most(reps=20), Dose(sets=3, reps=9)),
        (Dose(sets=1, minutes=5.5), ANY, Dose(sets=1, minutes=6.0)),
        (Dose(sets=1, minutes=12.5), ANY, Dose(sets=1, minutes=13.0)),
        (Dose(sets=3, reps=20), Most(reps=20), Dose(sets=3, reps=20)),
        (Dose(sets=3, reps=25), Most(reps=20), Dose(sets=3, reps=25)),
        (Dose(sets=1, reps=500), ANY, Dose(sets=1, reps=550)),
        (Dose(sets=1, reps=19), Most(reps=20), Dose(sets=1, reps=20)),
        (Dose(sets=1, minutes=10.0), Most(minutes=30.0), Dose(sets=1, minutes=11.0)),
        (Dose(sets=1, minutes=19.0), ANY, Dose(sets=1, minutes=20.0)),
        (Dose(sets=1, minutes=29.0), Most(minutes=30.0), Dose(sets=1, minutes=30.0)),
        (Dose(sets=1, minutes=30.0), Most(minutes=30.0), Dose(sets=1, minutes=30.0)),
        (Dose(sets=1, minutes=40.0), Most(minutes=30.0), Dose(sets=1, minutes=40.0)),
        (Dose(sets=1, minutes=5.0), ANY, Dose(sets=1, minutes=5.5)),
        (Dose(sets=4, distance_m=20.0), Most(distance_m=30.0), Dose(sets=4, distance_m=22.0)),
        (Dose(sets=4), ANY, Dose(sets=4)),
        (Dose(sets=3, reps=12, load_kg=0.5), ANY, Dose(sets=3, reps=13, load_kg=0.5)),
        (Dose(sets=3, reps=12, load_kg=1.0), ANY, Dose(sets=3, reps=12, load_kg=1.1)),
    ],
)
def test_one_step_more_of_what_is_counted(dose: Dose, most: Most, more: Dose) -> None:
    assert raised(dose, margin=2.0, most=most) == more


@pytest.mark.parametrize(
    ("dose", "less"),
    [
        (Dose(sets=3, reps=12), Dose(sets=3, reps=10)),
        (Dose(sets=3, reps=6), Dose(sets=3, reps=5)),
        (Dose(sets=3, reps=5), Dose(sets=3, reps=5)),
        (Dose(sets=3, reps=12, load_kg=1.0), Dose(sets=3, reps=12, load_kg=0.0)),
        (Dose(sets=1, minutes=1.1), Dose(sets=1, minutes=1.0)),
        (Dose(sets=1, distance_m=5.5), Dose(sets=1, distance_m=5.0)),
        (Dose(sets=3, reps=3), Dose(sets=3, reps=3)),
        (Dose(sets=3, reps=12, load_kg=20.0), Dose(sets=3, reps=12, load_kg=18.0)),
        (Dose(sets=1, minutes=10.0), Dose(sets=1, minutes=9.0)),
        (Dose(sets=1, minutes=1.0), Dose(sets=1, minutes=1.0)),
        (Dose(sets=1, minutes=0.5), Dose(sets=1, minutes=0.5)),
        (Dose(sets=1, distance_m=20.0), Dose(sets=1, distance_m=18.0)),
        (Dose(sets=1, distance_m=5.0), Dose(sets=1, distance_m=5.0)),
        (Dose(sets=4), Dose(sets=4)),
    ],
)
def test_one_step_less_of_what_is_counted(dose: Dose, less: Dose) -> None:
    assert lowered(dose, 0.9) == less


@pytest.mark.parametrize(
    "dose",
    [
        Dose(sets=1, minutes=0.05),  # a tenth of a minute would be twice as long
        Dose(sets=1, minutes=35.27),
        Dose(sets=1, distance_m=0.04),
        Dose(sets=1, distance_m=123.45),
    ],
)
def test_what_cannot_rise_by_a_tenth_or_is_past_its_end_stays_to_the_last_digit(dose: Dose) -> None:
    assert raised(dose, margin=2.0, most=Most(minutes=30.0, distance_m=100.0)) == dose


@pytest.mark.parametrize("dose", [Dose(sets=1, minutes=0.55), Dose(sets=1, distance_m=4.96)])
def test_what_is_shorter_than_the_shortest_does_not_grow_on_the_way_down(dose: Dose) -> None:
    assert lowered(dose, 0.9) == dose


def test_what_a_dose_does_not_count_in_is_nothing() -> None:
    assert Dose(sets=2).amounts == (0.0, 0, 0.0, 0.0, 2)
    assert Dose(sets=3, reps=12, load_kg=20.0).amounts == (20.0, 12, 0.0, 0.0, 3)
    assert Dose(sets=1, minutes=5.0).amounts == (0.0, 0, 5.0, 0.0, 1)
    assert Dose(sets=4, distance_m=25.0).amounts == (0.0, 0, 0.0, 25.0, 4)


def test_half_a_repetition_counts_as_one() -> None:
    assert raised(Dose(sets=3, minutes=9.0, load_kg=100.0), margin=0.5, most=ANY).load_kg == pytest.approx(102.5)


def test_a_lighter_week_halves_the_sets_and_leaves_the_load() -> None:
    assert halved(Dose(sets=3, reps=12, load_kg=20.0)) == Dose(sets=2, reps=12, load_kg=20.0)
    assert halved(Dose(sets=4, reps=6, load_kg=20.0)) == Dose(sets=2, reps=6, load_kg=20.0)
    assert halved(Dose(sets=2, reps=6)) == Dose(sets=1, reps=6)
    assert halved(Dose(sets=1, reps=7)) == Dose(sets=1, reps=4)
    assert halved(Dose(sets=1, reps=8)) == Dose(sets=1, reps=4)
    assert halved(Dose(sets=1, minutes=7.0)) == Dose(sets=1, minutes=7.0)
