"""Simulated recordings as files, in the plainest format that soleus reads: CSV with units in the header."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.simulate.phone import SimulatedImu

Floats = NDArray[np.float64]


def write_imu_csv(path: Path, imu: SimulatedImu) -> None:
    """Time, specific force and angular velocity, four decimals (a tenth of a phone's noise)."""
    names = ["time_s", *(f"acc_{axis}_m_s2" for axis in "xyz"), *(f"gyro_{axis}_rad_s" for axis in "xyz")]
    table = np.column_stack([imu.time_s, imu.acceleration_m_s2, imu.angular_velocity_rad_s])
    np.savetxt(path, table, fmt="%.4f", delimiter=",", header=",".join(names), comments="")
