"""The drawn leg: it stands where the mechanics say, pulls where the muscle model says, and is sound SVG."""

import math
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.dose import find_model
from soleus.dose import pose as muscle_pose
from soleus.errors import InputError
from soleus.exercises import catalogue, find_exercise, recovery
from soleus.leg import (
    LegPose,
    Tint,
    anatomy,
    calf_map_svg,
    exercise_svg,
    leg_svg,
    location_svg,
    opacities,
    pose_of,
    pose_svg,
    stylesheet,
)
from soleus.leg.calf_map import EDGE, place
from soleus.leg.muscles import calf_of
from soleus.leg.palette import COLOURS
from soleus.leg.parts import parts_of
from soleus.leg.pictures import poses_of
from soleus.person import Person

ankles = st.floats(-40.0, 30.0)
knees = st.floats(0.0, 120.0)
SVG = "{http://www.w3.org/2000/svg}"


def standing(ankle_deg: float, knee_deg: float = 0.0, **more: object) -> LegPose:
    return LegPose(position="standing", ankle_deg=ankle_deg, knee_flex_deg=knee_deg, surface="edge", **more)


def distance_to_line(point: complex, a: complex, b: complex) -> float:
    along = b - a
    return abs(((point - a) * along.conjugate()).imag) / abs(along)


@given(ankles, knees, st.floats(-30.0, 30.0))
def test_the_drawn_tendon_passes_the_ankle_at_the_models_moment_arm(ankle: float, knee: float, tilt: float) -> None:
    pose = standing(ankle, knee, shank_tilt_deg=tilt)
    calf = calf_of(pose)
    model = muscle_pose(find_model("lai-uhlrich2023"), np.radians([ankle]), 0.0)
    drawn_mm = distance_to_line(pose.ankle.origin, calf.insertion, calf.origin)
    assert drawn_mm == pytest.approx(1e3 * model.ankle_arm_m[0, 0], abs=0.01)
    assert abs(calf.insertion - calf.origin) == pytest.approx(1e3 * model.length_m[0, 0], abs=0.01)


@given(ankles)
def test_the_tendon_ends_at_one_place_of_the_heel_bone(ankle: float) -> None:
    def on_bone(pose: LegPose) -> complex:
        return pose.ankle.inside(calf_of(pose).insertion)

    assert abs(on_bone(standing(ankle)) - on_bone(standing(0.0))) < 0.3
    assert abs(on_bone(standing(ankle)) - complex(-42, -14)) < 2.0  # back of the heel bone, below the ankle


@given(ankles, st.floats(0.0, 90.0))
def test_bones_keep_their_length_and_the_ball_of_the_foot_its_place(ankle: float, knee: float) -> None:
    pose = standing(ankle, knee)
    assert pose.foot.origin == complex(0, anatomy.BALL_HEIGHT_MM)
    assert abs(pose.thigh.origin - pose.ankle.origin) == pytest.approx(anatomy.SHANK_MM)
    assert abs(pose.ankle.origin - pose.foot.origin) == pytest.approx(1e3 * Person(stature_m=1.70).forefoot_lever_m)
    toes_low = min(p.imag for p in pose.toes.places(anatomy.SKIN_TOES))
    assert -0.6 < toes_low < 0.6


@given(st.floats(0.0, 0.085))
def test_a_measured_height_turns_the_foot_by_the_lever(height_m: float) -> None:
    pose = pose_of(find_exercise("soleus-push-up"), 0.0).raised(height_m)
    lever_m = Person(stature_m=1.70).forefoot_lever_m
    assert math.sin(math.radians(pose.pitch_deg)) == pytest.approx(height_m / lever_m, abs=1e-9)
    assert pose.ankle_deg == pytest.approx(-pose.pitch_deg)
    rise_mm = (pose.ankle.origin - pose_of(find_exercise("soleus-push-up"), 0.0).ankle.origin).imag
    assert rise_mm == pytest.approx(1e3 * height_m, rel=0.22, abs=0.5)  # less: the ankle lies above the pivot


def test_a_height_beyond_the_foot_and_a_pose_beyond_the_model_are_refused() -> None:
    with pytest.raises(InputError, match="beyond the foot's lever"):
        standing(0.0).raised(0.2)
    for wrong in ({"ankle_deg": -41.0}, {"ankle_deg": float("nan")}, {"knee_flex_deg": 130.0}):
        with pytest.raises(InputError, match="expected"):
            LegPose(**{"position": "seated", "ankle_deg": 0.0, "knee_flex_deg": 90.0} | wrong)


@given(st.floats(1.0, 30.0))
def test_on_the_floor_lifted_toes_turn_the_foot_on_its_heel(toes_up: float) -> None:
    pose = LegPose(position="seated", ankle_deg=toes_up, knee_flex_deg=90.0)
    sole = pose.foot.places(anatomy.SKIN_SOLE)
    assert min(p.imag for p in sole) == pytest.approx(0.0, abs=1e-9)
    assert min(p.imag for p in pose.toes.places(anatomy.SKIN_TOES)) > min(p.imag for p in sole)


def test_seated_the_knee_rises_with_the_ankle_and_tips_the_thigh() -> None:
    down = pose_of(find_exercise("soleus-push-up"), 0.0)
    up = down.raised(0.06)
    rise = (up.thigh.origin - down.thigh.origin).imag
    assert rise == pytest.approx((up.ankle.origin - down.ankle.origin).imag)
    tip = up.thigh.turn_rad - down.thigh.turn_rad
    assert math.sin(tip) == pytest.approx(rise / (1e3 * Person(stature_m=1.70).thigh_length_m))


@given(ankles)
def test_a_shorter_calf_is_a_thicker_one(ankle: float) -> None:
    def thickness(pose: LegPose, k: int = 4) -> float:
        front, back = calf_of(pose).gastrocnemius
        return abs(front[k] - back[k])

    assert thickness(standing(ankle, 90.0)) > thickness(standing(ankle, 0.0))
    assert thickness(standing(min(ankle, 25.0))) > thickness(standing(min(ankle, 25.0) + 5.0))


@given(ankles, st.floats(0.0, 90.0))
def test_the_skin_covers_the_muscle(ankle: float, knee: float) -> None:
    pose = standing(ankle, knee)
    parts = parts_of(pose)
    numbers = parts.outlines["skin"].numbers
    skin = [pose.shank.inside(complex(x, -y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    for point in parts.calf.gastrocnemius[1][3:8]:
        here = pose.shank.inside(point)
        near = [p.real for p in skin if abs(p.imag - here.imag) < 30.0 and p.real < 0]
        assert min(near) < here.real


def all_pictures(theme: str) -> list[str]:
    pictures = [exercise_svg(exercise, theme=theme) for exercise in catalogue().values()]
    pictures += [
        location_svg(theme=theme),
        calf_map_svg(theme=theme),
        calf_map_svg(theme=theme, side="right", soreness={"soleus-middle": 4}),
    ]
    return [
        *pictures,
        leg_svg(standing(-20.0, 30.0), theme=theme),
        pose_svg(find_exercise("toe-walking"), 1, theme=theme),
    ]


@pytest.mark.parametrize("theme", ["light", "dark", "css"])
def test_every_picture_is_sound_svg_that_a_strict_page_may_show(theme: str) -> None:
    for text in all_pictures(theme):
        root = ET.fromstring(text)
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(ids) == len(set(ids))
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        assert set(root.get("aria-labelledby").split()) <= set(ids)
        for wanted in re.findall(r"url\(#([^)]+)\)", text):
            assert wanted in ids
        assert not any(word in text for word in ("<style", "style=", "<script", "href", "nan", "inf"))
        assert ("var(--leg-" in text) == (theme == "css")


def test_every_colour_of_the_css_theme_is_in_the_stylesheet() -> None:
    wanted = set(re.findall(r"var\((--leg-[a-z-]+)", "".join(all_pictures("css"))))
    assert wanted == {f"--leg-{name}" for name in COLOURS}
    assert all(stylesheet().count(f"{name}:") == 3 for name in wanted)


def luminance(colour: str) -> float:
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("which", "paper"), [(0, "#fdfcfb"), (1, "#171819")])
def test_lines_and_words_stand_out_from_the_ground(which: int, paper: str) -> None:
    for name in ("skin-line", "muscle-line", "tendon-line", "ground-line", "muscle-active", "tendon-active"):
        assert contrast(COLOURS[name][which], paper) >= 3.0, name  # WCAG 2.2, 1.4.11
    assert contrast(COLOURS["text"][which], paper) >= 7.0
    assert contrast(COLOURS["on-active"][which], COLOURS["muscle-active"][which]) >= 4.5


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 12.0), st.floats(0.0, 12.0))
def test_more_work_is_never_paler(less: float, more: float, light: float, heavy: float) -> None:
    low = opacities(Tint(soleus=min(less, more), achilles_bw=min(light, heavy)))
    high = opacities(Tint(soleus=max(less, more), achilles_bw=max(light, heavy)))
    assert all(0.0 <= low[name] <= high[name] <= 1.0 for name in low)


def test_an_impossible_tint_is_refused_and_a_real_one_is_told_in_words() -> None:
    for wrong in ({"soleus": 1.2}, {"gastrocnemius": -0.1}, {"achilles_bw": float("nan")}):
        with pytest.raises(InputError, match="expected"):
            Tint(**wrong)
    text = leg_svg(standing(-20.0), tint=Tint(soleus=0.31, gastrocnemius=0.05, achilles_bw=1.46))
    assert "soleus 31 %, gastrocnemius 5 %" in text
    assert "1.5 body weights" in text


def test_the_pictures_of_an_exercise_show_its_own_poses() -> None:
    drop = poses_of(find_exercise("eccentric-heel-drop"))
    assert [pose.ankle_deg for _, pose in drop] == [20.0, -25.0]
    assert [caption for caption, _ in poses_of(find_exercise("heel-toe-raises"))] == ["heels up", "toes up"]
    assert [caption for caption, _ in poses_of(find_exercise("seated-isometric-hold"))] == ["start", "hold"]
    ramp = poses_of(find_exercise("heel-raise-test"))[0][1]
    assert ramp.surface_deg == 10.0  # the board of the published test
    assert ramp.pitch_deg == -10.0


def test_the_regions_of_the_calf_lie_on_it_and_can_be_tapped() -> None:
    for side in ("left", "right"):
        root = ET.fromstring(calf_map_svg(side=side, soreness={"soleus-middle": 4}))
        taps = {node.get("data-region"): node for node in root.iter() if node.get("data-region")}
        assert set(taps) == set(recovery().regions)
        for node in taps.values():
            assert node.get("role") == "button"
            assert node.get("tabindex") == "0"
            assert node.get("aria-label")
        assert "soreness 4 of 10" in taps["soleus-middle"].get("aria-label")
        x = float(re.search(r"translate\((-?[\d.]+)", taps["soleus-distal-medial"].get("transform")).group(1))
        assert (x > 0) == (side == "left")  # the inner side of a left calf from behind is on the right
    for region in recovery().regions.values():
        at = place(region)
        width = max(outer for height, _, outer in EDGE if abs(height - at.imag) < 60)
        assert abs(at.real) < width
    places = [place(region) for region in recovery().regions.values()]
    assert min(abs(a - b) for a in places for b in places if a != b) > 40.0  # a thumb hits one of them


def test_a_soreness_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="region 'nose' is unknown"):
        calf_map_svg(soreness={"nose": 3})
    with pytest.raises(InputError, match="soreness of 0 to 10"):
        calf_map_svg(soreness={"soleus-middle": 11})
    with pytest.raises(InputError, match="left or right"):
        calf_map_svg(side="both")
