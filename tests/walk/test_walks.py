"""`soleus walk` as a user meets it, and the shared real walks."""

import json
import statistics
import sys
from pathlib import Path

import numpy as np
import pytest

import soleus
from soleus import cli
from soleus.errors import NotEnoughDataError
from soleus.outing import as_json, measure_walk
from soleus.recording.signals import Imu, Recording
from soleus.simulate.foot import FootStride, foot_imu
from soleus.simulate.walking import trunk_walk
from soleus.simulate.write import write_imu_csv
from soleus.walk.find import find_steps
from tests.walk import made_walks as made

KEYS = (
    *("format", "n_steps", "cadence_per_min", "distance_m", "ascent_m", "descent_m", "duration_s"),
    *("n_stairs", "toe_walking", "steps", "dose", "warnings"),
)
OXFORD = {
    "user1_frontpocket_1506422223341.csv": 327,
    "user1_backpocket_1506422470497.csv": 343,
    "user1_hand_1506421989895.csv": 326,
    "Pixel_Jamie_Hard_FrontPocket_1_accelerometer.csv": 268,
}


@pytest.fixture
def soleus_walk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["soleus", "walk", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return run


@pytest.fixture
def hill(tmp_path: Path) -> Path:
    path = tmp_path / "hill.gpx"
    path.write_text(made.gpx(made.straight(200, rise_m=0.6), sport="hiking"))
    return path


def test_one_json_object_with_the_keys_of_the_contract(soleus_walk, hill: Path) -> None:
    code, out, err = soleus_walk(hill, "--body-mass-kg", 70, "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert [key for key in KEYS if key not in answer] == []
    assert answer["climb_rate_m_per_h"] == pytest.approx(answer["ascent_m"] / answer["duration_s"] * 3600)
    assert [part["terrain"] for part in answer["dose"]["terrain"]] == ["uphill"]
    assert (answer["n_steps"], answer["n_stairs"], answer["toe_walking"]["n_steps"]) == (None, None, None)


def test_words_and_a_picture(soleus_walk, hill: Path, tmp_path: Path) -> None:
    code, out, _ = soleus_walk(hill, "--body-mass-kg", 70, "--plot", tmp_path / "hill.png")
    assert code == 0
    assert "published, not measured here" in out
    assert (tmp_path / "hill.png").stat().st_size > 5000


def test_a_sensor_on_the_foot_all_the_way(soleus_walk, tmp_path: Path) -> None:
    imu = foot_imu([FootStride()] * 4 + [FootStride(length_m=0.7, on_toes=True)] * 6, np.random.default_rng(1))
    write_imu_csv(tmp_path / "foot.csv", imu)
    code, out, _ = soleus_walk(tmp_path / "foot.csv", "--placement", "foot", "--json", "--plot", tmp_path / "foot.svg")
    answer = json.loads(out)
    assert (code, answer["n_steps"], len(answer["steps"]["time_s"])) == (0, 20, 10)
    assert answer["toe_walking"]["n_steps"] == 12
    assert answer["distance_m"] == pytest.approx(4 * 1.3 + 6 * 0.7, rel=0.03)
    assert {part["terrain"] for part in answer["dose"]["terrain"]} == {"level", "toe walking"}


def test_two_feet_walk_their_way_once(monkeypatch: pytest.MonkeyPatch) -> None:
    imu = foot_imu([FootStride()] * 8, np.random.default_rng(1))
    left, right = (
        Recording(
            path=Path("feet.csv"),
            sha256="",
            format="csv",
            sensor="imu",
            placement="foot",
            side=side,
            signal=Imu(
                acceleration_m_s2=imu.acceleration_m_s2,
                angular_velocity_rad_s=imu.angular_velocity_rad_s,
                gravity_included=True,
            ),
            time_s=imu.time_s,
        )
        for side in ("left", "right")
    )
    monkeypatch.setattr("soleus.outing.open_walk", lambda *_, **__: (left, right))
    walk = measure_walk("feet.csv")
    assert walk.n_steps == 16
    assert walk.distance_m == pytest.approx(8 * 1.3, rel=0.03)


def test_a_broken_file_is_one_line(soleus_walk, tmp_path: Path) -> None:
    (tmp_path / "x.fit").write_bytes(made.fit(b"")[:14])
    code, out, err = soleus_walk(tmp_path / "x.fit", "--json")
    assert (code in (2, 3), out, len(err.strip().splitlines())) == (True, "", 1)
    assert err.startswith("soleus: x.fit: ")


def test_a_bicycle_ride_has_neither_steps_nor_dose(tmp_path: Path) -> None:
    path = tmp_path / "ride.fit"
    path.write_bytes(made.fit(made.records(60) + made.session(strides=80, metres=74.0, seconds=59.0, sport=2)))
    answer = as_json(measure_walk(path))
    assert answer["n_steps"] is None
    assert answer["dose"]["terrain"] == []  # type: ignore[index]
    assert any("cycling" in note for note in answer["warnings"])  # type: ignore[union-attr]


@pytest.mark.parametrize("from_s", [15.0, 15.14, 15.28, 15.41])
def test_a_gap_and_what_lies_beside_it_make_no_steps(from_s: float) -> None:
    walk = trunk_walk(np.random.default_rng(4), n_steps=60)
    time_s = walk.imu.time_s
    keep = (time_s < from_s) | (time_s > from_s + 7.0)
    recording = Recording(
        path=Path("gap.csv"),
        sha256="",
        format="csv",
        sensor="imu",
        placement="lower-back",
        signal=Imu(
            acceleration_m_s2=walk.imu.acceleration_m_s2[keep],
            angular_velocity_rad_s=walk.imu.angular_velocity_rad_s[keep],
            gravity_included=True,
        ),
        time_s=time_s[keep],
    )
    steps = find_steps((recording,))
    assert ((steps.time_s > from_s - 0.2) & (steps.time_s < from_s + 7.2)).sum() == 0
    assert len(steps.time_s) > 30


@pytest.mark.parametrize(("n", "rate_hz", "told"), [(300, 100.0, "too short"), (300, 12.0, "do not show steps")])
def test_too_little_of_a_recording_is_told(n: int, rate_hz: float, told: str) -> None:
    recording = Recording(
        path=Path("little.csv"),
        sha256="",
        format="csv",
        sensor="imu",
        placement="pocket",
        signal=Imu(acceleration_m_s2=np.full((n, 3), 5.66), angular_velocity_rad_s=None, gravity_included=True),
        time_s=np.arange(n) / rate_hz,
    )
    with pytest.raises(NotEnoughDataError, match=told):
        find_steps((recording,))


@pytest.mark.shared
def test_phone_steps_within_three_per_cent_on_each_shared_walk(shared: Path) -> None:
    errors = [abs(measure_walk(shared / "steps" / "oxford" / f).n_steps / n - 1) for f, n in OXFORD.items()]  # type: ignore[operator]
    assert max(errors) < 0.03
    assert statistics.median(errors) < 0.01


@pytest.mark.shared
def test_stair_swings_and_risers_of_both_feet(shared: Path) -> None:
    path = shared / "stairs" / "imu_sample_healthy_stair_down.csv"
    answer = as_json(measure_walk(path, placement="foot", rate_hz=204.8))
    sides = answer["steps"]["side"]  # type: ignore[index]
    assert (sides.count("left"), sides.count("right")) == (19, 19)
    assert answer["n_stairs"] == pytest.approx(29, abs=1)  # what the two feet say of each other; no truth is known
    assert answer["ascent_m"] == 0.0


@pytest.mark.shared
@pytest.mark.parametrize("name", ["acc_walking_shin.csv", "Gyroscope_walking_shin.csv"])
def test_strides_of_the_shin_from_either_sensor(shared: Path, name: str) -> None:
    walk = soleus.measure_walk(shared / "steps" / "shin_realworld" / name, placement="shin")
    assert walk.steps is not None
    inside = (walk.steps.time_s >= 20) & (walk.steps.time_s < 110)
    assert inside.sum() == pytest.approx(80, abs=1)
