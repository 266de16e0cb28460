"""What is stored besides sessions: tests, soreness, prescriptions, reminders, imports, walks, tokens, audit log."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from soleus.errors import InputError
from soleus.recording.signals import Side
from soleus.store.records import PAIN_MAX, WORD_CHARS_MAX, JsonObject, Record, check_scale, check_text, check_whole

ReminderKind = Literal["meal", "sitting", "session", "morning"]
Channel = Literal["page", "calendar", "ntfy", "webhook"]
TokenKind = Literal["api", "browser", "phone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeelRaiseTest(Record):
    """A heel-raise test of one leg; ``result`` is the whole answer of the test, norms and warnings included."""

    side: Side
    n_reps: int
    work_total_j: float | None = None
    displacement_total_m: float | None = None
    peak_height_m: float | None = None
    height_loss_frac: float | None = None
    cadence_per_min: float | None = None
    pain_nrs: float | None = None
    result: JsonObject = field(default_factory=dict)
    method: JsonObject = field(default_factory=dict)
    input_sha256: str | None = None
    version: str = ""

    def __post_init__(self) -> None:
        """Refuse what no leg does."""
        Record.__post_init__(self)
        check_whole("n_reps", self.n_reps, 0, 10_000)
        check_scale("pain_nrs", self.pain_nrs, PAIN_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Soreness(Record):
    """How sore a region is, before or after a technique or by itself."""

    region: str
    soreness_nrs: float
    side: Side | None = None
    technique: str | None = None
    moment: Literal["before", "after"] | None = None
    notes: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not on the scale."""
        Record.__post_init__(self)
        check_scale("soreness_nrs", self.soreness_nrs, PAIN_MAX)
        check_text("notes", self.notes)
        check_text("region", self.region, WORD_CHARS_MAX)
        check_text("technique", self.technique, WORD_CHARS_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Record):
    """A prescription that was given: the profile it was made from and the whole answer, so that it can be explained."""

    on_date: date | None
    decision: str
    profile: JsonObject
    answer: JsonObject
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Record):
    """A reminder that was set up, and what became of it last.

    ``at`` are wall-clock times ``HH:MM`` (meals, sessions), ``every_min`` the longest sitting, ``delay_min`` the
    minutes after a meal; ``quiet_from`` to ``quiet_to`` nothing is sent. ``days`` are ISO weekdays, 1 is Monday.
    """

    kind: ReminderKind
    channel: Channel = "page"
    enabled: bool = True
    at: tuple[str, ...] = ()
    every_min: int | None = None
    delay_min: int = 0
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    quiet_from: str = "21:00"
    quiet_to: str = "07:00"
    address: str | None = None
    last_due_at: datetime | None = None
    last_sent_at: datetime | None = None
    n_sent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch(Record):
    """Recordings that were brought in together, so that they can be taken out together."""

    source: str
    n_new: int
    n_known: int
    n_failed: int
    report: JsonObject = field(default_factory=dict)
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing(Record):
    """A walk that came in as a file; None where the file cannot say. Where it led is not kept.

    ``sha256`` is of what came in: of the file, or of one workout of an export. ``dose`` is the whole answer of the dose
    of walking with its methods, ``n_steps`` those of both feet.
    """

    sha256: str
    name: str
    format: str
    started_at: datetime
    duration_s: float | None = None
    n_steps: int | None = None
    cadence_per_min: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    n_stairs: int | None = None
    toe_steps: int | None = None
    toe_distance_m: float | None = None
    dose: JsonObject = field(default_factory=dict)
    method: JsonObject = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    import_id: UUID | None = None
    version: str = ""

    def __post_init__(self) -> None:
        """Refuse what nobody walks in a month."""
        Record.__post_init__(self)
        if self.started_at.tzinfo is None:
            raise InputError(f"started_at: expected a time with its offset, got {self.started_at.isoformat()}")
        check_whole("n_steps", self.n_steps, 0, 10_000_000)
        check_text("name", self.name, 255)

    @property
    def local_date(self) -> date:
        """The person's own day on which it began."""
        return self.local(self.started_at).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry(Record):
    """Who saw or changed what; never the values themselves. Only ever added."""

    actor: str
    action: str
    kind: str = ""
    object_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken(Record):
    """A token by its hash: the secret is shown once and stored nowhere. A login and a paired phone are one, too."""

    name: str
    kind: TokenKind
    secret_sha256: str
    scopes: tuple[str, ...]
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        """A token that never ends, or may do nothing, is a mistake."""
        Record.__post_init__(self)
        if self.expires_at <= self.created_at:
            raise InputError("expires_at: expected a time after now")
        if not self.scopes:
            raise InputError("scopes: expected at least one")
        check_text("name", self.name, WORD_CHARS_MAX)
