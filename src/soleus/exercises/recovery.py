"""Recovery: guided, timed routines for the calf, and the regions that a person can point at."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from soleus.errors import InputError
from soleus.exercises.evidence import CERTAINTIES, Certainty, Finding, Source, find_sources, read_findings
from soleus.exercises.table import Span, Table, read_table

RegionMuscle = Literal["soleus", "gastrocnemius", "tendon"]
REGION_MUSCLES: tuple[RegionMuscle, ...] = ("soleus", "gastrocnemius", "tendon")
HARDEST_PRESSURE = 7.0  # of 10; studies of rolling and pressure stay at 5 to 7 (Behm 2020, J Strength Cond Res 34:3301)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineStep:
    """What to do for ``seconds``, ``sets`` times with ``rest_s`` between; ``pressure`` of 10, None: no pressing."""

    does: str
    seconds: float
    sets: int = 1
    rest_s: float = 0.0
    pressure: Span | None = None
    region: str | None = None

    @property
    def duration_s(self) -> float:
        """All sets and the rests between them."""
        return self.sets * self.seconds + (self.sets - 1) * self.rest_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """One routine; ``not_when`` warns, the safety screen decides."""

    id: str
    name: str
    summary: str
    needs: tuple[str, ...]
    helps: tuple[str, ...]
    steps: tuple[RoutineStep, ...]
    pressure_scale: str
    expect: str
    not_when: tuple[str, ...]
    evidence: tuple[Finding, ...]

    @property
    def duration_s(self) -> float:
        """From the first to the last second, for one leg."""
        return sum(step.duration_s for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place on a left calf seen from behind; schematic.

    ``x``: 0 inner, 1 outer edge of the calf at that height; ``y``: 0 crease of the knee, 1 sole of the heel.
    ``refers_to``: where pain from there is said to be felt, empty where nothing is recorded.
    """

    id: str
    name: str
    muscle: RegionMuscle
    x: float
    y: float
    refers_to: str
    certainty: Certainty
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """All techniques and regions by id."""

    techniques: dict[str, Technique]
    regions: dict[str, Region]


@cache
def recovery() -> Recovery:
    """The recovery part of the catalogue."""
    return read_recovery()


def read_recovery(text: str | None = None) -> Recovery:
    """Parse ``recovery.toml``, or ``text`` in its place.

    Raises
    ------
    InputError  if an entry is malformed, presses harder than 7 of 10 or names a region that does not exist
    """
    whole = read_table("recovery.toml", text)
    pressure = whole.table("pressure")
    scale = pressure.text("scale")
    pressure.end()
    warnings = whole.texts("not_when")
    regions = {region.id: region for region in map(_region, whole.tables("region"))}
    techniques = [_technique(table, scale, warnings, regions) for table in whole.tables("technique")]
    whole.end()
    return Recovery(techniques={technique.id: technique for technique in techniques}, regions=regions)


def _technique(table: Table, scale: str, warnings: tuple[str, ...], regions: dict[str, Region]) -> Technique:
    technique = Technique(
        id=table.text("id"),
        name=table.text("name"),
        summary=table.text("summary"),
        needs=table.texts("needs", ()),
        helps=table.texts("helps", ()),
        steps=tuple(_step(step, regions) for step in table.tables("steps")),
        pressure_scale=scale,
        expect=table.text("expect"),
        not_when=warnings,
        evidence=read_findings(table.tables("evidence"), graded=True),
    )
    table.end()
    return technique


def _step(table: Table, regions: dict[str, Region]) -> RoutineStep:
    step = RoutineStep(
        does=table.text("does"),
        seconds=table.number("seconds", 5, 600),
        sets=int(table.number("sets", 1, 3, default=1)),
        rest_s=table.number("rest_s", 0, 120, default=0),
        pressure=table.span("pressure", 0, HARDEST_PRESSURE),
        region=table.text("region") if table.has("region") else None,
    )
    if step.region is not None and step.region not in regions:
        raise InputError(f"{table.where}: region {step.region!r} is none of {', '.join(regions)}")
    table.end()
    return step


def _region(table: Table) -> Region:
    region = Region(
        id=table.text("id"),
        name=table.text("name"),
        muscle=table.one_of("muscle", REGION_MUSCLES),
        x=table.number("x", 0, 1),
        y=table.number("y", 0, 1),
        refers_to=table.text("refers_to", ""),
        certainty=table.one_of("certainty", CERTAINTIES),
        sources=find_sources(table),
    )
    table.end()
    return region
