"""Glucose: metrics of many people beside iglu_python, Apple Health by the gigabyte (python -m benchmarks.glucose)."""

import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np

from soleus.glucose.metrics import metrics_of_many
from soleus.glucose.readings import Readings

N_PEOPLE, N_DAYS = 1000, 14
N_PEER = 5  # iglu_python needs about a second for each
ROUNDS = 5
GIGABYTE = 1_000_000_000

READ = """
import re, sys, time
from pathlib import Path
from soleus.glucose.readers import read_exports
start = time.perf_counter()
(export,) = read_exports(sys.argv[1])
took = time.perf_counter() - start
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(took, int(peak[1]) / 1024 if peak else float("nan"), len(export.readings))
"""


def people(n: int) -> list[Readings]:
    """Two weeks at 5 min with a daily rhythm, slow waves and noise."""
    rng = np.random.default_rng(0)
    steps = np.arange(N_DAYS * 288)
    made = []
    for _ in range(n):
        slow = np.convolve(rng.normal(0.0, 6.0, len(steps) + 24), np.hanning(25) / 2.0, "valid")
        glucose = np.clip(115.0 + 20.0 * np.sin(2.0 * np.pi * steps / 288) + slow, 40.0, 400.0).round()
        time_s = 1.7e9 + 300.0 * steps + rng.integers(-2, 3, len(steps))
        zeros = np.zeros(len(steps))
        flags = zeros.astype(np.uint8)
        made.append(Readings(time_s=time_s, utc_offset_s=zeros, glucose_mg_dl=glucose, flags=flags, zoned=False))
    return made


def peer_s(group: list[Readings]) -> float:
    """Seconds a person that iglu_python takes for the same metrics."""
    import iglu_python as iglu
    import pandas as pd

    frame = pd.concat(
        pd.DataFrame({"id": str(k), "time": pd.to_datetime(who.time_s, unit="s"), "gl": who.glucose_mg_dl})
        for k, who in enumerate(group)
    )
    names = (
        "above_percent below_percent in_range_percent active_percent adrr auc cogi cv_glu cv_measures ea1c "
        "episode_calculation gmi grade grade_eugly grade_hyper grade_hypo gri gvp hbgi hyper_index hypo_index igc "
        "iqr_glu j_index lbgi m_value mad_glu mag mean_glu median_glu modd quantile_glu range_glu sd_glu "
        "sd_measures sd_roc"
    )
    calls = [getattr(iglu, name) for name in names.split()]
    calls += [lambda data, n=n: iglu.conga(data, n=n) for n in (1, 2, 4, 24)]
    calls += [lambda data, way=way: iglu.mage(data, direction=way) for way in ("avg", "plus", "minus")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        for call in calls:
            call(frame)
        return (time.perf_counter() - start) / len(group)


def metrics() -> None:
    """The same people through both."""
    group = people(N_PEOPLE)
    metrics_of_many(group[:4])
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        metrics_of_many(group)
        times.append(time.perf_counter() - start)
    ours = float(np.median(times))
    peer = peer_s(group[:N_PEER])
    print(f"glucose, 57 metrics    {ours:8.2f} s for {N_PEOPLE} people x {N_DAYS} days")
    print(f"  iglu_python          {peer:8.2f} s a person: soleus is {peer * N_PEOPLE / ours:.0f} x as fast")


def write_apple(path: Path, size: int) -> None:
    """An export of heart rate with a glucose reading to every 30 beats."""
    beat = (
        ' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
        'device="&lt;&lt;HKDevice: 0x{0:x}&gt;, name:Watch&gt;" startDate="{1}" endDate="{1}" value="{2}"/>\n'
    )
    glucose = (
        ' <Record type="HKQuantityTypeIdentifierBloodGlucose" unit="mmol&lt;180.1558800000541&gt;/L" '
        'startDate="{0}" endDate="{0}" value="{1:.1f}">\n  <MetadataEntry key="k" value="1"/>\n </Record>\n'
    )
    written = k = 0
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("apple_health_export/export.xml", "w", force_zip64=True) as file,
    ):
        file.write(b'<?xml version="1.0"?>\n<HealthData locale="en_GB">\n')
        while written < size:
            rows = []
            for _ in range(100):
                stamp = np.datetime_as_string(np.datetime64(300 * k, "s")).replace("T", " ") + " +0200"
                rows += [beat.format(31 * k + i, stamp, 60 + (k + i) % 90) for i in range(30)]
                rows.append(glucose.format(stamp, 4.0 + k % 60 / 10))
                k += 1
            written += file.write("".join(rows).encode())
        file.write(b"</HealthData>\n")


def apple(folder: Path) -> None:
    """One gigabyte of XML out of the zip, in a process of its own."""
    path = folder / "export.zip"
    write_apple(path, GIGABYTE)
    out = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True).stdout
    took, memory_mib, n = (float(figure) for figure in out.split())
    print(f"Apple Health, 1 GB     {GIGABYTE / 1e6 / took:8.0f} MB/s, {memory_mib:.0f} MiB in all, {n:.0f} readings")


def main() -> None:
    """Both."""
    metrics()
    with tempfile.TemporaryDirectory() as folder:
        apple(Path(folder))


if __name__ == "__main__":
    main()
