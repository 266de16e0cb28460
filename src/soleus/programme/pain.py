"""Pain rules: up to 5 of 10 during a session, settled by the next morning, not rising from week to week."""

from collections.abc import Iterable
from itertools import groupby, islice
from operator import attrgetter

from soleus.programme.dose import STEP_BACK_FRAC
from soleus.programme.finding import Finding
from soleus.programme.history import History
from soleus.programme.profile import Session

MOST_DURING_NRS = 5.0  # of 10; pain-monitoring model, Silbernagel 2007
SAFE_MORNING_NRS = 2.0  # the "safe" zone 0-2; decides only between hold and one step down, and bounds "usual"
DAYS_BEFORE_ADVICE = 3  # judgement: once is a bad day, three times is a pattern
_during = attrgetter("pain_during_nrs")
_next_morning = attrgetter("pain_next_morning_nrs")


def above_five(history: History) -> Finding | None:
    """More than 5 of 10 on the latest training day: one step down."""
    worst = _worst(map(_during, history.last_day))
    if worst is None or worst <= MOST_DURING_NRS:
        return None
    why = f"Pain was {worst:g}/10 in the last session; up to 5 is acceptable, more takes one step off."
    return Finding("pain-above-five", "regress", why, keep_frac=STEP_BACK_FRAC)


def next_morning(history: History, usual_nrs: float) -> Finding | None:
    """Not back to the usual morning by the next morning: hold; above 2 of 10: one step down."""
    worst = _worst(map(_next_morning, history.last_day))
    if worst is None or worst <= settled_nrs(usual_nrs):
        return None
    told = f"Pain was still {worst:g}/10 the morning after the last session"
    if worst > SAFE_MORNING_NRS:
        why = f"{told}: it has to settle overnight, so one step comes off."
        return Finding("pain-next-morning", "regress", why, keep_frac=STEP_BACK_FRAC)
    return Finding("pain-next-morning", "hold", f"{told}: it has to settle overnight before more is added.")


def rising(history: History) -> Finding | None:
    """The latest training week hurt more than the one before it, during or on the morning after: hold."""
    latest, before = history.last_weeks
    for name, felt in (("during sessions", _during), ("on the mornings after", _next_morning)):
        now, then = _worst(map(felt, latest)), _worst(map(felt, before))
        if now is not None and then is not None and now > then:
            why = f"Pain {name} rose from {then:g} to {now:g}/10 from week to week: nothing is added while it rises."
            return Finding("pain-rising", "hold", why)
    return None


def unknown(history: History) -> Finding | None:
    """A latest session whose pain was not told: repeat."""
    during = any(session.pain_during_nrs is None for session in history.last_day)
    morning = any(session.pain_next_morning_nrs is None for session in history.last_day)
    if not (during or morning):
        return None
    what = "during it and the next morning" if during and morning else "during it" if during else "the next morning"
    return Finding(
        "pain-unknown", "hold", f"Pain {what} was not recorded for the last session: missing data means repeat."
    )


def keeps_coming(history: History) -> Finding | None:
    """Over 5 of 10 on three training days in a row: somebody should look at it."""
    if above_five(history) is None:
        return None
    days = islice(groupby(reversed(history.sessions), key=attrgetter("ordinal")), DAYS_BEFORE_ADVICE)
    worst = [_worst(map(_during, sessions)) for _, sessions in days]
    if len(worst) == DAYS_BEFORE_ADVICE and all(pain is not None and pain > MOST_DURING_NRS for pain in worst):
        why = f"More than 5/10 on the last {DAYS_BEFORE_ADVICE} days: let a physiotherapist or doctor look at it."
        return Finding("pain-keeps-coming", "note", why)
    return None


def settled_nrs(usual_nrs: float) -> float:
    """The most that counts as settled on the next morning."""
    return min(usual_nrs, SAFE_MORNING_NRS)


def quiet(sessions: Iterable[Session], usual_nrs: float) -> bool:
    """Pain known, at most 5 of 10, and settled by the next morning."""
    return all(
        one.pain_during_nrs is not None
        and one.pain_next_morning_nrs is not None
        and one.pain_during_nrs <= MOST_DURING_NRS
        and one.pain_next_morning_nrs <= settled_nrs(usual_nrs)
        for one in sessions
    )


def pain_findings(history: History, usual_nrs: float) -> list[Finding]:
    """All pain rules that fire."""
    found = (
        above_five(history),
        next_morning(history, usual_nrs),
        rising(history),
        unknown(history),
        keeps_coming(history),
    )
    return [finding for finding in found if finding is not None]


def _worst(values: Iterable[float | None]) -> float | None:
    return max([value for value in values if value is not None], default=None)
