"""Heel motion from an ordinary clip without a marker: count and tempo, no heights. Experimental."""

from soleus.reps.markerless.method import Markerless

__all__ = ["Markerless"]
