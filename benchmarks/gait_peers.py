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
    """Median time of some rounds after one that warms up, and the last result."""
    result = what()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = what()
        times.append(time.perf_counter() - start)
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
    """Landings by gaitmap's stride segmentation (DTW) and event detection, both feet."""
    from gaitmap.event_detection import RamppEventDetection
    from gaitmap.preprocessing import sensor_alignment
    from gaitmap.stride_segmentation import BarthDtw
    from gaitmap.utils.coordinate_conversion import convert_to_fbf
    from gaitmap.utils.rotations import rotate_dataset

    data = {name: values.copy() for name, values in np.load(path).items()}
    rate_hz = float(data["rate_hz"])
    names = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    sensors = {
        f"{side}_sensor": pd.DataFrame(
            np.concatenate([data[f"{side}_force"], np.degrees(data[f"{side}_turn"])], axis=1), columns=names
        )
        for side in ("left", "right")
    }
    from scipy.spatial.transform import Rotation

    turned = {
        "left_sensor": Rotation.from_matrix(np.array([[0, 0, 1], [0, -1, 0], [1, 0, 0]])),
        "right_sensor": Rotation.from_matrix(np.array([[0, 0, 1], [0, -1, 0], [1, 0, 0]])),
    }

    def run() -> tuple[list[float], list[str]]:
        aligned = sensor_alignment.align_dataset_to_gravity(rotate_dataset(sensors, turned), rate_hz)
        body = convert_to_fbf(aligned, left_like="left_", right_like="right_")
        strides = BarthDtw().segment(body, sampling_rate_hz=rate_hz).stride_list_
        events = RamppEventDetection().detect(body, strides, sampling_rate_hz=rate_hz).min_vel_event_list_
        times = [(t / rate_hz, name[:-7]) for name, rows in events.items() for t in rows["ic"].tolist()]
        return [t for t, _ in sorted(times)], [side for _, side in sorted(times)]

    seconds, (times, sides) = median_s(run)
    return {"BarthDtw + RamppEventDetection": {"seconds": seconds, "time_s": times, "side": sides}}


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
