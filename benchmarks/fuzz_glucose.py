"""Every reader of glucose, meals, trials and sessions under a fuzzer that follows coverage: make fuzz.

Atheris (libFuzzer) starts from one sound file of each format and mutates bytes. Whatever they become: a result or one
line of a SoleusError; anything else is a finding and ends the run with the input that caused it.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["soleus.glucose"]):
    from soleus.glucose.bouts import read_bouts
    from soleus.glucose.meals import read_meals
    from soleus.glucose.readers import read_exports
    from soleus.glucose.trial.pairs import read_eaten, read_repeats

import numpy as np

from soleus.errors import SoleusError

SECONDS = 240
MOST_BYTES = 20_000
TARGETS: dict[str, Callable[[Path], object]] = {
    "export": read_exports,
    "export, mg/dL": lambda path: read_exports(path, unit="mg/dL", date_order="dmy"),
    "export, mmol/L": lambda path: read_exports(path, unit="mmol/L", date_order="mdy"),
    "meals": read_meals,
    "trial": read_eaten,
    "repeats": read_repeats,
    "sessions": read_bouts,
}
SEEDS = {
    "meals": b"time,carbs_g,name\n2025-05-01 12:30,75,porridge\n2025-05-02 12:30,,\n",
    "trial": b"pair,condition,value,minutes,time\n1,control,4000,0,2026-03-02T08:00\n"
    b"1,push-ups,3000,60,2026-03-03T08:00\n",
    "repeats": b"value,meal\n4000,a\n3000,a\n",
    "sessions": b'{"format":"soleus-export","sessions":[{"id":"1","exercise":"soleus-push-up","state":"finished",'
    b'"started_at":"2026-03-02T07:10:00+00:00","utc_offset_min":60,"dose":null}],"sets":[{"session_id":"1",'
    b'"n_reps":9,"duration_s":60.0}]}',
}
_FOLDER = Path(tempfile.mkdtemp(prefix="soleus-fuzz-"))


def one_input(data: bytes) -> None:
    """The first byte chooses the reader, the rest is the file."""
    if not data:
        return
    read = list(TARGETS.values())[data[0] % len(TARGETS)]
    path = _FOLDER / "x.dat"
    path.write_bytes(data[1:])
    try:
        found = read(path)
    except SoleusError as error:
        if "\n" in str(error):
            raise AssertionError("a message of several lines") from error
        return
    if read is read_exports:
        for export in found:  # type: ignore[attr-defined]
            levels = export.readings.glucose_mg_dl
            if not (np.isfinite(levels).all() and (levels >= 18.0).all() and (levels <= 640.0).all()):
                raise AssertionError("a value that no sensor states")


def write_seeds(folder: Path) -> None:
    """One sound file of every format, behind the byte of every reader that takes it."""
    from tests.glucose.test_fuzz import SEEDS as EXPORTS

    for k, name in enumerate(TARGETS):
        files = EXPORTS if name.startswith("export") else {name: SEEDS[name]}
        for seed, content in files.items():
            (folder / f"{k}-{seed}".replace("/", "-").replace(" ", "-")).write_bytes(bytes([k]) + content)


def main() -> None:
    """Run for the seconds that are named, four minutes unless said."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    corpus = _FOLDER / "corpus"
    corpus.mkdir()
    write_seeds(corpus)
    options = [f"-max_total_time={seconds}", f"-max_len={MOST_BYTES}", "-timeout=20", "-rss_limit_mb=2048"]
    atheris.Setup(
        [sys.argv[0], *options, "-print_final_stats=1", f"-artifact_prefix={_FOLDER}/", str(corpus)], one_input
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
