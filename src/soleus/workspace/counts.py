"""Which live count a session with a sensor has, and loading it before the first sample comes."""

import numpy as np

from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.reps.live import Aim
from soleus.reps.markerless.live import LiveMarkerless
from soleus.reps.motion import STICKER_MM
from soleus.reps.standing_live import LiveStanding
from soleus.reps.sticker import Sticker
from soleus.reps.sticker_live import LiveSticker
from soleus.reps.sticker_tracks import marker_cells
from soleus.reps.thigh_live import LiveThigh
from soleus.store.records import Session
from soleus.units import STANDARD_GRAVITY_M_S2
from soleus.walk.live import LiveSteps
from soleus.workspace.journalled import SOURCE_OF, Source
from soleus.workspace.stepping import is_walking

Live = LiveSticker | LiveThigh | LiveStanding | LiveMarkerless | LiveSteps


def source_of(session: Session) -> Source | None:
    """What measures a session live; None where it is tapped, follows the beat or comes as a file."""
    return SOURCE_OF.get(session.how)


def live_count(session: Session, person: Person, aim: Aim, size_mm: float) -> Live:
    """What counts a session with a sensor while it lasts; ``size_mm`` is the side of the printed sticker."""
    match source_of(session):
        case "body":
            return LiveMarkerless()
        case "camera":
            return LiveSticker(person, aim=aim, sticker=Sticker(sticker_mm=size_mm))
    if is_walking(find_exercise(session.exercise)):
        return LiveSteps()
    if find_exercise(session.exercise).position == "standing":
        return LiveStanding(person, aim=aim)
    return LiveThigh(person, aim=aim)


def prepare(session: Session) -> None:
    """Load what counting needs, so that the first sample does not wait for it: seconds on a fresh installation."""
    import cv2

    cv2.setNumThreads(1)  # frames of many sessions come at once: threads inside one would only wait for each other
    live = live_count(session, Person(), Aim(), STICKER_MM)
    match live:
        case LiveMarkerless():
            _prepare_body(live)
            return
        case LiveStanding() | LiveSteps():
            for k in range(320):
                live.take(k / 60.0, np.array([0.0, 0.0, STANDARD_GRAVITY_M_S2 + 0.5 * np.sin(k / 10.0)]), np.zeros(3))
            return
        case LiveSticker():
            sticker = np.kron(np.array(marker_cells(0), np.uint8), np.full((10, 10), 200, np.uint8))
            for _ in range(3):
                live.see(np.pad(sticker, 40, constant_values=200))
    for k, rise_m in enumerate([0.0, 0.05, 0.0, 0.05, 0.0]):
        live.counted.add(0.1 * k, rise_m)


def _prepare_body(live: LiveMarkerless) -> None:
    """A speckled square that goes up and down, once through everything."""
    body = np.random.default_rng(0).integers(0, 255, (24, 24), np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    for k in range(45):
        picture = np.full((160, 160), 128, np.uint8)
        top = round(32 - 6 * np.sin(2 * np.pi * k / 15))
        picture[top : top + 96, 32:128] = body
        live.see(k / 15, picture)
    if (work := live.due(now=True)) is not None:
        work()
