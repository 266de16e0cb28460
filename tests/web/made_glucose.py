"""Exports of glucose for the pages: a daily rhythm with a meal's rise at eight, noon and seven."""

import math
from datetime import datetime, timedelta

MEALS_H = (8.0, 12.5, 19.0)


def level_mg_dl(hour: float, *, rise: float = 60.0) -> float:
    """95 mg/dL with a rise of an hour and a half after each meal."""
    after = [hour - meal for meal in MEALS_H if 0 <= hour - meal < 3]
    return 95.0 + sum(rise * math.sin(math.pi * since / 3) ** 2 for since in after)


def readings(until: datetime, days: float, *, rise: float = 60.0) -> list[tuple[datetime, float]]:
    """A reading each five minutes, the last one at ``until``."""
    n = round(days * 288)
    stamps = [until - timedelta(minutes=5 * k) for k in range(n)][::-1]
    return [(at, round(level_mg_dl(at.hour + at.minute / 60, rise=rise))) for at in stamps]


def csv(rows: list[tuple[datetime, float]], *, header: str = "glucose mg/dL", zoned: bool = True) -> bytes:
    """A plain table as any app writes it; ``zoned``: the stamps say their offset."""
    lines = [f"{at.isoformat() if zoned else at.strftime('%Y-%m-%d %H:%M:%S')},{value:g}\n" for at, value in rows]
    return (f"time,{header}\n" + "".join(lines)).encode()
