"""3/4: the third of April or the fourth of March? Settled by evidence in the file, or refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.glucose.readers.stamps import EPOCH_DAY, DateOrder, order_of, ordered_day, parse_date

FOLLOWS_S = 3600.0  # readings over midnight are minutes apart; under the wrong order they are weeks apart
_WORDS = {"dmy": "day before month", "mdy": "month before day"}
_ORDERS: tuple[DateOrder, DateOrder] = ("dmy", "mdy")


class UnclearDatesError(InputError):
    """Both orders of day and month are possible: the person has to say which."""


@dataclass(slots=True)
class Hints:
    """What else speaks about the order of dates: the option, other dates of the file, creation times of record ids."""

    said: DateOrder | None = None
    other_dates: list[str] = field(default_factory=list)
    created_unix_s: list[float] = field(default_factory=list)
    us_style: bool = False  # unpadded dates with slashes and an upper-case AM or PM: how apps set to US English write


def settle_dates(
    days: NDArray[np.int64],
    seconds: NDArray[np.float64],
    meal_days: list[int],
    hints: Hints,
    where: str,
    notes: list[str],
) -> tuple[NDArray[np.int64], list[int]]:
    """Day numbers of readings and meals, whose ambiguous codes (see `stamps.parse_date`) are put in one order.

    Raises
    ------
    UnclearDatesError  if the order cannot be told
    InputError         if a date is impossible under it
    """
    codes, inverse = np.unique(days, return_inverse=True)
    unclear = [int(code) for code in {*codes[codes < 0].tolist(), *(m for m in meal_days if m < 0)}]
    if not unclear:
        return days, meal_days
    order = _order(unclear, days, seconds, hints, where, notes)
    table: dict[int, int] = {}
    for code in {*unclear, *codes.tolist()}:
        day = code if code >= 0 else ordered_day(code, order)
        if day is None:
            raise InputError(f"{where}: some dates have the day first and some the month; export the file again")
        table[code] = day
    settled = np.array([table[code] for code in codes.tolist()], dtype=np.int64)
    return settled[inverse], [table[code] if code < 0 else code for code in meal_days]


def _order(
    unclear: list[int],
    days: NDArray[np.int64],
    seconds: NDArray[np.float64],
    hints: Hints,
    where: str,
    notes: list[str],
) -> DateOrder:
    allowed = {order for code in unclear if (order := order_of(code))}
    if len(allowed) == 2:
        raise InputError(f"{where}: some dates have the day first and some the month; export the file again")
    if allowed:
        return allowed.pop()
    if hints.said:
        return hints.said
    for order, why in (
        (_of_other_dates(hints.other_dates), "as the other dates of the file show"),
        (_of_creation(unclear, hints.created_unix_s), "as the creation times of the records show"),
        (_of_continuity(days, seconds), "only so do the readings follow each other over midnight"),
        ("mdy" if hints.us_style else None, "as apps set to US English write; --date-order dmy if not"),
    ):
        if order in _ORDERS:
            notes.append(f"dates read {_WORDS[order]}: {why}")
            return "dmy" if order == "dmy" else "mdy"
    code = unclear[0]
    year, rest = divmod(-code, 10000)
    raise UnclearDatesError(
        f"{where}: {rest // 100}/{rest % 100}/{year} may be day or month first; give --date-order dmy or mdy"
    )


def _of_other_dates(texts: Iterable[str]) -> DateOrder | None:
    allowed = {order for text in texts if (code := parse_date(text)) and code < 0 and (order := order_of(code))}
    return allowed.pop() if len(allowed) == 1 else None


def _of_creation(unclear: list[int], created_unix_s: list[float]) -> DateOrder | None:
    """The order under which some record was made within two days of a date in the file, if only one does."""
    made = {datetime.fromtimestamp(second, UTC).date().toordinal() for second in created_unix_s}
    fits = [
        order
        for order in _ORDERS
        if any((day := ordered_day(code, order)) and any(abs(day - other) <= 2 for other in made) for code in unclear)
    ]
    return fits[0] if len(fits) == 1 else None


def _of_continuity(days: NDArray[np.int64], seconds: NDArray[np.float64]) -> DateOrder | None:
    """The order under which readings go on within the hour where the date changes, if only one does."""
    change = np.flatnonzero(np.diff(days)) + 1
    fits: list[DateOrder] = []
    for order in _ORDERS:
        for i in change.tolist():
            before, after = (_day(int(days[k]), order) for k in (i - 1, i))
            if before and after:
                step_s = (after - before) * 86400.0 + seconds[i] - seconds[i - 1]
                if abs(after - before) > 0 and abs(step_s) <= FOLLOWS_S:
                    fits.append(order)
                    break
    return fits[0] if len(fits) == 1 else None


def _day(code: int, order: DateOrder) -> int | None:
    return code if code >= EPOCH_DAY - 40_000 else ordered_day(code, order)
