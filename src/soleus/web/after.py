"""After a session: its dose, what comes next and why, the question of the next morning."""

from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Form
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.programme.pain import MOST_DURING_NRS
from soleus.programme.prescription import Prescription, doses_told
from soleus.units import KJ_PER_KCAL
from soleus.web.pages import Mine, Setting, new_pages, one_of
from soleus.workspace import care, mornings, people
from soleus.workspace.doses import Planned, SessionDose, asked_dose
from soleus.workspace.place import Desk
from soleus.workspace.sessions import Training

pages = new_pages()

WAIT_S = 1.0  # a page waits that long for a dose; after it the page asks again by itself
REMEMBERED = 256  # doses, some kB each


class Doses:
    """Computes doses beside the requests, one at a time, each question once."""

    def __init__(self, *, wait_s: float = WAIT_S) -> None:
        self._wait_s = wait_s
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dose")
        self._asked: OrderedDict[Planned, Future[SessionDose]] = OrderedDict()
        self._lock = Lock()

    def of(self, training: Training, person: Person) -> SessionDose | None:
        """The dose of a session; None while it is being computed."""
        question = asked_dose(training, person)
        if isinstance(question, SessionDose):
            return question
        try:
            return self._answer(question).result(self._wait_s)
        except TimeoutError:
            return None

    def _answer(self, question: Planned) -> Future[SessionDose]:
        with self._lock:
            if question not in self._asked:
                self._asked[question] = self._pool.submit(question)
                if len(self._asked) > REMEMBERED:
                    self._asked.popitem(last=False)
            self._asked.move_to_end(question)
            return self._asked[question]


doses_of = one_of(Doses)


@dataclass(frozen=True, slots=True)
class Spread:
    """Nine of ten draws lie between ``low`` and ``high``; None is not known."""

    low: float | None
    mid: float | None
    high: float | None

    def times(self, factor: float) -> "Spread":
        """The same in another unit."""
        return Spread(*(None if value is None else factor * value for value in (self.low, self.mid, self.high)))


@dataclass(frozen=True, slots=True)
class Rung:
    """One bar of the ladder: peak Achilles load by the method of the study, in body weights."""

    name: str
    peak_bw: float
    mine: bool
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseShown:
    """The dose in the words of the page; muscle and tendon of one leg, energy of both."""

    soleus_share_pct: Spread
    soleus_of_max_pct: Spread
    gastrocnemius_of_max_pct: Spread
    achilles_peak_bw: Spread
    achilles_impulse_bw_s: Spread
    soleus_impulse_bw_s: float | None
    moment_arm_mm: float | None
    moment_method: str
    energy_kcal: Spread
    kcal_by_model: Mapping[str, float | None]
    kcal_by_work: float | None
    ladder: tuple[Rung, ...]
    source: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What the page of a session shows below its numbers; ``dose`` None: it is being computed.

    ``next_unknown`` says why there is no next session; ``ask_safety``: pain above the limit, and the safety questions
    not answered since. ``morning`` is whether the morning after can be told.
    """

    dose: SessionDose | None
    shown: DoseShown | None
    plan: Prescription | None
    told: tuple[str, ...]
    next_unknown: str | None
    ask_safety: bool
    morning: bool


class Morning(BaseModel):
    """One tap; nothing said takes the answer back."""

    pain_next_morning_nrs: float | None = Field(None, ge=0, le=10)
    back: Literal["today", "session"] = "today"


def after(doses: Doses, desk: Desk, training: Training, now: datetime) -> After:
    """Everything that follows from a session."""
    person = people.person_of(people.profile(desk), now)
    dose = doses.of(training, person)
    plan, why = _next(desk, now)
    return After(
        dose=dose,
        shown=shown(dose.figures) if dose is not None and dose.figures is not None else None,
        plan=plan,
        told=doses_told(plan) if plan else (),
        next_unknown=why,
        ask_safety=asks_safety(desk, training),
        morning=mornings.can_be_told(training.session, now.date()),
    )


def asks_safety(desk: Desk, training: Training) -> bool:
    """Pain above the limit of the pain rules, and no answers to the safety questions since the session."""
    session, screening = training.session, people.screening(desk)
    if session.pain_during_nrs is None or session.pain_during_nrs <= MOST_DURING_NRS:
        return False
    return screening is None or screening.created_at < (session.finished_at or session.created_at)


@pages.router.post("/sessions/{session_id}/morning", status_code=303, tags=["change"])
def tell_morning(session_id: UUID, form: Annotated[Morning, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the pain of the morning after a session."""
    mornings.tell(desk, session_id, form.pain_next_morning_nrs, now=settings.now())
    return RedirectResponse("/" if form.back == "today" else f"/sessions/{session_id}?saved=1", 303)


def shown(figures: Mapping[str, Any]) -> DoseShown:
    """A dose object in percent, body weights and kilocalories."""
    ranges: Mapping[str, Any] = figures.get("ranges") or {}

    def spread(name: str) -> Spread:
        found = ranges.get(name) or figures.get(name)
        return _spread(found) if isinstance(found, Mapping) else Spread(None, None, None)

    impulse, share = spread("achilles_impulse_bw_s"), spread("soleus_share_frac")
    known = impulse.mid is not None and share.mid is not None
    by_model: Mapping[str, float | None] = figures.get("energy_total_kj_by_model") or {}
    arm_m = figures.get("achilles_moment_arm_m")
    rungs: tuple[Mapping[str, Any], ...] = tuple(figures.get("achilles_comparison") or ())
    return DoseShown(
        soleus_share_pct=share.times(100),
        soleus_of_max_pct=spread("soleus_activation_peak_frac").times(100),
        gastrocnemius_of_max_pct=spread("gastrocnemius_activation_peak_frac").times(100),
        achilles_peak_bw=spread("achilles_peak_bw"),
        achilles_impulse_bw_s=impulse,
        soleus_impulse_bw_s=(impulse.mid or 0) * (share.mid or 0) if known else None,
        moment_arm_mm=None if arm_m is None else 1000 * arm_m,
        moment_method=str(figures.get("plantarflexor_moment_method", "")),
        energy_kcal=spread("energy_total_kj").times(1 / KJ_PER_KCAL),
        kcal_by_model={name: None if kj is None else kj / KJ_PER_KCAL for name, kj in by_model.items()},
        kcal_by_work=_kcal(figures.get("energy_total_kj_at_25_pct_efficiency")),
        ladder=_ladder(rungs, figures.get("achilles_peak_bw_fixed_5cm_arm")),
        source=str(rungs[0]["source"]) if rungs else "",
        warnings=tuple(figures.get("warnings") or ()),
    )


def _next(desk: Desk, now: datetime) -> tuple[Prescription | None, str | None]:
    try:
        plan = care.next_session(desk, now=now)
    except (InputError, NotEnoughDataError) as error:
        return None, str(error)
    return plan, None if plan else "The set-up is not finished, so there is no plan yet."


def _spread(found: Mapping[str, Any]) -> Spread:
    return Spread(found.get("low"), found.get("mid"), found.get("high"))


def _kcal(kj: float | None) -> float | None:
    return None if kj is None else kj / KJ_PER_KCAL


def _ladder(rungs: tuple[Mapping[str, Any], ...], mine_bw: float | None) -> tuple[Rung, ...]:
    found = [Rung(str(rung["name"]), float(rung["peak_bw"]), False, str(rung["certainty"])) for rung in rungs]
    if mine_bw is not None:
        found.append(Rung("this session", mine_bw, True, ""))
    return tuple(sorted(found, key=lambda rung: rung.peak_bw))
