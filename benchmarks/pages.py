"""Pages of a long history: python -m benchmarks.pages [SESSIONS ...].

Whole answers of the coach, as a browser gets them. `SOLEUS_DATABASE_URL` names a PostgreSQL to measure instead; its
database must be empty.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from starlette.testclient import TestClient

from soleus.dose import planned_dose
from soleus.dose.answer import as_json as dose_json
from soleus.programme.profile import QUESTIONS
from soleus.store.entries import HeelRaiseTest, Outing, Soreness
from soleus.store.records import DoneSet, Session, Signal, Target
from soleus.web.app import create_app
from soleus.web.settings import Settings
from soleus.workspace import people
from soleus.workspace.place import Desk, open_workspace

NOW = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
PAGES = ("/", "/history", "/history?span=year", "/history?span=all", "/load", "/walks")
ROUNDS = 7
NAMES = UUID("0b9c0a2e-7f5e-4f0e-9f5c-0f6f1f0c1c11")  # only tells these ids from others
A_DAY = 2  # sessions; 1,000 are a year and a half, 5,000 almost seven years


def fill(desk: Desk, n_sessions: int) -> None:
    """Push-ups of five minutes and three sets of raises in turn, measured by camera; a walk and marks now and then."""
    people.save_profile(desk, {"body_mass_kg": 75.0, "stature_m": 1.75}, now=NOW, step="person")
    people.save_profile(desk, {"goal": "strength", "days_per_week": 7}, now=NOW, step="goal")
    people.save_profile(desk, {"equipment": ("weights", "step")}, now=NOW, step="equipment")
    people.save_screening(desk, dict.fromkeys(QUESTIONS, False), now=NOW)
    person = people.person_of(people.profile(desk), NOW)
    doses = {name: dose_json(planned_dose(name, person, reps=36)) for name in ("soleus-push-up", "standing-calf-raise")}
    for k in range(n_sessions):
        at = NOW - timedelta(days=1 + (n_sessions - 1 - k) / A_DAY)
        name = ("soleus-push-up", "standing-calf-raise")[k % 2]
        with desk.store.writing(desk.owner) as rows:
            rows.add(*_session(k, name, at, doses[name]))
            if k % 10 == 0:
                rows.add(*_beside(k, at))


def _session(k: int, name: str, at: datetime, dose: dict[str, object]) -> list[Session | DoneSet | Signal]:
    session_id, seated = uuid5(NAMES, f"session {k}"), name == "soleus-push-up"
    target = Target(sets=1, minutes=5.0) if seated else Target(sets=3, reps=12, load_kg=10.0)
    n_sets, n_reps = (1, 250) if seated else (3, 12)
    found: list[Session | DoneSet | Signal] = [
        Session(
            id=session_id, created_at=at, exercise=name, state="finished", how="camera-sticker", target=target,
            started_at=at, finished_at=at + timedelta(minutes=6), session_rpe=5.0, pain_during_nrs=1.0,
            pain_next_morning_nrs=0.0, dose=dose,
        )
    ]  # fmt: skip
    for position in range(n_sets):
        column = tuple(0.06 + 0.0001 * (j % 50) for j in range(n_reps))
        found.append(
            DoneSet(
                id=uuid5(session_id, str(position)), created_at=at, session_id=session_id, position=position,
                how="camera-sticker", n_reps=n_reps, load_kg=None if seated else 10.0, started_at=at,
                duration_s=300.0 if seated else 50.0, peak_s=tuple(1.2 * j for j in range(n_reps)),
                heel_raise_height_m=column, concentric_s=column, hold_s=column, eccentric_s=column,
                method={"name": "sticker", "min_height_m": 0.015},
            )
        )  # fmt: skip
    found.append(
        Signal(
            id=uuid5(session_id, "signal"), created_at=at, sha256=f"{k:064x}", name="camera.csv", n_bytes=100_000,
            origin="live", session_id=session_id,
        )
    )  # fmt: skip
    return found


def _beside(k: int, at: datetime) -> list[Soreness | HeelRaiseTest | Outing]:
    return [
        Soreness(id=uuid5(NAMES, f"sore {k}"), created_at=at, region="soleus-middle", soreness_nrs=2.0),
        HeelRaiseTest(id=uuid5(NAMES, f"test {k}"), created_at=at, side="left", n_reps=24),
        Outing(
            id=uuid5(NAMES, f"walk {k}"), created_at=at, sha256=f"{k:064x}", name="walk.gpx", format="gpx",
            started_at=at, duration_s=1800.0, n_steps=3000,
            dose={
                "achilles_method": "ankle moment / arm",
                "terrain": [
                    {"terrain": "level", "n_steps": 3000, "achilles_peak_bw": {"low": 2.9, "mid": 3.3, "high": 3.9}}
                ],
            },
        ),
    ]  # fmt: skip


def median_ms(client: TestClient, page: str) -> float:
    """Median time of a page, after one answer that warms up."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        client.get(page).raise_for_status()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times[1:])


def main() -> None:
    """Fill a store and time every page that looks at the whole history."""
    url = os.environ.get("SOLEUS_DATABASE_URL", "")
    for n_sessions in [int(word) for word in sys.argv[1:]] or [1_000, 5_000]:
        with tempfile.TemporaryDirectory() as folder, open_workspace(Path(folder), database_url=url) as workspace:
            fill(workspace.local_desk(NOW), n_sessions)
            with TestClient(
                create_app(workspace, Settings(now=lambda: NOW)), base_url="http://127.0.0.1:7653"
            ) as client:
                for page in PAGES:
                    print(f"{page:22} {median_ms(client, page):8.0f} ms, {n_sessions} sessions")


if __name__ == "__main__":
    main()
