"""One drawing of the lower leg, from the muscle model's own geometry: for the live page, pictures and reports."""

from soleus.leg.calf_map import calf_map_svg
from soleus.leg.frames import leg_frames
from soleus.leg.palette import Theme, stylesheet
from soleus.leg.picture import REST, Tint, leg_svg, opacities
from soleus.leg.pictures import exercise_svg, location_svg, pose_svg
from soleus.leg.pose import LegPose, pose_of

__all__ = [
    "REST",
    "LegPose",
    "Theme",
    "Tint",
    "calf_map_svg",
    "exercise_svg",
    "leg_frames",
    "leg_svg",
    "location_svg",
    "opacities",
    "pose_of",
    "pose_svg",
    "stylesheet",
]
