"""The drawing: SVG text of the leg at a pose."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from soleus.errors import InputError
from soleus.leg import anatomy
from soleus.leg.outline import closed
from soleus.leg.palette import Theme, colour
from soleus.leg.parts import LegParts, parts_of
from soleus.leg.pose import Frame, LegPose

Box = tuple[float, float, float, float]  # x, y, width, height; mm, y down
MARGIN_MM = 14.0
BLOCK_MM = 64.0  # height of the drawn step
SEAT_BELOW_KNEE_MM = 77.0
THIGH_SHOWN_MM = {"seated": 200.0, "standing": 150.0, "walking": 150.0}  # it fades out there


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """How strongly muscle and tendon are coloured: activation 0..1, load of the tendon in body weights.

    Shown as the square root, so that the few per cent of an unloaded push-up are seen; the tendon is full at
    ``FULL_TENDON_BW``.
    """

    soleus: float = 0.0
    gastrocnemius: float = 0.0
    achilles_bw: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no muscle does."""
        for name in ("soleus", "gastrocnemius"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise InputError(f"{name}: expected an activation of 0 to 1, got {value:g}")
        if not 0.0 <= self.achilles_bw <= 30.0:
            raise InputError(f"achilles_bw: expected 0 to 30 body weights, got {self.achilles_bw:g}")


FULL_TENDON_BW = 6.0  # running, about the top of what the catalogue reaches (Sancho 2023: 5.1 to 6.4)
REST = Tint()


def opacities(tint: Tint) -> dict[str, float]:
    """Opacity of each coloured layer."""
    return {
        "soleus": math.sqrt(tint.soleus),
        "gastrocnemius": math.sqrt(tint.gastrocnemius),
        "achilles": min(math.sqrt(tint.achilles_bw / FULL_TENDON_BW), 1.0),
    }


def leg_svg(
    pose: LegPose,
    *,
    tint: Tint = REST,
    theme: Theme = "css",
    title: str = "",
    description: str = "",
    prefix: str = "leg",
    box: Box | None = None,
) -> str:
    """Side view of the lower leg at a pose, as SVG text.

    Parameters
    ----------
    pose : LegPose
    tint : Tint, activation and tendon load
    theme : ``light``, ``dark`` or ``css`` (custom properties ``--leg-*``, see `stylesheet`)
    title, description : for screen readers; a plain sentence each where empty
    prefix : starts every id; give each leg on a page its own
    box : x, y, width, height of the view in mm, y down; from the pose where None

    Returns
    -------
    str, one <svg> element
    """
    parts = parts_of(pose)
    box = box or view_box([pose])
    x, y, width, height = box
    title = title or f"Lower leg, {pose.position}, ankle at {pose.ankle_deg:.0f} degrees"
    description = description or describe(pose, tint)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.0f} {y:.0f} {width:.0f} {height:.0f}" role="img"'
        f' aria-labelledby="{prefix}-title {prefix}-desc"><title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>'
        f"{leg_group(pose, parts, tint=tint, theme=theme, prefix=prefix, box=box)}</svg>"
    )


def describe(pose: LegPose, tint: Tint) -> str:
    """The picture in words."""
    heel = "heel raised" if pose.pitch_deg > 5 else "heel below the forefoot" if pose.pitch_deg < -5 else "foot flat"
    knee = f"knee bent to {pose.knee_flex_deg:.0f} degrees" if pose.knee_flex_deg > 5 else "knee straight"
    words = f"Side view of a right leg, {knee}, {heel}: bones, soleus, gastrocnemius and Achilles tendon."
    if tint != REST:
        words += f" Activation: soleus {100 * tint.soleus:.0f} %, gastrocnemius {100 * tint.gastrocnemius:.0f} %."
        words += f" Achilles tendon: {tint.achilles_bw:.1f} body weights."
    return words


def view_box(poses: Iterable[LegPose]) -> Box:
    """A view that holds all poses, mm, y down."""
    corners: list[complex] = []
    for pose in poses:
        calf = parts_of(pose).calf
        corners += [*pose.toes.places(anatomy.SKIN_TOES), *pose.foot.places(anatomy.SKIN_SOLE), *calf.gastrocnemius[1]]
        corners += [pose.thigh.place(complex(side, THIGH_SHOWN_MM[pose.position])) for side in (-75.0, 75.0)]
        corners += [pose.knee.place(complex(66.0, 30.0)), complex(0.0, -10.0)]
        corners += [complex(0.0, -BLOCK_MM)] if pose.surface in ("edge", "stairs") else []
    left, right = min(p.real for p in corners) - MARGIN_MM, max(p.real for p in corners) + MARGIN_MM
    low, high = min(p.imag for p in corners) - MARGIN_MM, max(p.imag for p in corners) + 0.5 * MARGIN_MM
    return left, -high, right - left, high - low


def leg_group(pose: LegPose, parts: LegParts, *, tint: Tint, theme: Theme, prefix: str, box: Box) -> str:
    """The leg and what it stands on as SVG elements, back to front."""
    draw = _Drawing(parts, theme, prefix)
    strength = opacities(tint)
    return "".join(
        (
            draw.defs(pose, box),
            ground(pose, theme, prefix),
            f'<g id="{prefix}" mask="url(#{prefix}-fade)" stroke-linejoin="round" stroke-linecap="round">',
            draw.soft("skin", "skin", "skin-line", 1.4),
            draw.group("thigh", {"femur": anatomy.FEMUR}),
            draw.group("shank", {"tibia": anatomy.TIBIA}),
            draw.others(),
            draw.group("knee", {"patella": anatomy.PATELLA}),
            draw.muscle("soleus", "muscle", strength["soleus"]),
            draw.muscle("achilles", "tendon", strength["achilles"]),
            draw.group("toes", {"phalanx-1": anatomy.PROXIMAL_PHALANX, "phalanx-2": anatomy.DISTAL_PHALANX}),
            draw.group("foot", anatomy.FOOT_BONES),
            draw.group("ball", {"metatarsal": anatomy.METATARSAL}),
            draw.group("shank", {"fibula": anatomy.FIBULA}, again=True),
            draw.muscle("gastrocnemius", "muscle", strength["gastrocnemius"]),
            "</g>",
        )
    )


class _Drawing:
    """Writes the elements of one leg with its colours and ids."""

    def __init__(self, parts: LegParts, theme: Theme, prefix: str) -> None:
        self.parts, self.theme, self.prefix = parts, theme, prefix

    def paint(self, fill: str, line: str, width: float) -> str:
        return f'fill="{colour(fill, self.theme)}" stroke="{colour(line, self.theme)}" stroke-width="{width}"'

    def soft(self, name: str, fill: str, line: str, width: float) -> str:
        return f'<path id="{self.prefix}-{name}" {self.paint(fill, line, width)} d="{self.parts.outlines[name].d}"/>'

    def group(self, frame: str, bones: dict[str, anatomy.Points], *, again: bool = False) -> str:
        id_ = f"{self.prefix}-{frame}{'-front' if again else ''}"
        paths = "".join(f'<path class="leg-{name}" d="{closed(points).d}"/>' for name, points in bones.items())
        place = transform(self.parts.frames[frame])
        return f'<g id="{id_}" transform="{place}" {self.paint("bone", "bone-line", 1.1)}>{paths}</g>'

    def others(self) -> str:
        """Muscles that are not the subject, quiet."""
        shapes = "".join(f'<path d="{closed(p).d}"/>' for p in (anatomy.DEEP_FLEXORS,))
        place, fill = transform(self.parts.frames["shank"]), colour("other", self.theme)
        return f'<g id="{self.prefix}-others" transform="{place}" fill="{fill}" fill-opacity="0.8">{shapes}</g>'

    def muscle(self, name: str, kind: str, opacity: float) -> str:
        """Base, coloured layer, sheen, fibres."""
        outline = self.parts.outlines[name].d
        tint = f'<path id="{self.prefix}-{name}-tint" fill="{colour(f"{kind}-active", self.theme)}"'
        tint += f' fill-opacity="{opacity:.3f}" d="{outline}"/>'
        sheen = f'<path id="{self.prefix}-{name}-sheen" fill="url(#{self.prefix}-sheen)" d="{outline}"/>'
        line = f'<path id="{self.prefix}-{name}-line" fill="none" stroke="{colour(f"{kind}-line", self.theme)}"'
        line += f' stroke-width="1.1" d="{outline}"/>'
        base = f'<path id="{self.prefix}-{name}" fill="{colour(kind, self.theme)}" d="{outline}"/>'
        return base + tint + self.fibres(name) + sheen + line

    def fibres(self, name: str) -> str:
        if f"{name}-fibres" not in self.parts.outlines:
            return ""
        return (
            f'<path id="{self.prefix}-{name}-fibres" fill="none" stroke="{colour("fibre", self.theme)}"'
            f' stroke-opacity="0.3" stroke-width="0.9" d="{self.parts.outlines[f"{name}-fibres"].d}"/>'
        )

    def defs(self, pose: LegPose, box: Box) -> str:
        """Sheen of the muscles; the thigh fades out at the edge of the view, which moves with no pose."""
        x, y, _, _ = box
        reach = 0.55 * THIGH_SHOWN_MM[pose.position]
        ends = (x + reach, 0.0, x, 0.0) if pose.position == "seated" else (0.0, y + reach, 0.0, y)
        x1, y1, x2, y2 = (f"{end:.0f}" for end in ends)
        return (
            f'<defs><linearGradient id="{self.prefix}-sheen"><stop offset="0" stop-color="#000" stop-opacity=".14"/>'
            '<stop offset=".35" stop-color="#fff" stop-opacity=".22"/><stop offset=".7" stop-color="#fff"'
            ' stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".12"/></linearGradient>'
            f'<linearGradient id="{self.prefix}-fading" gradientUnits="userSpaceOnUse" x1="{x1}" y1="{y1}" x2="{x2}"'
            f' y2="{y2}"><stop offset="0" stop-color="#fff"/>'
            f'<stop offset="1" stop-color="#000"/></linearGradient><mask id="{self.prefix}-fade"'
            ' maskUnits="userSpaceOnUse" x="-600" y="-900" width="1200" height="1200"><rect x="-600" y="-900"'
            f' width="1200" height="1200" fill="url(#{self.prefix}-fading)"/></mask></defs>'
        )


def transform(frame: Frame) -> str:
    """The place of a rigid group as SVG writes it."""
    degrees = -math.degrees(frame.turn_rad)
    return f"translate({frame.origin.real:.2f} {-frame.origin.imag:.2f}) rotate({degrees:.2f})"


def ground(pose: LegPose, theme: Theme, prefix: str) -> str:
    """What the foot stands on, and the chair's seat."""
    line = f'fill="none" stroke="{colour("ground-line", theme)}" stroke-width="1.6" stroke-linecap="round"'
    fill = f'fill="{colour("ground", theme)}"'
    if pose.surface in ("edge", "stairs"):
        drawn = f'<path {fill} d="M-30 0H78V{BLOCK_MM}H-30Z"/><path {line} d="M78 0H-30V{BLOCK_MM}"/>'
    else:
        rise = math.tan(math.radians(pose.surface_deg))
        drawn = f'<path {line} d="M-215 {215 * rise:.1f}L78 {-78 * rise:.1f}"/>'
    if pose.position == "seated":
        knee = complex(anatomy.ANKLE.real, anatomy.ANKLE_HEIGHT_MM + anatomy.SHANK_MM)
        top = SEAT_BELOW_KNEE_MM - knee.imag
        drawn += f'<rect {fill} x="{knee.real - 210:.0f}" y="{top:.0f}" width="105" height="22" rx="11"/>'
    return f'<g id="{prefix}-ground">{drawn}</g>'
