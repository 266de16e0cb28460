"""Read one OpenSignals HDF5 file in a process of its own: the HDF5 library can hang on a damaged one.

``python -m soleus.recording.opensignals_worker FILE`` writes an npz archive to its standard output; its entry
``problem`` says what is wrong with a sound HDF5 file that is no recording.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from soleus.recording.isolated import limit_memory, write_arrays
from soleus.recording.table import MAX_ROWS

MAX_UNPACKED = 1000  # a data set that claims more bytes than this times the file is a trap


def extract(path: Path) -> dict[str, Any]:
    """Counts, names, sensors and rate of the one device in the file."""
    import h5py

    with h5py.File(path, "r", locking=False) as file:
        devices = [n for n in file if _own(file, n, h5py.Group) and _own(file[n], "raw", h5py.Group)]
        if len(devices) != 1:
            count = f"{len(devices)} devices" if devices else "no OpenSignals device"
            return {"problem": np.array(f"{count} in this HDF5 file")}
        return _device(file[devices[0]], path.stat().st_size)


def _device(group: Any, size: int) -> dict[str, Any]:
    import h5py

    raw = group["raw"]
    names = sorted((n for n in raw if _own(raw, n, h5py.Dataset)), key=lambda n: (len(n), n))
    kept = [n for n in names if n.startswith("channel_")] + [n for n in names if n == "nSeq"]
    arrays: dict[str, Any] = {}
    for i, name in enumerate(kept):
        dataset = raw[name]
        if dataset.size > MAX_ROWS or dataset.nbytes > MAX_UNPACKED * size or dataset.is_virtual or dataset.external:
            return {"problem": np.array(f"{name} claims {dataset.size} samples, more than such a file can hold")}
        kind = np.float64 if name == "nSeq" else np.float32
        arrays[f"values_{i}"] = np.asarray(dataset[()]).astype(kind).reshape(-1)
    bits = [int(b) for b in np.asarray(group.attrs.get("resolution", [16])).reshape(-1)[: len(kept)]]
    return {
        **arrays,
        "names": np.array(kept, dtype=str),
        "sensors": np.array([_word(raw[n].attrs.get("sensor", "")) for n in kept], dtype=str),
        "bits": np.array(bits + [16] * (len(kept) - len(bits))),
        "device": np.array(_word(group.attrs.get("device", ""))),
        "rate": np.asarray(group.attrs.get("sampling rate", 0.0), np.float64).reshape(-1),
    }


def _own(group: Any, name: str, kind: Any) -> bool:
    """Only what lies in this very file: no soft or external links."""
    import h5py

    return isinstance(group.get(name, getlink=True), h5py.HardLink) and isinstance(group[name], kind)


def _word(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return value if isinstance(value, str) else str(np.asarray(value).reshape(-1)[0]) if np.asarray(value).size else ""


if __name__ == "__main__":
    limit_memory()
    write_arrays(extract(Path(sys.argv[1])))
