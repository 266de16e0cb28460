"""soleus counts and measures heel raises, offline, with what people own.

>>> import soleus
>>> result = soleus.analyse("push-ups.csv", placement="thigh")  # doctest: +SKIP
>>> len(result.reps)  # doctest: +SKIP
20
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from soleus.analysis import Analysis as Analysis
    from soleus.analysis import analyse as analyse
    from soleus.batch import Failure as Failure
    from soleus.batch import analyse_many as analyse_many
    from soleus.dose import Dose as Dose
    from soleus.dose import dose_of as dose_of
    from soleus.dose import planned_dose as planned_dose
    from soleus.errors import DeniedError as DeniedError
    from soleus.errors import InputError as InputError
    from soleus.errors import NotEnoughDataError as NotEnoughDataError
    from soleus.errors import NotFoundError as NotFoundError
    from soleus.errors import SoleusError as SoleusError
    from soleus.errors import StoreError as StoreError
    from soleus.errors import UnknownFormatError as UnknownFormatError
    from soleus.outing import Walk as Walk
    from soleus.outing import measure_walk as measure_walk
    from soleus.person import Person as Person
    from soleus.programme.plan import prescribe as prescribe
    from soleus.programme.prescription import Prescription as Prescription
    from soleus.programme.profile import Profile as Profile
    from soleus.recording import Recording as Recording
    from soleus.recording import read_recording as read_recording
    from soleus.reps.motion import heel_motion as heel_motion
    from soleus.reps.segment import segment as segment
    from soleus.reps.signals import HeelMotion as HeelMotion
    from soleus.reps.signals import Reps as Reps
    from soleus.reps.stream import Stream as Stream

_HOMES = {
    "Analysis": "analysis",
    "Dose": "dose",
    "DeniedError": "errors",
    "Failure": "batch",
    "HeelMotion": "reps.signals",
    "InputError": "errors",
    "NotEnoughDataError": "errors",
    "NotFoundError": "errors",
    "Person": "person",
    "Prescription": "programme.prescription",
    "Profile": "programme.profile",
    "Recording": "recording",
    "Reps": "reps.signals",
    "SoleusError": "errors",
    "StoreError": "errors",
    "Stream": "reps.stream",
    "UnknownFormatError": "errors",
    "Walk": "outing",
    "analyse": "analysis",
    "analyse_many": "batch",
    "dose_of": "dose",
    "heel_motion": "reps.motion",
    "measure_walk": "outing",
    "planned_dose": "dose",
    "prescribe": "programme.plan",
    "read_recording": "recording",
    "segment": "reps.segment",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'soleus' has no attribute {name!r}")
    value = getattr(import_module(f"soleus.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
