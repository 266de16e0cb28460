"""The compiled fit of a sticker's edges against its plain twin, on squares of any place, size and blur."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.reps.sticker_edges import refine_corners
from tests.reps import sticker_edges_twin

SIDE = 120


def square(side_px: float, turn_rad: float, blur_px: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A black square on white with noise, and its corners; drawn eight times larger, so that edges lie anywhere."""
    rng = np.random.default_rng(seed)
    unit = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * side_px / 2
    turn = np.array([[np.cos(turn_rad), -np.sin(turn_rad)], [np.sin(turn_rad), np.cos(turn_rad)]])
    corners = unit @ turn.T + SIDE / 2 + rng.uniform(-4, 4, 2)
    large = np.full((8 * SIDE, 8 * SIDE), 220, np.uint8)
    cv2.fillConvexPoly(large, np.round(8 * (corners + 0.5) - 0.5).astype(np.int32), 30)
    small = cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    noisy = cv2.GaussianBlur(small, (0, 0), blur_px) + rng.normal(0, 2, small.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), corners


@given(
    side_px=st.floats(24, 70), turn_rad=st.floats(-0.7, 0.7), blur_px=st.floats(0.3, 1.5), seed=st.integers(0, 10_000)
)
def test_it_finds_what_its_twin_finds(side_px: float, turn_rad: float, blur_px: float, seed: int) -> None:
    frame, corners = square(side_px, turn_rad, blur_px, seed)
    rough = corners + np.random.default_rng(seed).uniform(-0.7, 0.7, (4, 2))
    # the twin samples by cv2.remap, which rounds places to 1/32 px
    np.testing.assert_allclose(refine_corners(frame, rough), sticker_edges_twin.refine_corners(frame, rough), atol=0.06)


@pytest.mark.parametrize("frame", [np.full((60, 60), 128, np.uint8), np.zeros((60, 60), np.uint8)])
def test_where_no_edge_is_seen_the_corners_stay(frame: np.ndarray) -> None:
    corners = np.array([[10.0, 10], [40, 10], [40, 40], [10, 40]])
    np.testing.assert_array_equal(refine_corners(frame, corners), corners)


def test_corners_at_the_picture_s_rim_and_a_read_only_picture_do_no_harm() -> None:
    frame = np.full((40, 40), 200, np.uint8)
    frame[5:36, 5:36] = 20
    frame.setflags(write=False)
    corners = np.array([[4.5, 4.5], [35.5, 4.5], [35.5, 35.5], [4.5, 35.5]])
    corners.setflags(write=False)
    np.testing.assert_allclose(refine_corners(frame, corners), corners, atol=0.2)
    far = corners * 40.0  # outside of it altogether
    np.testing.assert_array_equal(refine_corners(frame, far), far)
