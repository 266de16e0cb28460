"""One figure for each boundary type; no pyplot, no global state."""

from soleus.plots.daily_glucose import daily_glucose_figure
from soleus.plots.dose import dose_figure, soleus_share_figure, tendon_load_figure
from soleus.plots.emg import against_model_figure, emg_figure
from soleus.plots.heel_motion import heel_motion_figure
from soleus.plots.heel_raise_test import heel_raise_test_figure
from soleus.plots.simulated_meal import simulated_meal_figure
from soleus.plots.style import PICTURES, check_picture, save_figure
from soleus.plots.trial import trial_figure
from soleus.plots.walk import walk_figure

__all__ = [
    "PICTURES",
    "against_model_figure",
    "check_picture",
    "daily_glucose_figure",
    "dose_figure",
    "emg_figure",
    "heel_motion_figure",
    "heel_raise_test_figure",
    "save_figure",
    "simulated_meal_figure",
    "soleus_share_figure",
    "tendon_load_figure",
    "trial_figure",
    "walk_figure",
]
