"""The table that moves the drawing in a page, and the tints from the dose model."""

import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.exercises import catalogue, find_exercise
from soleus.leg import REST, LegPose, leg_frames, leg_svg, pose_of
from soleus.leg.outline import NUMBERS_OF
from soleus.leg.parts import parts_of
from soleus.leg.working import tint_of
from soleus.person import Person

PUSH_UP = pose_of(find_exercise("soleus-push-up"), 0.0)
RAISE = pose_of(find_exercise("standing-calf-raise"), 15.0)


def mixed(frames: dict, height_m: float) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What a page does: the two frames around a height, mixed linearly."""
    heights = np.array(frames["heel_raise_height_m"])
    k = int(np.clip(np.searchsorted(heights, height_m), 1, len(heights) - 1))
    part = (height_m - heights[k - 1]) / (heights[k] - heights[k - 1])

    def mix(rows: list[list[float]]) -> np.ndarray:
        return (1 - part) * np.array(rows[k - 1]) + part * np.array(rows[k])

    groups = {id_: mix(rows) for id_, rows in frames["groups"].items()}
    return groups, {path["ids"][0]: mix(path["numbers"]) for path in frames["paths"]}


@pytest.mark.parametrize("pose", [PUSH_UP, RAISE], ids=["push-up", "raise"])
@given(part=st.floats(0.0, 1.0))
def test_a_mixed_frame_is_the_drawing_within_a_line_width(pose: LegPose, part: float) -> None:
    frames = leg_frames(pose)
    height = part * 0.08
    groups, paths = mixed(frames, height)
    drawn = parts_of(pose.raised(height))
    for name in drawn.outlines:
        off_mm = np.abs(paths[f"leg-{name}"] - np.array(drawn.outlines[name].numbers)).max()
        assert off_mm < (2.5 if name == "skin" else 0.5), name
    for id_, name in (("leg-thigh", "thigh"), ("leg-foot", "foot"), ("leg-shank-front", "shank")):
        frame = drawn.frames[name]
        wanted = [frame.origin.real, -frame.origin.imag, -np.degrees(frame.turn_rad)]
        assert np.abs(groups[id_] - wanted).max() < 0.25, name  # mm, deg


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda exercise: exercise.id)
def test_the_table_names_what_the_drawing_has(exercise) -> None:
    pose = pose_of(exercise, exercise.ankle_start_deg)
    frames = leg_frames(pose, prefix="live")
    ids = {node.get("id") for node in ET.fromstring(leg_svg(pose, prefix="live")).iter()}
    assert set(frames["groups"]) <= ids
    assert {id_ for path in frames["paths"] for id_ in path["ids"]} <= ids
    assert set(frames["tints"].values()) <= ids
    n = len(frames["ankle_deg"])
    assert n > 5
    assert np.all(np.diff(frames["heel_raise_height_m"]) > 0)
    assert all(len(rows) == n for rows in frames["groups"].values())
    for path in frames["paths"]:
        wanted = sum(NUMBERS_OF[command] for command in path["commands"])
        assert {len(row) for row in path["numbers"]} == {wanted}
    text = json.dumps(frames, separators=(",", ":"), allow_nan=False)
    assert len(text) < 120_000


def test_the_start_of_the_exercise_is_height_zero() -> None:
    frames = leg_frames(RAISE)
    assert np.interp(0.0, frames["heel_raise_height_m"], frames["ankle_deg"]) == pytest.approx(15.0, abs=0.1)
    assert leg_frames(PUSH_UP)["heel_raise_height_m"][0] == 0.0  # on the floor the heel goes no lower
    with pytest.raises(InputError, match="step_deg"):
        leg_frames(RAISE, step_deg=0.1)


def test_a_heel_on_the_floor_leaves_the_calf_at_rest_and_a_hanging_one_does_not() -> None:
    assert tint_of(find_exercise("single-leg-calf-raise"), 0.0) == REST
    assert tint_of(find_exercise("heel-raise-test"), 10.0) == REST  # flat on its board
    assert tint_of(find_exercise("eccentric-heel-drop"), 20.0).achilles_bw > 1.0
    assert tint_of(find_exercise("single-leg-hop"), -25.0) is None  # its forces are not modelled


def test_the_push_up_lights_the_soleus_and_spares_the_gastrocnemius() -> None:
    tint = tint_of(find_exercise("soleus-push-up"), -25.0)
    assert tint.soleus > 3 * tint.gastrocnemius
    assert 0.2 < tint.achilles_bw < 0.45


def test_one_leg_lights_more_than_two_and_a_load_more_than_none() -> None:
    two = tint_of(find_exercise("standing-calf-raise"), -20.0)
    one = tint_of(find_exercise("single-leg-calf-raise"), -20.0)
    assert one.achilles_bw == pytest.approx(2 * two.achilles_bw, rel=0.05)
    assert one.soleus > two.soleus
    loaded = tint_of(find_exercise("seated-calf-raise"), -20.0, load_kg=30.0)
    assert loaded.achilles_bw > tint_of(find_exercise("seated-calf-raise"), -20.0).achilles_bw


def test_a_moment_beyond_the_model_is_no_number() -> None:
    weak = Person(body_mass_kg=75.0, max_plantarflexor_moment_nm=40.0)
    assert tint_of(find_exercise("single-leg-calf-raise"), -20.0, weak) is None
