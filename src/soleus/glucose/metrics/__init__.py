"""Metrics of continuous glucose readings: definitions of the literature, many people in one pass.

What is compiled is loaded with the first name that needs it: the compiler takes most of a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from soleus.glucose.metrics.episodes import Episodes as Episodes
    from soleus.glucose.metrics.table import Metrics as Metrics
    from soleus.glucose.metrics.table import metrics_of as metrics_of
    from soleus.glucose.metrics.table import metrics_of_many as metrics_of_many

_HOMES = {"Episodes": "episodes", "Metrics": "table", "metrics_of": "table", "metrics_of_many": "table"}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'soleus.glucose.metrics' has no attribute {name!r}")
    return getattr(import_module(f"soleus.glucose.metrics.{_HOMES[name]}"), name)
