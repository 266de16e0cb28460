"""The door for a profile as JSON: nothing unknown, impossible or contradictory comes in; nothing is guessed."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.person import Person, Sex
from soleus.programme.done import SetDone, Target
from soleus.programme.equipment import canonical
from soleus.programme.medication import class_of
from soleus.programme.profile import (
    QUESTIONS,
    Answers,
    Goal,
    Ketones,
    LegTest,
    Profile,
    ProgrammeName,
    Session,
    Side,
)

LARGEST_BYTES = 20_000_000  # 5,000 sessions are under 2 MB
MOST_A_DAY = 24  # sessions of one day: one an hour; more is a broken import
MOST_LOAD_KG = 500.0  # more than a leg press holds; a load in grams or pounds times ten lands above
LONGEST_SHOWN = 40  # characters of what came, in a message of one line
LEAST_MG_DL = 20.0  # what meters begin at; below is a mistake
MOST_DIGITS = 15  # every whole number of a profile is far smaller
MOST_REPS = 20_000  # of one set: six hours at 50 a minute
EARLIEST = date(1950, 1, 1)


def _iso_day(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("expected a day like 2026-03-09")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("expected a day that the calendar has") from None
    if day < EARLIEST:
        raise ValueError(f"expected a day from {EARLIEST.isoformat()} on")
    return day


Day = Annotated[date, BeforeValidator(_iso_day)]
Pain = Annotated[float, Field(ge=0, le=10)]
Load = Annotated[float, Field(ge=0, le=MOST_LOAD_KG)]
Reps = Annotated[int, Field(ge=0, le=MOST_REPS)]
Minutes = Annotated[float, Field(ge=0, le=1440)]
Metres = Annotated[float, Field(ge=0, le=100_000)]
Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=50)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _SetIn(_Strict):
    reps: Reps | None = None
    load_kg: Load | None = None
    minutes: Minutes | None = None
    distance_m: Metres | None = None


class _TargetIn(_Strict):
    sets: Annotated[int, Field(ge=1, le=50)] | None = None
    reps: Annotated[int, Field(ge=1, le=MOST_REPS)] | None = None
    load_kg: Load | None = None
    minutes: Annotated[float, Field(gt=0, le=1440)] | None = None
    distance_m: Annotated[float, Field(gt=0, le=100_000)] | None = None
    times_per_day: Annotated[int, Field(ge=1, le=24)] | None = None


class _SessionIn(_Strict):
    date: Day
    exercise: str
    sets: Annotated[list[_SetIn], Field(max_length=100)] = []
    target: _TargetIn | None = None
    session_rpe: Pain | None = None
    pain_during_nrs: Pain | None = None
    pain_next_morning_nrs: Pain | None = None


class _TestIn(_Strict):
    date: Day
    side: Side
    reps: Annotated[int, Field(ge=0, le=1000)] | None = None
    work_total_j: Annotated[float, Field(ge=0, le=100_000)] | None = None
    pain_nrs: Pain | None = None


class _PersonIn(_Strict):
    body_mass_kg: float | None = None
    stature_m: float | None = None
    sex: Sex | None = None
    age: int | None = None


_QUESTION_FIELDS: dict[str, Any] = dict.fromkeys(QUESTIONS, (bool | None, None))
_AnswersIn: Any = create_model("_AnswersIn", __base__=_Strict, **_QUESTION_FIELDS)


class _ProfileIn(_Strict):
    goal: Goal
    days_per_week: Annotated[int, Field(ge=1, le=7)]
    person: _PersonIn = _PersonIn()
    equipment: Words = []
    screening: _AnswersIn = _AnswersIn()
    tests: Annotated[list[_TestIn], Field(max_length=10_000)] = []
    sessions: Annotated[list[_SessionIn], Field(max_length=50_000)] = []
    medication: Words = []
    glucose_mg_dl: Annotated[float, Field(ge=LEAST_MG_DL, le=1000)] | None = None
    ketones: Ketones | None = None
    programme: ProgrammeName | None = None
    usual_morning_pain_nrs: Pain = 0.0


def read_profile(path: Path) -> Profile:
    """The profile in a JSON file.

    Raises
    ------
    InputError  if it is not there, not JSON, or says what cannot be
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(f"{path}: expected a profile of at most {LARGEST_BYTES // 1_000_000} MB; it is larger")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; give the profile with --profile FILE.json") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a readable JSON file") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: expected JSON in UTF-8, got other bytes; save it as UTF-8") from None
    return profile_of(_json(text, path))


def _json(text: str, path: Path) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_int=_whole)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{path}: expected JSON, got something else at {where} ({error.msg}); correct it") from None
    except RecursionError:
        raise InputError(f"{path}: expected a profile, got brackets nested without end") from None


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise InputError(f"profile: expected numbers of at most {MOST_DIGITS} digits, got {len(digits)}; correct it")
    return int(digits)


def profile_of(data: object) -> Profile:
    """The profile that this JSON object says.

    Raises
    ------
    InputError  naming the field, what was expected, what came and what to do
    """
    try:
        told = _ProfileIn.model_validate(data)
    except ValidationError as error:
        raise InputError(_one_line(error)) from None
    person = told.person
    profile = Profile(
        goal=told.goal,
        days_per_week=told.days_per_week,
        person=Person(
            body_mass_kg=person.body_mass_kg, stature_m=person.stature_m, sex=person.sex, age_years=person.age
        ),
        equipment=canonical(frozenset(told.equipment)),
        screening=Answers(**told.screening.model_dump()),
        tests=tuple(_test(one) for one in told.tests),
        sessions=tuple(_session(index, one) for index, one in enumerate(told.sessions)),
        medication=frozenset(class_of(name) for name in told.medication if name.strip()),
        glucose_mg_dl=told.glucose_mg_dl,
        ketones=told.ketones,
        programme=told.programme,
        usual_morning_pain_nrs=told.usual_morning_pain_nrs,
    )
    _check_agreement(profile)
    return profile


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object that says nothing twice."""
    told = dict(pairs)
    if len(told) == len(pairs):
        return told
    twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
    raise InputError(f"{_shown(twice)}: expected once, got it twice in one object; keep one")


def _session(index: int, one: _SessionIn) -> Session:
    try:
        exercise = find_exercise(one.exercise)
    except InputError as error:
        raise InputError(f"sessions[{index}].{error}") from None
    return Session(
        day=one.date,
        exercise=exercise,
        sets=tuple(SetDone(**done.model_dump()) for done in one.sets),
        target=None if one.target is None else Target(**one.target.model_dump()),
        session_rpe=one.session_rpe,
        pain_during_nrs=one.pain_during_nrs,
        pain_next_morning_nrs=one.pain_next_morning_nrs,
    )


def _test(one: _TestIn) -> LegTest:
    return LegTest(day=one.date, side=one.side, reps=one.reps, work_total_j=one.work_total_j, pain_nrs=one.pain_nrs)


def _check_agreement(profile: Profile) -> None:
    """Answers that cannot both be true are refused, not weighed."""
    answers = profile.screening
    if "anticoagulant" in profile.medication and answers.anticoagulants is False:
        raise InputError(
            "screening.anticoagulants: expected true beside an anticoagulant in medication, got false; "
            "correct one of them"
        )
    if answers.pregnancy and profile.person.sex == "male":
        raise InputError("screening.pregnancy: expected false beside sex male, got true; correct one of them")
    if "none" in profile.medication and len(profile.medication) > 1:
        raise InputError("medication: expected either 'none' or names, got both; correct it")
    crowded, count = _busiest(session.day for session in profile.sessions)
    if count > MOST_A_DAY:
        raise InputError(
            f"sessions: expected at most {MOST_A_DAY} on one day, got {count} on {crowded}; the list was joined twice"
        )


def _busiest(days: Iterable[date]) -> tuple[str, int]:
    counted = Counter(days).most_common(1)
    return (counted[0][0].isoformat(), counted[0][1]) if counted else ("", 0)


_SAYS = {
    "missing": "expected a value, got nothing; add it",
    "extra_forbidden": "unknown field; {hint}",
    "bool_type": "expected true, false or null, got {got}; correct it",
    "json_invalid": "expected JSON",
    "model_type": "expected an object, got {got}; correct it",
}


def _one_line(error: ValidationError) -> str:
    """The first thing that is wrong: field, expected, got, remedy."""
    first = error.errors(include_url=False)[0]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in first["loc"])
    field = field.lstrip(".") or "profile"
    got = _short(json.dumps(first["input"], default=str))
    more = error.error_count() - 1
    tail = f" ({more} more)" if more else ""
    kind = first["type"]
    if kind in _SAYS:
        hint = _nearest(first["loc"]) if kind == "extra_forbidden" else ""
        return f"{field}: {_SAYS[kind].format(got=got, hint=hint)}{tail}"
    expected = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ").removeprefix("expected ")
    return f"{field}: expected {expected}, got {got}; correct it{tail}"


def _shown(name: str) -> str:
    """A name from outside, printable anywhere and short."""
    return _short(json.dumps(name)[1:-1])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def _nearest(loc: tuple[int | str, ...]) -> str:
    """What a misspelt field may have meant."""
    models: dict[str, Any] = {"screening": _AnswersIn, "person": _PersonIn, "sessions": _SessionIn, "tests": _TestIn}
    names = [part for part in loc[:-1] if isinstance(part, str)]
    inner = {"sets": _SetIn, "target": _TargetIn}
    model = inner.get(names[-1], models.get(names[0], _ProfileIn)) if names else _ProfileIn
    known = list(model.model_fields)
    close = get_close_matches(str(loc[-1]), known, n=1)
    return f"did you mean {close[0]}?" if close else f"expected one of {', '.join(known)}"
