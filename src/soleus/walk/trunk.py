"""Ground contacts of both feet from a sensor at the lower back or waist, left and right told apart.

When a foot takes over, the body is caught: its vertical acceleration peaks. At that moment the pelvis moves towards
the foot that lands; which way is left follows from the turn of the pelvis (it turns right as the left foot comes
forward), so the sensor may be mounted any way round.
"""

from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np

from soleus.walk.bands import bands
from soleus.walk.peaks import prominent
from soleus.walk.steps import BOUT_GAP_S, LEFT, RIGHT, UNKNOWN, AnyFloats, Floats, Ints, Steps

UPRIGHT_HZ = 0.25  # slower than any step: what of the specific force is gravity
TURN_HZ = 2.0  # a pelvis turns once a stride, about 1 Hz; steps shake it above
SHORTEST_STEP_S = 0.25  # 240 steps a minute, a sprint
LEAST_PROMINENCE_M_S2 = 0.1  # three times the noise of phones
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
        force = np.asarray(acceleration_m_s2, np.float64)
        (up,) = bands(force, [(None, UPRIGHT_HZ)], rate_hz)
        size = np.sqrt(up[:, 0] ** 2 + up[:, 1] ** 2 + up[:, 2] ** 2)
        up /= np.maximum(size, np.finfo(float).tiny)[:, None]
        vertical = np.einsum("ij,ij->i", force, up)
        smooth, shaken = bands(vertical, [self.band_hz, (self.impact_hz, None)], rate_hz)
        peaks, prominence = prominent(smooth, LEAST_PROMINENCE_M_S2)
        strong = prominence >= self.least_peak_m_s2
        sway = _sway(force - vertical[:, None] * up, up, self.band_hz[0], rate_hz)
        contacts = self._walking(peaks[strong], sway, shaken, rate_hz)
        lateral = _lateral(contacts, sway, rate_hz)
        if lateral is not None:
            contacts = _with_missed(contacts, peaks[~strong], prominence[~strong], lateral, rate_hz)
            contacts = _seen_once(contacts, smooth, lateral, rate_hz)
        side, warnings = _sides(contacts, lateral, angular_velocity_rad_s, up, self.band_hz[0], rate_hz)
        return Steps(
            time_s=start_s + np.maximum(contacts / rate_hz - self.delay_s, 0.0),
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
    upright = np.einsum("ij->j", up) / len(up)
    aside = np.cross(upright, np.eye(3)[np.argmin(np.abs(upright))])
    axes = np.stack([aside / np.linalg.norm(aside), np.cross(upright, aside / np.linalg.norm(aside))], axis=1)
    (level,) = bands(horizontal @ axes, [(low_hz, TURN_HZ)], rate_hz)
    (velocity,) = bands(np.cumsum(level, axis=0) / rate_hz, [(low_hz, None)], rate_hz)
    return velocity


def _lateral(contacts: Ints, sway: Floats, rate_hz: float) -> Floats | None:
    """Sway along the axis on which neighbours are most opposite, (n,); None with too few neighbours."""
    near = np.diff(contacts) < SHORT_STRIDE_S * rate_hz
    before, after = sway[contacts[:-1][near]], sway[contacts[1:][near]]
    if len(before) < 2:
        return None
    opposed = -(before.T @ after)
    return np.asarray(sway @ np.linalg.eigh(opposed + opposed.T)[1][:, -1])


def _with_missed(contacts: Ints, weak: Ints, prominence: Floats, lateral: Floats, rate_hz: float) -> Ints:
    """Legs alternate: between two contacts of one side the largest small peak of the other side is a contact, too."""
    added = []
    for first, last in pairwise(contacts.tolist()):
        if last - first > BOUT_GAP_S * rate_hz or lateral[first] * lateral[last] <= 0:
            continue
        apart = np.minimum(weak - first, last - weak) >= SHORTEST_STEP_S * rate_hz
        fits = np.flatnonzero(apart & (lateral[weak] * lateral[first] < 0))
        if len(fits):
            added.append(int(weak[fits[np.argmax(prominence[fits])]]))
    return np.sort(np.concatenate([contacts, np.array(added, np.int64)]))


def _seen_once(contacts: Ints, smooth: Floats, lateral: Floats, rate_hz: float) -> Ints:
    """Legs alternate: one that seems to land twice within the usual step has landed once, at the higher peak."""
    between = np.diff(contacts)
    step = float(np.median(between[between < SHORT_STRIDE_S * rate_hz]))
    kept = [int(contacts[0])]
    for contact in contacts[1:].tolist():
        if contact - kept[-1] >= step or lateral[contact] * lateral[kept[-1]] <= 0:
            kept.append(contact)
        elif smooth[contact] > smooth[kept[-1]]:
            kept[-1] = contact
    return np.array(kept, np.int64)


def _sides(
    contacts: Ints, lateral: Floats | None, turn: AnyFloats | None, up: Floats, low_hz: float, rate_hz: float
) -> tuple[Ints, tuple[str, ...]]:
    """Left or right of every contact; which way is left follows from the turn of the pelvis."""
    unknown = np.full(len(contacts), UNKNOWN, np.int64)
    if turn is None:
        return unknown, ("left and right stay open: the file has no angular velocity",)
    if lateral is None:
        return unknown, ()
    (yaw,) = bands(np.einsum("ij,ij->i", np.asarray(turn, np.float64), up), [(low_hz, TURN_HZ)], rate_hz)
    leftward = -np.sign(np.sum(lateral[contacts] * yaw[contacts])) * lateral[contacts]
    return np.where(leftward > 0, LEFT, RIGHT).astype(np.int64), ()
