"""How a rendered clip was filmed: where the camera stood and what it did to the picture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

FOCAL_PER_WIDTH = 0.85  # horizontal field of view of 61 deg, a phone's main camera while filming


@dataclass(frozen=True, slots=True, kw_only=True)
class Filming:
    """A pinhole camera and its faults; the defaults are a perfect camera square to the leg.

    The scene is the sagittal plane: x forward, y up, z towards the camera, in metres. ``view_height_m`` is what the
    picture shows of that plane from top to bottom.
    """

    view_height_m: float = 0.5
    roll_rad: float = 0.0
    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    defocus_px: float = 0.0
    exposure_s: float = 0.0
    noise_sd: float = 0.0
    flicker_frac: float = 0.0
    shake_px: float = 0.0
    drift_px_s: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def draw(cls, rng: np.random.Generator, *, view_height_m: tuple[float, float] = (0.4, 0.8)) -> "Filming":
        """Draw an ordinary phone on a stand: nearly level, a little soft, noisy and shaken."""
        return cls(
            view_height_m=float(rng.uniform(*view_height_m)),
            roll_rad=math.radians(rng.uniform(-2, 2)),
            yaw_rad=math.radians(rng.uniform(-6, 6)),
            pitch_rad=math.radians(rng.uniform(-4, 4)),
            defocus_px=float(rng.uniform(0.3, 0.9)),
            exposure_s=float(rng.uniform(1 / 250, 1 / 50)),
            noise_sd=float(rng.uniform(1.0, 6.0)),
            flicker_frac=float(rng.uniform(0.0, 0.04)),
            shake_px=float(rng.uniform(0.0, 0.4)),
        )

    def project(self, points_m: Matrix, *, target_m: tuple[float, float], size_px: tuple[int, int]) -> Matrix:
        """Picture coordinates of points (n, 3); pixel centres are whole numbers, ``target_m`` falls on the middle."""
        width, height = size_px
        focal_px = FOCAL_PER_WIDTH * max(size_px)
        distance_m = focal_px * self.view_height_m / height
        seen = (points_m - np.array([*target_m, 0.0])) @ self._rotation().T + np.array([0.0, 0.0, distance_m])
        middle = np.array([(width - 1) / 2, (height - 1) / 2])
        return np.asarray(focal_px * seen[:, :2] / seen[:, 2:] + middle)

    def homography(self, *, target_m: tuple[float, float], size_px: tuple[int, int]) -> Matrix:
        """From the sagittal plane (x, y in metres) to the picture."""
        square = np.array([[-0.5, -0.5, 0.0], [0.5, -0.5, 0.0], [0.5, 0.5, 0.0], [-0.5, 0.5, 0.0]])
        return plane_to_picture(square[:, :2], self.project(square, target_m=target_m, size_px=size_px))

    def px_per_m(self, size_px: tuple[int, int]) -> float:
        """Scale in the middle of the picture."""
        return size_px[1] / self.view_height_m

    def _rotation(self) -> Matrix:
        """World axes to camera axes (x right, y down, z away)."""
        roll, pitch, yaw = self.roll_rad, self.pitch_rad, self.yaw_rad
        about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
        about_x = np.array([[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]])
        about_y = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
        return np.asarray(about_z @ about_x @ about_y @ np.diag([1.0, -1.0, -1.0]))


def plane_to_picture(plane: Matrix, picture: Matrix) -> Matrix:
    """Homography through four pairs of points, in double precision."""
    rows, right = [], []
    for (x, y), (u, v) in zip(plane, picture, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(right)), 1.0).reshape(3, 3)
