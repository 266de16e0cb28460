"""Heel-raise tests as people do them: one leg, a rest, the other; each leg is a session and an entry of the diary."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from soleus.errors import InputError, NotEnoughDataError, NotFoundError
from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.recording.signals import Side
from soleus.response import heel_raise
from soleus.response.heel_raise import MDC_REPS, SEATED_BENCHMARK_BW, Symmetry
from soleus.response.norms import Norm, norms
from soleus.response.protocol import CADENCE_PER_MIN, REST_BETWEEN_LEGS_S, StopRule
from soleus.store.columns import plain
from soleus.store.entries import HeelRaiseTest
from soleus.store.records import How, Session, Target
from soleus.workspace import care, diary, people, sessions
from soleus.workspace.measured import reps_of
from soleus.workspace.place import Desk
from soleus.workspace.sessions import Training

EXERCISE = "heel-raise-test"
BELONGS = timedelta(hours=1)  # legs further apart were tested on two occasions: the rest is two minutes
RESTED = timedelta(hours=48)  # the catalogue: not within 48 h of a hard calf session
SEATED_MOST_KG = 500.0  # no machine holds more
OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The legs that were tested together, in their order; one or two of them."""

    legs: tuple[HeelRaiseTest, ...]

    @property
    def id(self) -> UUID:
        """Its first leg's."""
        return self.legs[0].id

    @property
    def missing(self) -> Side | None:
        """The leg that was not tested."""
        return OTHER[self.legs[0].side] if len(self.legs) == 1 else None

    @property
    def left_out(self) -> str | None:
        """Why the other leg was left out."""
        why = self.legs[0].result.get("left_out")
        return why if isinstance(why, str) else None

    def of(self, side: Side) -> HeelRaiseTest | None:
        """One leg."""
        return next((leg for leg in self.legs if leg.side == side), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A leg against its last test before: by more than ``mdc_reps`` it has really changed."""

    before: HeelRaiseTest
    reps: int
    real: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One tested leg: what was measured, beside what others do, and since the last time. Heights in their order."""

    test: HeelRaiseTest
    heights_m: tuple[float, ...]
    norms: tuple[Norm, ...]
    warnings: tuple[str, ...]
    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An occasion as it is shown. ``seated_benchmark_kg`` is one of experts, None without a body mass."""

    occasion: Occasion
    legs: tuple[Leg, ...]
    symmetry: Symmetry | None
    seated_benchmark_kg: float | None
    seated_best_kg: float | None


def check(desk: Desk, *, now: datetime) -> None:
    """Refuse a test that screening or the plan closes.

    Raises
    ------
    InputError  with the reason
    """
    care.check_session(desk)
    plan = care.next_session(desk, now=now)
    if plan is not None and plan.decision == "stop":
        raise InputError(f"No test now. {plan.reasons[0] if plan.reasons else 'The plan says stop.'}")


def trained_lately(desk: Desk, *, now: datetime) -> datetime | None:
    """When the calf was last trained hard (standing, or with a load), if that is too short ago for a test."""
    found = [one.session for one in sessions.history(desk, since=now - RESTED, without=sessions.MEASURED)]
    hard = [one for one in found if one.exercise != EXERCISE and (_stands(one) or one.target.load_kg)]
    return max((one.finished_at for one in hard if one.finished_at), default=None)


def begin(desk: Desk, *, side: Side, how: How, session_id: UUID, now: datetime) -> Session:
    """Start one leg; its clock waits for the first beat. The same id again starts nothing twice.

    Raises
    ------
    InputError  if screening or the plan closes it
    """
    check(desk, now=now)
    target = Target(side=side, legs=1, cadence_per_min=CADENCE_PER_MIN)
    begun = sessions.start(desk, exercise=EXERCISE, how=how, now=now, target=target, session_id=session_id)
    return sessions.pause(desk, begun.id, now=now) if begun.state == "running" and begun.started_at == now else begun


def _stands(session: Session) -> bool:
    return find_exercise(session.exercise).position == "standing"


def test_id(session_id: UUID) -> UUID:
    """The entry that a session of a test makes."""
    return uuid5(session_id, EXERCISE)


def conclude(
    desk: Desk, session_id: UUID, *, now: datetime, ended_by: StopRule | None = None, none_lifted: bool = False
) -> HeelRaiseTest | None:
    """Make a finished session's leg an entry; None where nothing was counted and nobody said that nothing was lifted.

    Raises
    ------
    NotFoundError  if this account has no such session
    InputError     if it is not a finished test
    """
    training = sessions.get(desk, session_id)
    session = training.session
    side = session.target.side
    if session.exercise != EXERCISE or side is None or session.state != "finished":
        raise InputError("this session is no finished heel-raise test")
    at = session.finished_at or now
    entry = HeelRaiseTest(
        id=test_id(session_id), created_at=at, utc_offset_min=session.utc_offset_min, side=side, n_reps=0
    )
    try:
        entry = _measured(entry, training, people.person_of(people.profile(desk), now))
    except NotEnoughDataError:
        if not none_lifted:
            return None
    method = {"session": str(session_id), "how": session.how, "ended_by": ended_by}
    return diary.add(desk, replace(entry, method=plain(method)))


def _measured(entry: HeelRaiseTest, training: Training, person: Person) -> HeelRaiseTest:
    reps = replace(reps_of(training.sets), side=entry.side)
    found = heel_raise.measure(reps, person)
    told = heel_raise.warnings(reps, found, person)
    facts = {name: plain(getattr(found, name)) for name in _FIGURES}
    return replace(entry, **facts, result=plain({"warnings": told}))


_FIGURES = ("n_reps", "work_total_j", "displacement_total_m", "peak_height_m", "height_loss_frac", "cadence_per_min")


def occasions(desk: Desk) -> list[Occasion]:
    """Every occasion, oldest first: legs of the two sides within an hour of each other belong together."""
    found: list[Occasion] = []
    for test in diary.entries(desk, HeelRaiseTest):
        last = found[-1] if found else None
        if last and last.missing == test.side and test.created_at - last.legs[0].created_at <= BELONGS:
            found[-1] = Occasion(legs=(*last.legs, test))
        else:
            found.append(Occasion(legs=(test,)))
    return found


def occasion(desk: Desk, entry_id: UUID) -> Occasion:
    """The occasion that a leg belongs to.

    Raises
    ------
    NotFoundError  if there is none
    """
    for found in occasions(desk):
        if any(leg.id == entry_id for leg in found.legs):
            return found
    raise NotFoundError("There is no such test.")


def rest_ends(found: Occasion, *, now: datetime) -> datetime | None:
    """Until when to rest before the other leg; None where there is none to come."""
    if found.missing is None or found.left_out is not None or now - found.legs[0].created_at > BELONGS:
        return None
    return found.legs[0].created_at + timedelta(seconds=REST_BETWEEN_LEGS_S)


def leave_out(desk: Desk, entry_id: UUID, why: str, *, now: datetime) -> Occasion:
    """Note why the other leg was not tested."""
    leg = occasion(desk, entry_id).legs[0]
    diary.correct(desk, HeelRaiseTest, leg.id, {"result": {**leg.result, "left_out": why}}, now=now)
    return occasion(desk, leg.id)


def remove(desk: Desk, entry_id: UUID, *, now: datetime) -> None:
    """Remove an occasion: its entries for good; its sessions are hidden, as every deleted session is.

    Raises
    ------
    NotFoundError  if there is none
    """
    for leg in occasion(desk, entry_id).legs:
        diary.remove(desk, HeelRaiseTest, leg.id, now=now)
        if (session_id := _session_of(leg)) is not None:
            sessions.delete(desk, session_id, now=now)


def report(desk: Desk, entry_id: UUID, *, now: datetime) -> Report:
    """Everything about an occasion that a person is shown."""
    person = people.person_of(people.profile(desk), now)
    every = occasions(desk)
    found = occasion(desk, entry_id)
    before = [leg for one in every for leg in one.legs if leg.created_at < found.legs[0].created_at]
    measured = [_as_measured(leg) for leg in found.legs]
    mass_kg = person.body_mass_kg
    return Report(
        occasion=found,
        legs=tuple(_leg(desk, leg, person, before) for leg in found.legs),
        symmetry=heel_raise.symmetry(*measured) if len(measured) == 2 and all(m.n_reps for m in measured) else None,
        seated_benchmark_kg=None if mass_kg is None else SEATED_BENCHMARK_BW * mass_kg,
        seated_best_kg=seated_best_kg(desk),
    )


def seated_best_kg(desk: Desk) -> float | None:
    """The heaviest seated raise that the person has entered, kg; None where there is none."""
    found = people.profile(desk)
    best = found.settings.get("seated_best_kg") if found else None
    return float(best) if isinstance(best, int | float) else None


def save_seated_best_kg(desk: Desk, best_kg: float | None, *, now: datetime) -> None:
    """Keep the heaviest seated raise; None forgets it.

    Raises
    ------
    InputError  if nobody lifts that
    """
    if best_kg is not None and not 0 < best_kg <= SEATED_MOST_KG:
        raise InputError(f"seated raise: expected up to {SEATED_MOST_KG:g} kg, got {best_kg:g}")
    found = people.profile(desk)
    settings = {name: value for name, value in (found.settings if found else {}).items() if name != "seated_best_kg"}
    people.save_profile(desk, {"settings": settings | ({"seated_best_kg": best_kg} if best_kg else {})}, now=now)


def _leg(desk: Desk, leg: HeelRaiseTest, person: Person, before: Sequence[HeelRaiseTest]) -> Leg:
    last = next((one for one in reversed(before) if one.side == leg.side), None)
    told = leg.result.get("warnings")
    return Leg(
        test=leg,
        heights_m=_heights_m(desk, leg),
        norms=norms(leg.n_reps, person),
        warnings=tuple(map(str, told)) if isinstance(told, list | tuple) else (),
        change=None if last is None else _change(last, leg),
    )


def _change(before: HeelRaiseTest, after: HeelRaiseTest) -> Change:
    reps = after.n_reps - before.n_reps
    words = heel_raise.change_in_words(before.n_reps, after.n_reps)
    return Change(before=before, reps=reps, real=abs(reps) > MDC_REPS, words=words)


def _heights_m(desk: Desk, leg: HeelRaiseTest) -> tuple[float, ...]:
    session_id = _session_of(leg)
    if session_id is None:
        return ()
    try:
        sets = sessions.get(desk, session_id).sets
    except NotFoundError:
        return ()
    return tuple(height for done in sets for height in done.heel_raise_height_m if height is not None)


def _session_of(leg: HeelRaiseTest) -> UUID | None:
    found = leg.method.get("session")
    return UUID(found) if isinstance(found, str) else None


def _as_measured(leg: HeelRaiseTest) -> heel_raise.HeelRaiseTest:
    """The stored figures as the core has them: what is not known is NaN."""
    facts = {name: getattr(leg, name) for name in _FIGURES[1:]}
    known = {name: float("nan") if value is None else value for name, value in facts.items()}
    return heel_raise.HeelRaiseTest(side=leg.side, n_reps=leg.n_reps, **known)
