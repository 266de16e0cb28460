"""Rest rules: 48 h between heavy loadings, the person's days a week, the lighter week, the pause."""

from soleus.programme.dose import STEP_BACK_FRAC
from soleus.programme.finding import Finding
from soleus.programme.history import History, Training
from soleus.programme.profile import week_of

HEAVY_GAP_DAYS = 2  # 48 h by the calendar: dates carry no hour, so "not earlier in the day" is said
PAUSE_DAYS = 14  # a fortnight; judgement
MOST_STEPS_BACK = 5  # leaves 0.59; after that the start dose bounds as well; judgement
MOST_HARD_WEEKS = 8  # judgement
LIGHTER_FRAC = 0.75  # two sets of three are a lighter week, nine tenths of the load are not; judgement
COMPARED_WEEKS = 4  # a week is lighter than the heaviest of the four before


def two_days_between(history: History, day: int) -> Finding | None:
    """Less than two days after the last heavy loading: later."""
    heavy = next((one for one in history.since(day - HEAVY_GAP_DAYS + 1) if one.is_heavy), None)
    if heavy is None:
        return None
    why = (
        f"The last loaded session was on {heavy.day.isoformat()}: 48 h before the next one, "
        "so two days later and not earlier in the day."
    )
    return Finding("two-days-between", "delay", why)


def days_per_week(history: History, day: int, allowed: int) -> Finding | None:
    """Already as many training days in the seven that end on this one as the person gives."""
    days = {one.ordinal for one in history.since(day - 6) if not one.is_broken_off} - {day}
    if len(days) < allowed:
        return None
    times = "day" if allowed == 1 else "days"
    return Finding("days-per-week", "delay", f"You train {allowed} {times} in seven, and these have been used.")


def trained_on(history: History, day: int) -> Finding | None:
    """Strength work has been done on that day; what was broken off can be begun again."""
    if all(one.is_broken_off for one in history.since(day)):
        return None
    return Finding("once-a-day", "delay", "Today's session is done; the next one is on another day.")


def pause(training: Training, today: int) -> Finding | None:
    """More than two weeks without this exercise: one step back a fortnight, at most five."""
    away = today - training.latest.ordinal
    if away <= PAUSE_DAYS:
        return None
    steps = min(MOST_STEPS_BACK, (away - 1) // PAUSE_DAYS)
    steps_back = "one step back" if steps == 1 else f"{steps} steps back"
    why = f"{training.exercise.name}: a pause of {away} days, more than two weeks, so {steps_back}."
    return Finding("pause", "regress", why, training.exercise.id, STEP_BACK_FRAC**steps)


def lighter_week(history: History, day: int) -> Finding | None:
    """Eight hard weeks in a row before the week of this day: this one is lighter."""
    if not history.sessions or week_of(day) - history.sessions[0].week < MOST_HARD_WEEKS:
        return None
    weeks = hard_weeks_before(history, day)
    if weeks < MOST_HARD_WEEKS:
        return None
    why = f"{weeks} hard weeks without a lighter one: this week half the sets at the same load, to recover."
    return Finding("lighter-week", "hold", why)


def hard_weeks_before(history: History, day: int) -> int:
    """Calendar weeks in a row, up to the one before the day's, that were not lighter than those before them."""
    weeks = range(week_of(day) - 1, week_of(day) - 1 - MOST_HARD_WEEKS, -1)
    work = _weekly_work(history)
    return next((count for count, week in enumerate(weeks) if _is_lighter(work, week)), MOST_HARD_WEEKS)


def _is_lighter(work: dict[int, tuple[float, float]], week: int) -> bool:
    """At most three quarters of the heaviest of the four weeks before, in sets without load and in kilograms."""
    if week not in work:
        return True
    earlier = [work[other] for other in range(week - COMPARED_WEEKS, week) if other in work]
    if not earlier:
        return False
    return all(
        now <= LIGHTER_FRAC * max(then) for now, then in zip(work[week], zip(*earlier, strict=True), strict=True)
    )


def _weekly_work(history: History) -> dict[int, tuple[float, float]]:
    """Week -> sets without load, kilograms over all sets with load; of strength work only."""
    work: dict[int, tuple[float, float]] = {}
    for session in history.sessions:
        if session.is_strength:
            bare, loaded = work.get(session.week, (0.0, 0.0))
            work[session.week] = (bare + session.bare_sets, loaded + session.lifted_kg)
    return work
