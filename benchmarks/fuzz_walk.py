"""Every reader of walks, file to JSON, under a fuzzer that follows coverage: make fuzz.

Atheris (libFuzzer) starts from sound files of each format and mutates bytes. Whatever they become: an answer that JSON
can hold or one line of a SoleusError; anything else, a warning of NumPy among it, ends the run with the input that
caused it. FIT is read in this process: in its worker a crash would look like a damaged file.
``python -m benchmarks.fuzz_walk [SECONDS [READER]]``: all readers in turn, or one of fit, gpx, tcx, apple, zip.
"""

import io
import json
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["soleus.walk", "soleus.outing", "soleus.dose.walk_dose"]):
    from soleus import outing
    from soleus.walk import fit, fit_worker

from tests.walk import made_walks as made

from soleus.errors import SoleusError
from soleus.person import Person

SECONDS = 240
MOST_BYTES = 20_000
ANYBODY = Person(body_mass_kg=70.0, sex="female")
NEVER_NEGATIVE = ("n_steps", "cadence_per_min", "ascent_m", "descent_m", "duration_s", "n_stairs", "flights")
_FOLDER = Path(tempfile.mkdtemp(prefix="soleus-fuzz-"))
fit.arrays_from = lambda _, path: fit_worker.extract(path.read_bytes())


def seeds() -> dict[str, list[bytes]]:
    """Sound files by reader."""
    walk = made.straight(12, rise_m=0.5)
    total = made.session(strides=41, metres=67.0, seconds=45.0)
    step = made.step_record("Watch", "2025-05-01 08:00:00 +0200", "2025-05-01 08:30:00 +0200", 3000)
    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeHiking" duration="30" durationUnit="min" '
        'totalDistance="2.5" totalDistanceUnit="km" startDate="2025-05-01 08:00:00 +0200" '
        'endDate="2025-05-01 08:30:00 +0200"><WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" '
        'sum="3100" unit="count"/><MetadataEntry key="HKElevationAscended" value="4200 cm"/></Workout>'
    )
    apple = made.health(step + workout).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export.xml", apple)
    point = (
        "<Trackpoint><Time>{}</Time><Position><LatitudeDegrees>46.1</LatitudeDegrees><LongitudeDegrees>14.2"
        "</LongitudeDegrees></Position><AltitudeMeters>{}</AltitudeMeters><DistanceMeters>{}</DistanceMeters>"
        "<Extensions><ns3:TPX><ns3:RunCadence>80</ns3:RunCadence></ns3:TPX></Extensions></Trackpoint>"
    )
    points = "".join(point.format(made.clock(k), 500 + k, 3 * k) for k in range(6))
    lap = (
        f"<Lap><TotalTimeSeconds>60</TotalTimeSeconds><DistanceMeters>90</DistanceMeters><Track>{points}</Track></Lap>"
    )
    day = made.definition(0, 55, ((253, 4, 0x86), (5, 1, 0x00), (3, 4, 0x86), (2, 4, 0x86)))
    return {
        "fit": [
            made.fit(made.records(6) + made.barometer() + total),
            made.fit(made.records(6, big=True)),
            made.fit(made.records(3)) + made.fit(made.records(3, start=10**9 + 9)),
            made.fit(day + b"\0" + bytes(range(13)) + b"\0" + bytes(range(13, 0, -1))),
        ],
        "gpx": [made.gpx(walk, sport="hiking").encode(), made.gpx(walk, head="<!DOCTYPE gpx>").encode("utf-16")],
        "tcx": [made.tcx(lap).encode(), made.tcx(f"<Lap><Steps>120</Steps>{lap[5:]}", sport="Other").encode()],
        "apple": [apple, made.health(step).encode()],
        "zip": [packed.getvalue()],
    }


def one_input(data: bytes) -> None:
    """The bytes are the file."""
    path = _FOLDER / "x.dat"
    path.write_bytes(data)
    try:
        for walk in outing.measure_each_walk(path, person=ANYBODY):
            answer = outing.as_json(walk)
            json.dumps(answer, allow_nan=False)
            if any((answer[key] or 0) < 0 for key in NEVER_NEGATIVE):
                raise AssertionError("a quantity below zero")
    except SoleusError as error:
        if "\n" in str(error):
            raise AssertionError("a message of several lines") from error


def main() -> None:
    """Run for the seconds that are named, four minutes unless said."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    corpus = _FOLDER / "corpus"
    corpus.mkdir()
    for reader, files in seeds().items():
        if reader in sys.argv[2:] or not sys.argv[2:]:
            for k, content in enumerate(files):
                (corpus / f"{reader}-{k}").write_bytes(content)
    options = [f"-max_total_time={seconds}", f"-max_len={MOST_BYTES}", "-timeout=20", "-rss_limit_mb=2048"]
    warnings.simplefilter("error")
    atheris.Setup(
        [sys.argv[0], *options, "-print_final_stats=1", f"-artifact_prefix={_FOLDER}/", str(corpus)], one_input
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
