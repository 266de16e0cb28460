"""Electromyograms: bursts, levels, fatigue, soleus against gastrocnemius, live levels, measured against modelled."""

from soleus.emg.bursts import Bursts, DoubleThreshold
from soleus.emg.fatigue import FrequencyTrend
from soleus.emg.measure import EmgAnalysis, EmgChannel, measure_emg
from soleus.emg.reference import Stretch
from soleus.emg.selectivity import Selectivity

__all__ = [
    "Bursts",
    "DoubleThreshold",
    "EmgAnalysis",
    "EmgChannel",
    "FrequencyTrend",
    "Selectivity",
    "Stretch",
    "measure_emg",
]
