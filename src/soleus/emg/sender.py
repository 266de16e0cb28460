"""The other end of the line protocol: lines of a device over the WebSocket of a session."""

import json
import re
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from soleus.emg.lines import LineReader
from soleus.emg.stream import LEVELS_PER_S
from soleus.errors import InputError

_PAGE = re.compile(r"(/sessions/[0-9a-f-]{36})(/live|/link)?")
REST_S, PULL_S, PUSH_UP_S = 20.0, 20.0, 2.0  # of the simulated device: time to press the buttons


def link_of(address: str) -> str:
    """The WebSocket of the session whose page has this address.

    Raises
    ------
    InputError  if it is no page of a session

    Examples
    --------
    >>> link_of("http://127.0.0.1:7653/sessions/6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d/live")
    'ws://127.0.0.1:7653/sessions/6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d/link'
    """
    parts = urlsplit(address)
    match = _PAGE.fullmatch(parts.path)
    scheme = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}.get(parts.scheme)
    if match is None or scheme is None or not parts.netloc:
        raise InputError(f"{address[:80]}: expected the address of a session's page, as the browser shows it")
    return f"{scheme}://{parts.netloc}{match[1]}/link"


def send(address: str, lines: Iterable[str]) -> None:
    """Send lines as they come, twenty-five messages a second of the device's clock.

    Raises
    ------
    InputError  if the first line is no header, nobody answers there, or the coach ends it
    """
    from websockets.exceptions import ConnectionClosed, WebSocketException
    from websockets.sync.client import connect

    link, reader, least = link_of(address), LineReader(), 1
    batch: list[str] = []
    try:
        with connect(f"{link}?client={secrets.token_hex(4)}", open_timeout=10) as socket:
            threading.Thread(target=lambda: [None for _ in socket], daemon=True).start()  # what all windows hear
            for line in lines:
                batch.append(line.rstrip("\n"))
                if reader.header is None:
                    reader.read(line)
                    if reader.header is not None:
                        least = max(1, round(reader.header.rate_hz / LEVELS_PER_S))
                if len(batch) >= least:
                    socket.send(json.dumps({"kind": "emg", "lines": "\n".join(batch)}))
                    batch.clear()
            if batch:
                socket.send(json.dumps({"kind": "emg", "lines": "\n".join(batch)}))
    except ConnectionClosed as error:
        why = error.rcvd.reason if error.rcvd else "the connection was lost"
        raise InputError(f"the coach ended it: {why or 'this session is over'}") from None
    except (OSError, TimeoutError, WebSocketException) as error:
        raise InputError(f"{address[:80]}: no coach answers there ({error}); is it running?") from None


def device_lines() -> Iterator[str]:
    """A simulated electromyograph in real time: rest, the strongest pull, then push-ups without end."""
    import numpy as np

    from soleus.simulate.emg import Contractions, electromyogram, emg_lines

    n_push_ups, rate_hz = 600, 1000.0
    onset_s = REST_S + PULL_S + PUSH_UP_S * np.arange(n_push_ups)
    pull, each = np.array([REST_S]), np.full(n_push_ups, 0.6 * PUSH_UP_S)
    lasts_s = float(onset_s[-1] + PUSH_UP_S)
    volts = {
        name: electromyogram(
            np.random.default_rng(seed),
            Contractions(
                onset_s=np.concatenate([pull, onset_s]),
                offset_s=np.concatenate([pull + PULL_S - 1.0, onset_s + each]),
                level=np.concatenate([[1.0], np.full(n_push_ups, level)]),
            ),
            duration_s=lasts_s,
            rate_hz=rate_hz,
        )
        for seed, (name, level) in enumerate({"soleus": 0.3, "gastrocnemius": 0.04}.items())
    }
    begun_s = time.monotonic()
    for k, line in enumerate(emg_lines(volts, rate_hz)):
        ahead_s = k / rate_hz - (time.monotonic() - begun_s)
        if ahead_s > 0.04:
            time.sleep(ahead_s)
        yield line
