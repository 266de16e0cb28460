"""Ordinary clips of a person without a sticker, and clips in which nobody raises a heel."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from soleus.person import Person
from soleus.simulate.video import poses
from soleus.simulate.video.background import lay, room
from soleus.simulate.video.body import PIVOT_HEIGHT_M, Body, draw_body
from soleus.simulate.video.filming import Filming
from soleus.simulate.video.sprite import Matrix, Picture, Sprite, shape
from soleus.simulate.video.writer import ClipTruth, HeightCurve, write_clip

View = Literal["whole", "knee-to-floor"]
Posture = Literal["standing", "seated"]
Distractor = Literal["walk-off", "passer-by", "talking", "drift", "step-in"]
NegativeScene = Literal[
    "walking", "ankle-circles", "squats", "jumps", "arm-raises", "stepping", "standing-still", "empty", "shaking-camera"
]

WALK_OFF_S = 2.5  # before the end of the clip
STEP_IN_S = 2.0  # at its start


def render_plain_clip(
    path: Path,
    height_m: HeightCurve,
    *,
    duration_s: float,
    rng: np.random.Generator,
    rate_hz: float = 30.0,
    size_px: tuple[int, int] = (640, 480),
    person: Person | None = None,
    posture: Posture = "standing",
    view: View = "whole",
    distractors: Collection[Distractor] = (),
    filming: Filming | None = None,
) -> ClipTruth:
    """Render heel raises of a person in a room.

    Standing, everything above the ankle rises by ``height_m``; seated, shank and knee rise and the thigh tilts about
    the hip. The curve must be at rest while "step-in" (first 2 s) or "walk-off" (last 2.5 s) is shown.

    Parameters
    ----------
    path : Path, ending in .mp4 (mp4v), .avi or .mkv (MJPG)
    height_m : callable, seconds (n,) to heel-raise height (n,) in metres above rest
    distractors : what else happens
    filming : Filming; drawn when not given

    Returns
    -------
    ClipTruth
    """
    person = person or Person()
    filming = filming or _draw_filming(rng, person, view, drifts="drift" in distractors)
    body = draw_body(rng, person, px_per_m=filming.px_per_m(size_px))
    curve = poses.standing(body, height_m) if posture == "standing" else poses.seated(body, height_m)
    if "talking" in distractors:
        curve = poses.nodding(curve, arms_rad=0.35, nod_rad=0.12, phase_rad=float(rng.uniform(0, 6)))
    start_x = curve(0.0).hip_x
    if "step-in" in distractors:
        before = poses.walking(body, start_x=start_x, start_s=STEP_IN_S)
        curve = poses.then(before, curve, at_s=STEP_IN_S - 0.5)
    if "walk-off" in distractors:
        leave_s = duration_s - WALK_OFF_S
        curve = poses.then(curve, poses.walking(body, start_x=start_x, start_s=leave_s), at_s=leave_s)
    passers = [_draw_passer(rng, filming, size_px, duration_s)] if "passer-by" in distractors else []
    chair = _draw_chair(rng, body, filming.px_per_m(size_px)) if posture == "seated" else None
    scene = _Scene(
        cast=((body, curve), *passers), chair=chair, filming=filming, target_m=_target(person, filming),
        size_px=size_px, facing_left=bool(rng.random() < 0.5), rng=rng,
    )  # fmt: skip
    return scene.film(path, height_m, duration_s=duration_s, rate_hz=rate_hz)


def render_negative_clip(
    path: Path,
    scene: NegativeScene,
    *,
    duration_s: float,
    rng: np.random.Generator,
    rate_hz: float = 30.0,
    size_px: tuple[int, int] = (640, 480),
    person: Person | None = None,
    view: View = "whole",
    filming: Filming | None = None,
) -> ClipTruth:
    """Render a clip without any heel raise; its true height is zero throughout."""
    person = person or Person()
    filming = filming or _draw_filming(rng, person, view, drifts=False)
    if scene == "shaking-camera":
        filming = replace(filming, shake_px=6.0)
    body = draw_body(rng, person, px_per_m=filming.px_per_m(size_px))
    played = _Scene(
        cast=_cast(scene, body, rng, duration_s), chair=None, filming=filming,
        target_m=_target(person, filming), size_px=size_px, facing_left=bool(rng.random() < 0.5), rng=rng,
    )  # fmt: skip
    return played.film(path, np.zeros_like, duration_s=duration_s, rate_hz=rate_hz)


def _cast(
    scene: NegativeScene, body: Body, rng: np.random.Generator, duration_s: float
) -> tuple[tuple[Body, poses.PoseCurve], ...]:
    period_s = float(rng.uniform(1.4, 2.6))
    still = poses.standing(body, np.zeros_like)
    curves = {
        "walking": poses.walking(body, start_x=0.0, start_s=float(rng.uniform(0.3, 0.7)) * duration_s),
        "ankle-circles": poses.circling_ankle(body, period_s=period_s),
        "squats": poses.squatting(body, depth_m=float(rng.uniform(0.2, 0.4)), period_s=1.5 * period_s),
        "jumps": poses.jumping(
            body, crouch_m=0.2, flight_m=float(np.interp(period_s, (1.4, 2.6), (0.1, 0.35))), period_s=period_s + 0.6
        ),
        "arm-raises": poses.raising_arms(body, period_s=period_s),
        "stepping": poses.stepping(body, lift_rad=float(rng.uniform(0.4, 0.9)), period_s=0.7 * period_s),
        "standing-still": poses.nodding(still, arms_rad=0.2, nod_rad=0.1, phase_rad=float(rng.uniform(0, 6))),
        "shaking-camera": still,
    }
    return () if scene == "empty" else ((body, curves[scene]),)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scene:
    cast: tuple[tuple[Body, poses.PoseCurve], ...]
    chair: Sprite | None
    filming: Filming
    target_m: tuple[float, float]
    size_px: tuple[int, int]
    facing_left: bool
    rng: np.random.Generator

    def film(self, path: Path, height_m: HeightCurve, *, duration_s: float, rate_hz: float) -> ClipTruth:
        """Write the clip."""
        time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
        truth_m = np.asarray(height_m(time_s), np.float64)
        background = room(self.rng, self.filming, target_m=self.target_m, floor_m=-PIVOT_HEIGHT_M, size_px=self.size_px)
        plane = self.filming.homography(target_m=self.target_m, size_px=self.size_px)
        if self.facing_left:
            plane = plane @ np.array([[-1.0, 0, 2 * self.target_m[0]], [0, 1, 0], [0, 0, 1]])

        def paint(canvas: Picture, time: float, shift: Matrix) -> None:
            lay(canvas, background, shift)
            if self.chair is not None:
                self.chair.draw(canvas, shift @ plane)
            for body, curve in self.cast:
                body.draw(canvas, shift @ plane, curve(time))

        scale = self.filming.px_per_m(self.size_px)
        write_clip(
            path, paint, time_s=time_s, speed_px_s=np.abs(np.gradient(truth_m, time_s)) * scale, rate_hz=rate_hz,
            size_px=self.size_px, filming=self.filming, rng=self.rng,
        )  # fmt: skip
        return ClipTruth(path=path, time_s=time_s, heel_raise_height_m=truth_m, px_per_m=scale)


def _draw_filming(rng: np.random.Generator, person: Person, view: View, *, drifts: bool) -> Filming:
    tall = (1.15, 1.5) if view == "whole" else (0.36, 0.5)
    stature_m = person.stature_or_average_m
    drawn = Filming.draw(rng, view_height_m=(tall[0] * stature_m, tall[1] * stature_m))
    if not drifts:
        return drawn
    along = rng.choice([-1.0, 1.0], 2) * rng.uniform(0.4, 1.0, 2)  # a phone that slowly slides on its stand
    return replace(drawn, drift_px_s=(float(along[0]), float(along[1])))


def _target(person: Person, filming: Filming) -> tuple[float, float]:
    """Aim so that a tenth of the picture below the floor line is seen."""
    return (-0.5 * person.forefoot_lever_m, 0.4 * filming.view_height_m - PIVOT_HEIGHT_M)


def _draw_passer(
    rng: np.random.Generator, filming: Filming, size_px: tuple[int, int], duration_s: float
) -> tuple[Body, poses.PoseCurve]:
    """Someone else who walks through behind or in front."""
    other = draw_body(rng, Person(stature_m=float(rng.uniform(1.55, 1.9))), px_per_m=filming.px_per_m(size_px))
    return other, poses.walking(other, start_x=0.0, start_s=float(rng.uniform(0.2, 0.8)) * duration_s)


def _draw_chair(rng: np.random.Generator, body: Body, px_per_m: float) -> Sprite:
    """Seat and back under the hip."""
    hip = np.array([-body.person.forefoot_lever_m - body.thigh_m, body.shank_m])
    outline = np.array(
        [(-0.2, 0.45), (-0.16, 0.45), (-0.15, -0.1), (0.28, -0.1), (0.28, -0.14), (-0.1, -0.14), (-0.12, -hip[1]),
         (-0.16, -hip[1]), (-0.18, -0.14)]
    ) + hip  # fmt: skip
    return shape(rng, outline, px_per_m=px_per_m, colour=(40.0, 60.0, 90.0))
