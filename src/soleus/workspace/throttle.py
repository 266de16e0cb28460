"""Slowing down guesses: each further wrong password makes the next try wait longer, for the address and the account."""

from collections import OrderedDict
from dataclasses import dataclass, field

FREE_TRIES = 5  # a person's own mistakes
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0  # a quarter of an hour: 100 guesses a day
FORGET_S = 3600.0
MOST_KEYS = 20_000  # of 100 bytes each; the oldest go first


@dataclass(slots=True)
class Throttle:
    """Failed tries by key, such as ``ip 192.0.2.1`` and ``account anna``; ``now_s`` is any clock that only rises."""

    _failures: "OrderedDict[str, tuple[int, float]]" = field(default_factory=OrderedDict)

    def wait_s(self, keys: tuple[str, ...], now_s: float) -> float:
        """Seconds until a try is allowed; 0 if it is."""
        return max((self._wait_of(key, now_s) for key in keys), default=0.0)

    def failed(self, keys: tuple[str, ...], now_s: float) -> None:
        """Remember a wrong try."""
        for key in keys:
            count, at_s = self._failures.pop(key, (0, now_s))
            fresh = 0 if now_s - at_s > FORGET_S else count
            self._failures[key] = (fresh + 1, now_s)
        while len(self._failures) > MOST_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """Forget the wrong tries of these keys."""
        for key in keys:
            self._failures.pop(key, None)

    def _wait_of(self, key: str, now_s: float) -> float:
        count, at_s = self._failures.get(key, (0, 0.0))
        if count < FREE_TRIES:
            return 0.0
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(count - FREE_TRIES, 30))
        return max(0.0, at_s + wait_s - now_s)
