"""Who the person is, what they want, and what the screening says; the set-up can be left and gone on with."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from uuid import uuid4

from soleus.errors import InputError
from soleus.person import Person
from soleus.reps.motion import STICKER_MM
from soleus.reps.sticker import Sticker
from soleus.store.records import Profile, Screening
from soleus.store.rows import Rows
from soleus.workspace.place import Desk, offset_min

_KEPT = ("id", "created_at", "utc_offset_min")
SETUP_STEPS = ("person", "goal", "equipment", "screening")


def profile(desk: Desk) -> Profile | None:
    """The person's profile; None before the set-up began."""
    with desk.store.reading(desk.owner) as rows:
        return _profile(rows)


def save_profile(desk: Desk, changes: Mapping[str, object], *, now: datetime, step: str | None = None) -> Profile:
    """Change fields of the profile (it is made on first use) and mark a step of the set-up as done.

    Raises
    ------
    InputError  if a field or a step is unknown, or a value impossible
    """
    unknown = set(changes) - {f.name for f in fields(Profile)} | set(changes) & {*_KEPT, "setup_done"}
    if unknown:
        raise InputError(f"{', '.join(sorted(unknown))}: no field of a profile that can be set")
    with desk.store.writing(desk.owner) as rows:
        return _save_profile(rows, changes, now=now, step=step)


def save_screening(desk: Desk, answers: Mapping[str, bool | None], *, now: datetime) -> Screening:
    """Keep the answers of one screening; earlier ones stay."""
    given = Screening(id=uuid4(), created_at=now, utc_offset_min=offset_min(now), answers=dict(answers))
    with desk.store.writing(desk.owner) as rows:
        rows.add(given)
        _save_profile(rows, {}, now=now, step="screening")
    return given


def screening(desk: Desk) -> Screening | None:
    """The last screening; None where there was none."""
    with desk.store.reading(desk.owner) as rows:
        return next(iter(rows.all(Screening, newest=1)), None)


def next_setup_step(desk: Desk) -> str | None:
    """The first step of the set-up that is not done; None when it is finished."""
    found = profile(desk)
    return next((step for step in SETUP_STEPS if found is None or step not in found.setup_done), None)


def sticker_mm(desk: Desk) -> float:
    """Side of the black square as this person's printer made it."""
    found = profile(desk)
    size = found.settings.get("sticker_mm") if found else None
    return float(size) if isinstance(size, int | float) else STICKER_MM


def save_sticker_mm(desk: Desk, size_mm: float, *, now: datetime) -> None:
    """Keep the size of the printed sticker.

    Raises
    ------
    InputError  if no sticker has that size
    """
    Sticker(sticker_mm=size_mm)
    found = profile(desk)
    settings = dict(found.settings) if found else {}
    save_profile(desk, {"settings": settings | {"sticker_mm": round(size_mm, 2)}}, now=now)


def person_of(found: Profile | None, now: datetime) -> Person:
    """The person whom the measuring core knows; age in whole years, at most one too high.

    Raises
    ------
    InputError  if the profile holds what no person can be
    """
    if found is None:
        return Person()
    age = None if found.birth_year is None else now.year - found.birth_year
    return Person(stature_m=found.stature_m, body_mass_kg=found.body_mass_kg, sex=found.sex, age_years=age)


def _save_profile(rows: Rows, changes: Mapping[str, object], *, now: datetime, step: str | None) -> Profile:
    old = _profile(rows)
    base = old or Profile(id=uuid4(), created_at=now, utc_offset_min=offset_min(now))
    new = replace(base, **changes, setup_done=_with_step(base, step))  # type: ignore[arg-type]
    person_of(new, now)
    (rows.put if old else rows.add)(new)
    return new


def _profile(rows: Rows) -> Profile | None:
    return next(iter(rows.all(Profile)), None)


def _with_step(old: Profile, step: str | None) -> tuple[str, ...]:
    if step is None or step in old.setup_done:
        return old.setup_done
    if step not in SETUP_STEPS:
        raise InputError(f"step {step!r}: expected one of {', '.join(SETUP_STEPS)}")
    return (*old.setup_done, step)
