"""A workspace with something of everything in it, and what it looks like from outside."""

from datetime import timedelta
from uuid import uuid4

from soleus.store.entries import HeelRaiseTest, Reminder, Soreness
from soleus.store.records import DoneSet, Target
from soleus.workspace import accounts, diary, glucose_readings, live, people, planning, reminders, sessions, trials
from soleus.workspace.place import Desk
from tests.stores import NOW

FORMULA = '=HYPERLINK("http://evil.example")'


def fill(desk: Desk) -> None:
    facts = {"body_mass_kg": 75.0, "stature_m": 1.75, "sex": "female", "birth_year": 1984, "goal": "achilles"}
    people.save_profile(desk, {**facts, "days_per_week": 3, "settings": {"voice": True}}, now=NOW, step="person")
    people.save_screening(desk, {"pregnancy": False}, now=NOW)
    for k in range(3):
        began = NOW + timedelta(days=k)
        session = sessions.start(desk, exercise="soleus-push-up", how="phone", now=began, target=Target(reps=2))
        stream = live.open_stream(desk, session.id, stream="phone", columns=("time_s", "heel_height_m"), now=began)
        stream.append([[0.0, 0.001 * k], [0.5, 0.05], [1.0, 0.0]])
        reps = {"n_reps": 2, "peak_s": (0.5, 1.5), "heel_raise_height_m": (0.05, None)}
        sessions.add_set(
            desk, DoneSet(id=uuid4(), created_at=began, session_id=session.id, position=0, how="phone", **reps)
        )
        sessions.finish(
            desk, session.id, now=began, changes={"notes": FORMULA if k == 0 else f"day {k}", "session_rpe": k}
        )
    sessions.delete(desk, session.id, now=NOW)
    diary.add(desk, HeelRaiseTest(id=uuid4(), created_at=NOW, side="left", n_reps=24))
    diary.add(desk, Soreness(id=uuid4(), created_at=NOW, region="soleus", soreness_nrs=3))
    profile = planning.plan_profile(desk, now=NOW)
    planning.keep_prescription(desk, profile=profile, answer={"date": "2026-03-05", "decision": "hold"}, now=NOW)
    reminders.save(desk, Reminder(id=uuid4(), created_at=NOW, kind="meal", at=("08:00",)))
    meal = glucose_readings.keep_meal(desk, day=NOW.date(), clock=NOW.time(), carbs_g=60.0, name="porridge", now=NOW)
    trial = trials.plan(
        desk, n_pairs=3, first_day=NOW.date(), days_apart=1, meal="drink", meal_time=NOW.time(), push_up_min=60,
        carbs_g=75.0, outcome="iauc_3h", now=NOW, seed=7,
    )  # fmt: skip
    trials.log(desk, trial.id, 1, "control", "done", now=NOW, day=meal.eaten_at.date(), clock=NOW.time())
    accounts.make_token(desk, "script", ("read",), life=timedelta(days=1), now=NOW)


def picture(desk: Desk) -> object:
    """Everything that can be seen of an account."""
    from soleus.store.registry import KINDS

    with desk.store.reading(desk.owner) as rows:
        seen = {kind.__name__: rows.all(kind) for kind in KINDS if kind.__name__ != "AuditEntry"}
    signals = [desk.workspace.signals.path(s.sha256).read_bytes() for s in seen["Signal"]]
    return seen, signals
