"""A phone at the waist, counted while it is worn: soon, and in the end like the recording."""

import numpy as np
import pytest

from soleus.person import Person
from soleus.reps.live import Aim
from soleus.reps.standing_live import LiveStanding
from soleus.simulate.phone import SimulatedImu, waist_phone
from soleus.simulate.session import Session

PERSON = Person(stature_m=1.75)
LATE_S = 1.5  # the heel is down 0.9 s after the peak, then asked within 0.5 s


def performed(seed: int, n_reps: int = 24) -> tuple[Session, SimulatedImu]:
    """A test as the metronome leads it: 30 a minute, the last raise two thirds as high as the first."""
    start_s, same = 6.0 + 2.0 * np.arange(n_reps), np.ones(n_reps)
    session = Session(
        start_s=start_s, rise_s=0.8 * same, hold_s=0.1 * same, fall_s=0.8 * same,
        rise_m=0.09 * np.linspace(1.0, 0.65, n_reps), duration_s=float(start_s[-1]) + 6.0,
    )  # fmt: skip
    return session, waist_phone(session, np.random.default_rng(seed), rate_hz=60.0)


def worn(live: LiveStanding, phone: SimulatedImu) -> list[tuple[float, int]]:
    """When the count rose, and to what."""
    rose: list[tuple[float, int]] = []
    for time_s, force, turn in zip(phone.time_s, phone.acceleration_m_s2, phone.angular_velocity_rad_s, strict=True):
        before = live.counted.count
        live.take(1.7e9 + time_s, force, turn)
        if live.counted.count != before:
            rose.append((time_s, live.counted.count))
    return rose


@pytest.mark.parametrize("seed", range(4))
def test_every_raise_counts_once_and_soon(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("soleus.reps.standing_live.SHARE", np.inf)  # a busy machine is no reason to ask less here
    session, phone = performed(seed)
    live = LiveStanding(PERSON)
    rose = worn(live, phone)
    assert [count for _, count in rose] == list(range(1, 25))
    assert max(at_s - session.peak_s[count - 1] for at_s, count in rose) < LATE_S


def test_the_pace_is_the_metronomes() -> None:
    live = LiveStanding(PERSON)
    _, phone = performed(0, 8)
    worn(live, phone)
    assert live.counted.pace_per_min is None or live.counted.pace_per_min == pytest.approx(30, abs=1)


def test_low_raises_are_told_and_samples_that_come_twice_change_nothing() -> None:
    live = LiveStanding(PERSON, aim=Aim(height_m=0.2))
    session, phone = performed(1, 6)
    cues = []
    for _ in range(2):
        for row in zip(phone.time_s, phone.acceleration_m_s2, phone.angular_velocity_rad_s, strict=True):
            cues += [learnt.cue for learnt in live.take(*row)]
    assert cues == ["too-low"] * len(session)
    assert live.counted.count == len(session)


def test_who_only_stands_has_done_nothing() -> None:
    still = Session(
        **{name: np.empty(0) for name in ("start_s", "rise_s", "hold_s", "fall_s", "rise_m")}, duration_s=20
    )
    live = LiveStanding(PERSON)
    assert worn(live, waist_phone(still, np.random.default_rng(2), rate_hz=60.0)) == []


def test_from_the_first_seconds_on_the_body_stays_in_sight() -> None:
    live = LiveStanding(PERSON)
    _, phone = performed(3, 6)
    known = []
    for row in zip(phone.time_s, phone.acceleration_m_s2, phone.angular_velocity_rad_s, strict=True):
        live.take(*row)
        known.append(bool(np.isfinite(live.counted.height_m)))
    assert all(known[np.searchsorted(phone.time_s, 5.0) :])


def test_after_a_day_the_count_goes_on_and_is_asked_of_the_new_samples_only() -> None:
    live = LiveStanding(PERSON)
    session, phone = performed(2, 6)
    asked: list[int] = []
    ask = live._ask

    def counting() -> list:
        asked.append(len(live._samples))
        return ask()

    live._ask = counting  # type: ignore[method-assign]
    for day in range(3):
        for time_s, force, turn in zip(
            phone.time_s, phone.acceleration_m_s2, phone.angular_velocity_rad_s, strict=True
        ):
            live.take(86400.0 * day + time_s, force, turn)
        assert live.counted.count == (day + 1) * len(session)
    assert max(asked) <= 7 * len(phone.time_s)
