"""The calf at a pose: path of the soleus by the muscle model, bellies and tendon drawn about it.

The model gives the length of muscle and tendon and the moment arm at the ankle. Both fix the line of pull: it leaves
the origin O on the shank, passes the ankle at the moment arm, and ends at the length. With the right O that end stays
at one place of the heel bone through the whole range (within 0.3 mm), so the path is the model's own. The gastrocnemius
shares the tendon; its head sits on the drawn femur. Belly outlines are drawn; they shorten as the path does and thicken
so that their area stays.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from soleus.dose import DEFAULT_MODEL, MUSCLES, find_model
from soleus.dose import pose as muscle_pose
from soleus.leg.anatomy import SHANK_MM, Points
from soleus.leg.pose import LegPose
from soleus.units import RAD_PER_DEG

SOLEUS = MUSCLES.index("soleus")
ORIGIN_BEHIND_SHANK_MM = -30.0  # the line of pull starts inside the belly, behind fibula and tibia; drawn
SOLEUS_TOP = complex(-20.0, 366.0)  # on the shank, below the head of the fibula; drawn
GASTROCNEMIUS_TOP = complex(-26.0, 14.0)  # on the thigh, back of the condyle; drawn
FREE_TENDON_MM = 58.0  # heel bone to the lowest fibres of the soleus; drawn
GASTROCNEMIUS_END_MM = 205.0  # height of the end of the gastrocnemius above the heel bone, foot flat; drawn

# Along the belly from top (0) to its end (1): front and back edge, mm behind the straight line between the ends.
SOLEUS_SHAPE = (
    (0.0, 0.0, 1.5), (0.05, -3.5, 9.5), (0.12, -5.5, 18.0), (0.25, -7.0, 26.0), (0.4, -8.0, 28.5), (0.55, -8.0, 26.0),
    (0.7, -6.5, 18.5), (0.83, -5.0, 10.0), (0.93, -4.0, 4.8), (1.0, -1.5, 0.5),
)  # fmt: skip
GASTROCNEMIUS_SHAPE = (
    (0.0, -0.5, 0.5), (0.05, -5.0, 10.0), (0.13, -8.0, 22.0), (0.3, -7.0, 35.0), (0.45, -2.5, 37.5), (0.6, 2.5, 33.0),
    (0.76, 4.0, 22.0), (0.9, 1.0, 10.0), (1.0, -0.3, 0.9),
)  # fmt: skip
TENDON_HALF_MM = (1.6, 3.2, 3.6, 3.6, 3.6, 3.7, 4.6, 4.0)  # from the gastrocnemius down to the heel bone
TENDON_FOOT = complex(-41.5, -30.0)  # end of the tendon on the heel bone, in the frame of the ankle; drawn
N_FIBRES = 12

Edges = tuple[Points, Points]
Fibres = tuple[tuple[complex, complex], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calf:
    """Outlines in the picture, mm; (front, back) edges run from the top down, a fibre is its two ends.

    ``insertion``, ``origin``: ends of the soleus' line of pull; it passes the ankle at the model's moment arm.
    """

    soleus: Edges
    gastrocnemius: Edges
    tendon: Edges
    soleus_fibres: Fibres
    gastrocnemius_fibres: Fibres
    insertion: complex
    origin: complex


@cache
def origin(model: str = DEFAULT_MODEL) -> complex:
    """O on the shank: the place for which the end of the line of pull wanders least on the heel bone."""
    angles = [math.radians(angle) for angle in range(-40, 31, 10)]
    pulls, flat = _soleus(model, angles), angles.index(0.0)

    def wander(start: complex) -> float:
        ends = [_end(start, *pull) * _turn(-angle) for angle, pull in zip(angles, pulls, strict=True)]
        return max(abs(end - ends[flat]) for end in ends)

    return min((complex(ORIGIN_BEHIND_SHANK_MM, y) for y in range(240, 381)), key=wander)


def calf_of(pose: LegPose, model: str = DEFAULT_MODEL) -> Calf:
    """The calf at that pose."""
    start = origin(model)
    pull, flat_pull = _soleus(model, [pose.ankle_deg * RAD_PER_DEG, 0.0])
    end, flat_end = _end(start, *pull), _end(start, *flat_pull)
    soleus_end = end + FREE_TENDON_MM * (start - end) / abs(start - end)
    soleus = _belly(SOLEUS_TOP, soleus_end, SOLEUS_SHAPE, abs(SOLEUS_TOP - flat_end) - FREE_TENDON_MM)
    gastrocnemius = _gastrocnemius(pose, soleus[1], flat_end.imag, flat_pull[0] - pull[0])
    tendon = _tendon(soleus[1], gastrocnemius[1][-1], soleus_end, end, pose.shank.inside(pose.ankle.place(TENDON_FOOT)))
    soleus, gastrocnemius, tendon = (
        (pose.shank.places(front), pose.shank.places(back)) for front, back in (soleus, gastrocnemius, tendon)
    )
    return Calf(
        soleus=soleus,
        gastrocnemius=gastrocnemius,
        tendon=tendon,
        soleus_fibres=_fibres(*soleus, 0.10),
        gastrocnemius_fibres=_fibres(*gastrocnemius, -0.12),
        insertion=pose.shank.place(end),
        origin=pose.shank.place(start),
    )


def _gastrocnemius(pose: LegPose, soleus_back: Points, heel_mm: float, shorter_mm: float) -> Edges:
    """From the thigh bone to the tendon on the back of the soleus; its end rises as the path shortens."""
    height = heel_mm + GASTROCNEMIUS_END_MM
    end = at_height(soleus_back, height + shorter_mm) - 2.5
    head = pose.shank.inside(pose.thigh.place(GASTROCNEMIUS_TOP))
    straight_mm = abs(GASTROCNEMIUS_TOP + 1j * SHANK_MM - complex(end.real, height))
    return _belly(head, end, GASTROCNEMIUS_SHAPE, straight_mm)


def _soleus(model: str, ankle_rad: Sequence[float]) -> list[tuple[float, float]]:
    """Length of muscle and tendon, and moment arm, mm, at each ankle angle."""
    found = muscle_pose(find_model(model), list(ankle_rad), 0.0)
    lengths, arms = found.length_m[:, SOLEUS], found.ankle_arm_m[:, SOLEUS]
    return [(1e3 * float(length), 1e3 * float(arm)) for length, arm in zip(lengths, arms, strict=True)]


def _end(start: complex, length_mm: float, arm_mm: float) -> complex:
    """Where a line of that length ends that leaves ``start`` and passes the ankle (0) behind it, at the moment arm."""
    towards_ankle = -start / abs(start)
    return start + length_mm * towards_ankle * _turn(-math.asin(arm_mm / abs(start)))


def _belly(top: complex, end: complex, shape: tuple[tuple[float, float, float], ...], flat_mm: float) -> Edges:
    """Front and back edge; ``flat_mm`` is the length at which the shape is drawn."""
    along = end - top
    back = along / abs(along) * -1j
    thicker = flat_mm / abs(along)
    fronts = tuple(top + part * along + near * back for part, near, _ in shape)
    backs = tuple(top + part * along + (near + (far - near) * thicker) * back for part, near, far in shape)
    return fronts, backs


def _tendon(soleus_back: Points, gastrocnemius_end: complex, soleus_end: complex, end: complex, foot: complex) -> Edges:
    """A band from the gastrocnemius down the back of the soleus, along the line of pull, to the heel bone."""
    steps = (0.0, 0.25, 0.5, 0.75)
    heights = (gastrocnemius_end.imag + part * (soleus_end.imag - gastrocnemius_end.imag) for part in steps)
    spine = [at_height(soleus_back, height) - 2.0 for height in heights]
    spine += [soleus_end + part * (end - soleus_end) for part in (0.4, 0.7, 1.0)] + [foot]
    backs, fronts = [], []
    for k, half in enumerate(TENDON_HALF_MM):
        along = spine[min(k + 1, len(spine) - 1)] - spine[max(k - 1, 0)]
        aside = along / abs(along) * -1j * half
        backs.append(spine[k] + aside)
        fronts.append(spine[k] - aside)
    return tuple(fronts), tuple(backs)


def _fibres(front: Points, back: Points, slant: float) -> Fibres:
    """Lines from the front edge to a place further down (slant +) or up (slant -) on the back edge."""
    fibres = []
    for k in range(N_FIBRES):
        part = 0.06 + 0.88 * k / (N_FIBRES - 1)
        ends = part - 0.5 * slant, part + 0.5 * slant
        fibres.append((_along(front, min(max(ends[0], 0.0), 1.0)), _along(back, min(max(ends[1], 0.0), 1.0))))
    return tuple(fibres)


def _along(edge: Points, part: float) -> complex:
    place = part * (len(edge) - 1)
    k = min(int(place), len(edge) - 2)
    return edge[k] + (place - k) * (edge[k + 1] - edge[k])


def at_height(edge: Points, height: float) -> complex:
    """The point at a height of an edge that runs downwards."""
    for above, below in pairwise(edge):
        if below.imag <= height <= above.imag:
            return above + (above.imag - height) / (above.imag - below.imag) * (below - above)
    return complex(edge[-1].real, height)


def _turn(angle_rad: float) -> complex:
    return complex(math.cos(angle_rad), math.sin(angle_rad))
