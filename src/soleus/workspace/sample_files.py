"""What comes into the sample as files: two weeks of a glucose sensor with a trial on them, and walks."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from soleus.recording.signals import Floats
from soleus.workspace import glucose_imports, glucose_readings, trials, walks
from soleus.workspace.intray import new_tray
from soleus.workspace.place import Desk

GLUCOSE_DAYS = 14
READ_EVERY_MIN = 5
MEALS = ((7, 40, 45.0, "Breakfast"), (12, 30, 60.0, "Lunch"), (18, 50, 75.0, "Dinner"))
TRIAL_PAIRS, TRIAL_DONE, TRIAL_SEED = 6, 5, 11
TRIAL_PUSH_UP_MIN, TRIAL_KCAL_MIN = 60, 0.6  # an hour of push-ups, unloaded
AREA_MIN = 480  # by then a meal is over
METRES_PER_DEGREE = 111_320.0
HILLS = ((6, 1.35, 140.0, 32), (13, 1.25, 210.0, 45), (27, 1.30, 90.0, 25))  # days ago, m/s, climb in m, minutes


def bring_in(desk: Desk, now: datetime, rng: np.random.Generator) -> None:
    """Bring the files in, plan and log the trial, write the other meals down."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=GLUCOSE_DAYS)
    trial = _Breakfasts(desk, midnight.date(), now)
    text = _readings(midnight, trial, rng)
    tray = new_tray(desk)
    tray.put("sample-sensor.csv", BytesIO(text.encode()))
    glucose_imports.bring_in(desk, glucose_imports.receive(desk, tray), now=now)
    trial.log(now)
    for day in range(GLUCOSE_DAYS):
        on = midnight.date() + timedelta(days=day)
        for hour, minute, carbs_g, name in MEALS:
            if name != "Breakfast" or on not in trial.logged:
                glucose_readings.keep_meal(desk, day=on, clock=time(hour, minute), carbs_g=carbs_g, name=name, now=now)
    _walks(desk, now)


class _Breakfasts:
    """The trial: breakfast with and without push-ups, planned the day before the sensor began."""

    def __init__(self, desk: Desk, first: date, now: datetime) -> None:
        from soleus.glucose.trial import schedule

        self.desk = desk
        before = now - timedelta(days=GLUCOSE_DAYS + 1)
        hour, minute, carbs_g, name = MEALS[0]
        self.clock = time(hour, minute)
        self.trial = trials.plan(
            desk, n_pairs=TRIAL_PAIRS, first_day=first, days_apart=1, meal=name, meal_time=self.clock,
            push_up_min=TRIAL_PUSH_UP_MIN, carbs_g=carbs_g, outcome="iauc_3h", now=before, seed=TRIAL_SEED,
        )  # fmt: skip
        self.days = schedule.plan(TRIAL_PAIRS, TRIAL_SEED, first, days_apart=1)
        self.logged = {day.date for day in self.days if day.pair <= TRIAL_DONE}

    def push_ups_on(self, on: date) -> bool:
        """Whether that breakfast is one with push-ups."""
        return any(day.date == on and day.condition == "push-ups" for day in self.days)

    def log(self, now: datetime) -> None:
        """Say that the breakfasts of the first pairs were eaten."""
        for day in self.days:
            if day.date in self.logged:
                trials.log(
                    self.desk, self.trial.id, day.pair, day.condition, "done", now=now, day=day.date, clock=self.clock
                )


def _readings(midnight: datetime, trial: _Breakfasts, rng: np.random.Generator) -> str:
    """The sensor's file, by the meal simulation: people like this one, another each day."""
    n = GLUCOSE_DAYS * 24 * 60 // READ_EVERY_MIN
    level = 104.0 + 4.0 * np.sin(np.arange(n) * 2 * np.pi * READ_EVERY_MIN / 1440 - 2.0)
    for hour, minute, carbs_g, name in MEALS:
        rest, moving = _rises(carbs_g, rng)
        for day in range(GLUCOSE_DAYS):
            moved = name == "Breakfast" and trial.push_ups_on(midnight.date() + timedelta(days=day))
            rise = (moving if moved else rest)[day]
            at = (day * 1440 + hour * 60 + minute) // READ_EVERY_MIN
            level[at : at + len(rise)] += rise[: max(0, n - at)]
    level += np.convolve(rng.normal(0.0, 5.0, n + 11), np.ones(12) / 12, "valid") + rng.normal(0.0, 1.2, n)
    stamps = (midnight + timedelta(minutes=READ_EVERY_MIN * k) for k in range(n))
    lines = [f"{at.isoformat()},{value:.0f}" for at, value in zip(stamps, level.tolist(), strict=True)]
    return "\n".join(["time,glucose_mg_dl", *lines, ""])


def _rises(carbs_g: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Glucose above fasting after a meal, at rest and with push-ups, (days, readings)."""
    from soleus.glucose.simulation.meal import compare
    from soleus.glucose.simulation.people import find_preset, virtual_people
    from soleus.glucose.simulation.push_ups import PushUps

    people = virtual_people(find_preset("prediabetes", body_mass_kg=78.0), GLUCOSE_DAYS, rng)
    push_ups = PushUps(bouts_min=((10.0, 10.0 + TRIAL_PUSH_UP_MIN),), extra_kcal_min=TRIAL_KCAL_MIN)
    both = compare(people, carbs_g=carbs_g, push_ups=push_ups, duration_min=AREA_MIN)
    rest, moving = (
        course.glucose_mg_dl[:, ::READ_EVERY_MIN] - course.glucose_mg_dl[:, :1]
        for course in (both.control, both.push_ups)
    )
    return rest, moving


def _walks(desk: Desk, now: datetime) -> None:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"sample-hill-{ago}.gpx" for ago, *_ in HILLS]
        for path, (ago, speed_m_s, climb_m, minutes) in zip(paths, HILLS, strict=True):
            begun = now.replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=ago)
            path.write_text(_track(begun, speed_m_s, climb_m, minutes), encoding="utf-8")
        walks.bring_in(desk, walks.look(desk, paths, now=now), now=now, source="sample")


def _track(begun: datetime, speed_m_s: float, climb_m: float, minutes: int) -> str:
    """A hill up and down again, as a watch writes it."""
    points = []
    for second in range(0, 60 * minutes, 5):
        share = second / (60 * minutes)
        height_m = 200.0 + climb_m * (1.0 - abs(2.0 * share - 1.0))
        north = 47.0 + speed_m_s * second * (1 if share < 0.5 else -1) / METRES_PER_DEGREE
        north += 0.0 if share < 0.5 else speed_m_s * 60 * minutes / METRES_PER_DEGREE
        at = (begun + timedelta(seconds=second)).isoformat()
        points.append(f'<trkpt lat="{north:.6f}" lon="8.0"><ele>{height_m:.1f}</ele><time>{at}</time></trkpt>')
    head = '<?xml version="1.0"?><gpx version="1.1" creator="soleus sample" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><type>hiking</type><trkseg>{''.join(points)}</trkseg></trk></gpx>"
