"""A phone as the sensor of a session: where it goes for an exercise, and what it can tell at a pace."""

from dataclasses import dataclass
from typing import Literal

from soleus.exercises import Exercise
from soleus.exercises.exercise import Tempo

Place = Literal["thigh", "waist"]
Tells = Literal["heights", "count", "nothing"]

# Of a phone at the waist, 16 simulated sets each of the catalogue's standing raises at 14 to 30 a minute, the body
# swaying (docs/sensors/standing-phone.md): slower raises drown in what a standing body does anyway.
SEEN_UP_S = 1.25  # counted right in 94 of 100 sets or more; at 1.43 s in 56
MEASURED_UP_S = 1.0  # heights right to 5 mm rms, 15 mm at worst; at 1.25 s off by 22 mm
MEASURED_DOWN_S = 1.5  # a longer lowering looks like standing: at 2.4 s heights are off by 30 mm
UNSURE_DOWN_S = 2.3  # beyond, up to every second set counts one in ten too many, seldom too few


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneWay:
    """Where the phone goes, and the slowest paces, in repetitions a minute, that it bears.

    ``counts_from_per_min``: each repetition is seen; ``heights_from_per_min``: its height as well; 0 is every pace.
    ``unsure_below_per_min``: one repetition in ten may be miscounted.
    """

    place: Place
    counts_from_per_min: float = 0.0
    heights_from_per_min: float = 0.0
    unsure_below_per_min: float = 0.0

    def tells(self, cadence_per_min: float) -> Tells:
        """What is known of repetitions at that pace."""
        if cadence_per_min >= self.heights_from_per_min:
            return "heights"
        return "count" if cadence_per_min >= self.counts_from_per_min else "nothing"


def phone_way(exercise: Exercise) -> PhoneWay | None:
    """Of an exercise with heel raises on the spot; None where steps are counted, the heel is held up, or one hops."""
    tempo = exercise.tempo
    if tempo is None or exercise.kind not in ("raise", "test"):
        return None
    if exercise.position == "seated":
        return PhoneWay(place="thigh")
    return PhoneWay(
        place="waist",
        counts_from_per_min=_pace(tempo, tempo.concentric_s, SEEN_UP_S),
        heights_from_per_min=max(
            _pace(tempo, tempo.concentric_s, MEASURED_UP_S), _pace(tempo, tempo.eccentric_s, MEASURED_DOWN_S)
        ),
        unsure_below_per_min=_pace(tempo, tempo.eccentric_s, UNSURE_DOWN_S),
    )


def _pace(tempo: Tempo, part_s: float, longest_s: float) -> float:
    """At which that part of a repetition takes ``longest_s``."""
    return tempo.cadence_per_min * part_s / longest_s
