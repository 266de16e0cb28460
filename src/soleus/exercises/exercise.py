"""An exercise: what moves how, what it is done with, what to watch, what is known of it."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from soleus.exercises.evidence import Finding
from soleus.exercises.table import Span
from soleus.person import Person

Position = Literal["seated", "standing", "walking"]
Kind = Literal["raise", "hold", "walk", "climb", "hop", "test"]
Surface = Literal["floor", "edge", "incline", "slope", "stairs"]
Equipment = Literal["chair", "weights", "step", "ramp", "hill", "stairs"]
POSITIONS: tuple[Position, ...] = get_args(Position)
KINDS: tuple[Kind, ...] = get_args(Kind)
SURFACES: tuple[Surface, ...] = get_args(Surface)
EQUIPMENT: tuple[Equipment, ...] = get_args(Equipment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Seconds of each part of one repetition; ``pause_s`` is spent with the heel down."""

    concentric_s: float
    hold_s: float
    eccentric_s: float
    pause_s: float = 0.0

    @property
    def cadence_per_min(self) -> float:
        """Repetitions a minute."""
        return 60.0 / (self.concentric_s + self.hold_s + self.eccentric_s + self.pause_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The leg's part in one repetition or step; angles in degrees, ankle dorsiflexion +, knee flexion +.

    ``legs``: legs that share the load of the raise; ``legs_lowering``: of the way down. ``ankle_start_deg``: heel at
    its lowest, ``ankle_end_deg``: at its highest. ``toes_up_deg``: ankle angle of the toe raise between two heel
    raises, heel down. ``tempo`` is None where steps are counted (``steps_per_min``, both feet together) or the pace is
    free.
    """

    legs: Literal[1, 2]
    legs_lowering: Literal[1, 2]
    knee_flex_deg: float
    ankle_start_deg: float
    ankle_end_deg: float
    surface: Surface
    toes_up_deg: float | None = None
    tempo: Tempo | None = None
    steps_per_min: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultDose:
    """Where to start, each as (least, most); exactly one of reps, minutes, distance, or none: until a stop rule."""

    sets: Span
    reps: Span | None
    minutes: Span | None
    distance_m: Span | None
    rest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What often goes wrong, and what to do instead."""

    fault: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of the catalogue.

    ``easier``, ``harder``: ids of the neighbours. ``needs``: equipment without which it cannot be done; ``helps``:
    equipment that allows more. ``stop_when``: its own stop rules, then those of every exercise.
    """

    id: str
    name: str
    kind: Kind
    position: Position
    movement: Movement
    summary: str
    steps: tuple[str, ...]
    cues: tuple[str, ...]
    faults: tuple[Fault, ...]
    easier: tuple[str, ...]
    harder: tuple[str, ...]
    needs: tuple[Equipment, ...]
    helps: tuple[Equipment, ...]
    progress_by: tuple[str, ...]
    dose: DefaultDose
    not_when: tuple[str, ...]
    stop_when: tuple[str, ...]
    evidence: tuple[Finding, ...]

    @property
    def legs_default(self) -> Literal[1, 2]:
        """Legs that carry the heavier part of the movement."""
        return 1 if 1 in (self.movement.legs, self.movement.legs_lowering) else 2

    @property
    def knee_flex_deg(self) -> float:
        """Knee flexion, held through the repetition."""
        return self.movement.knee_flex_deg

    @property
    def ankle_start_deg(self) -> float:
        """Ankle angle with the heel at its lowest, dorsiflexion +."""
        return self.movement.ankle_start_deg

    @property
    def ankle_end_deg(self) -> float:
        """Ankle angle with the heel at its highest, dorsiflexion +."""
        return self.movement.ankle_end_deg

    @property
    def shank_tilt_deg(self) -> float:
        """Forward lean of the shank: upright when seated; standing, the hip stays above the ankle.

        Thigh and shank are equally long within 1 % (0.245 and 0.246 of stature; Winter 2009, fig. 4.1), so half of the
        knee's flexion tips the shank.
        """
        return 0.0 if self.position == "seated" else 0.5 * self.movement.knee_flex_deg

    @property
    def tempo(self) -> Tempo | None:
        """Seconds up, held, down; None where steps are counted."""
        return self.movement.tempo

    @property
    def cadence_per_min(self) -> float | None:
        """Repetitions, or steps of both feet, a minute; None where it is free."""
        if self.movement.tempo is not None:
            return self.movement.tempo.cadence_per_min
        return self.movement.steps_per_min

    def heel_raise_height_m(self, person: Person | None = None) -> float:
        """Rise of the malleolus from the start to the end pose, lever x difference of the sines of the foot's pitch."""
        lever_m = (person or Person()).forefoot_lever_m
        start, end = (math.radians(self.shank_tilt_deg - ankle) for ankle in (self.ankle_start_deg, self.ankle_end_deg))
        return lever_m * (math.sin(end) - math.sin(start))
