"""OpenSim tables (.sto, .mot): ``key=value`` lines, ``endheader``, then named columns."""

import re
from dataclasses import replace

from soleus.recording.delimited import loader, read_csv
from soleus.recording.sniff import Layout
from soleus.recording.source import Source
from soleus.recording.table import Table

_LENGTHS = re.compile(r"_t[xyz]\b|/speed$|force|torque|moment|_[vp][xyz]$|activation|emg", re.IGNORECASE)


def is_opensim(layout: Layout) -> bool:
    """``endheader`` above the names."""
    return any(line.strip().lower() == "endheader" for line in layout.preamble)


def read_opensim(source: Source, layout: Layout) -> Table:
    """Angles are in degrees or radians as the header's ``inDegrees`` says; other columns state no unit."""
    table = read_csv(source, layout, "opensim")
    angle = None
    for line in layout.preamble:
        key, _, value = line.partition("=")
        if key.strip().lower() == "indegrees":
            angle = "deg" if value.strip().lower() in ("yes", "true", "1") else "rad"
    columns = tuple(
        replace(column, unit="s" if column.name.lower() == "time" else _unit(column.name, angle))
        for column in table.columns
    )
    return replace(table, columns=columns, load=loader(source, layout, columns))


def _unit(name: str, angle: str | None) -> str | None:
    """Coordinates that are angles carry their joint's movement in the name; the rest stays without a unit."""
    turning = re.search(
        r"angle|flexion|rotation|tilt|list|adduction|abduction|inversion|pronation|bending", name, re.IGNORECASE
    )
    return angle if turning and not _LENGTHS.search(name) else None
