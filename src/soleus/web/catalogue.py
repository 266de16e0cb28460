"""The exercises: the list and one."""

from dataclasses import dataclass

from soleus.errors import InputError, NotFoundError
from soleus.exercises import Exercise, Position, catalogue, find_exercise
from soleus.web.drawings import exercise_picture
from soleus.web.pages import new_pages

pages = new_pages(exercise_picture)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExercisesPage:
    """The exercises of one position, or all."""

    position: Position | None
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExercisePage:
    """One exercise and its neighbours."""

    exercise: Exercise
    easier: tuple[Exercise, ...]
    harder: tuple[Exercise, ...]


@pages.page("/exercises", "exercises.html", personal=False)
def exercises(position: Position | None = None) -> ExercisesPage:
    """Every exercise of the catalogue."""
    found = tuple(entry for entry in catalogue().values() if position in (None, entry.position))
    return ExercisesPage(position=position, exercises=found)


@pages.page("/exercises/{exercise_id}", "exercise.html", personal=False)
def exercise(exercise_id: str) -> ExercisePage:
    """One exercise: how to do it, what often goes wrong, what is known of it."""
    try:
        found = find_exercise(exercise_id)
    except InputError as error:
        raise NotFoundError(str(error)) from error
    return ExercisePage(
        exercise=found,
        easier=tuple(find_exercise(name) for name in found.easier),
        harder=tuple(find_exercise(name) for name in found.harder),
    )
