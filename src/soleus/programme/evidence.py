"""Every rule of the programme by name: what it says, where it comes from, how sure that is."""

from dataclasses import dataclass
from typing import Literal

Grade = Literal["guideline", "trial", "cohort", "experts", "second hand", "convention", "judgement"]

ADA_2016 = "Colberg 2016 (position statement of the American Diabetes Association), table 1"
ADA_2017 = "American Diabetes Association 2017, Diabetes Care 40(S1):S48, table 6.3"
ACSM_2009 = "Ratamess 2009 (position stand of the American College of Sports Medicine), abstract"
SILBERNAGEL_2007 = "pain-monitoring model of Silbernagel 2007, as retold by clinics"
GREEN_2022 = "Green 2022 (consensus of experts), table 4"
WELLS = "signs of Wells 1997 and 2003 (deep vein thrombosis); no score is formed, one sign is enough"
OWN = "judgement of soleus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; ``grade`` is of its source, not of how much it matters."""

    name: str
    says: str
    source: str
    grade: Grade


def _rule(name: str, says: str, source: str, grade: Grade) -> Rule:
    return Rule(name=name, says=says, source=source, grade=grade)


_SCREENING = (
    _rule(
        "clot-sign", "new calf swelling, or calf pain after lying or sitting long: stop, care today", WELLS, "cohort"
    ),
    _rule(
        "rupture-sign",
        "a sudden pop, or no push-off: stop, care today; being able to tiptoe does not rule a rupture out",
        "signs of Achilles and calf rupture; common clinical teaching, not checked in a guideline here",
        "second hand",
    ),
    _rule(
        "compartment-sign",
        "pain out of proportion: emergency",
        "sign of compartment syndrome; common clinical teaching, not checked in a guideline here",
        "second hand",
    ),
    _rule(
        "new-numbness", "new numbness: stop, care today", "common clinical teaching, not checked here", "second hand"
    ),
    _rule("not-healed", "wound, fracture, recent surgery: no session before it is healed or cleared", OWN, "judgement"),
    _rule("unanswered", "an unanswered question is no no: no session before the answer", OWN, "judgement"),
    _rule(
        "clot-history",
        "an old clot without a new sign: no massage, a clinician's word, training goes on",
        "precaution; no guideline for massage was found",
        "judgement",
    ),
    _rule("anticoagulants", "no deep pressure; training goes on", "precaution; no guideline found", "judgement"),
    _rule("pregnancy", "no massage of the calf here; training goes on", "precaution; no guideline found", "judgement"),
    _rule("unknown-medicine", "a medicine that soleus does not know is named, not guessed", OWN, "judgement"),
)
_GLUCOSE = (
    _rule("glucose-below-54", "under 54 mg/dL: no session, treat, for everybody", ADA_2017, "guideline"),
    _rule("glucose-below-70", "under 70 mg/dL: treat first (insulin and its like)", ADA_2017, "guideline"),
    _rule("glucose-below-90", "under 90 mg/dL: 15-30 g of fast carbohydrate first", ADA_2016, "guideline"),
    _rule("glucose-90-to-150", "90-150 mg/dL: carbohydrate from the start if it gets long", ADA_2016, "guideline"),
    _rule("glucose-in-range", "150-250 mg/dL: go", ADA_2016, "guideline"),
    _rule("ketones-untested", "from 250 mg/dL ketones are tested first", ADA_2016, "guideline"),
    _rule("mild-only", "250-350 mg/dL without ketones: mild only, no load", ADA_2016, "guideline"),
    _rule(
        "ketones",
        "moderate or large ketones: no session",
        f"{ADA_2016}; that they stop whatever the glucose and medication is judgement",
        "guideline",
    ),
    _rule(
        "glucose-350",
        "from 350 mg/dL: no session (insulin and its like)",
        f"{ADA_2016}, which asks for ketones and a correction; soleus doses no medicine and stops",
        "judgement",
    ),
    _rule(
        "glucose-falling", "going on like this it is low within 20 minutes: warned before a session", OWN, "judgement"
    ),
    _rule(
        "glucose-rising",
        "going on like this it passes 250 mg/dL within 20 minutes (insulin and its like): warned before a session",
        OWN,
        "judgement",
    ),
    _rule(
        "glucose-recent-low",
        "a low of the last 24 hours (insulin and its like): warned before a session",
        OWN,
        "judgement",
    ),
    _rule("glucose-unmeasured", "on insulin and its like: measure before the start", ADA_2016, "guideline"),
)
_PROGRESS = (
    _rule("start-light", "first doses are light", f"catalogue; {ACSM_2009}: novices, 2-3 days a week", "judgement"),
    _rule(
        "beaten-twice",
        "beaten on two days in a row at the same target: 2.5 % a repetition above it, at most 10 %",
        f"{ACSM_2009}: 2-10 % for 1-2 repetitions above; two days and 2.5 % a repetition are convention",
        "guideline",
    ),
    _rule("beaten-once", "one day above the target is not enough", ACSM_2009, "convention"),
    _rule("target-met", "meeting the target is no reason for more", ACSM_2009, "guideline"),
    _rule("missed-once", "one miss repeats", OWN, "judgement"),
    _rule("missed-twice", "two misses in a row: one step (10 %) down", OWN, "judgement"),
    _rule("not-recorded", "missing data means repeat", OWN, "judgement"),
    _rule(
        "broken-off",
        "under a quarter done, not for pain: it says nothing; what was prescribed, or the last whole session, again",
        OWN,
        "judgement",
    ),
    _rule("ceiling", "no more of this exercise: it stays", OWN, "judgement"),
    _rule(
        "harder-exercise", "at the most repetitions the next exercise of the row begins, with fewer", OWN, "judgement"
    ),
    _rule(
        "next-stage",
        "heavy slow resistance: fewer repetitions and more load, week by week",
        "Beyer 2015, Am J Sports Med 43:1704, as retold by UpToDate graphic 103058; weeks 6-8 unverified",
        "second hand",
    ),
    _rule("together", "while one exercise steps back, no other goes up", OWN, "judgement"),
    _rule("equipment", "nothing is asked that needs what is not there", OWN, "judgement"),
)
_PAIN = (
    _rule("pain-above-five", "pain over 5/10 during: one step (10 %) down", SILBERNAGEL_2007, "second hand"),
    _rule(
        "pain-next-morning", "not settled next morning: hold; over 2/10: one step down", SILBERNAGEL_2007, "second hand"
    ),
    _rule("pain-rising", "pain higher than the week before: hold", SILBERNAGEL_2007, "second hand"),
    _rule("pain-unknown", "pain not recorded: hold", OWN, "judgement"),
    _rule("pain-keeps-coming", "three days in a row over 5/10: have it looked at", OWN, "judgement"),
)
_REST = (
    _rule(
        "two-days-between",
        "48 h between heavy loadings of a leg",
        ACSM_2009 + ", unverified in full text",
        "convention",
    ),
    _rule("once-a-day", "strength work is not repeated on the same day", OWN, "judgement"),
    _rule("days-per-week", "no more days in seven than the person gives", "the person's own limit", "convention"),
    _rule("lighter-week", "a week with half the sets after at most eight without one", OWN, "judgement"),
    _rule("pause", "more than two weeks without it: one step (10 %) down a fortnight", OWN, "judgement"),
)
_GATE = (
    _rule(
        "running-gate",
        "running and hops: 30 single-leg raises a leg, legs within 10 % by repetitions and by work, pain 0",
        f"{GREEN_2022}; by work as well: Silbernagel 2010; test at most 4 weeks old: judgement",
        "experts",
    ),
    _rule("legs-differ", "legs differ by more than 10 %: the weaker one first", GREEN_2022, "experts"),
)
_GOALS = (
    _rule(
        "glucose-minutes",
        "minutes after meals, breaks in sitting; the trials' durations are said",
        "Hamilton 2022, doi:10.1016/j.isci.2022.104869 (270 min, n = 25); Elek 2025, doi:10.3390/sports13030081 (2 h, "
        "n = 10); breaks: Diabetes Care 2021;44:1254 (n = 23)",
        "trial",
    ),
    _rule(
        "alternate-heel-and-toe",
        "circulation: heel and toe raises in turn",
        "Kropp 2018 (n = 20): popliteal velocity 107 cm/s heel lift, 194 cm/s toe lift; no trial shows fewer clots",
        "trial",
    ),
    _rule(
        "heavy-slow-resistance",
        "Achilles with weights: 3 days a week, 3 s up, 3 s down",
        "Beyer 2015, Am J Sports Med 43:1704, as retold by UpToDate graphic 103058",
        "second hand",
    ),
    _rule(
        "eccentric",
        "Achilles with a step: heel drops, straight and bent knee, up to 3 x 15 twice a day",
        "Alfredson 1998; dose from memory, unverified",
        "second hand",
    ),
    _rule(
        "combined",
        "Achilles with nothing: two-leg, then two-up-one-down, then one-leg raises",
        "Silbernagel 2007; phases from memory, unverified",
        "second hand",
    ),
)

RULES = {
    rule.name: rule for family in (_SCREENING, _GLUCOSE, _PROGRESS, _PAIN, _REST, _GATE, _GOALS) for rule in family
}
"""All rules by name, in the order of the documentation."""


def markdown_table() -> str:
    """The rules as the table of the documentation."""
    rows = [f"| `{rule.name}` | {rule.says} | {rule.source} | {rule.grade} |" for rule in RULES.values()]
    return "\n".join(["| rule | says | source | grade |", "|---|---|---|---|", *rows])
