"""The programme: may a session take place, and what is the next one. Pure functions; the door for JSON is `reading`."""

from soleus.programme.done import SetDone, Target
from soleus.programme.plan import prescribe
from soleus.programme.prescription import Prescription
from soleus.programme.profile import Answers, LegTest, Profile, Session
from soleus.programme.screening import Screened, screen, screen_massage

__all__ = [
    "Answers",
    "LegTest",
    "Prescription",
    "Profile",
    "Screened",
    "Session",
    "SetDone",
    "Target",
    "prescribe",
    "screen",
    "screen_massage",
]
