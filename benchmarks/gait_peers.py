"""mobgap and gaitmap on the same arrays as soleus; runs in an environment of its own (their pins pull NumPy back).

``python gait_peers.py FOLDER`` reads every ``trunk-*.npz`` and ``feet-*.npz`` there and prints one JSON object.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ROUNDS = 3
warnings.filterwarnings("ignore")  # of pickled scalers and pandas; nothing that concerns the results


def median_s(what: Callable[[], object]) -> tuple[float, object]:
    """Median processor time of some rounds after one that warms up, and the last result."""
    result = what()
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        result = what()
        times.append(time.thread_time() - start)
    return float(np.median(times)), result


def trunk(path: Path) -> dict[str, dict[str, object]]:
    """Contacts by each detector on the whole recording, and by the pipeline of sequences, contacts and sides."""
    from mobgap.gait_sequences import GsdIluz
    from mobgap.initial_contacts import IcdHKLeeImproved, IcdIonescu, IcdShinImproved
    from mobgap.laterality import LrcUllrich
    from mobgap.pipeline import GsIterator

    data = np.load(path)
    rate_hz = float(data["rate_hz"])
    columns = ["acc_is", "acc_ml", "acc_pa", "gyr_is", "gyr_ml", "gyr_pa"]
    frame = pd.DataFrame(np.concatenate([data["force"], np.degrees(data["turn"])], axis=1), columns=columns)

    def whole(detector: object) -> tuple[list[int], list[str]]:
        found = detector.clone().detect(frame, sampling_rate_hz=rate_hz).ic_list_
        sides = LrcUllrich().predict(frame, found, sampling_rate_hz=rate_hz).ic_lr_list_
        return sides["ic"].tolist(), sides["lr_label"].tolist()

    def pipeline() -> tuple[list[int], list[str]]:
        sequences = GsdIluz().detect(frame, sampling_rate_hz=rate_hz).gs_list_
        iterator = GsIterator()
        for (_, part), result in iterator.iterate(frame, sequences):
            result.ic_list = IcdIonescu().detect(part, sampling_rate_hz=rate_hz).ic_list_
        found = iterator.results_.ic_list.reset_index(drop=True)
        if not len(found):
            return [], []
        sides = LrcUllrich().predict(frame, found[["ic"]], sampling_rate_hz=rate_hz).ic_lr_list_
        return sides["ic"].tolist(), sides["lr_label"].tolist()

    detectors = {type(one).__name__: one for one in (IcdShinImproved(), IcdIonescu(), IcdHKLeeImproved())}
    runs = {f"{name} + LrcUllrich": (lambda one=one: whole(one)) for name, one in detectors.items()}
    runs["GsdIluz + IcdIonescu + LrcUllrich"] = pipeline
    out = {}
    for name, run in runs.items():
        seconds, (samples, sides) = median_s(run)
        out[name] = {"seconds": seconds, "time_s": [sample / rate_hz for sample in samples], "side": sides}
    return out


def feet(path: Path) -> dict[str, dict[str, object]]:
    """Landings of both feet by the steps of gaitmap's example pipeline, with three settings of its segmentation.

    The arrays are in gaitmap's sensor frame already (x to the toe, y left, z up), as its own tests take this recording.
    ``seconds`` is the whole way from the sensor frame to the parameters of the strides, ``landing_seconds`` that to the
    landings, ``segment_seconds`` the segmentation alone.
    """
    from gaitmap.event_detection import RamppEventDetection
    from gaitmap.parameters import SpatialParameterCalculation, TemporalParameterCalculation
    from gaitmap.preprocessing.sensor_alignment import align_dataset_to_gravity
    from gaitmap.stride_segmentation import BarthDtw, ConstrainedBarthDtw
    from gaitmap.trajectory_reconstruction import StrideLevelTrajectory
    from gaitmap.utils.coordinate_conversion import convert_to_fbf

    data = np.load(path)
    rate_hz = float(data["rate_hz"])
    names = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    sensors = {
        f"{side}_sensor": pd.DataFrame(
            np.concatenate([data[f"{side}_force"], np.degrees(data[f"{side}_turn"])], axis=1), columns=names
        )
        for side in ("left", "right")
    }

    def prepared() -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
        aligned = align_dataset_to_gravity(sensors, rate_hz)
        return aligned, convert_to_fbf(aligned, left_like="left_", right_like="right_")

    def events(segmentation: object) -> tuple[dict[str, pd.DataFrame], RamppEventDetection]:
        aligned, body = prepared()
        strides = segmentation.clone().segment(body, sampling_rate_hz=rate_hz).stride_list_
        return aligned, RamppEventDetection().detect(body, strides, sampling_rate_hz=rate_hz)

    def whole(segmentation: object) -> None:
        aligned, found = events(segmentation)
        strides = found.min_vel_event_list_
        path = StrideLevelTrajectory().estimate(aligned, strides, sampling_rate_hz=rate_hz)
        TemporalParameterCalculation().calculate(strides, sampling_rate_hz=rate_hz)
        SpatialParameterCalculation().calculate(strides, path.position_, path.orientation_, sampling_rate_hz=rate_hz)

    _, body = prepared()
    out = {}
    for name, segmentation in {
        "BarthDtw": BarthDtw(),
        "BarthDtw, min_under_thres": BarthDtw(find_matches_method="min_under_thres"),
        "ConstrainedBarthDtw": ConstrainedBarthDtw(),
    }.items():
        segment_s, _ = median_s(lambda one=segmentation: one.clone().segment(body, sampling_rate_hz=rate_hz))
        landing_s, (_, found) = median_s(lambda one=segmentation: events(one))
        seconds, _ = median_s(lambda one=segmentation: whole(one))
        landings = sorted(
            (t / rate_hz, foot[:-7])
            for foot, rows in found.segmented_event_list_.items()
            for t in rows["ic"].dropna().tolist()
        )
        out[name] = {
            "seconds": seconds,
            "landing_seconds": landing_s,
            "segment_seconds": segment_s,
            "time_s": [t for t, _ in landings],
            "side": [side for _, side in landings],
        }
    return out


def main() -> None:
    """Everything in the folder."""
    folder = Path(sys.argv[1])
    out = {path.stem: trunk(path) for path in sorted(folder.glob("trunk-*.npz"))}
    for path in sorted(folder.glob("feet-*.npz")):
        try:
            out[path.stem] = feet(path)
        except Exception as error:  # a peer that fails on a file is a result, too
            out[path.stem] = {"failed": f"{type(error).__name__}: {error}"}
    print(json.dumps(out))


if __name__ == "__main__":
    main()
