"""The tables of `glucose`; nothing here leaves the room."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from soleus.store import glucose
from soleus.store.columns import Items
from soleus.store.tables import Owned


class MealRow(Owned):
    __tablename__ = "meals"
    __table_args__ = (Index("ix_meals_owner_id_eaten_at", "owner_id", "eaten_at"),)
    record = glucose.Meal
    when = "eaten_at"
    eaten_at: Mapped[datetime]
    carbs_g: Mapped[float | None]
    name: Mapped[str] = mapped_column(String(80))
    import_id: Mapped[UUID | None] = mapped_column(index=True)


class TrialRow(Owned):
    __tablename__ = "trials"
    record = glucose.Trial
    seed: Mapped[int]
    n_pairs: Mapped[int]
    first_day: Mapped[date] = mapped_column(Date)
    days_apart: Mapped[int]
    meal: Mapped[str] = mapped_column(String(80))
    meal_time: Mapped[str] = mapped_column(String(5))
    push_up_min: Mapped[int]
    carbs_g: Mapped[float | None]
    outcome: Mapped[str] = mapped_column(String(10))
    basis: Mapped[Mapping[str, object]]
    looks: Mapped[tuple[Mapping[str, object], ...]] = mapped_column(Items)
    ended_at: Mapped[datetime | None]


class TrialMealRow(Owned):
    __tablename__ = "trial_meals"
    __table_args__ = (UniqueConstraint("trial_id", "pair", "condition"),)
    record = glucose.TrialMeal
    trial_id: Mapped[UUID] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), index=True)
    pair: Mapped[int]
    condition: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    meal_id: Mapped[UUID | None] = mapped_column(ForeignKey("meals.id", ondelete="SET NULL"), index=True)
    notes: Mapped[str]
