"""Smooth outlines: points to the numbers of SVG curves."""

from dataclasses import dataclass

from soleus.leg.anatomy import Points

HANDLE = 1.0 / 3.0  # of the distance to the next point: evenly bent whatever the distances between the points


@dataclass(frozen=True, slots=True)
class Outline:
    """A path: one letter a command (M, L, C, Z) and the numbers of all of them, mm, y down."""

    commands: str
    numbers: tuple[float, ...]

    def __add__(self, other: "Outline") -> "Outline":
        return Outline(self.commands + other.commands, self.numbers + other.numbers)

    @property
    def d(self) -> str:
        """The path as SVG writes it."""
        return write(self.commands, self.numbers)


NUMBERS_OF = {"M": 2, "L": 2, "C": 6, "Z": 0}


def write(commands: str, numbers: "tuple[float, ...]") -> str:
    """Commands with their numbers, to a tenth of a millimetre."""
    words, at = [], 0
    for command in commands:
        taken = numbers[at : at + NUMBERS_OF[command]]
        words.append(command + " ".join(f"{number:.1f}" for number in taken))
        at += NUMBERS_OF[command]
    return "".join(words)


def closed(points: Points) -> Outline:
    """A smooth closed outline through the points."""
    n = len(points)
    numbers = _pairs(points[:1])
    for k in range(n):
        numbers += _curve(points[k - 1], points[k], points[(k + 1) % n], points[(k + 2) % n])
    return Outline("M" + "C" * n + "Z", numbers)


def open_(points: Points) -> Outline:
    """A smooth line through the points."""
    numbers = _pairs(points[:1])
    last = len(points) - 1
    for k in range(last):
        numbers += _curve(points[max(k - 1, 0)], points[k], points[k + 1], points[min(k + 2, last)])
    return Outline("M" + "C" * last, numbers)


def ribbon(front: Points, back: Points) -> Outline:
    """A closed shape between two edges that run alike, pointed at its ends."""
    down, up = open_(front), open_(back[::-1])
    return Outline(down.commands + "L" + up.commands[1:] + "Z", down.numbers + up.numbers)


def lines(pairs: "tuple[tuple[complex, complex], ...]") -> Outline:
    """Straight lines, each from one point to the other."""
    return Outline("ML" * len(pairs), _pairs(tuple(point for pair in pairs for point in pair)))


def _curve(before: complex, start: complex, end: complex, after: complex) -> tuple[float, ...]:
    """A cubic that leaves each point parallel to the line between its neighbours."""
    handle = HANDLE * abs(end - start)
    return _pairs((start + handle * _unit(end - before), end - handle * _unit(after - start), end))


def _unit(step: complex) -> complex:
    return step / abs(step) if step else 0j


def _pairs(points: Points) -> tuple[float, ...]:
    return tuple(number for point in points for number in (point.real, -point.imag))
