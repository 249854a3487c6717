"""`outlay batch` over CSV and Parquet: what comes out, row by row, and what becomes of bad rows."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.outlay.batch.tables import accounts, read_csv, write_csv

import outlay as library


def test_every_row_has_the_results_of_a_run_with_its_values(batch) -> None:
    write_csv("in.csv", ["seats", "plan"], [(10, 20), (7, 3.5)])
    said = batch("in.csv", "-o", "out.csv")
    assert said.code == 0
    run = library.load("m.cost").run(seats=7, plan=3.5)
    found = read_csv("out.csv")
    assert len(found) == 2
    for name in ("revenue", "cost", "profit"):
        assert float(found[1][f"{name} [USD/month]"]) == pytest.approx(run.outputs[name].value, rel=1e-12)


def test_a_unit_in_a_header_and_a_quantity_in_a_cell_are_converted(batch) -> None:
    write_csv("in.csv", ["plan [EUR/user/year]", "seats"], [(120, "1k user")])
    Path("m.cost").write_text(Path("m.cost").read_text() + "rate EUR = 1.5 USD\n")
    assert batch("in.csv", "-o", "out.csv", "--output", "gross").code == 0
    assert float(read_csv("out.csv")[0]["gross [USD/month]"]) == pytest.approx(1000 * 120 * 1.5 / 12)


def test_a_record_is_set_by_its_name_and_a_text_as_written(batch) -> None:
    write_csv("in.csv", ["shelf", "tier", "plan"], [("large", "007", 0.1), ("small", "x", 0.1)])
    assert batch("in.csv", "-o", "out.csv").code == 0
    found = read_csv("out.csv")
    assert [row["size [GB]"] for row in found] == ["30", "3"]
    assert [row["verdict"] for row in found] == ["007", "x"]


def test_identifiers_are_carried_through_as_they_are_written(batch) -> None:
    write_csv("in.csv", ["account", "seats", "note"], [("007", 1, "a,b"), ("1e5", 2, 'say "hi"')])
    assert batch("in.csv", "-o", "out.csv", "--keep", "account,note").code == 0
    assert [(row["account"], row["note"]) for row in read_csv("out.csv")] == [("007", "a,b"), ("1e5", 'say "hi"')]


def test_identifiers_of_parquet_keep_their_type(batch) -> None:
    pq.write_table(pa.table({"id": pa.array([3, 4], pa.int32()), "seats": [1.0, 2.0]}), "in.parquet")
    assert batch("in.parquet", "-o", "out.parquet", "--keep", "id").code == 0
    found = pq.read_table("out.parquet")
    assert found.schema.field("id").type == pa.int32()
    assert found.column("id").to_pylist() == [3, 4]


def test_parquet_outputs_say_their_units_and_can_be_read_back_as_inputs(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,)])
    batch("in.csv", "-o", "out.parquet", "--output", "plan")
    assert pq.read_schema("out.parquet").field("plan").metadata[b"unit"] == b"USD/user/month"
    assert batch("out.parquet", "-o", "again.csv", "--output", "gross").code == 0
    assert read_csv("again.csv") == [{"gross [USD/month]": "200"}]


def test_parquet_is_written_as_floats_like_it(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,)])
    batch("in.csv", "-o", "out.parquet", "--output", "gross")
    column = pq.ParquetFile("out.parquet").metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert "BYTE_STREAM_SPLIT" in column.encodings
    assert not column.has_dictionary_page


def test_a_bad_row_is_listed_with_its_reason_and_has_no_results(batch) -> None:
    write_csv("in.csv", ["account", "seats", "plan"], [("a", 1, 1), ("b", "many", 2), ("c", -5, "$3"), ("d", "", 1)])
    said = batch("in.csv", "-o", "out.csv", "--keep", "account")
    assert said.code == 1
    assert "3 rows could not be used" in said.err
    errors = read_csv("out.csv.errors")
    assert [(row["row"], row["column"]) for row in errors] == [("2", "seats"), ("3", "seats"), ("4", "seats")]
    assert "must lie in its @range" in errors[1]["reason"]
    assert [bool(row["margin"]) for row in read_csv("out.csv")] == [True, False, False, False]
    assert [row["account"] for row in read_csv("out.csv")] == ["a", "b", "c", "d"]


def test_a_row_with_too_few_cells_is_a_bad_row_in_its_place(batch) -> None:
    Path("in.csv").write_text("account,seats,plan\na,1,1\nb,2\nc,3,3,3\nd,4,4\n")
    assert batch("in.csv", "-o", "out.csv", "--keep", "account").code == 1
    assert [row["account"] for row in read_csv("out.csv")] == ["a", "", "", "d"]
    assert [(row["row"], row["reason"]) for row in read_csv("out.csv.errors")] == [
        ("2", "The row has 2 cells, and the header has 3."),
        ("3", "The row has 4 cells, and the header has 3."),
    ]


def test_a_result_that_is_no_number_is_listed_and_the_others_stay(batch) -> None:
    write_csv("in.csv", ["seats", "plan"], [(0, 1), (1, 1)])
    assert batch("in.csv", "-o", "out.csv").code == 1
    assert [(row["row"], row["column"]) for row in read_csv("out.csv.errors")] == [("1", "margin")]
    assert read_csv("out.csv")[0]["cost [USD/month]"] == "50"


def test_errors_of_an_earlier_run_do_not_stay(batch) -> None:
    Path("out.csv.errors").write_text("old")
    write_csv("in.csv", ["seats"], [(1,)])
    assert batch("in.csv", "-o", "out.csv").code == 0
    assert not Path("out.csv.errors").exists()


def test_a_column_that_is_no_input_suggests_the_nearest(batch) -> None:
    write_csv("in.csv", ["seat"], [(1,)])
    said = batch("in.csv", "-o", "out.csv")
    assert said.code == 1
    assert "no input or equation seat. Did you mean seats?" in said.err
    assert "--keep" in said.err
    assert not Path("out.csv").exists()


def test_a_kept_column_that_is_not_there_suggests_the_nearest(batch) -> None:
    write_csv("in.csv", ["account", "seats"], [("a", 1)])
    assert "Did you mean account?" in batch("in.csv", "-o", "out.csv", "--keep", "acount").err


def test_columns_can_be_left_out(batch) -> None:
    write_csv("in.csv", ["account", "seats"], [("a", 1)])
    assert batch("in.csv", "-o", "out.csv", "--ignore", "acc*").code == 0


def test_texts_that_look_like_formulas_are_marked_in_csv(batch) -> None:
    risky = ["=1+1", "+cmd", "-2+3", "@sum", " =x", "-5", "plain"]
    write_csv("in.csv", ["note", "seats"], [(text, 10) for text in risky])
    batch("in.csv", "-o", "out.csv", "--keep", "note")
    found = read_csv("out.csv")
    assert [row["note"] for row in found] == ["'=1+1", "'+cmd", "'-2+3", "'@sum", "' =x", "-5", "plain"]
    assert {row["verdict"] for row in found} == {"'=good"}


def test_pieces_of_a_file_come_out_in_order(batch, small_chunks) -> None:
    accounts("in.csv")
    batch("in.csv", "-o", "out.csv", "--keep", "account")
    assert [row["account"] for row in read_csv("out.csv")] == [f"a{n:05d}" for n in range(500)]
    assert [row["row"] for row in read_csv("out.csv.errors")] == ["100", "200", "300", "400", "500"]


def test_line_ends_within_quotes_are_not_ends_of_rows(batch, small_chunks) -> None:
    notes = [f"line {n}\nsecond\n{'x' * (n % 50)}" for n in range(300)]
    write_csv("in.csv", ["note", "seats"], [(note, 1) for note in notes])
    batch("in.csv", "-o", "out.csv", "--keep", "note")
    assert [row["note"] for row in read_csv("out.csv")] == notes


def test_several_files_and_folders_follow_each_other(batch) -> None:
    Path("day").mkdir()
    write_csv("day/1.csv", ["seats"], [(1,), ("x",)])
    write_csv("day/2.csv", ["seats"], [(3,), ("y",)])
    assert batch("day", "-o", "out.csv", "--output", "gross").code == 1
    assert [row["gross [USD/month]"] for row in read_csv("out.csv")] == ["20", "", "60", ""]
    assert [(row["file"], row["row"]) for row in read_csv("out.csv.errors")] == [("day/1.csv", "2"), ("day/2.csv", "2")]


def test_a_folder_of_parquet_files_is_one_table(batch, small_chunks) -> None:
    accounts("in.csv")
    batch("in.csv", "-o", "one.parquet", "--keep", "account")
    batch("in.csv", "-o", "many/", "--keep", "account")
    assert len(list(Path("many").glob("*.parquet"))) > 3
    assert pq.read_table("many").equals(pq.read_table("one.parquet"))


def test_a_table_without_rows_gives_a_table_without_rows(batch) -> None:
    Path("in.csv").write_text("seats\n")
    for out in ("out.csv", "out.parquet"):
        assert batch("in.csv", "-o", out, "--output", "gross").code == 0
    assert Path("out.csv").read_text() == "gross [USD/month]\n"
    assert pq.read_table("out.parquet").num_rows == 0


def test_the_summary_has_rows_checks_and_quantiles(batch) -> None:
    write_csv("in.csv", ["seats"], [(n,) for n in range(1, 101)])
    said = batch("in.csv", "-o", "out.csv", "--format", "json")
    found = json.loads(said.out)
    assert (found["schema"], found["rows"], found["errors"]) == ("outlay/1", 100, 0)
    revenue = next(each for each in found["cases"][0]["outputs"] if each["name"] == "revenue")
    assert revenue["p50"] == pytest.approx(50.5 * 19)
    assert found["cases"][0]["checks"] == [{"name": "profit", "failed": 2, "unknown": 0}]
    assert "profit: fails in 2 rows" in batch("in.csv", "-o", "out.csv").out


def test_a_kept_column_called_like_an_output_is_refused(batch) -> None:
    write_csv("in.csv", ["margin", "seats"], [("a", 1)])
    assert "two columns called margin, one that is kept" in batch("in.csv", "-o", "out.csv", "--keep", "margin").err


def test_a_result_without_a_number_says_why_as_a_run_does(batch) -> None:
    Path("m.cost").write_text(
        'input a = 10\ninput b = 2\ninput tier : text = "x"\noutput q = a / b\noutput w = q + 1\n'
        'output g = if a > 100 then error("a is too large") else a\n'
    )
    write_csv("in.csv", ("a", "b", "tier"), [(1, 0, "x"), (200, 1, "y"), (4, 2, "z")])
    assert batch("in.csv", "-o", "out.csv").code == 1
    assert [(row["row"], row["column"], row["reason"]) for row in read_csv("out.csv.errors")] == [
        ("1", "q", "b is 0 here, and q divides by it."),
        ("1", "w", "b is 0 here, and q divides by it; w needs it."),
        ("2", "g", "a is too large."),
    ]


def test_reasons_are_asked_for_in_the_first_rows_alone(batch) -> None:
    Path("m.cost").write_text("input a = 10\ninput b = 2\noutput q = a / b\n")
    write_csv("in.csv", ("a", "b"), [(1, 0)] * 50)
    assert batch("in.csv", "-o", "out.csv").code == 1
    reasons = [row["reason"] for row in read_csv("out.csv.errors")]
    assert len(reasons) == 50
    assert reasons.count("b is 0 here, and q divides by it.") == 20
    assert reasons.count("q has no number with these values.") == 30
