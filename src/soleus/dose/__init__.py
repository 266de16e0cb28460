"""What a set asks of the calf: moment, load sharing among its muscles, tendon, energy, and how sure that is."""

from soleus.dose.dose import Dose, dose_of, planned_dose
from soleus.dose.geometry import Pose, pose
from soleus.dose.models import DEFAULT_MODEL, MODELS, MUSCLES, Muscle, MuscleModel, find_model
from soleus.dose.sharing import STATUSES, LoadShares, share_load

__all__ = [
    "DEFAULT_MODEL",
    "MODELS",
    "MUSCLES",
    "STATUSES",
    "Dose",
    "LoadShares",
    "Muscle",
    "MuscleModel",
    "Pose",
    "dose_of",
    "find_model",
    "planned_dose",
    "pose",
    "share_load",
]
