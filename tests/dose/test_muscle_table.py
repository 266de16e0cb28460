"""`soleus muscles`: CSV in, CSV out."""

import csv
import math
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from soleus.dose import MUSCLES, instant_table, muscle_table, share_load
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
    monkeypatch.setattr(instant_table, "BLOCK_ROWS", 7)
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


def test_a_byte_order_mark_and_quoted_numbers_are_read(tmp_path):
    quoted = '"ankle_deg","knee_flex_deg","moment_nm"'
    rows = table(tmp_path, f"\ufeff{quoted}", '"0","0"," 30 "', '-10,"90",1.25e1')
    plain = table(tmp_path, HEAD, "0,0,30", "-10,90,12.5")
    assert [row["achilles_n"] for row in rows] == [row["achilles_n"] for row in plain]
    assert "ankle_deg" in rows[0]


def test_a_row_with_more_fields_than_the_header_is_no_number(tmp_path):
    rows = table(tmp_path, HEAD, "0,0,30", "0,5,0,30", "0,0,30,", "0,0,30")
    assert [row["status"] for row in rows] == ["ok", "invalid", "ok", "ok"]
    assert rows[1]["f_soleus"] == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ankle_deg;knee_flex_deg;moment_nm\n0,5;0;30\n", "semicolons"),
        ("ankle_deg\tknee_flex_deg\tmoment_nm\n0\t0\t30\n", "tabs"),
        (f'{HEAD}\n"0,5",0,30\n0,0,30\n', "ankle_deg is written with decimal commas"),
        (f"{HEAD}\n0,5,0,30\n1,5,0,30\n", "more fields than the header"),
        (f"ankle_deg,{HEAD}\n0,0,0,30\n", "ankle_deg is there more than once"),
        (f'{HEAD}\n0,0,"30\n1,1,30\n', "cannot be read as CSV"),
        (f"{HEAD}\r0,0,30\r", "carriage return"),
        (f"{HEAD}\n0,\0,30\n", "UTF-8"),
        ("\x1b[31mred,b\n1,2\n", r"\?\[31mred"),
    ],
)
def test_habits_of_other_tables_are_refused_in_one_line(tmp_path, content, message):
    source = tmp_path / "in.csv"
    source.write_text(content, encoding="utf-8", newline="")
    with pytest.raises(InputError, match=message) as refused:
        muscle_table.run(source, tmp_path / "out.csv")
    assert "in.csv" in str(refused.value)
    assert list(tmp_path.iterdir()) == [source]


def test_one_decimal_comma_among_points_costs_its_own_row_only(tmp_path):
    rows = table(tmp_path, HEAD, "0.5,0,30", '"0,5",0,30', "1.5,0,30")
    assert [row["status"] for row in rows] == ["ok", "invalid", "ok"]


def test_other_columns_may_share_a_name(tmp_path):
    table(tmp_path, f"x,{HEAD},x", "1,0,0,30,2")
    head, row = (tmp_path / "out.csv").read_text().splitlines()
    assert head.startswith(f"x,{HEAD},x,status")
    assert row.startswith("1,0,0,30,2,ok")


def test_pieces_of_the_file_join_without_seam_even_within_quotes(tmp_path, monkeypatch):
    lines = [f'{k % 30 - 20},{k % 100},{5 + k % 40},"a\nnote, {k}"' for k in range(60)]
    whole = table(tmp_path, f"{HEAD},note", *lines)
    monkeypatch.setattr(instant_table, "CHUNK_BYTES", 37)
    assert table(tmp_path, f"{HEAD},note", *lines) == whole
    assert [row["note"] for row in whole] == [f"a\nnote, {k}" for k in range(60)]


def test_the_file_is_never_held_whole(tmp_path, monkeypatch):
    source = tmp_path / "in.csv"
    source.write_text(f"{HEAD}\n" + "0,0,30\n" * 1000)
    monkeypatch.setattr(instant_table, "CHUNK_BYTES", 256)
    blocks = list(instant_table.read_blocks(source, instant_table.read_header(source)))
    assert max(len(block) for _, block in blocks) <= 256 // len("0,0,30\n") + 1
    assert sum(len(block) for _, block in blocks) == 1000


def test_a_quote_that_never_closes_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(instant_table, "CHUNK_BYTES", 64)
    monkeypatch.setattr(instant_table, "LONGEST_ROW_BYTES", 1024)
    with pytest.raises(InputError, match="not closed"):
        table(tmp_path, HEAD, '0,0,"30', *["0,0,30"] * 1000)


def test_progress_rises_to_one(tmp_path, monkeypatch):
    monkeypatch.setattr(instant_table, "CHUNK_BYTES", 256)
    told: list[float] = []
    table(tmp_path, HEAD, *["0,0,30"] * 500, progress=told.append)
    assert told == sorted(told)
    assert told[0] < 0.2
    assert told[-1] == 1.0


def test_a_link_is_followed_and_what_it_points_to_keeps_its_rights(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "out.csv"
    real.touch(mode=0o600)
    link.symlink_to(real)
    table(tmp_path, HEAD, "0,0,30")
    assert link.is_symlink()
    assert "achilles_n" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_stays_a_pipe_and_gets_the_rows(tmp_path):
    source, pipe = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f"{HEAD}\n0,0,30\n")
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        text = pool.submit(pipe.read_text)
        muscle_table.run(source, pipe)
        assert text.result().count("\n") == 2
    assert pipe.is_fifo()


def test_a_folder_without_leave_to_write_is_named(tmp_path, monkeypatch):
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(muscle_table.tempfile, "mkstemp", refuse)
    with pytest.raises(InputError, match=r"out.csv: cannot be written \(Permission denied\)"):
        table(tmp_path, HEAD, "0,0,30")
