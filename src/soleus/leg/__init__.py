"""One drawing of the lower leg, from the muscle model's own geometry: for the live page, pictures and reports."""

from soleus.leg.palette import Theme, stylesheet
from soleus.leg.picture import REST, Tint, leg_svg
from soleus.leg.pose import LegPose, pose_of

__all__ = ["REST", "LegPose", "Theme", "Tint", "leg_svg", "pose_of", "stylesheet"]
