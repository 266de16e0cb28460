"""Write docs/validation.md; exit code 1 if a row fails that is not explained."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from soleus._version import VERSION
from validation import dose, emg, glucose, walk
from validation.target import read_targets, row

AREAS = {
    "Load, muscles, tendon and energy of heel raises": ("dose.toml", dose.ours),
    "Glucose, meals and trials": ("glucose.toml", glucose.ours),
    "Bursts of electromyograms": ("emg.toml", emg.ours),
    "Walking": ("walk.toml", walk.ours),
}
HEAD = "| target | what | ours | accepted | verdict | source | note |\n|---|---|---|---|---|---|---|"
INTRODUCTION = """# Validation

Published figures, what soleus computes today, and whether the one lies where the other allows. `make validate` writes
this page. No constant was changed to turn a row: a row that fails says why. The numbers are those of the project's list
of targets; figures that were not seen in the source itself are called second-hand or derived.
"""


def main() -> int:
    """Compute every row and write the page."""
    parts, unexplained = [INTRODUCTION], 0
    for area, (published, ours) in AREAS.items():
        rows = read_targets(Path(__file__).with_name(published), ours())
        held = sum(target.holds for target in rows)
        unexplained += sum(not target.holds and not target.note for target in rows)
        parts.append(f"## {area}\n\n{held} of {len(rows)} rows hold.\n\n{HEAD}\n" + "\n".join(map(row, rows)) + "\n")
        for target in rows:
            if not target.holds:
                print(f"target {target.number} fails: {target.what}: {target.ours:.4g} {target.unit}")
    parts.append(f"soleus {VERSION}, {datetime.now(tz=UTC):%Y-%m-%d}.\n")
    Path("docs/validation.md").write_text("\n".join(parts), encoding="utf-8")
    print("docs/validation.md")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
