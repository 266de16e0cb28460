"""Recordings: any file of a known kind in, one signal on one clock in SI units out."""

from soleus.recording.read import read_recording
from soleus.recording.signals import (
    AnkleAngle,
    Emg,
    Floats,
    HeelHeight,
    Imu,
    Marker,
    Placement,
    Recording,
    Sensor,
    Side,
    Signal,
    Video,
)

__all__ = [
    "AnkleAngle",
    "Emg",
    "Floats",
    "HeelHeight",
    "Imu",
    "Marker",
    "Placement",
    "Recording",
    "Sensor",
    "Side",
    "Signal",
    "Video",
    "read_recording",
]
