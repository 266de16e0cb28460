"""Which detector fits a recording: by where the sensor was worn and what it measured."""

from dataclasses import replace

import numpy as np

from soleus.errors import NotEnoughDataError
from soleus.recording import Imu, Recording
from soleus.reps.clock import evenly
from soleus.walk.foot import FootSwings, both_feet
from soleus.walk.rhythm import StepRhythm
from soleus.walk.shin import ShinRhythm, ShinSwings
from soleus.walk.steps import AnyFloats, Bools, Floats, Steps
from soleus.walk.trunk import TrunkContacts

SHORTEST_S = 4.0  # four steps
LEAST_RATE_HZ = 16.0  # four samples a step of the fastest walker
AT_MOST_HZ = 256.0  # a landing's blow lasts some milliseconds; faster clocks only add samples
AROUND_GAP_S = 0.25  # what lies so close to a gap may be its edge


def find_steps(recordings: tuple[Recording, ...]) -> Steps:
    """Ground contacts of one walker: one recording, or one for each leg (left first).

    Raises
    ------
    NotEnoughDataError  if a recording is too short, too slow or lacks the channel that its placement needs
    """
    found = [_steps(recording) for recording in recordings]
    whole = found[0] if len(found) == 1 else replace(both_feet(found[0], found[1]), feet_seen=2)
    notes = [note for recording in recordings for note in recording.warnings if "several devices" not in note]
    notes += [note for steps in found for note in steps.warnings]
    return replace(whole, warnings=tuple(dict.fromkeys(notes)))


def _steps(recording: Recording) -> Steps:
    signal, name = recording.signal, recording.path.name
    if not isinstance(signal, Imu):
        raise NotEnoughDataError(f"{name}: no motion sensor, in which steps are found")
    if recording.duration_s < SHORTEST_S:
        raise NotEnoughDataError(f"{name}: {recording.duration_s:.1f} s are too short; record for at least 4 s")
    if recording.rate_hz < LEAST_RATE_HZ:
        raise NotEnoughDataError(f"{name}: {recording.rate_hz:.3g} samples per second do not show steps; record at 50")
    force, turn = signal.acceleration_m_s2, signal.angular_velocity_rad_s
    if recording.placement == "foot" and force is not None and turn is not None and signal.gravity_included:
        return _foot(recording, force, turn)
    if recording.placement in ("shin", "foot") and turn is not None:
        return _shin(recording, turn)
    if force is None:
        raise NotEnoughDataError(f"{name}: no acceleration, which steps are found in; record it as well")
    if recording.placement in ("shin", "foot"):
        values, rate_hz = evenly(recording, force, at_most_hz=AT_MOST_HZ)
        return ShinRhythm()(values, rate_hz)
    if recording.placement in ("lower-back", "waist") and signal.gravity_included:
        return _trunk(recording, force, turn)
    values, rate_hz = evenly(recording, force, at_most_hz=AT_MOST_HZ)
    steps = StepRhythm()(values, rate_hz)
    if signal.gravity_included:
        return steps
    return replace(steps, warnings=("gravity is removed from the acceleration: steps are less sure",))


def _foot(recording: Recording, force: AnyFloats, turn: AnyFloats) -> Steps:
    known, values, rate_hz = _whole(recording, np.concatenate([force, turn], axis=1))
    steps = FootSwings()(values[:, :3], values[:, 3:], rate_hz, side=recording.side)
    return _outside_gaps(steps, known, rate_hz)


def _shin(recording: Recording, turn: AnyFloats) -> Steps:
    known, values, rate_hz = _whole(recording, turn)
    steps = ShinSwings()(values, rate_hz, side=recording.side)
    return _outside_gaps(steps, known, rate_hz)


def _trunk(recording: Recording, force: AnyFloats, turn: AnyFloats | None) -> Steps:
    both = force if turn is None else np.concatenate([force, turn], axis=1)
    known, values, rate_hz = _whole(recording, both)
    steps = TrunkContacts()(values[:, :3], values[:, 3:] if turn is not None else None, rate_hz)
    return _outside_gaps(steps, known, rate_hz)


def _whole(recording: Recording, values: AnyFloats) -> tuple[Bools, Floats, float]:
    """On an even clock without missing values: the last known one stands in; and where it was known."""
    even, rate_hz = evenly(recording, values, at_most_hz=AT_MOST_HZ)
    known: Bools = np.asarray(np.isfinite(even).all(axis=1))
    if not known.any():
        raise NotEnoughDataError(f"{recording.path.name}: the sensors hold no values together; record again")
    before = np.maximum.accumulate(np.where(known, np.arange(len(known)), -1))
    return known, np.asarray(even[np.where(before < 0, int(known.argmax()), before)], np.float64), rate_hz


def _outside_gaps(steps: Steps, known: Bools, rate_hz: float) -> Steps:
    """Without contacts in or beside stretches where nothing was recorded."""
    if known.all():
        return steps
    reach = int(AROUND_GAP_S * rate_hz)
    sums = np.concatenate([[0], np.cumsum(~known)])
    at = np.clip(np.rint(steps.time_s * rate_hz).astype(int), 0, len(known) - 1)
    near = sums[np.minimum(at + reach + 1, len(known))] - sums[np.maximum(at - reach, 0)]
    kept = near == 0
    strides = steps.strides
    if strides is not None:
        strides = replace(
            strides,
            **{name: getattr(strides, name)[kept] for name in ("time_s", "side", "length_m", "rise_m", "pitch_rad")},
        )
    return replace(steps, time_s=steps.time_s[kept], side=steps.side[kept], strides=strides)
