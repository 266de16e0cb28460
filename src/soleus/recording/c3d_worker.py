"""Read one C3D file with ezc3d in a process of its own: on damaged files that library can end the whole process.

``python -m soleus.recording.c3d_worker FILE`` writes an npz archive to its standard output.
"""

import sys
from typing import Any

import numpy as np

from soleus.recording.isolated import limit_memory, write_arrays


def _value(parameters: Any, group: str, name: str) -> Any:
    try:
        return parameters[group][name]["value"]
    except (KeyError, TypeError):
        return []


def _words(parameters: Any, group: str, name: str) -> Any:
    """LABELS, LABELS2, ... of files with more than 255 channels."""
    words = [str(x) for x in _value(parameters, group, name)]
    number = 2
    while more := list(_value(parameters, group, f"{name}{number}")):
        words += [str(x) for x in more]
        number += 1
    return np.array(words, dtype=str)


def extract(path: str) -> dict[str, Any]:
    """Everything that the reader needs, as plain arrays."""
    import ezc3d

    content = ezc3d.c3d(path)
    parameters, data = content["parameters"], content["data"]
    names = ("LABELS", "UNITS", "DESCRIPTIONS")
    words = {f"{group}_{name}": _words(parameters, group, name) for group in ("POINT", "ANALOG") for name in names}
    rates = {f"{g}_RATE": np.array(_value(parameters, g, "RATE"), np.float64).reshape(-1) for g in ("POINT", "ANALOG")}
    return {
        **words,
        **rates,
        "Y_SCREEN": _words(parameters, "POINT", "Y_SCREEN"),
        "points": np.asarray(data["points"], np.float32),
        "analogs": np.asarray(data["analogs"], np.float32),
    }


if __name__ == "__main__":
    limit_memory()
    write_arrays(extract(sys.argv[1]))
