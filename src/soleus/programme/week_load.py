"""A week of tendon load, day by day: heel raises, walking, hills, stairs, toe walking; stacked by method.

Loads of two methods are never added. What is added shares its basis: an ankle moment over the same fixed arm.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from soleus.dose.uncertainty import Range
from soleus.dose.walking import Terrain

Part = Literal["heel raises", "walking", "hills", "stairs", "toe walking"]
PARTS: tuple[Part, ...] = get_args(Part)
PART_OF: dict[Terrain, Part] = {
    "level": "walking",
    "unknown": "walking",
    "uphill": "hills",
    "downhill": "hills",
    "stairs up": "stairs",
    "stairs down": "stairs",
    "toe walking": "toe walking",
}
Basis = Literal["fixed arm", "muscle model"]
BASES: dict[Basis, str] = {
    "fixed arm": "ankle moment over a fixed arm of 5 cm",
    "muscle model": "force of the modelled calf muscles, with the arm of the model",
}
WHY_ADDED = (
    "Raises and steps are added because both are a moment at the ankle over the same arm of 5 cm: of raises computed "
    "from the load on the forefoot at rest, of steps measured in gait laboratories. Loads by other methods, up to "
    "three times higher or lower, are not in the sum."
)
LIMITS = (
    "Repetitions times peak load: it knows nothing of speed, stretch or sleep, and counts many light contractions like "
    "a few heavy ones. Compare a week with your other weeks only; no such sum is known to predict injury."
)
DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Loads of one kind on one day, over one leg: ``n_loads`` repetitions or steps, ``load_bw`` their summed peaks.

    ``low`` and ``high`` are equal where the method states no range.
    """

    day: date
    part: Part
    n_loads: float
    load_bw: Range
    basis: Basis
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """What may be added: one basis; ``mid_bw`` has one row a part of `PARTS`, one entry a day."""

    basis: Basis
    methods: tuple[str, ...]
    mid_bw: tuple[tuple[float, ...], ...]
    n_loads: tuple[tuple[float, ...], ...]
    total_bw: Range

    @property
    def is_empty(self) -> bool:
        """Nothing was done by this method."""
        return not self.methods


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLoad:
    """Seven days up to ``days[-1]``, one stack a basis (never added to each other); ``unknown`` is in none."""

    days: tuple[date, ...]
    stacks: tuple[Stack, ...]
    unknown: tuple[str, ...]
    why_added: str = WHY_ADDED
    limits: str = LIMITS

    def stack(self, basis: Basis) -> Stack:
        """The stack of one basis."""
        return next(stack for stack in self.stacks if stack.basis == basis)


def week_load(loads: Iterable[Loaded], until: date, *, unknown: Iterable[str] = ()) -> WeekLoad:
    """Stack what was done in the seven days up to ``until``; what lies outside them is left out.

    Examples
    --------
    >>> from datetime import date
    >>> day, one = date(2026, 3, 1), Range(low=2.0, mid=3.0, high=4.0)
    >>> done = Loaded(day=day, part="walking", n_loads=1, load_bw=one, basis="fixed arm", method="m")
    >>> week_load([done, done], day).stack("fixed arm").total_bw.mid
    6.0
    """
    days = tuple(until - timedelta(days=k) for k in reversed(range(DAYS)))
    within = [one for one in loads if days[0] <= one.day <= days[-1]]
    return WeekLoad(
        days=days,
        stacks=tuple(_stack(basis, [one for one in within if one.basis == basis], days) for basis in BASES),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _stack(basis: Basis, loads: list[Loaded], days: tuple[date, ...]) -> Stack:
    def table(what: "list[tuple[Loaded, float]]") -> tuple[tuple[float, ...], ...]:
        return tuple(
            tuple(sum((value for one, value in what if one.part == part and one.day == day), 0.0) for day in days)
            for part in PARTS
        )

    return Stack(
        basis=basis,
        methods=tuple(dict.fromkeys(one.method for one in loads)),
        mid_bw=table([(one, one.load_bw.mid) for one in loads]),
        n_loads=table([(one, one.n_loads) for one in loads]),
        total_bw=Range(
            low=sum(one.load_bw.low for one in loads),
            mid=sum(one.load_bw.mid for one in loads),
            high=sum(one.load_bw.high for one in loads),
        ),
    )
