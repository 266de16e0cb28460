"""What was done in a trial beside what was planned: measured push-ups of every meal, and the trial both ways."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from soleus.errors import NotEnoughDataError
from soleus.glucose.bouts import Bout, PushUps, push_ups_after
from soleus.glucose.trial.analysis import Trial, analyse_trial, in_words
from soleus.glucose.trial.analysis import as_json as trial_json
from soleus.glucose.trial.pairs import Eaten, pairs_of_meals
from soleus.glucose.trial.schedule import Condition

NOT_RANDOM = "as done is no longer a random choice: whoever skipped or moved on the wrong day did so for a reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class BothWays:
    """A trial as planned, which is its answer, and as done; ``as_done`` is None with fewer than two such pairs.

    ``without`` are pairs whose meal with push-ups has no measured bout, ``despite`` those whose meal without has one.
    """

    as_planned: Trial
    as_done: Trial | None
    without: tuple[str, ...]
    despite: tuple[str, ...]
    eaten: tuple[Eaten, ...]


def with_bouts(eaten: Iterable[Eaten], bouts: Sequence[Bout]) -> tuple[Eaten, ...]:
    """Every meal with the push-ups that were measured in the 3 h after it; they replace logged minutes.

    A meal whose time is not known keeps what was logged.
    """
    found = []
    for meal in eaten:
        if meal.at is None:
            found.append(meal)
            continue
        push_ups = push_ups_after(meal.at, bouts)
        found.append(replace(meal, push_ups=push_ups, minutes=push_ups.minutes))
    return tuple(found)


def both_ways(eaten: Sequence[Eaten], *, planned_pairs: int | None = None) -> BothWays:
    """Analyse a trial as planned and as done.

    As planned counts every meal under the condition that the coin gave it: that is the answer, chosen before the first
    meal, because only it is random. As done leaves out pairs whose push-ups were not measured, or that had push-ups
    with the meal without; it says what the push-ups may do where they are done.

    Raises
    ------
    NotEnoughDataError  if fewer than two pairs are complete
    InputError          as `analyse_trial`
    """
    without = _labels(eaten, "push-ups", lambda push_ups: push_ups.n_bouts == 0)
    despite = _labels(eaten, "control", lambda push_ups: push_ups.n_bouts > 0)
    planned = analyse_trial(pairs_of_meals(eaten), planned_pairs=planned_pairs)
    return BothWays(
        as_planned=planned,
        as_done=_as_done(eaten, {*without, *despite}, planned),
        without=without,
        despite=despite,
        eaten=tuple(eaten),
    )


def _as_done(eaten: Sequence[Eaten], left_out: set[str], planned: Trial) -> Trial | None:
    if all(meal.push_ups is None for meal in eaten):
        return None
    try:
        pairs = pairs_of_meals(meal for meal in eaten if meal.pair not in left_out)
    except NotEnoughDataError:
        return None
    # before the planned end it is a look as well; one pair more than there are says so
    trial = analyse_trial(pairs, planned_pairs=len(pairs) + 1 if planned.interim else len(pairs))
    told = tuple(warning for warning in trial.warnings if "planned" not in warning)
    return replace(trial, warnings=(*told, NOT_RANDOM))


def _labels(eaten: Iterable[Eaten], condition: Condition, matches: Callable[[PushUps], bool]) -> tuple[str, ...]:
    return tuple(
        meal.pair
        for meal in eaten
        if meal.condition == condition and meal.push_ups is not None and matches(meal.push_ups)
    )


def as_json(found: BothWays) -> dict[str, object]:
    """What ``soleus trial analyse --sessions`` adds to the answer."""
    return {
        "primary": "as planned",
        "as_done": None if found.as_done is None else trial_json(found.as_done),
        "push_ups_without_a_measured_bout": list(found.without),
        "control_with_a_measured_bout": list(found.despite),
        "meals": [
            {
                "pair": meal.pair,
                "condition": meal.condition,
                "n_bouts": meal.push_ups.n_bouts,
                "minutes": meal.push_ups.minutes,
                "n_reps": meal.push_ups.n_reps,
                "energy_kj": None if meal.push_ups.energy_kj is None else asdict(meal.push_ups.energy_kj),
            }
            for meal in found.eaten
            if meal.push_ups is not None
        ],
    }


def details(found: BothWays) -> list[str]:
    """What was done, a line each; nothing where there were no sessions to compare with."""
    if all(meal.push_ups is None for meal in found.eaten):
        return []
    moved = [meal.push_ups for meal in found.eaten if meal.condition == "push-ups" and meal.push_ups is not None]
    minutes = [push_ups.minutes for push_ups in moved if push_ups.n_bouts]
    lines = []
    if minutes:
        low, high = f"{min(minutes):.0f}", f"{max(minutes):.0f}"
        span = low if low == high else f"{low} to {high}"
        lines.append(f"Measured push-ups after {len(minutes)} meals: {span} min")
    if found.without:
        lines.append(f"Planned with push-ups, none measured: pair {', '.join(found.without)}")
    if found.despite:
        lines.append(f"Planned without, push-ups measured: pair {', '.join(found.despite)}")
    if not found.without and not found.despite:
        lines.append("Every meal was done as planned")
    elif found.as_done is None:
        lines.append("As done: fewer than two such pairs, no answer")
    else:
        done = found.as_done
        lines.append(f"As done ({len(done.pairs)} pairs): {in_words(done)} The answer stays the one as planned.")
    return lines
