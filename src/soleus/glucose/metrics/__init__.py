"""Metrics of continuous glucose readings: definitions of the literature, many people in one pass."""

from soleus.glucose.metrics.episodes import Episodes
from soleus.glucose.metrics.table import Metrics, metrics_of, metrics_of_many

__all__ = ["Episodes", "Metrics", "metrics_of", "metrics_of_many"]
