"""From scenes to a file: exposure, shake, softness, noise, flicker, compression."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.simulate.video.filming import Filming
from soleus.simulate.video.sprite import Matrix, Picture

HeightCurve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
Painter = Callable[[Picture, float, Matrix], None]  # canvas, time, shift of the picture by shake

FOURCC = {".mp4": "mp4v", ".avi": "MJPG", ".mkv": "MJPG"}  # what the headless build of OpenCV can write
MARGIN_PX = 24  # background kept beyond the picture for shake and drift
BLUR_STEP_PX = 1.2  # path of a moving edge between two exposures that are averaged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClipTruth:
    """What a rendered clip shows, one entry per frame; ``heel_raise_height_m`` is exact at mid-exposure."""

    path: Path
    time_s: NDArray[np.float64]
    heel_raise_height_m: NDArray[np.float64]
    px_per_m: float
    marker_px: NDArray[np.float64] | None = None  # (n, 2) centre of the sticker in the picture


def write_clip(
    path: Path,
    paint: Painter,
    *,
    time_s: NDArray[np.float64],
    speed_px_s: NDArray[np.float64],
    rate_hz: float,
    size_px: tuple[int, int],
    filming: Filming,
    rng: np.random.Generator,
    mirrored: bool = False,
) -> Matrix:
    """Paint every frame, spoil it as ``filming`` says and write it; returns the shake (n, 2) in pixels."""
    import cv2

    shake = _shake(time_s, filming, rng)
    noise = _noise_bank(size_px, filming.noise_sd, rng)
    phase = rng.uniform(0, 2 * np.pi)
    writer = _open_writer(path, rate_hz, size_px)
    canvas = np.empty((size_px[1], size_px[0], 3), np.uint8)
    try:
        for time, speed, (dx, dy) in zip(time_s, speed_px_s, shake, strict=True):
            frame = _exposed(paint, canvas, time, speed, np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1.0]]), filming)
            if filming.defocus_px:
                frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), filming.defocus_px), np.uint8)
            gain = 1.0 + filming.flicker_frac * np.sin(2 * np.pi * 0.7 * time + phase)
            top, left = rng.integers(0, 64, 2)
            grain = noise[top : top + size_px[1], left : left + size_px[0]]
            frame = np.asarray(cv2.addWeighted(frame, gain, grain, 1.0, -128.0), np.uint8)
            writer.write(cv2.flip(frame, 1) if mirrored else frame)
    finally:
        writer.release()
    return shake


def _exposed(paint: Painter, canvas: Picture, time: float, speed: float, shift: Matrix, filming: Filming) -> Picture:
    """Average of the scene over the exposure, symmetric about ``time``."""
    n = int(np.clip(np.ceil(speed * filming.exposure_s / BLUR_STEP_PX), 1, 6))
    if n == 1:
        paint(canvas, time, shift)
        return canvas
    total = np.zeros(canvas.shape, np.float32)
    for part in (np.arange(n) + 0.5) / n - 0.5:
        paint(canvas, time + part * filming.exposure_s, shift)
        total += canvas
    return (total / n + 0.5).astype(np.uint8)


def _shake(time_s: NDArray[np.float64], filming: Filming, rng: np.random.Generator) -> Matrix:
    """Sum of a few slow oscillations of ``shake_px`` rms in each direction, plus drift."""
    path = np.outer(time_s, filming.drift_px_s)
    for axis in range(2):
        for frequency_hz in rng.uniform(0.3, 4.0, 4):
            phase = rng.uniform(0, 2 * np.pi)
            path[:, axis] += filming.shake_px / np.sqrt(2.0) * np.sin(2 * np.pi * frequency_hz * time_s + phase)
    return np.asarray(path)


def _noise_bank(size_px: tuple[int, int], noise_sd: float, rng: np.random.Generator) -> Picture:
    """Sensor noise around 128, larger than the picture so that each frame takes another part."""
    grey = rng.normal(128.0, max(noise_sd, 1e-6), (size_px[1] + 64, size_px[0] + 64)).round()
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def _open_writer(path: Path, rate_hz: float, size_px: tuple[int, int]) -> Any:
    import cv2

    if path.suffix not in FOURCC:
        raise InputError(f"{path.name}: expected a clip named {' or '.join(FOURCC)}, got '{path.suffix}'; rename it")
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*FOURCC[path.suffix]), rate_hz, size_px)
    if not writer.isOpened():
        raise InputError(f"{path.name}: expected a folder that can be written, this one cannot; choose another")
    return writer
