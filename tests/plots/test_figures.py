"""Figures say what must be said; how they look is looked at."""

import numpy as np

from soleus.glucose.simulation.meal import compare
from soleus.glucose.simulation.people import VirtualPeople, find_preset
from soleus.glucose.simulation.push_ups import PushUps
from soleus.glucose.simulation.report import assumptions
from soleus.glucose.trial.analysis import analyse_trial
from soleus.glucose.trial.pairs import pairs_of
from soleus.person import Person
from soleus.plots import heel_raise_test_figure, simulated_meal_figure, trial_figure
from soleus.response.norms import norms


def said(figure) -> str:
    told = [text.get_text() for text in figure.texts]
    for axis in figure.axes:
        told += [*(text.get_text() for text in axis.texts), axis.get_title(loc="left"), axis.get_xlabel()]
    return " ".join(" ".join([*told, figure.get_suptitle()]).split())


def test_every_assumption_is_printed_on_a_simulated_meal() -> None:
    person, effort = find_preset("type2"), PushUps(bouts_min=((0.0, 60.0),), extra_kcal_min=0.25)
    result = compare(VirtualPeople.of(person), 75.0, effort)
    told = assumptions("type2", person, effort)
    shown = said(simulated_meal_figure(result, effort, title="75 g", assumptions=told))
    assert "SIMULATED, not measured" in shown
    assert all(sentence in shown for sentence in told)


def test_a_trial_without_limits_says_so_and_shows_what_was_believed_before() -> None:
    trial = analyse_trial(pairs_of(np.array([10.0, 900, 30, 2500, 15]), np.array([700.0, 20, 1800, 12, 300])))
    shown = said(trial_figure(trial))
    assert "Cannot tell" in shown
    assert "no limit in either direction" in shown
    assert "83 % before your meals, 83 % with them" in shown


def test_a_trial_that_lowers_says_by_how_much() -> None:
    shown = said(trial_figure(analyse_trial(pairs_of(np.full(6, 4000.0) + np.arange(6), np.full(6, 3000.0)))))
    assert "25 % lower" in shown
    assert "6 of 6 pairs" in shown


def test_a_heel_raise_test_without_heights_or_group_still_draws() -> None:
    figure = heel_raise_test_figure([np.full(9, np.nan)], ["left"], norms(9, Person()))
    assert "knows no heights" in said(figure)
    assert "median 24.5" in said(figure)
