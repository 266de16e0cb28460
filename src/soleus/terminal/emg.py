"""What `soleus analyse` shows of electromyograms: a row a channel, soleus against gastrocnemius, fatigue."""

from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table

if TYPE_CHECKING:
    from soleus.emg.measure import EmgAnalysis, EmgChannel
    from soleus.emg.selectivity import Selectivity

UNITS = (("V", 1.0), ("mV", 1e3), ("uV", 1e6))


def emg_headline(analysis: "EmgAnalysis") -> str:
    """How many bursts each channel has, in words."""
    told = [f"{channel.name} {_bursts(len(channel.bursts))}" for channel in analysis.channels[:6]]
    more = len(analysis.channels) - len(told)
    return ", ".join(told) + (f" and {more} more channels" if more > 0 else "")


def emg_table(analysis: "EmgAnalysis") -> Table:
    """One row a channel."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("channel")
    for name in ("bursts", "lasting s", "peak", "at rest", "% MVC", "median Hz"):
        table.add_column(name, justify="right")
    for channel in analysis.channels:
        table.add_row(*_row(channel))
    return table


def emg_lines(analysis: "EmgAnalysis") -> list[str]:
    """Fatigue and selectivity in words."""
    return [
        *(line for channel in analysis.channels if (line := _fatigue(channel))),
        *(line for pair in analysis.selectivity if (line := _selectivity(pair))),
    ]


def _bursts(n: int) -> str:
    return "1 burst" if n == 1 else f"{n} bursts"


def _row(channel: "EmgChannel") -> list[str]:
    bursts, level = channel.bursts, channel.level_frac
    n = len(bursts)
    unit, factor = _unit(channel)
    at = np.searchsorted(bursts.time_s, bursts.peak_s - 1e-9)
    known_hz = bursts.median_hz[np.isfinite(bursts.median_hz)]
    return [
        channel.name,
        str(n),
        f"{np.median(bursts.offset_s - bursts.onset_s):.2f}" if n else "-",
        f"{factor * np.median(bursts.peak):.3g} {unit}".strip() if n else "-",
        f"{factor * bursts.level:.3g} {unit}".strip(),
        f"{100.0 * np.median(level[at]):.0f}" if level is not None and n else "-",
        f"{np.median(known_hz):.0f}" if len(known_hz) else "-",
    ]


def _unit(channel: "EmgChannel") -> tuple[str, float]:
    """The unit in which the peaks are numbers of a few digits."""
    if channel.unit is None:
        return "", 1.0
    peak = float(np.median(channel.bursts.peak)) if len(channel.bursts) else channel.bursts.level
    return next(((unit, factor) for unit, factor in UNITS if factor * peak >= 0.1), UNITS[-1])


def _fatigue(channel: "EmgChannel") -> str:
    trend = channel.fatigue
    if trend is None:
        return ""
    low, high = trend.slope_ci95_hz_per_min
    told = {"falls": "falls", "rises": "rises", "cannot tell": "cannot be told to change"}[trend.verdict]
    return (
        f"{channel.name}: median frequency {told}, {trend.start_hz:.0f} to {trend.end_hz:.0f} Hz over "
        f"{trend.n_bursts} bursts ({trend.slope_hz_per_min:+.1f} Hz/min, 95 % {low:+.1f} to {high:+.1f})"
    )


def _selectivity(pair: "Selectivity") -> str:
    shares = pair.soleus_share_frac[np.isfinite(pair.soleus_share_frac)]
    if not len(shares):
        return ""
    of = "of the maximal contraction" if pair.from_reference else "of each one's highest peak"
    return (
        f"{pair.soleus} against {', '.join(pair.gastrocnemius)}: {100 * np.nanmedian(pair.soleus_frac):.0f} % and "
        f"{100 * np.nanmedian(pair.gastrocnemius_frac):.0f} % {of}; soleus' share {np.median(shares):.2f} "
        f"({shares.min():.2f} to {shares.max():.2f})"
    )
