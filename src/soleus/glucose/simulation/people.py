"""Virtual people: the parameters of the meal model, three presets, and people who differ.

Dalla Man, Rizza, Cobelli 2007, IEEE Trans Biomed Eng 54:1740, doi:10.1109/TBME.2007.893506, table 1: means of healthy
people after a mixed meal with three tracers, and of a smaller group with type 2 diabetes. The paper's table was not
open; its values were taken from transcriptions that agree: both columns from two of them, the healthy one also from a
third.
"""

import math
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError

Floats = NDArray[np.float64]
Preset = Literal["normal", "prediabetes", "type2"]

# Insulin sensitivity and first insulin response, impaired over normal glucose tolerance: 1.27 / 2.62 and 42.4 / 59.6
# (table "Physiologic parameters emerging from the minimal model" of the journal Diabetes, markup 52627). Their spreads
# are as large as they are: the preset is a plausible person, not an average one. Fasting glucose follows: 103 mg/dL.
IMPAIRED_ACTION_FRAC = 1.27 / 2.62
IMPAIRED_RESPONSE_FRAC = 42.4 / 59.6
DEFAULT_BODY_MASS_KG = 75.0
BODY_MASS_RANGE_KG = (25.0, 350.0)

# How people differ, as the SD of logarithms: assumptions. The table above spreads twice as wide (0.7), but that holds
# the error of its measurement, too.
ACTION_SPREAD_LOG = 0.4
RESPONSE_SPREAD_LOG = 0.4
GUT_SPREAD_LOG = 0.2
MASS_SPREAD_LOG = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualPerson:
    """Parameters of one person; symbols as in the paper, its table 1. Amounts are per kg of body mass.

    Basal values are no parameters: they are the steady state that these parameters have.
    """

    vg: float = 1.88  # dL/kg, volume of glucose
    k1: float = 0.065  # 1/min, plasma to tissue
    k2: float = 0.079  # 1/min, tissue to plasma
    vi: float = 0.05  # L/kg, volume of insulin
    m1: float = 0.190  # 1/min, liver to plasma
    m2: float = 0.484  # 1/min, plasma to liver
    m4: float = 0.194  # 1/min, degradation in plasma
    m5: float = 0.0304  # min kg/pmol, fall of the hepatic extraction with secretion
    m6: float = 0.6471  # 1, hepatic extraction without secretion
    heb: float = 0.6  # 1, basal hepatic extraction
    kmax: float = 0.0558  # 1/min, largest gastric emptying; grinding is as fast
    kmin: float = 0.0080  # 1/min, smallest gastric emptying
    kabs: float = 0.057  # 1/min, absorption
    f: float = 0.90  # 1, share of the dose that reaches the blood
    b: float = 0.82  # 1, share of the dose at which emptying slows down
    d: float = 0.010  # 1, share of the dose at which it is fast again
    kp1: float = 2.70  # mg/kg/min, glucose production without glucose and insulin
    kp2: float = 0.0021  # 1/min, its fall with glucose
    kp3: float = 0.009  # mg/kg/min per pmol/L, its fall with delayed insulin
    kp4: float = 0.0618  # mg/kg/min per pmol/kg, its fall with portal insulin
    ki: float = 0.0079  # 1/min, delay of insulin at the liver
    fcns: float = 1.0  # mg/kg/min, brain and blood cells
    vm0: float = 2.50  # mg/kg/min, largest uptake by muscle and fat at basal insulin
    vmx: float = 0.047  # mg/kg/min per pmol/L, its rise with insulin
    km0: float = 225.59  # mg/kg, tissue glucose at half of it
    p2u: float = 0.0331  # 1/min, delay of insulin at muscle
    k: float = 2.30  # pmol/kg per mg/dL, secretion with the rise of glucose
    alpha: float = 0.050  # 1/min, delay of secretion
    beta: float = 0.11  # pmol/kg/min per mg/dL, secretion with the height of glucose
    gamma: float = 0.5  # 1/min, portal vein to liver
    ke1: float = 0.0005  # 1/min, kidney
    ke2: float = 339.0  # mg/kg, renal threshold
    body_mass_kg: float = DEFAULT_BODY_MASS_KG

    def __post_init__(self) -> None:
        """Refuse what no body can have."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value > 0):
                raise InputError(f"virtual person: {field.name}: expected a positive number, got {value:g}")
        low, high = BODY_MASS_RANGE_KG
        if not low <= self.body_mass_kg <= high:
            raise InputError(f"body_mass_kg: expected {low:g} to {high:g}, got {self.body_mass_kg:g}")


PRESETS: dict[Preset, VirtualPerson] = {
    "normal": VirtualPerson(),
    "prediabetes": VirtualPerson(
        vmx=0.047 * IMPAIRED_ACTION_FRAC,
        kp3=0.009 * IMPAIRED_ACTION_FRAC,
        k=2.30 * IMPAIRED_RESPONSE_FRAC,
        beta=0.11 * IMPAIRED_RESPONSE_FRAC,
    ),
    "type2": VirtualPerson(
        vg=1.49, k1=0.042, k2=0.071, vi=0.04, m1=0.379, m2=0.673, m4=0.269, m5=0.0526, m6=0.8118,
        kmax=0.0465, kmin=0.0076, kabs=0.023, b=0.68, d=0.09, kp1=3.09, kp2=0.0007, kp3=0.005, kp4=0.0786,
        ki=0.0066, vm0=4.65, vmx=0.034, km0=466.21, p2u=0.0840, k=0.99, alpha=0.013, beta=0.05, ke1=0.0007, ke2=269.0,
    ),
}  # fmt: skip


def find_preset(name: str, *, body_mass_kg: float = DEFAULT_BODY_MASS_KG) -> VirtualPerson:
    """The preset of that name.

    Raises
    ------
    InputError  if there is none; the message lists them
    """
    if name not in get_args(Preset):
        raise InputError(f"preset {name!r} is unknown; expected one of {', '.join(get_args(Preset))}")
    return replace(PRESETS[name], body_mass_kg=body_mass_kg)  # type: ignore[index]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basal:
    """Steady states without a meal; every field has shape (n,)."""

    gp: Floats  # mg/kg, plasma glucose
    gt: Floats  # mg/kg, tissue glucose
    il: Floats  # pmol/kg, liver insulin
    ip: Floats  # pmol/kg, plasma insulin
    secretion: Floats  # pmol/kg/min
    production: Floats  # mg/kg/min, glucose from the liver
    glucose_mg_dl: Floats
    insulin_pmol_l: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VirtualPeople:
    """Many people: ``parameters`` has shape (n, 33), float64, columns in the order of `VirtualPerson`."""

    parameters: Floats

    @classmethod
    def of(cls, *people: VirtualPerson) -> "VirtualPeople":
        """These people, in this order."""
        names = [field.name for field in fields(VirtualPerson)]
        return cls(parameters=np.array([[getattr(person, name) for name in names] for person in people]))

    def __len__(self) -> int:
        return len(self.parameters)

    def column(self, name: str) -> Floats:
        """One parameter of everybody, shape (n,)."""
        return self.parameters[:, _COLUMN[name]]

    def basal(self) -> Basal:
        """Solve everybody's steady state: insulin from basal secretion, glucose from a quadratic equation.

        Raises
        ------
        InputError  if somebody has none with glucose from 40 to 400 mg/dL
        """
        p = self.column
        secretion = (p("m6") - p("heb")) / p("m5")
        il_per_ip = (p("m2") + p("m4")) / p("m1")
        ip = secretion / (p("m1") * p("heb") / (1.0 - p("heb")) * il_per_ip + p("m4"))
        surplus = p("kp1") - p("kp3") * ip / p("vi") - p("kp4") * secretion / p("gamma") - p("fcns")
        # what the liver makes beyond the brain's need, surplus - kp2 gp, is taken up at gt = rest + slope gp
        rest, slope = -surplus / p("k2"), (p("k1") + p("kp2")) / p("k2")
        a = p("kp2") * slope
        b = (p("vm0") - surplus) * slope + p("kp2") * (p("km0") + rest)
        c = p("vm0") * rest - surplus * (p("km0") + rest)
        gp = (np.sqrt(np.maximum(b**2 - 4.0 * a * c, 0.0)) - b) / (2.0 * a)
        glucose = gp / p("vg")
        if not ((glucose >= 40.0) & (glucose <= 400.0) & (ip > 0.0)).all():
            raise InputError("virtual people: no steady state from 40 to 400 mg/dL; bring the parameters near a preset")
        return Basal(
            gp=gp,
            gt=rest + slope * gp,
            il=il_per_ip * ip,
            ip=ip,
            secretion=secretion,
            production=surplus + p("fcns") - p("kp2") * gp,
            glucose_mg_dl=glucose,
            insulin_pmol_l=ip / p("vi"),
        )


_COLUMN = {field.name: k for k, field in enumerate(fields(VirtualPerson))}


def virtual_people(person: VirtualPerson, n: int, rng: np.random.Generator) -> VirtualPeople:
    """People like this one who differ in insulin action, insulin response, gut and mass (log-normal, assumed).

    Parameters
    ----------
    person : the one in the middle
    n : how many, 1 to 1,000,000
    rng : source of the differences
    """
    if not 1 <= n <= 1_000_000:
        raise InputError(f"virtual people: expected 1 to 1000000, got {n}")
    table = np.repeat(VirtualPeople.of(person).parameters, n, axis=0)
    for spread_log, names in (
        (ACTION_SPREAD_LOG, ("vmx", "kp3")),
        (RESPONSE_SPREAD_LOG, ("k", "beta")),
        (GUT_SPREAD_LOG, ("kmax", "kabs")),
        (MASS_SPREAD_LOG, ("body_mass_kg",)),
    ):
        factor = np.exp(spread_log * np.clip(rng.standard_normal(n), -2.5, 2.5))
        for name in names:
            table[:, _COLUMN[name]] *= factor
    return VirtualPeople(parameters=table)
