"""From the history to the profile that a plan is made from, and back: the prescriptions that were given."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from soleus._version import VERSION
from soleus.errors import InputError, NotEnoughDataError
from soleus.programme.history import WINDOW_DAYS
from soleus.store.columns import plain
from soleus.store.entries import Given, HeelRaiseTest
from soleus.store.records import DoneSet, Profile, Target
from soleus.workspace import people, sessions
from soleus.workspace.place import Desk, offset_min
from soleus.workspace.sessions import MEASURED

LOOKS_BACK = timedelta(days=WINDOW_DAYS + 2)  # two days more, because days are the person's own and moments are not

_TARGET = ("sets", "reps", "load_kg", "minutes", "distance_m", "times_per_day")

_OPTIONAL = ("programme", "usual_morning_pain_nrs")  # what a person may set besides the set-up

ProfileJson = dict[str, object]


def plan_profile(
    desk: Desk, *, now: datetime, glucose_mg_dl: float | None = None, ketones: str | None = None
) -> ProfileJson:
    """What ``soleus plan --profile`` reads, made of everything stored that the plan looks at.

    Finished sessions of its last weeks count, and loads from before them where these weeks tell none; days are the
    person's own. Sets of the left and the right leg are paired in their order and the weaker leg speaks for both: a
    target is met when both legs met it.

    Raises
    ------
    NotEnoughDataError  if the set-up has no goal or days a week yet
    """
    found = people.profile(desk)
    if found is None or found.goal is None or found.days_per_week is None:
        raise NotEnoughDataError("the set-up is not finished: choose a goal and the days a week first")
    screening = people.screening(desk)
    with desk.store.reading(desk.owner) as rows:
        tests = rows.all(HeelRaiseTest, without=("result", "method"))
    settings = {name: found.settings[name] for name in _OPTIONAL if name in found.settings}
    return {
        "person": _person(found, now),
        "goal": found.goal,
        "equipment": list(found.equipment),
        "days_per_week": found.days_per_week,
        "screening": dict(screening.answers) if screening else {},
        "tests": [_test(test) for test in tests],
        "sessions": [_session(training) for training in _looked_at(desk)],
        "glucose_mg_dl": glucose_mg_dl,
        "ketones": ketones,
        "medication": list(found.medication),
        **settings,
    }


def prescribe_next(
    desk: Desk, *, now: datetime, glucose_mg_dl: float | None = None, ketones: str | None = None
) -> Given:
    """The next session and its reasons, from everything that is stored; kept, unless it is what was said last.

    Raises
    ------
    NotEnoughDataError  if the set-up has no goal or days a week yet
    InputError          if what is stored contradicts itself, a session of tomorrow for example
    """
    from soleus.programme import prescribe
    from soleus.programme.reading import profile_of

    profile = plan_profile(desk, now=now, glucose_mg_dl=glucose_mg_dl, ketones=ketones)
    answer = plain(prescribe(profile_of(profile), now.date()).as_json())
    last = last_prescription(desk)
    if last is not None and (last.answer, last.profile, last.version) == (answer, profile, VERSION):
        return last
    return keep_prescription(desk, profile=profile, answer=answer, now=now)


def keep_prescription(
    desk: Desk, *, profile: Mapping[str, object], answer: Mapping[str, object], now: datetime
) -> Given:
    """Keep an answer of the plan with the profile it was made from, so that its reason can be shown later.

    Raises
    ------
    InputError  if the answer has no decision
    """
    day, decision = answer.get("date"), answer.get("decision")
    if not isinstance(decision, str):
        raise InputError("decision: expected a word, the answer of a plan has one")
    given = Given(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        on_date=date.fromisoformat(day) if isinstance(day, str) else None,
        decision=decision,
        profile=dict(profile),
        answer=dict(answer),
        version=VERSION,
    )
    with desk.store.writing(desk.owner) as rows:
        rows.add(given)
    return given


def last_prescription(desk: Desk) -> Given | None:
    """The prescription that was given last."""
    with desk.store.reading(desk.owner) as rows:
        return next(iter(rows.all(Given, newest=1)), None)


def prescription(desk: Desk, prescription_id: UUID) -> Given:
    """One prescription that was given.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.reading(desk.owner) as rows:
        return rows.get(Given, prescription_id)


def sets_done(training: sessions.Training) -> list[ProfileJson]:
    """The sets of a session in the words of a profile, left and right ones paired."""
    return [_set(*pair) for pair in _pairs(training.sets)]


def _looked_at(desk: Desk) -> list[sessions.Training]:
    """The sessions that a plan can depend on: what is older decides nothing but the load that was last lifted."""
    for last in sessions.history(desk, newest=1, without=MEASURED):
        since = sessions.began(last.session) - LOOKS_BACK
        recent = sessions.history(desk, since=since, without=MEASURED)
        told = {one.session.exercise for one in recent if any(done.load_kg is not None for done in one.sets)}
        untold = {one.session.exercise for one in recent if one.session.target.load_kg} - told
        if not untold:
            return recent
        before = sessions.history(desk, before=since, exercises=tuple(sorted(untold)), without=MEASURED)
        return [*before, *recent]
    return []


def _person(found: Profile, now: datetime) -> ProfileJson:
    person = people.person_of(found, now)
    facts = {"body_mass_kg": person.body_mass_kg, "stature_m": person.stature_m, "sex": person.sex}
    return {**facts, "age": person.age_years}


def _test(test: HeelRaiseTest) -> ProfileJson:
    facts: ProfileJson = {"date": test.local_date.isoformat(), "side": test.side, "reps": test.n_reps}
    return {**facts, "work_total_j": test.work_total_j, "pain_nrs": test.pain_nrs}


def _session(training: sessions.Training) -> ProfileJson:
    session = training.session
    return {
        "date": session.local_date.isoformat(),
        "exercise": session.exercise,
        "sets": sets_done(training),
        "target": _target(session.target),
        "session_rpe": session.session_rpe,
        "pain_during_nrs": session.pain_during_nrs,
        "pain_next_morning_nrs": session.pain_next_morning_nrs,
    }


def _target(target: Target) -> ProfileJson | None:
    known = {name: getattr(target, name) for name in _TARGET if getattr(target, name) is not None}
    return known or None


def _pairs(sets: tuple[DoneSet, ...]) -> list[tuple[DoneSet, ...]]:
    """Sets of both legs together, and the left and right ones paired; in the order in which they were done."""
    waiting: dict[str, list[int]] = {"left": [], "right": []}
    pairs: list[tuple[DoneSet, ...]] = []
    for done in sets:
        other = {"left": "right", "right": "left"}.get(done.side or "")
        if other and waiting[other]:
            at = waiting[other].pop(0)
            pairs[at] = (*pairs[at], done)
            continue
        if done.side:
            waiting[done.side].append(len(pairs))
        pairs.append((done,))
    return pairs


def _set(*legs: DoneSet) -> ProfileJson:
    """What the weaker leg did; unknown where one leg's is."""
    reps = [leg.n_reps for leg in legs if leg.n_reps is not None]
    loads = [leg.load_kg for leg in legs if leg.load_kg is not None]
    facts: ProfileJson = {"reps": min(reps) if len(reps) == len(legs) else None}
    facts["load_kg"] = min(loads) if len(loads) == len(legs) else None
    minutes = [leg.duration_s / 60 for leg in legs if leg.duration_s is not None]
    distances = [leg.distance_m for leg in legs if leg.distance_m is not None]
    if len(minutes) == len(legs):
        facts["minutes"] = min(minutes)
    if len(distances) == len(legs):
        facts["distance_m"] = min(distances)
    return facts
