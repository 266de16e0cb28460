"""Side view of a lower leg with an ArUco sticker, the foot turning about the metatarsal heads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from soleus.person import Person
from soleus.recording.signals import Marker
from soleus.simulate.video.background import lay, room
from soleus.simulate.video.body import PIVOT_HEIGHT_M, STEEPEST_SIN
from soleus.simulate.video.filming import Filming
from soleus.simulate.video.filming import plane_to_picture as through_corners
from soleus.simulate.video.sprite import Matrix, Picture, Sprite, aruco, shape, turned
from soleus.simulate.video.writer import ClipTruth, HeightCurve, write_clip

SKIN_COLOUR = (120.0, 150.0, 190.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Glue:
    """How the sticker sits: turned in its plane, leaning out of it, following the foot by a share."""

    angle_rad: float
    lean_rad: tuple[float, float]
    follow_frac: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Leg:
    """The sprites of a leg, toes right, origin in the metatarsal heads."""

    shank: Sprite
    foot: Sprite
    toes: Sprite


def render_sticker_clip(
    path: Path,
    height_m: HeightCurve,
    *,
    duration_s: float,
    rng: np.random.Generator,
    rate_hz: float = 30.0,
    size_px: tuple[int, int] = (640, 480),
    person: Person | None = None,
    sticker_mm: float = 40.0,
    sticker_id: int | None = 0,
    still_sticker_id: int | None = None,
    marker: Marker = "malleolus",
    filming: Filming | None = None,
    occlusions_s: Sequence[tuple[float, float]] | None = None,
    mirrored: bool = False,
) -> ClipTruth:
    """Render a heel-raise clip with a sticker below the lateral malleolus or at the heel edge.

    Parameters
    ----------
    path : Path, ending in .mp4 (mp4v), .avi or .mkv (MJPG)
    height_m : callable, seconds (n,) to heel-raise height (n,) in metres above rest
    duration_s, rate_hz : float
    rng : numpy Generator; draws everything that is not given
    person : Person, gives the levers; the malleolus rises by lever x sin(pitch)
    sticker_mm, sticker_id : outer side of the black square, number in DICT_4X4_50; None: no sticker
    still_sticker_id : int, a second sticker on the wall
    marker : where the sticker sits; at the heel it rises more, by the ratio of the levers
    filming : Filming; drawn when not given
    occlusions_s : (start, end) times when a hand hides the sticker; up to two short ones are drawn when not given
    mirrored : bool, as selfie cameras save it

    Returns
    -------
    ClipTruth, heights of the malleolus
    """
    person = person or Person()
    filming = filming or Filming.draw(rng)
    occlusions_s = _draw_occlusions(rng, duration_s) if occlusions_s is None else occlusions_s
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    truth_m = np.asarray(height_m(time_s), np.float64)
    scale = filming.px_per_m(size_px)
    target_m = (-0.7 * person.forefoot_lever_m, 0.3 * filming.view_height_m - PIVOT_HEIGHT_M)
    scene = _Scene(
        height_m=height_m,
        person=person,
        marker=marker,
        filming=filming,
        target_m=target_m,
        size_px=size_px,
        background=room(rng, filming, target_m=target_m, floor_m=-PIVOT_HEIGHT_M, size_px=size_px),
        leg=_draw_leg(rng, person, scale, filming.view_height_m),
        sticker=None if sticker_id is None else aruco(sticker_id, sticker_mm / 1000, px_per_m=scale),
        still=None if still_sticker_id is None else aruco(still_sticker_id, sticker_mm / 1000, px_per_m=scale),
        glue=_draw_glue(rng),
        hand=_draw_hand(rng, scale, sticker_mm / 1000),
        occlusions_s=tuple(occlusions_s),
    )
    speed_px_s = np.abs(np.gradient(truth_m, time_s)) * scale * 1.5
    shake = write_clip(
        path, scene.paint, time_s=time_s, speed_px_s=speed_px_s, rate_hz=rate_hz, size_px=size_px,
        filming=filming, rng=rng, mirrored=mirrored,
    )  # fmt: skip
    marker_px = np.array([scene.marker_px(h) for h in truth_m]) + shake
    return ClipTruth(path=path, time_s=time_s, heel_raise_height_m=truth_m, px_per_m=scale, marker_px=marker_px)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scene:
    height_m: HeightCurve
    person: Person
    marker: Marker
    filming: Filming
    target_m: tuple[float, float]
    size_px: tuple[int, int]
    background: Picture
    leg: _Leg
    sticker: Sprite | None
    still: Sprite | None
    glue: _Glue
    hand: Sprite
    occlusions_s: tuple[tuple[float, float], ...]

    def paint(self, canvas: Picture, time_s: float, shift: Matrix) -> None:
        """Paint the instant ``time_s``."""
        lay(canvas, self.background, shift)
        plane = shift @ self.filming.homography(target_m=self.target_m, size_px=self.size_px)
        height = float(np.asarray(self.height_m(np.array([time_s])))[0])
        pitch, lift = self.foot_pose(height)
        ankle = (-self.person.forefoot_lever_m, 0.0)
        moved = turned(-pitch, about=(0.0, 0.0), shift=(0.0, lift))
        forward = self.person.forefoot_lever_m * (1 - np.cos(pitch))
        self.leg.shank.draw(canvas, plane @ turned(-0.15 * pitch, about=ankle, shift=(forward, height)))
        self.leg.foot.draw(canvas, plane @ moved)
        self.leg.toes.draw(canvas, plane @ turned(0.0, about=(0.0, 0.0), shift=(0.0, lift)))
        if self.still is not None:
            spot = (0.16 * self.filming.view_height_m, 0.5 * self.filming.view_height_m)
            self.still.draw(canvas, plane @ turned(0.1, about=(0.0, 0.0), shift=spot))
        if self.sticker is not None:
            self.sticker.draw(canvas, shift @ self._sticker_to_picture(height))
        for start, end in self.occlusions_s:
            if start <= time_s < end:
                self.hand.draw(canvas, plane @ turned(0.4, about=(0.0, 0.0), shift=self._sticker_at(height)))

    def foot_pose(self, height: float) -> tuple[float, float]:
        """Pitch of the foot and lift of the whole foot that bring the malleolus to ``height``."""
        sine = float(np.clip(height / self.person.forefoot_lever_m, -0.5, STEEPEST_SIN))
        return float(np.arcsin(sine)), height - sine * self.person.forefoot_lever_m

    def marker_px(self, height: float) -> Matrix:
        """Where the centre of the sticker falls in the unshaken picture."""
        point = np.array([[*self._sticker_at(height), 0.0]])
        return np.asarray(self.filming.project(point, target_m=self.target_m, size_px=self.size_px)[0])

    def _sticker_at(self, height: float) -> tuple[float, float]:
        pitch, lift = self.foot_pose(height)
        lever = self.person.forefoot_lever_m if self.marker == "malleolus" else self.person.heel_lever_m
        return -lever * float(np.cos(pitch)), lever * float(np.sin(pitch)) + lift

    def _sticker_to_picture(self, height: float) -> Matrix:
        """From the sticker's own plane, which leans out of the sagittal plane, to the picture."""
        angle = self.glue.angle_rad - self.glue.follow_frac * self.foot_pose(height)[0]
        square = 0.02 * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
        (cos_x, cos_y), (sin_x, sin_y) = np.cos(self.glue.lean_rad), np.sin(self.glue.lean_rad)
        in_plane = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)], [0.0, 0.0]])
        about_x = np.array([[1.0, 0.0, 0.0], [0.0, cos_x, -sin_x], [0.0, sin_x, cos_x]])
        about_y = np.array([[cos_y, 0.0, sin_y], [0.0, 1.0, 0.0], [-sin_y, 0.0, cos_y]])
        points = square @ (about_y @ about_x @ in_plane).T
        points[:, :2] += self._sticker_at(height)
        seen = self.filming.project(points, target_m=self.target_m, size_px=self.size_px)
        return through_corners(square, seen)


def _draw_glue(rng: np.random.Generator) -> _Glue:
    """Glue as a hand does, within 10 deg; the skin below the malleolus leans by up to 12 deg."""
    return _Glue(
        angle_rad=float(np.radians(rng.uniform(-10, 10))),
        lean_rad=(float(np.radians(rng.uniform(-12, 12))), float(np.radians(rng.uniform(-12, 12)))),
        follow_frac=float(rng.uniform(0.3, 1.0)),
    )


def _draw_occlusions(rng: np.random.Generator, duration_s: float) -> list[tuple[float, float]]:
    starts = rng.uniform(0, duration_s, rng.integers(0, 3))
    return [(float(start), float(start + rng.uniform(0.08, 0.25))) for start in starts]


def _draw_hand(rng: np.random.Generator, px_per_m: float, side_m: float) -> Sprite:
    x = np.linspace(-1, 1, 9)
    outline = np.column_stack([np.append(x, x[::-1]), np.append(0.8 + 0.15 * np.sin(9 * x), -0.8 - 0 * x)])
    return shape(rng, 1.4 * side_m * outline, px_per_m=px_per_m, colour=(95.0, 125.0, 175.0), contrast=0.2)


def _draw_leg(rng: np.random.Generator, person: Person, px_per_m: float, tall_m: float) -> _Leg:
    """Cut out a shoe, its toe cap and a shank that leaves the picture at the top."""
    ankle, heel, floor = -person.forefoot_lever_m, -person.heel_lever_m, -PIVOT_HEIGHT_M
    toe = 0.26 * person.heel_lever_m / 0.74
    shoe = tuple(float(v) for v in rng.uniform(40, 130, 3))
    skin = tuple(float(v) for v in np.array(SKIN_COLOUR) * rng.uniform(0.45, 1.1))
    foot = [
        (0.012, floor + 0.004), (heel * 0.5, floor), (heel, floor), (heel - 0.012, 0.0), (heel, 0.055),
        (ankle - 0.035, 0.075), (ankle + 0.045, 0.075), (ankle * 0.4, 0.03), (0.012, 0.015),
    ]  # fmt: skip
    toes = [(-0.015, floor), (toe, floor), (toe + 0.008, floor + 0.02), (toe - 0.02, 0.004), (-0.005, 0.012)]
    shank = [
        (ankle - 0.035, 0.02), (ankle - 0.04, 0.12), (ankle - 0.065, 0.26), (ankle - 0.06, tall_m + 0.1),
        (ankle + 0.06, tall_m + 0.1), (ankle + 0.05, 0.25), (ankle + 0.036, 0.1), (ankle + 0.035, 0.02),
    ]  # fmt: skip
    make: Callable[..., Sprite] = shape
    return _Leg(
        shank=make(rng, np.array(shank), px_per_m=px_per_m, colour=skin, contrast=0.12),
        foot=make(rng, np.array(foot), px_per_m=px_per_m, colour=shoe),
        toes=make(rng, np.array(toes), px_per_m=px_per_m, colour=shoe),
    )
