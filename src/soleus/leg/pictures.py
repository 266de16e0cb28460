"""Pictures of an exercise: its start and end pose side by side, and where the soleus lies."""

from collections.abc import Sequence
from html import escape

from soleus.exercises import Exercise
from soleus.leg.palette import Theme, colour
from soleus.leg.parts import parts_of
from soleus.leg.picture import REST, Box, Tint, describe, leg_group, leg_svg, view_box
from soleus.leg.pose import LegPose, pose_of

CAPTION_MM = 54.0
GAP_MM = 24.0
LABELS_MM = 215.0  # beside the location picture
LABELS = (  # name, words below it, height of the name
    ("Gastrocnemius", "two-joint, on top", 395.0),
    ("Soleus", "broad, flat, beneath it", 285.0),
    ("Achilles tendon", "pull of both", 150.0),
    ("Heel bone", "where it ends", 55.0),
)
NAMED = Tint(soleus=0.5, gastrocnemius=0.06, achilles_bw=0.6)  # so that the named muscle stands out, not a load
LOCATION_TOLD = (
    "Side view of a right lower leg. The soleus lies beneath the gastrocnemius, from tibia and fibula to the Achilles"
    " tendon; the gastrocnemius comes from the thigh bone. Both pull on the heel bone by that tendon."
)
FONT = "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif\""


def poses_of(exercise: Exercise) -> list[tuple[str, LegPose]]:
    """The poses that show an exercise, each with its caption."""
    shown = [("start", exercise.ankle_start_deg), ("end", exercise.ankle_end_deg)]
    if exercise.kind == "hold":
        shown[1] = ("hold", exercise.ankle_end_deg)
    if exercise.movement.toes_up_deg is not None:
        shown = [("heels up", exercise.ankle_end_deg), ("toes up", exercise.movement.toes_up_deg)]
    return [(caption, pose_of(exercise, angle)) for caption, angle in shown]


def pose_svg(exercise: Exercise, which: int, *, tint: Tint = REST, theme: Theme = "css", prefix: str = "leg") -> str:
    """One pose of an exercise alone (0 or 1), in the view that holds both."""
    poses = poses_of(exercise)
    caption, pose = poses[which]
    box = view_box([each for _, each in poses])
    return leg_svg(pose, tint=tint, theme=theme, prefix=prefix, box=box, title=f"{exercise.name}: {caption}")


def exercise_svg(
    exercise: Exercise, *, tints: Sequence[Tint] = (REST, REST), theme: Theme = "css", prefix: str = "leg"
) -> str:
    """Start and end pose side by side, captioned, at one scale.

    Parameters
    ----------
    exercise : Exercise
    tints : one for each pose, for example from `tint_of`
    theme, prefix : as for `leg_svg`

    Returns
    -------
    str, one <svg>
    """
    poses = poses_of(exercise)
    box = view_box([pose for _, pose in poses])
    x, y, width, height = box
    total = len(poses) * width + (len(poses) - 1) * GAP_MM
    drawn, told = "", []
    for k, ((caption, pose), tint) in enumerate(zip(poses, tints, strict=True)):
        left = k * (width + GAP_MM) - x
        drawn += f'<g transform="translate({left:.1f} {-y:.1f})">'
        drawn += leg_group(pose, parts_of(pose), tint=tint, theme=theme, prefix=f"{prefix}{k}", box=box) + "</g>"
        drawn += _text(k * (width + GAP_MM) + 0.5 * width, height + 36.0, caption, 27.0, theme, "middle")
        told.append(f"{caption}: {describe(pose, tint)}")
    title = f"{exercise.name}: {' and '.join(caption for caption, _ in poses)}"
    return _svg((0.0, 0.0, total, height + CAPTION_MM), title, " ".join(told), prefix, drawn)


def location_svg(*, theme: Theme = "css", prefix: str = "where") -> str:
    """Where the soleus lies: the leg standing, with names."""
    pose = LegPose(position="standing", ankle_deg=0.0, knee_flex_deg=0.0)
    parts = parts_of(pose)
    calf = parts.calf
    box = view_box([pose])
    left, top, width, height = box
    drawn = leg_group(pose, parts, tint=NAMED, theme=theme, prefix=prefix, box=box)
    places = (
        calf.gastrocnemius[1][4],
        0.5 * (calf.soleus[0][5] + calf.soleus[1][5]),
        calf.tendon[1][5],
        pose.ankle.place(complex(-30.0, -40.0)),
    )
    for (name, more, level), place in zip(LABELS, places, strict=True):
        drawn += _label(name, more, left - 40.0, level, place, theme)
    view = (left - LABELS_MM, top, width + LABELS_MM, height)
    return _svg(view, "Where your soleus is", LOCATION_TOLD, prefix, drawn)


def _label(name: str, more: str, x: float, level: float, place: complex, theme: Theme) -> str:
    """A name beside the leg and a line to what it names."""
    ink = colour("text", theme)
    return (
        f'<path fill="none" stroke="{ink}" d="M{x + 6.0:.0f} {-level:.0f}L{place.real:.1f} {-place.imag:.1f}"/>'
        f'<circle cx="{place.real:.1f}" cy="{-place.imag:.1f}" r="3" fill="{ink}"/>'
        + _text(x, -level - 1.0, name, 19.0, theme, "end", weight=600)
        + _text(x, -level + 17.0, more, 15.0, theme, "end")
    )


def _svg(box: Box, title: str, description: str, prefix: str, drawn: str) -> str:
    view = " ".join(f"{side:.0f}" for side in box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="img"'
        f' aria-labelledby="{prefix}-title {prefix}-desc"><title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>{drawn}</svg>'
    )


def _text(x: float, y: float, words: str, size: float, theme: Theme, anchor: str, *, weight: int = 400) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" font-weight="{weight}" {FONT}'
        f' fill="{colour("text", theme)}">{escape(words)}</text>'
    )
