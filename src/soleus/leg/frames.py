"""The drawing as a table over the ankle angle, so that a page can move it without drawing it.

A page inserts `leg_svg(...)` once and then, for each measured heel height, turns the height into an ankle angle, finds
the two frames around it, mixes their numbers linearly, and writes them into the elements of the same names. See
docs/leg.md for the script.
"""

import math
from dataclasses import replace
from typing import Any

from soleus.errors import InputError
from soleus.leg.anatomy import LEVER_MM
from soleus.leg.outline import NUMBERS_OF
from soleus.leg.parts import LegParts, parts_of
from soleus.leg.picture import FULL_TENDON_BW, view_box
from soleus.leg.pose import ANKLE_RANGE_DEG, LegPose

STEP_DEG = 5.0  # straight mixing is off by under 0.5 mm, the fold behind the knee by under 2.5 mm (test_frames)
Json = dict[str, Any]


def leg_frames(pose: LegPose, *, step_deg: float = STEP_DEG, prefix: str = "leg") -> Json:
    """Every moving number of the drawing at ankle angles over the whole range; knee, shank and surface as in ``pose``.

    Parameters
    ----------
    pose : LegPose, usually `pose_of(exercise, exercise.ankle_start_deg)`; heel-raise height is zero there
    step_deg : 1 to 10, distance of the frames
    prefix : as given to `leg_svg`

    Returns
    -------
    dict, ready for JSON: ``ankle_deg`` falling from the heel at its lowest; ``heel_raise_height_m`` of each frame;
    ``groups``: id -> [[x, y, degrees], ...] for ``translate(x y) rotate(degrees)``; ``paths``: commands, the ids that
    share them, and one list of numbers a frame; ``tints``: ids of the coloured layers; ``box``: a view of all frames

    Raises
    ------
    InputError  if the step is not between 1 and 10 degrees
    """
    if not 1.0 <= step_deg <= 10.0:
        raise InputError(f"step_deg: expected 1 to 10 degrees, got {step_deg:g}")
    poses = [replace(pose, ankle_deg=angle) for angle in _angles(pose, step_deg)]
    frames = [parts_of(each) for each in poses]
    start = math.sin(math.radians(pose.pitch_deg))
    heights = [1e-3 * LEVER_MM * (math.sin(math.radians(each.pitch_deg)) - start) for each in poses]
    return {
        "ankle_deg": [each.ankle_deg for each in poses],
        "heel_raise_height_m": [round(height, 5) for height in heights],
        "lever_m": round(1e-3 * LEVER_MM, 5),
        "numbers_of": NUMBERS_OF,
        "groups": {id_: [_place(frame, name) for frame in frames] for id_, name in group_ids(prefix).items()},
        "paths": [_path(frames, name, prefix) for name in frames[0].outlines],
        "tints": {name: f"{prefix}-{name}-tint" for name in ("soleus", "gastrocnemius", "achilles")},
        "full_tendon_bw": FULL_TENDON_BW,
        "box": [round(side, 1) for side in view_box(poses)],
    }


def group_ids(prefix: str) -> dict[str, str]:
    """Id of each rigid group in the drawing and the frame that it follows."""
    names = {"thigh": "thigh", "knee": "knee", "shank": "shank", "others": "shank", "shank-front": "shank"}
    names |= {"foot": "foot", "ball": "ball", "toes": "toes"}
    return {f"{prefix}-{name}": frame for name, frame in names.items()}


def path_ids(name: str, prefix: str) -> list[str]:
    """Ids of the elements that share an outline."""
    if name == "skin" or name.endswith("-fibres"):
        return [f"{prefix}-{name}"]
    return [f"{prefix}-{name}{layer}" for layer in ("", "-tint", "-sheen", "-line")]


def _angles(pose: LegPose, step_deg: float) -> list[float]:
    low, high = ANKLE_RANGE_DEG
    if pose.surface == "floor":
        high = min(high, pose.shank_tilt_deg - pose.surface_deg)  # further up the foot would turn on the heel
    n = math.ceil((high - low) / step_deg)
    return [high - (high - low) * k / n for k in range(n + 1)]


def _place(parts: LegParts, name: str) -> list[float]:
    frame = parts.frames[name]
    return [round(frame.origin.real, 2), round(-frame.origin.imag, 2), round(-math.degrees(frame.turn_rad), 2)]


def _path(frames: list[LegParts], name: str, prefix: str) -> Json:
    outlines = [frame.outlines[name] for frame in frames]
    return {
        "ids": path_ids(name, prefix),
        "commands": outlines[0].commands,
        "numbers": [[round(number, 1) for number in outline.numbers] for outline in outlines],
    }
