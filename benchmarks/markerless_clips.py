"""Clips without marker, as filmed and perturbed: python -m benchmarks.markerless_clips FOLDER, truth.csv beside it."""

import csv
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

import soleus

Picture = np.ndarray
Change = Callable[[Iterator[Picture]], Iterable[Picture]]
RNG_SEED = 1


def each(change: Callable[[Picture], Picture]) -> Change:
    """The same change to every picture."""
    return lambda pictures: map(change, pictures)


def scaled(factor: float) -> Change:
    return each(lambda p: cv2.resize(p, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


def cropped(top: float, left: float, height: float, width: float) -> Change:
    def crop(p: Picture) -> Picture:
        h, w = p.shape[:2]
        return p[int(top * h) : int((top + height) * h) // 2 * 2, int(left * w) : int((left + width) * w) // 2 * 2]

    return each(crop)


def turned(deg: float) -> Change:
    def turn(p: Picture) -> Picture:
        h, w = p.shape[:2]
        m = cv2.getRotationMatrix2D((w / 2, h / 2), deg, 1.0)
        return cv2.warpAffine(p, m, (w, h), borderMode=cv2.BORDER_REPLICATE)

    return each(turn)


def noisy(sd: float) -> Change:
    rng = np.random.default_rng(RNG_SEED)
    return each(lambda p: np.clip(p + rng.normal(0, sd, p.shape), 0, 255).astype(np.uint8))


def graded(gain: float, offset: float) -> Change:
    return each(lambda p: np.clip(gain * p.astype(float) + offset, 0, 255).astype(np.uint8))


def thinned(every: int) -> Change:
    return lambda pictures: (p for i, p in enumerate(pictures) if i % every == 0)


def twice(pictures: Iterator[Picture]) -> Iterable[Picture]:
    kept = [cv2.resize(p, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for p in pictures]
    return kept + kept


def backwards(pictures: Iterator[Picture]) -> Iterable[Picture]:
    return [cv2.resize(p, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for p in pictures][::-1]


# name: change, factor of the frame rate, times the count
CHANGES: dict[str, tuple[Change, float, int]] = {
    "as filmed": (each(lambda p: p), 1.0, 1),
    "half size": (scaled(0.5), 1.0, 1),
    "0.3 size": (scaled(0.3), 1.0, 1),
    "mirrored": (each(lambda p: cv2.flip(p, 1)), 1.0, 1),
    "cropped 10 %": (cropped(0.05, 0.05, 0.9, 0.9), 1.0, 1),
    "lower 80 %": (cropped(0.2, 0.0, 0.8, 1.0), 1.0, 1),
    "turned 3 deg": (turned(3.0), 1.0, 1),
    "turned -3 deg": (turned(-3.0), 1.0, 1),
    "darker": (graded(0.6, 0.0), 1.0, 1),
    "less contrast": (graded(0.6, 60.0), 1.0, 1),
    "noise 6": (noisy(6.0), 1.0, 1),
    "noise 12": (noisy(12.0), 1.0, 1),
    "blurred": (each(lambda p: cv2.GaussianBlur(p, (0, 0), 3)), 1.0, 1),
    "every second frame": (thinned(2), 0.5, 1),
    "0.75 speed": (each(lambda p: p), 0.75, 1),
    "1.3 speed": (each(lambda p: p), 1.3, 1),
    "twice in a row": (twice, 1.0, 2),
    "backwards": (backwards, 1.0, 1),
}


def pictures_of(path: Path) -> Iterator[Picture]:
    capture = cv2.VideoCapture(str(path))
    while True:
        ok, picture = capture.read()
        if not ok:
            return
        yield picture


def count_of(path: Path, name: str) -> str:
    """Count of the changed clip, or the refusal."""
    change, rate_factor, _ = CHANGES[name]
    capture = cv2.VideoCapture(str(path))
    rate_hz = capture.get(cv2.CAP_PROP_FPS) * rate_factor
    with tempfile.TemporaryDirectory() as folder:
        out, writer = Path(folder) / "clip.mp4", None
        for picture in change(pictures_of(path)):
            picture = np.ascontiguousarray(picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2])
            if writer is None:
                size = (picture.shape[1], picture.shape[0])
                writer = cv2.VideoWriter(str(out), cv2.VideoWriter.fourcc(*"mp4v"), rate_hz, size)
            writer.write(picture)
        if writer is not None:
            writer.release()
        try:
            return str(len(soleus.analyse(out).reps))
        except soleus.SoleusError as error:
            return f"refused: {str(error).split(': ', 1)[-1][:60]}"


def main() -> None:
    folder = Path(sys.argv[1])
    with (folder.parent / "truth.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["quantity"] == "heel_raise_reps" and "video/" in row["file"]]
    jobs = [(folder / Path(row["file"]).name, name, int(row["value"])) for row in rows for name in CHANGES]
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        counts = pool.map(count_of, [job[0] for job in jobs], [job[1] for job in jobs])
        tally: dict[str, int] = {"right": 0, "refused": 0, "wrong": 0, "counted nothing as something": 0}
        for (path, name, n), got in zip(jobs, counts, strict=True):
            expected = n * CHANGES[name][2]
            if got == str(expected) or (not expected and got.startswith("refused")):
                verdict = "right"
            elif got.startswith("refused"):
                verdict = "refused"
            else:
                verdict = "wrong" if expected else "counted nothing as something"
            tally[verdict] += 1
            print(f"{path.name:30} {name:20} expected {expected}  got {got}  {verdict}", flush=True)
    print(tally)


if __name__ == "__main__":
    main()
