"""Exports of glucose sensors, recognised by content: one file a format, one table out."""

from soleus.glucose.readers.open import read_exports

__all__ = ["read_exports"]
