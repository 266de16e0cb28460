"""The next session: a pure function of what is known of the person and the day."""

from datetime import date

from soleus.errors import InputError
from soleus.programme.case import Case, read_case
from soleus.programme.finding import Finding
from soleus.programme.goals import Beginning, beginnings, hops, mild_dose
from soleus.programme.prescription import Decision, Item, Prescription, blocks
from soleus.programme.profile import Profile
from soleus.programme.session import begun, continued, next_day
from soleus.programme.tendon import QUASI_STATIC, TendonLoad


def prescribe(profile: Profile, day: date, *, tendon_load: TendonLoad = QUASI_STATIC) -> Prescription:
    """The next session, within a week of ``day``, with the reason for every change.

    Parameters
    ----------
    profile : everything that is known; the order of its lists does not matter
    day : today; no session or test may be later
    tendon_load : peak Achilles load of one repetition, for the load shown beside the plan; it decides nothing

    Raises
    ------
    InputError  if a session or test lies after ``day``

    Notes
    -----
    Strictest first: screening closes, pain and misses lower, missing data holds, and only what nothing speaks against
    rises, by at most 10 %. Rules with sources and grades: docs/programme.md.

    Examples
    --------
    >>> prescribe(Profile(goal="strength", days_per_week=3), date(2026, 3, 9)).decision
    'stop'
    """
    _check_past(profile, day)
    case = read_case(profile, day, tendon_load)
    if case.screened.closed:
        return _answer(case, None, "stop", [], [])
    if not case.trainings:
        return _begin(case)
    return _continue(case)


def _begin(case: Case) -> Prescription:
    """Nothing to go on with: the first doses, and only what carries no load where the last session hurt."""
    first = [mild_dose()] if case.screened.mild_only else beginnings(case.profile, case.history.today)
    if case.pain_holds:
        first = [one for one in first if one.dose.load_kg == 0] or [mild_dose()]
    items, findings = begun(first)
    day, delays = next_day(case, items)
    return _answer(case, day, "hold" if case.pain_holds else "start", items, [*delays, *findings])


def _continue(case: Case) -> Prescription:
    """What the person does goes on, each exercise by its own days; what the goal lacks joins where nothing hurts."""
    items, findings, effects = continued(case)
    decision: Decision = next((one for one in ("regress", "progress") if one in effects), "hold")
    joining = _joining(case, decision)
    new, new_findings = begun(joining)
    day, delays = next_day(case, [*items, *new])
    return _answer(case, day, decision, [*items, *new], [*delays, *findings, *new_findings])


def _joining(case: Case, decision: Decision) -> list[Beginning]:
    """First doses of what the goal is about and the person does not do yet; hops when the gate has opened."""
    if case.pain_holds or case.screened.mild_only or decision == "regress":
        return []
    joining = [] if case.has_core else beginnings(case.profile, case.history.today)
    hopping = any(training.exercise.kind == "hop" for training in case.trainings)
    if case.profile.goal == "running" and case.gate is None and decision == "progress" and not hopping:
        joining.append(hops())
    return joining


def _answer(
    case: Case, day: date | None, decision: Decision, items: list[Item], findings: list[Finding]
) -> Prescription:
    """Screening speaks first, then what decided, then what is said beside it."""
    screened = case.screened
    notes = () if screened.closed else case.notes
    spoken = (*screened.findings, *findings, *(() if screened.closed else case.pain), *notes)
    return Prescription(
        day=day,
        decision=decision,
        verdict=screened.verdict,
        items=tuple(items),
        blocked=blocks(screened, case.gate),
        findings=tuple(dict.fromkeys(spoken)),
        achilles=case.achilles,
    )


def _check_past(profile: Profile, day: date) -> None:
    for name, days in (("sessions", profile.sessions), ("tests", profile.tests)):
        if days and days[-1].day > day:
            raise InputError(
                f"{name}: expected days up to {day.isoformat()}, got {days[-1].day.isoformat()}; "
                "correct the date, or give the day of the plan with --date"
            )
