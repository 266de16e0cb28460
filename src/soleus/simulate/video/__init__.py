"""Clips of a person doing heel raises, rendered with exact truth."""

from soleus.simulate.video.filming import Filming
from soleus.simulate.video.plain_clip import (
    Distractor,
    NegativeScene,
    Posture,
    View,
    render_negative_clip,
    render_plain_clip,
)
from soleus.simulate.video.sticker_clip import render_sticker_clip
from soleus.simulate.video.writer import ClipTruth

__all__ = [
    "ClipTruth",
    "Distractor",
    "Filming",
    "NegativeScene",
    "Posture",
    "View",
    "render_negative_clip",
    "render_plain_clip",
    "render_sticker_clip",
]
