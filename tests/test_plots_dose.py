"""Pictures of a dose show the numbers they are drawn from."""

from datetime import date

import numpy as np
import pytest

from soleus.dose import planned_dose
from soleus.dose.tendon import LADDER
from soleus.person import Person
from soleus.plots import dose_figure, soleus_share_figure, tendon_load_figure

MAN = Person(body_mass_kg=75.0, stature_m=1.755)


def test_the_repetition_shows_percent_of_activation_and_newton_and_the_ladder_has_this_set() -> None:
    dose = planned_dose("single-leg-calf-raise", MAN, reps=10)
    activation, force, ladder = dose_figure(dose, title="x").axes
    drawn = {line.get_label(): line.get_ydata() for line in activation.lines}
    assert max(drawn["soleus"]) == pytest.approx(100 * dose.activation_peak_frac("soleus"))
    pulls = {line.get_label(): line.get_ydata() for line in force.lines}
    assert pulls["soleus"] + pulls["gastrocnemius"] == pytest.approx(pulls["Achilles tendon"])
    widths = sorted(bar.get_width() for bar in ladder.patches)
    assert widths == pytest.approx(sorted([rung.peak_bw for rung in LADDER] + [dose.tendon.peak_bw_fixed_arm]))
    words = [text.get_text() for text in ladder.texts]
    assert "this set" in words
    assert "running (unverified)" in words


def test_the_share_of_soleus_rises_as_the_knee_bends_at_every_load() -> None:
    (axis,) = soleus_share_figure().axes
    for line in axis.lines:
        share = np.asarray(line.get_ydata())
        assert share[-1] > share[0] + 20
        assert (np.diff(share) > -0.5).all()


def test_sessions_stand_on_their_days_in_any_order_of_input() -> None:
    figure = tendon_load_figure([(date(2026, 11, 3), 200.0), (date(2026, 11, 1), 100.0)], title="x")
    (axis,) = figure.axes
    bars = sorted((bar.get_x(), bar.get_height()) for bar in axis.patches)
    assert [height for _, height in bars] == [100.0, 200.0]
    assert bars[1][0] - bars[0][0] == pytest.approx(2.0)
