"""What each instant asks of the calf's muscles: geometry, force curves and load sharing."""

from soleus.dose.geometry import Pose, pose
from soleus.dose.models import DEFAULT_MODEL, MODELS, MUSCLES, Muscle, MuscleModel, find_model
from soleus.dose.sharing import STATUSES, LoadShares, share_load

__all__ = [
    "DEFAULT_MODEL",
    "MODELS",
    "MUSCLES",
    "STATUSES",
    "LoadShares",
    "Muscle",
    "MuscleModel",
    "Pose",
    "find_model",
    "pose",
    "share_load",
]
