"""`soleus muscles`: CSV in, CSV out."""

import csv
import math
from pathlib import Path

import pytest

from soleus.dose import MUSCLES, muscle_table, share_load
from soleus.errors import InputError

HEAD = "ankle_deg,knee_flex_deg,moment_nm"


def table(folder: Path, *lines: str, **options: object) -> list[dict[str, str]]:
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    muscle_table.run(source, target, **options)
    with target.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_comes_back_with_the_numbers_of_the_api_at_full_precision(tmp_path):
    rows = table(tmp_path, HEAD, "0,0,30", "-10,90,12.5")
    shares = share_load([0.0, math.radians(-10)], [0.0, math.radians(90)], [30.0, 12.5])
    assert [row["ankle_deg"] for row in rows] == ["0", "-10"]
    assert [row["status"] for row in rows] == ["ok", "ok"]
    for n, row in enumerate(rows):
        assert float(row["achilles_n"]) == shares.achilles_n[n]
        for k, muscle in enumerate(MUSCLES):
            assert float(row[f"a_{muscle}"]) == shares.activation[n, k]
            assert float(row[f"f_{muscle}"]) == shares.force_n[n, k]
            assert float(row[f"r_{muscle}"]) == shares.moment_arm_m[n, k]


def test_bad_rows_stay_in_place_and_hold_no_numbers(tmp_path):
    rows = table(tmp_path, HEAD, "0,0,30", "nan,0,30", ",0,30", "0,zero,30", "200,0,30", "0,0,1e9", "0,0", "0,0,30")
    statuses = [row["status"] for row in rows]
    assert statuses == ["ok", *["invalid"] * 4, "too_strong", "invalid", "ok"]
    assert all(row["achilles_n"] == row["f_soleus"] == row["a_fdl"] == "" for row in rows[1:-1])
    assert [row["r_soleus"] != "" for row in rows] == [status != "invalid" for status in statuses]
    assert rows[0]["achilles_n"] == rows[-1]["achilles_n"]


def test_other_columns_come_back_and_old_results_are_replaced(tmp_path):
    rows = table(tmp_path, f"time,{HEAD},status,f_soleus", "a b,0,0,30,guess,7")
    assert rows[0]["time"] == "a b"
    assert rows[0]["status"] == "ok"
    assert float(rows[0]["f_soleus"]) > 100.0


def test_velocity_columns_count_and_zero_velocity_is_isometric(tmp_path):
    rows = table(tmp_path, f"{HEAD},ankle_velocity_deg_s,knee_velocity_deg_s", "-10,90,20,-150,0", "-10,90,20,0,0")
    still = table(tmp_path, HEAD, "-10,90,20")
    assert float(rows[0]["a_soleus"]) > 1.1 * float(rows[1]["a_soleus"])
    assert rows[1]["a_soleus"] == still[0]["a_soleus"]


def test_header_without_rows_gives_a_header_without_rows(tmp_path):
    assert table(tmp_path, HEAD) == []
    assert (tmp_path / "out.csv").read_text().startswith(HEAD + ",status,achilles_n,a_soleus")


def test_blocks_join_without_seam(tmp_path, monkeypatch):
    lines = [f"{k % 30 - 20},{k % 100},{5 + k % 40}" for k in range(50)]
    whole = table(tmp_path, HEAD, *lines)
    monkeypatch.setattr(muscle_table, "BLOCK_ROWS", 7)
    assert table(tmp_path, HEAD, *lines) == whole
    assert len(whole) == 50


def test_a_table_may_replace_itself(tmp_path):
    path = tmp_path / "both.csv"
    path.write_text(f"{HEAD}\n0,0,30\n")
    assert muscle_table.run(path, path) == 1
    assert "achilles_n" in path.read_text()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "in.csv"), (b"a,b\n1,2\n", "knee_flex_deg"), (b"ankle_deg,moment_nm\n1,2\n", "knee_flex_deg is missing")],
)
def test_files_that_are_no_such_table_are_refused_by_name(tmp_path, content, message):
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    with pytest.raises(InputError, match=message):
        muscle_table.run(source, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
    assert list(tmp_path.iterdir()) == [source]


def test_places_that_cannot_be_read_or_written_are_refused(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text(f"{HEAD}\n0,0,30\n")
    with pytest.raises(InputError, match="no such file"):
        muscle_table.run(tmp_path / "none.csv", tmp_path / "out.csv")
    with pytest.raises(InputError, match="folder"):
        muscle_table.run(source, tmp_path / "nowhere" / "out.csv")
    with pytest.raises(InputError, match="unknown"):
        muscle_table.run(source, tmp_path / "out.csv", model="nobody")
