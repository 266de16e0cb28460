"""Meals and trials as they are stored; glucose readings themselves are `Signal` files of the sensor "cgm"."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from soleus.errors import InputError
from soleus.store.records import WORD_CHARS_MAX, JsonObject, Record, check_text, check_whole

Condition = Literal["control", "push-ups"]
Outcome = Literal["iauc_3h", "rise"]
MealState = Literal["done", "missed"]

CARBS_MAX_G = 1000.0  # several days of food; more is milligrams or a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Meal(Record):
    """A meal; ``import_id`` where a sensor's export had logged it. Its clock ran ``utc_offset_min`` ahead of UTC."""

    eaten_at: datetime
    carbs_g: float | None = None
    name: str = ""
    import_id: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse what nobody eats."""
        Record.__post_init__(self)
        if self.eaten_at.tzinfo is None:
            raise InputError(f"eaten_at: expected a time with its offset, got {self.eaten_at.isoformat()}")
        if self.carbs_g is not None and not 0 <= self.carbs_g <= CARBS_MAX_G:
            raise InputError(f"carbs_g: expected 0 to {CARBS_MAX_G:g}, got {self.carbs_g:g}")
        check_text("name", self.name, WORD_CHARS_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial(Record):
    """A plan that was fixed before its first meal; the order follows from ``seed``.

    ``basis`` says what the number of pairs was made from; ``looks`` are the looks at the result so far, each with its
    time, pairs and verdict.
    """

    seed: int
    n_pairs: int
    first_day: date
    days_apart: int
    meal: str
    meal_time: str
    push_up_min: int
    carbs_g: float | None = None
    outcome: Outcome = "iauc_3h"
    basis: JsonObject = field(default_factory=dict)
    looks: tuple[JsonObject, ...] = ()
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what no trial is."""
        Record.__post_init__(self)
        check_whole("n_pairs", self.n_pairs, 2, 400)
        check_whole("days_apart", self.days_apart, 1, 60)
        check_whole("push_up_min", self.push_up_min, 1, 360)
        check_text("meal", self.meal, WORD_CHARS_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialMeal(Record):
    """What became of one planned meal; a missed one has no ``meal_id``, one whose meal was deleted neither."""

    trial_id: UUID
    pair: int
    condition: Condition
    state: MealState
    meal_id: UUID | None = None
    notes: str = ""

    def __post_init__(self) -> None:
        """Refuse more than a page."""
        Record.__post_init__(self)
        check_text("notes", self.notes)
