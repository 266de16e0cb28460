"""Height from vertical acceleration: a Kalman filter and smoother that knows where the heel is down."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ACCELERATION_NOISE_M_S2 = 0.05  # phone noise and the body's tremor, per sample
BIAS_WALK_M_S2 = 0.01  # per square root of a second: the bias turns with the phone as the body leans


@njit(cache=True)
def smooth_rise(lift: Floats, down: Mask, step_s: float, sd_m: float, sd_m_s: float) -> tuple[Floats, Floats]:
    """Height and speed by Kalman filter and Rauch-Tung-Striebel smoother (Rauch 1965, doi:10.2514/3.3166).

    State: height, speed, bias of the sensor. Where ``down``, height 0 and speed 0 are measured with these standard
    deviations.
    """
    n = len(lift)
    height_m, speed_m_s = np.empty(n), np.empty(n)
    f = np.array([[1.0, step_s, -0.5 * step_s**2], [0.0, 1.0, -step_s], [0.0, 0.0, 1.0]])
    gain = np.array([0.5 * step_s**2, step_s, 0.0])
    q = np.outer(gain, gain) * ACCELERATION_NOISE_M_S2**2
    q[2, 2] += BIAS_WALK_M_S2**2 * step_s
    noise = np.array([sd_m**2, sd_m_s**2])
    x, p = np.zeros(3), np.diag(np.array([0.1**2, 0.3**2, 0.3**2]))
    xs, ps = np.empty((n, 3)), np.empty((n, 3, 3))
    predicted, predicted_p = np.empty((n, 3)), np.empty((n, 3, 3))
    for i in range(n):
        if i:
            x = f @ x + gain * lift[i - 1]
            p = f @ p @ f.T + q
        predicted[i], predicted_p[i] = x, p
        if down[i]:
            for row in range(2):
                k = p[:, row] / (p[row, row] + noise[row])
                x = x - k * x[row]
                p = p - np.outer(k, p[row])
        xs[i], ps[i] = x, p
    height_m[n - 1], speed_m_s[n - 1] = x[0], x[1]
    for i in range(n - 2, -1, -1):
        c = ps[i] @ f.T @ np.linalg.inv(predicted_p[i + 1])
        x = xs[i] + c @ (x - predicted[i + 1])
        height_m[i], speed_m_s[i] = x[0], x[1]
    return height_m, speed_m_s
