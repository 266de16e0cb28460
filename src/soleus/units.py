"""Conversion constants to SI; multiply to come in, divide to go out."""

import math

STANDARD_GRAVITY_M_S2 = 9.80665  # ISO 80000-3: standard acceleration of free fall
RAD_PER_DEG = math.pi / 180.0
KJ_PER_KCAL = 4.184  # thermochemical calorie, exact by definition

TO_SI: dict[str, tuple[str, float]] = {
    "s": ("s", 1.0),
    "ms": ("s", 1e-3),
    "us": ("s", 1e-6),
    "ns": ("s", 1e-9),
    "m": ("m", 1.0),
    "cm": ("m", 1e-2),
    "mm": ("m", 1e-3),
    "rad": ("rad", 1.0),
    "deg": ("rad", RAD_PER_DEG),
    "rad/s": ("rad/s", 1.0),
    "deg/s": ("rad/s", RAD_PER_DEG),
    "m/s2": ("m/s2", 1.0),
    "g": ("m/s2", STANDARD_GRAVITY_M_S2),
    "mg": ("m/s2", 1e-3 * STANDARD_GRAVITY_M_S2),
    "V": ("V", 1.0),
    "mV": ("V", 1e-3),
    "uV": ("V", 1e-6),
    "N": ("N", 1.0),
    "Hz": ("Hz", 1.0),
}
"""Unit as soleus writes it -> (SI unit, factor)."""
