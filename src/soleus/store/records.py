"""What is stored, as frozen values: one class a table, the same words on both sides.

Times are aware and in UTC; ``utc_offset_min`` says what the person's clock showed, so that "the day of a session" keeps
its meaning. None is "not known" everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Literal
from uuid import UUID

from soleus.errors import InputError
from soleus.person import Sex
from soleus.recording.signals import Side

Goal = Literal["glucose", "strength", "achilles", "running", "circulation"]
SessionState = Literal["planned", "running", "paused", "finished", "deleted"]
How = Literal["camera-sticker", "camera", "phone", "recording", "metronome", "tap", "manual", "emg"]
Sides = Literal["left-right", "right-left", "alternate"]  # change halfway, or after every repetition
JsonObject = Mapping[str, object]
Column = tuple[float | None, ...]

PAIN_MAX = 10  # numeric rating scale 0 to 10
EFFORT_MAX = 10  # session rating of perceived exertion, CR10
DAYS_MAX = 7
REP_COLUMNS = ("peak_s", "heel_raise_height_m", "concentric_s", "hold_s", "eccentric_s")  # of a set: one entry each
NOTE_CHARS_MAX = 4000  # a page of text; more is a mistake or an attack
WORD_CHARS_MAX = 80  # a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every stored thing has; the owner is not in it, the scope of the query is."""

    id: UUID
    created_at: datetime
    utc_offset_min: int = 0

    def __post_init__(self) -> None:
        """Refuse a time without a zone: it would be a different moment on another machine."""
        if self.created_at.tzinfo is None:
            raise InputError(f"created_at: expected a time with its offset, got {self.created_at.isoformat()}")

    def local(self, moment: datetime) -> datetime:
        """``moment`` on the person's own clock when this was recorded."""
        return moment.astimezone(timezone(timedelta(minutes=self.utc_offset_min)))

    @property
    def local_date(self) -> date:
        """The person's own day on which this was recorded."""
        return self.local(self.created_at).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Record):
    """The person and what they want; one a person. ``setup_done`` names the steps of the set-up that are finished."""

    body_mass_kg: float | None = None
    stature_m: float | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    goal: Goal | None = None
    equipment: tuple[str, ...] = ()
    days_per_week: int | None = None
    medication: tuple[str, ...] = ()
    units: Literal["metric", "imperial"] = "metric"
    glucose_unit: Literal["mg/dL", "mmol/L"] = "mg/dL"
    setup_done: tuple[str, ...] = ()
    settings: JsonObject = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no week has."""
        Record.__post_init__(self)
        check_whole("days_per_week", self.days_per_week, 1, DAYS_MAX)
        check_whole("birth_year", self.birth_year, 1900, self.created_at.year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening(Record):
    """Answers to the screening at one moment; a question without an answer is None."""

    answers: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a session was meant to be: the fields of one item of a plan, the leg where it is one leg's.

    ``sides``: how the legs take turns. Where they change halfway, ``reps`` are those of each leg.
    """

    sets: int | None = None
    reps: int | None = None
    minutes: float | None = None
    distance_m: float | None = None
    load_kg: float | None = None
    legs: int | None = None
    cadence_per_min: float | None = None
    concentric_s: float | None = None
    hold_s: float | None = None
    eccentric_s: float | None = None
    rest_s: float | None = None
    times_per_day: int | None = None
    side: Side | None = None
    sides: Sides | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """One training session: what was meant, what was said afterwards; its sets are `DoneSet`.

    ``version`` is the soleus that measured it; ``paused_s`` is the time it stood still in all.
    """

    exercise: str
    state: SessionState
    how: How
    target: Target = field(default_factory=Target)
    started_at: datetime | None = None
    paused_at: datetime | None = None
    paused_s: float = 0.0
    finished_at: datetime | None = None
    deleted_at: datetime | None = None
    state_before: SessionState | None = None
    session_rpe: float | None = None
    pain_during_nrs: float | None = None
    pain_next_morning_nrs: float | None = None
    notes: str = ""
    dose: JsonObject | None = None
    prescription_id: UUID | None = None
    import_id: UUID | None = None
    version: str = ""

    def __post_init__(self) -> None:
        """Refuse a pain of twelve."""
        Record.__post_init__(self)
        check_scale("pain_during_nrs", self.pain_during_nrs, PAIN_MAX)
        check_scale("pain_next_morning_nrs", self.pain_next_morning_nrs, PAIN_MAX)
        check_scale("session_rpe", self.session_rpe, EFFORT_MAX)
        check_text("notes", self.notes)

    @property
    def local_date(self) -> date:
        """The person's own day on which it began."""
        return self.local(self.started_at or self.created_at).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSet(Record):
    """One set as it was done; the columns have one entry a repetition, None where the sensor cannot know.

    ``n_reps`` is None where nobody counted, ``side`` None for both legs together. ``method`` is name and parameters of
    what measured it, ``input_sha256`` the signal that it was measured from.
    """

    session_id: UUID
    position: int
    how: How
    n_reps: int | None
    side: Side | None = None
    load_kg: float | None = None
    started_at: datetime | None = None
    duration_s: float | None = None
    distance_m: float | None = None
    peak_s: Column = ()
    heel_raise_height_m: Column = ()
    concentric_s: Column = ()
    hold_s: Column = ()
    eccentric_s: Column = ()
    method: JsonObject = field(default_factory=dict)
    input_sha256: str | None = None
    version: str = ""

    def __post_init__(self) -> None:
        """One entry a repetition in every column that is there."""
        Record.__post_init__(self)
        check_whole("n_reps", self.n_reps, 0, 100_000)
        for name in REP_COLUMNS:
            column = getattr(self, name)
            if column and len(column) != self.n_reps:
                raise InputError(f"{name}: expected one entry for each of {self.n_reps} repetitions, got {len(column)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Record):
    """A recording kept as a file under its SHA-256; ``session_id`` where it belongs to one."""

    sha256: str
    name: str
    n_bytes: int
    origin: Literal["live", "imported"]
    format: str = ""
    sensor: str | None = None
    placement: str | None = None
    side: Side | None = None
    session_id: UUID | None = None
    import_id: UUID | None = None


def check_scale(name: str, value: float | None, most: int) -> None:
    """Refuse what is not on the scale 0 to ``most``."""
    if value is not None and not 0 <= value <= most:
        raise InputError(f"{name}: expected 0 to {most}, got {value:g}")


def check_whole(name: str, value: int | None, least: int, most: int) -> None:
    """Refuse a number outside its range."""
    if value is not None and not least <= value <= most:
        raise InputError(f"{name}: expected {least} to {most}, got {value}")


def check_text(name: str, text: str | None, most: int = NOTE_CHARS_MAX) -> None:
    """Refuse more than a page, and what no database keeps."""
    if text is None:
        return
    if len(text) > most:
        raise InputError(f"{name}: expected at most {most} characters, got {len(text)}")
    if "\x00" in text:
        raise InputError(f"{name}: holds a NUL character; remove it")
