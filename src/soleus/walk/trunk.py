"""Ground contacts of both feet from a sensor at the lower back or waist, left and right told apart.

When a foot takes over, the body is caught: its vertical acceleration peaks. At that moment the pelvis moves towards
the foot that lands; which way is left follows from the turn of the pelvis (it turns right as the left foot comes
forward), so the sensor may be mounted any way round.
"""

from dataclasses import asdict, dataclass

import numpy as np

from soleus.reps.filters import low_pass
from soleus.walk.steps import LEFT, RIGHT, UNKNOWN, AnyFloats, Floats, Ints, Steps

UPRIGHT_HZ = 0.25  # slower than any step: what of the specific force is gravity
TURN_HZ = 2.0  # a pelvis turns once a stride, about 1 Hz; steps shake it above
SHORT_STRIDE_S = 1.5  # neighbours closer than this are steps of different feet


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkContacts:
    """A contact is a peak of the vertical acceleration that stands ``least_peak_m_s2`` above both its valleys.

    ``band_hz``: below it, posture; above it, the ring of the heel strike (steps come at 1 to 2.5 a second).
    ``least_peak_m_s2``: a hip that rises and falls by 1 cm at 90 steps a minute swings by 0.9 from valley to peak.
    ``delay_s``: from first touch to the peak, half of a double support of a tenth of a 1.2 s stride. Contacts count in
    runs of ``least_contacts`` without a break of ``break_s``, if the pelvis sways (``least_sway_m_s``: 1 cm to either
    side at 0.8 strides a second makes 0.05) and feet hit the ground (``least_impact_m_s2`` above ``impact_hz``): heel
    raises do neither.
    """

    band_hz: tuple[float, float] = (0.5, 2.5)
    least_peak_m_s2: float = 0.5
    delay_s: float = 0.06
    least_contacts: int = 4
    break_s: float = 3.0
    least_sway_m_s: float = 0.03
    impact_hz: float = 4.0
    least_impact_m_s2: float = 0.2

    def __call__(
        self,
        acceleration_m_s2: AnyFloats,
        angular_velocity_rad_s: AnyFloats | None,
        rate_hz: float,
        *,
        start_s: float = 0.0,
    ) -> Steps:
        """Contacts in (n, 3) specific force with gravity on an even clock without missing values; turn may be None."""
        from scipy.signal import find_peaks

        force = np.asarray(acceleration_m_s2, np.float64)
        up = low_pass(force, UPRIGHT_HZ, rate_hz)
        up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), np.finfo(float).tiny)
        vertical = np.einsum("ij,ij->i", force, up)
        low, high = self.band_hz
        smooth = low_pass(vertical, high, rate_hz) - low_pass(vertical, low, rate_hz)
        peaks, _ = find_peaks(smooth, prominence=self.least_peak_m_s2)
        sway = _sway(force - vertical[:, None] * up, up, low, rate_hz)
        shaken = vertical - low_pass(vertical, self.impact_hz, rate_hz)
        peaks = self._walking(peaks, sway, shaken, rate_hz)
        side, warnings = _sides(peaks, sway, angular_velocity_rad_s, up, low, rate_hz)
        return Steps(
            time_s=start_s + np.maximum(peaks / rate_hz - self.delay_s, 0.0),
            side=side,
            method={"name": "trunk-contacts", **asdict(self)},
            warnings=warnings,
        )

    def _walking(self, peaks: Ints, sway: Floats, shaken: Floats, rate_hz: float) -> Ints:
        cuts = np.flatnonzero(np.diff(peaks) > self.break_s * rate_hz) + 1
        kept = [
            run
            for run in np.split(peaks, cuts)
            if len(run) >= self.least_contacts
            and np.sqrt(np.mean(np.sum(sway[run] ** 2, axis=1))) >= self.least_sway_m_s
            and np.std(shaken[run[0] : run[-1]]) >= self.least_impact_m_s2
        ]
        return np.concatenate(kept) if kept else peaks[:0]


def _sway(horizontal: Floats, up: Floats, low_hz: float, rate_hz: float) -> Floats:
    """Velocity of the strides along two horizontal axes of the sensor, (n, 2) in m/s."""
    upright = up.mean(axis=0)
    aside = np.cross(upright, np.eye(3)[np.argmin(np.abs(upright))])
    axes = np.stack([aside / np.linalg.norm(aside), np.cross(upright, aside / np.linalg.norm(aside))], axis=1)
    level = low_pass(horizontal @ axes, TURN_HZ, rate_hz)
    velocity = np.cumsum(level - low_pass(level, low_hz, rate_hz), axis=0) / rate_hz
    return np.asarray(velocity - low_pass(velocity, low_hz, rate_hz))


def _sides(
    peaks: Ints, sway: Floats, turn: AnyFloats | None, up: Floats, low_hz: float, rate_hz: float
) -> tuple[Ints, tuple[str, ...]]:
    """Left or right of every contact: the sway along the axis on which neighbours are most opposite."""
    unknown = np.full(len(peaks), UNKNOWN, np.int64)
    if turn is None:
        return unknown, ("left and right stay open: the file has no angular velocity",)
    near = np.diff(peaks) < SHORT_STRIDE_S * rate_hz
    before, after = sway[peaks[:-1][near]], sway[peaks[1:][near]]
    if len(before) < 2:
        return unknown, ()
    opposed = -(before.T @ after)
    lateral = sway @ np.linalg.eigh(opposed + opposed.T)[1][:, -1]
    yaw = np.einsum("ij,ij->i", np.asarray(turn, np.float64), up)
    yaw = low_pass(yaw, TURN_HZ, rate_hz) - low_pass(yaw, low_hz, rate_hz)
    leftward = -np.sign(np.sum(lateral[peaks] * yaw[peaks])) * lateral[peaks]
    return np.where(leftward > 0, LEFT, RIGHT).astype(np.int64), ()
