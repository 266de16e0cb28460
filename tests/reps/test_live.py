"""Counting while it happens says what measuring the whole recording says."""

import numpy as np
import pytest
from hypothesis import given

from soleus.person import Person
from soleus.reps.live import Aim, LiveCount
from soleus.reps.segment import segment
from soleus.reps.sticker_live import FRAME_PX, LiveSticker
from soleus.reps.thigh_live import LiveThigh
from soleus.simulate.besides import both, getting_into_position, talking
from soleus.simulate.phone import SimulatedImu, thigh_phone
from soleus.simulate.session import seated_session
from soleus.simulate.video import Filming, render_sticker_clip
from tests.reps.motions import humps, motion_of, rise_lists

PERSON = Person(stature_m=1.75)
RATE_HZ = 50.0


def counted(height_m, *, rate_hz: float = RATE_HZ, aim: Aim | None = None) -> tuple[LiveCount, list[str]]:
    live = LiveCount(rate_hz=rate_hz, largest_rise_m=PERSON.largest_heel_raise_m, aim=aim)
    cues = [str(cue) for k, rise in enumerate(height_m) for _, cue in live.add(k / rate_hz, float(rise)) if cue]
    live.add(len(height_m) / rate_hz + 1.0, np.nan)
    return live, cues


@given(rise_lists)
def test_the_live_count_is_that_of_the_segmenter(rises: list[float]) -> None:
    height = humps(rises)
    motion = motion_of(height)
    live, _ = counted(height, rate_hz=motion.rate_hz)
    assert live.count == len(segment(motion))


def test_a_clock_that_stutters_and_loses_samples_changes_no_count() -> None:
    rng = np.random.default_rng(1)
    height = humps([0.08] * 6, period_s=1.5)
    live = LiveCount(rate_hz=RATE_HZ, largest_rise_m=0.17)
    for k in np.flatnonzero(rng.random(len(height)) < 0.4):
        live.add(k / 100 + rng.uniform(0, 0.004), float(height[k]))
        live.add(k / 100 - 0.5, 9.0)  # late: from before
    live.add(len(height) / 100 + 1.0, np.nan)
    assert live.count == 6


def test_height_is_above_the_rest_wherever_the_sensor_has_its_zero() -> None:
    live, _ = counted(np.concatenate([np.full(200, 0.31), np.full(20, 0.37)]))
    assert np.isnan(live.height_m)  # lost at the end
    live = LiveCount(rate_hz=RATE_HZ, largest_rise_m=0.17)
    for k, rise in enumerate([0.31] * 200 + [0.37] * 20):
        live.add(k / RATE_HZ, rise)
    assert live.height_m == pytest.approx(0.06, abs=1e-3)


@pytest.mark.parametrize(
    ("rises", "period_s", "cues"),
    [
        ([0.08] * 5, 1.5, []),
        ([0.08, 0.08, 0.05, 0.08], 1.5, ["too-low"]),
        ([0.08] * 4, 0.7, ["too-fast"] * 3),
    ],
)
def test_what_is_too_low_or_too_fast_is_said_when_the_heel_turns(
    rises: list[float], period_s: float, cues: list[str]
) -> None:
    height = humps(rises, period_s=period_s)
    _, said = counted(height, rate_hz=100.0, aim=Aim(height_m=0.08, cadence_per_min=45.0))
    assert said == cues


def test_a_heel_that_does_not_come_down_is_told_so() -> None:
    time_s = np.arange(0, 9, 1 / 100)
    height = np.where(time_s < 2, 0.0, 0.055 - 0.025 * np.cos(2 * np.pi * (time_s - 2) / 1.5))
    height[time_s < 2.75] = np.interp(time_s[time_s < 2.75], [0, 2, 2.75], [0, 0, 0.08])
    _, said = counted(height, rate_hz=100.0, aim=Aim(height_m=0.08))
    assert said.count("not-down") >= 2


def test_pace_is_that_of_the_last_raises_and_ends_with_them() -> None:
    height = humps([0.08] * 5, period_s=1.5)
    live = LiveCount(rate_hz=100.0, largest_rise_m=0.17)
    paces = []
    for k, rise in enumerate(np.append(height, np.zeros(800))):
        live.add(k / 100, float(rise))
        paces.append(live.pace_per_min)
    assert max(pace for pace in paces if pace) == pytest.approx(40.0, rel=0.05)
    assert paces[-1] is None


def phone_of(seed: int, **besides) -> tuple[int, SimulatedImu]:
    rng = np.random.default_rng(seed)
    session = seated_session(rng, n_reps=10, lead_s=4.0)
    return len(session), thigh_phone(session, PERSON, rng, rate_hz=60.0, **besides)


def taken(phone: SimulatedImu, way: float = 1.0) -> LiveThigh:
    live = LiveThigh(PERSON)
    for at_s, force, turn in zip(phone.time_s, phone.acceleration_m_s2, phone.angular_velocity_rad_s, strict=True):
        live.take(at_s, way * force, turn)
    live.take(phone.time_s[-1] + 1.0, way * force, turn)
    return live


@pytest.mark.parametrize("seed", range(8))
def test_the_phone_is_counted_however_it_lies(seed: int) -> None:
    besides = (
        {} if seed % 2 else {"extra_pitch_rad": both(talking(np.random.default_rng(seed)), getting_into_position(1.8))}
    )
    n_reps, phone = phone_of(seed, **besides)
    assert taken(phone).counted.count == n_reps
    assert taken(phone, way=-1.0).counted.count == n_reps  # some phones give gravity the other sign


def test_a_phone_that_lies_still_counts_nothing() -> None:
    rng = np.random.default_rng(2)
    session = seated_session(rng, n_reps=0, lead_s=10.0)
    assert taken(thigh_phone(session, PERSON, rng, rate_hz=60.0)).counted.count == 0


def test_frames_of_two_sizes_and_a_hidden_sticker_give_one_count(tmp_path) -> None:
    import cv2

    def heel_m(time_s):
        phase = (np.asarray(time_s) - 1.3) / 1.8
        return np.where((phase > 0) & (phase < 4), 0.07 * np.sin(np.pi * phase) ** 2, 0.0)

    filming = Filming(view_height_m=0.35, defocus_px=0.5, exposure_s=0.01, noise_sd=3.0)
    truth = render_sticker_clip(
        tmp_path / "clip.avi", heel_m, duration_s=10.0, rng=np.random.default_rng(3), rate_hz=20.0, person=PERSON,
        filming=filming, occlusions_s=((0.4, 0.6), (8.9, 9.6)),
    )  # fmt: skip
    live, capture = LiveSticker(PERSON), cv2.VideoCapture(str(truth.path))
    heights = []
    for k, at_s in enumerate(truth.time_s):
        grey = cv2.cvtColor(capture.read()[1], cv2.COLOR_BGR2GRAY)
        small = grey if k % 80 < 40 else cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        assert grey.shape[1] == FRAME_PX
        live.take(at_s, live.see(np.asarray(small, np.uint8)))
        heights.append(live.counted.height_m)
    assert live.counted.count == 4
    known = np.isfinite(heights) & (truth.time_s > 1)
    assert known.mean() > 0.75
    off_mm = 1000 * (np.array(heights)[known] - truth.heel_raise_height_m[known])
    assert np.sqrt(np.mean(off_mm**2)) < 3.0
