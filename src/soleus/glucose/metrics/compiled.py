"""How the kernels of this room are compiled: without the interpreter's lock, kept on disk for the next start."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

compiled = njit(cache=True, nogil=True, error_model="numpy")
reordered = njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract"})
"""For sums without missing values: in any order, several at once."""
