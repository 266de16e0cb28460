"""Files as large as may come, by every way in: python -m benchmarks.uploads [GB]. A real server; Linux.

Bounds on the server's memory: receiving takes 30 MB at most. A glucose file is read in the server itself, at most
five million readings: 1 GB. (Recordings are measured in processes of their own, which `recording.isolated` bounds.)
"""

import http.client
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from benchmarks.live import Coach
from soleus.web.settings import BODY_BYTES

MOST_MB, READ_HERE_MB = 30.0, {"/glucose/import": 1000.0}
PIECE = 1 << 20
BOUNDARY = "a-boundary"
CSV = b"".join(b"%d.%02d,%.5f\r\n" % (k // 100, k % 100, 0.04 + 0.04 * (k % 300) / 300) for k in range(60_000))
GLUCOSE = b"".join(
    b"2025-03-%02dT%02d:%02d:00Z,%d\n" % (d, h, m, 90 + h) for d in range(1, 29) for h in range(24) for m in range(60)
)
GPX = b'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
POINTS = b"".join(
    b'<trkpt lat="46.%05d" lon="7.10000"><time>2025-03-04T%02d:%02d:%02dZ</time></trkpt>\n'
    % (k, k // 3600, k // 60 % 60, k % 60)
    for k in range(60_000)
)
WAYS = {  # field, what the file begins with, what goes on and on
    "/measure/": ("", "heel.csv", b"time_s,heel_height_m\r\n", CSV),
    "/data/import": ("files", "heel.csv", b"time_s,heel_height_m\r\n", CSV),
    "/glucose/import": ("file", "sensor.csv", b"time,glucose_mg_dl\n", GLUCOSE),
    "/walks/look": ("files", "walk.gpx", GPX, POINTS),
    "/data/backups/bring": ("backup", "backup.zip", b"PK\x03\x04", bytes(range(256)) * 4096),
}  # fmt: skip


def body(way: str, n_bytes: int) -> Iterator[bytes]:
    """A request of exactly that size."""
    field, name, head, again = WAYS[way]
    opening, closing = b"", b""
    if field:
        told = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        opening, closing = told.encode(), f"\r\n--{BOUNDARY}--\r\n".encode()
    left = n_bytes - len(opening) - len(head) - len(closing)
    yield opening + head
    block = again * max(1, PIECE // len(again))
    while left > 0:
        yield block[:left]
        left -= len(block)
    yield closing


def send(coach: Coach, way: str, n_bytes: int) -> tuple[int, int, float]:
    """Status, how much was sent before it came, seconds."""
    link = http.client.HTTPConnection(coach.url.removeprefix("http://"), timeout=1800)
    began, n_sent = time.perf_counter(), 0
    link.putrequest("PUT" if way == "/measure/" else "POST", f"{way}{uuid4()}" if way == "/measure/" else way)
    link.putheader("Content-Length", str(n_bytes))
    link.putheader("Accept", "application/json")
    link.putheader("X-File-Name", WAYS[way][1])
    link.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    link.putheader("Expect", "100-continue")
    link.endheaders()
    link.sock.settimeout(1.0)
    try:
        early = link.sock.recv(12)  # "HTTP/1.1 100" or the answer itself
    except TimeoutError:
        early = b""
    link.sock.settimeout(1800)
    if early.endswith(b"100") or not early:
        while early and not early.endswith(b"\r\n\r\n"):
            early += link.sock.recv(1)
        for piece in body(way, n_bytes):
            link.send(piece)
            n_sent += len(piece)
        answer = link.getresponse()
        status = answer.status
        answer.read()
    else:
        status = int(early.split()[1])
    link.close()
    return status, n_sent, time.perf_counter() - began


def memory_mb(coach: Coach, *, restart: bool = False) -> float:
    """The server's peak since the last restart of the count."""
    process = Path(f"/proc/{coach.process.pid}")
    if restart:
        (process / "clear_refs").write_text("5")
    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main(gb: float) -> None:
    """Send them all and print what it took."""
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        coach = Coach(Path(folder))
        try:
            for way in WAYS:
                n_bytes = min(int(gb * (1 << 30)), BODY_BYTES[way])
                before = memory_mb(coach, restart=True)
                status, _, took_s = send(coach, way, n_bytes)
                peak = memory_mb(coach)
                failed |= peak - before > READ_HERE_MB.get(way, MOST_MB)
                print(f"{way}: {n_bytes / (1 << 30):.1f} GB in {took_s:.1f} s, {status};", end=" ")
                print(f"memory {before:.0f} MB, peak {peak:.0f} MB")
                status, n_sent, took_s = send(coach, way, BODY_BYTES[way] + 1)
                print(f"{way}: over the limit {status} after {n_sent} bytes, {1000 * took_s:.0f} ms")
        finally:
            coach.stop()
    sys.exit(failed)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
