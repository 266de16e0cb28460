"""mg/dL or mmol/L: what the file says, what the caller says, what the numbers allow; never a silent guess."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.glucose.readings import MG_DL_PER_MMOL_L, GlucoseUnit

HIGHEST_MMOL_L = 33.4  # meters and sensors end at 33.3 mmol/L (600 mg/dL): a number above it is no mmol/L
LOWEST_MG_DL = 20.0  # they begin at 20 mg/dL (1.1 mmol/L): a trace below it is no mg/dL
_MG_DL = re.compile(r"(?:mg|мг)\s*[/_ ]?\s*(?:d\s*l|дл)", re.IGNORECASE)
_MMOL_L = re.compile(r"(?:m+mol|ммоль)\s*[/_ ]?\s*(?:l|л)", re.IGNORECASE)


class UnclearUnitError(InputError):
    """Both units are possible: the person has to say which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSaid:
    """``--unit``: believed where the file is silent, or where what it states is impossible."""

    unit: GlucoseUnit | None = None


def unit_in(text: str) -> GlucoseUnit | None:
    """The glucose unit that a header names, if it names one."""
    if _MG_DL.search(text):
        return "mg/dL"
    return "mmol/L" if _MMOL_L.search(text) else None


def to_mg_dl(values: NDArray[np.float64], unit: GlucoseUnit) -> NDArray[np.float64]:
    """Values in mg/dL."""
    return values if unit == "mg/dL" else values * MG_DL_PER_MMOL_L


def settle_unit(
    values: NDArray[np.float64], stated: GlucoseUnit | None, said: UnitSaid, where: str, notes: list[str]
) -> GlucoseUnit:
    """The unit of a column, from the header, the option, or because the numbers allow only one.

    Raises
    ------
    UnclearUnitError  if both units are possible
    InputError        if the numbers are a mixture, or contradict what is stated
    """
    numbers = values[np.isfinite(values) & (values > 0)]
    if not len(numbers):
        return stated or said.unit or "mg/dL"
    possible = _possible(numbers)
    if stated and stated in possible:
        if said.unit and said.unit != stated:
            notes.append(f"the file states {stated}; --unit {said.unit} is not needed and was not used")
        return stated
    if said.unit:
        if said.unit not in possible:
            raise InputError(
                f"{where}: values around {np.median(numbers):.3g} cannot be {said.unit}; leave --unit out or correct it"
            )
        return said.unit
    if stated:
        raise InputError(
            f"{where}: states {stated}, but values around {np.median(numbers):.3g} are none; give --unit"
            f" {'mmol/L' if stated == 'mg/dL' else 'mg/dL'} if the header is wrong"
        )
    if len(possible) == 1:
        notes.append(f"the file names no unit; {possible[0]}, because no sensor states such numbers in the other unit")
        return possible[0]
    if not possible:
        raise InputError(f"{where}: values of both mg/dL and mmol/L in one column; split the file by unit")
    raise UnclearUnitError(
        f"{where}: the unit is not stated and values around {np.median(numbers):.3g} could be either; "
        "give --unit mg/dL or --unit mmol/L"
    )


def _possible(numbers: NDArray[np.float64]) -> list[GlucoseUnit]:
    """Units under which the middle nine tenths of the numbers are what a sensor can state.

    A column of both units has a tenth or more on either side and so leaves none.
    """
    low, middle, high = np.percentile(numbers, [5.0, 50.0, 95.0])
    units: list[GlucoseUnit] = []
    if middle >= LOWEST_MG_DL and low >= LOWEST_MG_DL / 2:
        units.append("mg/dL")
    if high <= HIGHEST_MMOL_L:
        units.append("mmol/L")
    return units
