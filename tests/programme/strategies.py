"""Every hypothesis strategy of the programme: people, answers, histories; the impossible ones are made elsewhere."""

from datetime import timedelta

from hypothesis import strategies as st

from soleus.exercises import catalogue, find_exercise
from soleus.person import Person
from soleus.programme import Answers, LegTest, Profile, Session, SetDone, Target
from soleus.programme.profile import QUESTIONS
from tests.programme.made import ALL_NO, TODAY

GOALS = ("glucose", "strength", "achilles", "running", "circulation")
RED_FLAGS = (
    "calf_swelling", "calf_pain_after_immobility", "sudden_pop", "cannot_push_off", "numbness",
    "pain_out_of_proportion", "open_wound", "fracture", "recent_surgery",
)  # fmt: skip
EXERCISES = tuple(catalogue())
USUAL = ("seated-calf-raise", "standing-calf-raise", "single-leg-calf-raise", "two-up-one-down", "eccentric-heel-drop",
         "soleus-push-up", "two-leg-hop")  # fmt: skip

maybe_pain = st.none() | st.integers(0, 10).map(float)
loads_kg = st.none() | st.sampled_from([0.0, 0.0, 2.3, 5.0, 7.5, 20.0, 61.3, 140.0])
reps = st.none() | st.integers(0, 40)


def _mostly_none(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Mostly unknown, so that most profiles get as far as a session."""
    return st.sampled_from([False, False, False, False, True]).flatmap(lambda known: strategy if known else st.none())


@st.composite
def sets_done(draw: st.DrawFn) -> SetDone:
    kind = draw(st.sampled_from(["reps", "reps", "reps", "minutes", "metres"]))
    return SetDone(
        reps=draw(reps) if kind == "reps" else None,
        load_kg=draw(loads_kg),
        minutes=draw(st.none() | st.floats(0, 120)) if kind == "minutes" else None,
        distance_m=draw(st.none() | st.floats(0, 500)) if kind == "metres" else None,
    )


@st.composite
def targets(draw: st.DrawFn) -> Target:
    kind = draw(st.sampled_from(["reps", "reps", "reps", "minutes", "metres"]))
    return Target(
        sets=draw(st.none() | st.integers(1, 5)),
        reps=draw(st.none() | st.integers(1, 30)) if kind == "reps" else None,
        load_kg=draw(loads_kg),
        minutes=draw(st.floats(0.1, 120)) if kind == "minutes" else None,
        distance_m=draw(st.floats(0.1, 500)) if kind == "metres" else None,
        times_per_day=draw(st.none() | st.integers(1, 4)),
    )


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Anything that the door lets in."""
    return Session(
        day=TODAY - timedelta(days=draw(st.integers(0, 120))),
        exercise=find_exercise(draw(st.sampled_from(USUAL) | st.sampled_from(EXERCISES))),
        sets=tuple(draw(st.lists(sets_done(), max_size=5))),
        target=draw(st.none() | targets()),
        session_rpe=draw(maybe_pain),
        pain_during_nrs=draw(maybe_pain),
        pain_next_morning_nrs=draw(maybe_pain),
    )


@st.composite
def likely_sessions(draw: st.DrawFn) -> Session:
    """A session of few exercises near its target and with little pain, so that all decisions are reached."""
    target = Target(sets=3, reps=12, load_kg=draw(st.sampled_from([0.0, 20.0])))
    done = draw(st.sampled_from([9, 12, 13, 14, 17]))
    return Session(
        day=TODAY - timedelta(days=draw(st.integers(1, 20))),
        exercise=find_exercise(draw(st.sampled_from(USUAL[:3]))),
        sets=(SetDone(reps=done, load_kg=target.load_kg),) * 3,
        target=target,
        session_rpe=6.0,
        pain_during_nrs=draw(st.sampled_from([0.0, 0.0, 0.0, 2.0, 5.0])),
        pain_next_morning_nrs=draw(st.sampled_from([0.0, 0.0, 0.0, 1.0])),
    )


@st.composite
def leg_tests(draw: st.DrawFn) -> LegTest:
    return LegTest(
        day=TODAY - timedelta(days=draw(st.integers(0, 60))),
        side=draw(st.sampled_from(["left", "right"])),
        reps=draw(st.none() | st.integers(0, 60)),
        work_total_j=draw(st.none() | st.floats(0, 4000)),
        pain_nrs=draw(maybe_pain),
    )


people = st.builds(
    Person,
    body_mass_kg=st.none() | st.floats(30, 200),
    stature_m=st.none() | st.floats(1.3, 2.1),
)
answers = st.builds(Answers, **dict.fromkeys(QUESTIONS, st.sampled_from([None, True, False])))


@st.composite
def profiles(draw: st.DrawFn, *, screening: st.SearchStrategy[Answers] | None = None) -> Profile:
    """Everything that the door lets in; by default nothing that closes the session."""
    history = draw(st.lists(likely_sessions(), max_size=8) | st.lists(sessions(), max_size=12))
    return Profile(
        goal=draw(st.sampled_from(GOALS)),
        days_per_week=draw(st.integers(1, 7)),
        person=draw(people),
        equipment=frozenset(draw(st.sets(st.sampled_from(["chair", "weights", "step", "stairs", "unicorn"])))),
        screening=draw(st.just(ALL_NO) if screening is None else screening),
        tests=tuple(draw(st.lists(leg_tests(), max_size=4))),
        sessions=tuple(history),
        medication=frozenset(draw(st.sets(st.sampled_from(["insulin", "glinide", "anticoagulant", "metformin"])))),
        glucose_mg_dl=draw(_mostly_none(st.floats(20, 600))),
        ketones=draw(_mostly_none(st.sampled_from(["none", "trace", "moderate", "large"]))),
        programme=draw(st.sampled_from([None, "heavy-slow-resistance", "eccentric", "combined"])),
        usual_morning_pain_nrs=draw(st.sampled_from([0.0, 0.0, 1.0, 4.0])),
    )
