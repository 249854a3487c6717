"""JSON lines, Excel, edited workbooks: read and written as CSV and Parquet are."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.outlay.batch.tables import accounts, read_csv, write_csv


def _json_lines(path: str, *rows: object) -> None:
    Path(path).write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


def _workbook(path: str, *rows: list[object]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def _cells(path: str) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def test_json_lines_go_in_and_out(batch) -> None:
    _json_lines("in.jsonl", {"account": 7, "seats": 10, "plan": 20}, {"account": "x", "seats": "1k user", "plan": "$3"})
    assert (
        batch("in.jsonl", "-o", "out.jsonl", "--keep", "account", "--output", "gross", "--output", "verdict").code == 0
    )
    assert [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()] == [
        {"account": "7", "gross": 200.0, "verdict": "=good"},
        {"account": "x", "gross": 3000.0, "verdict": "=good"},
    ]


def test_objects_inside_objects_are_paths(batch, folder) -> None:
    (folder / "m.cost").write_text(
        "usage writer { tokens_in = 5 token / user / day }\noutput twice = 2 * writer.tokens_in\n"
    )
    _json_lines("in.jsonl", {"writer": {"tokens_in": 8}})
    assert batch("in.jsonl", "-o", "out.jsonl").code == 0
    assert json.loads(Path("out.jsonl").read_text()) == {"twice": 16.0}


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ('{"seats": 1', "", "is no JSON"),
        ("[1]", "", "no JSON object"),
        ('{"seats": NaN}', "", "NaN is no number"),
        ('{"seats": 1, "other": 2}', "other", "no name of the first line"),
        ("{}", "seats", "no value"),
        ('{"seats": [1]}', "seats", "seats"),
        ("[" * 100_000, "", "is no JSON"),
        ('{"seats": ' + "9" * 400 + "}", "seats", "seats"),
    ],
)
def test_a_line_that_is_no_row_is_a_bad_row(batch, line: str, column: str, told: str) -> None:
    _json_lines("in.jsonl", {"seats": 1}, line, {"seats": 3})
    assert batch("in.jsonl", "-o", "out.jsonl", "--output", "gross").code == 1
    (error,) = read_csv("out.jsonl.errors")
    assert (error["row"], error["column"]) == ("2", column)
    assert told in error["reason"]
    assert [json.loads(each)["gross"] for each in Path("out.jsonl").read_text().splitlines()] == [20, None, 60]


def test_an_excel_table_goes_in_and_out(batch) -> None:
    _workbook(
        "in.xlsx",
        ["account", "seats", "plan [USD/user/month]", "shelf"],
        ["007", 10, 20, "large"],
        [8, "1k user", 3.5, "small"],
        ["z", None, 1, "small"],
    )
    assert batch("in.xlsx", "-o", "out.xlsx", "--keep", "account", "--output", "gross", "--output", "verdict").code == 1
    assert _cells("out.xlsx") == [
        ["account", "gross [USD/month]", "verdict"],
        ["007", 200, "=good"],
        ["8", 3500, "=good"],
        ["z", None, None],
    ]
    assert [row["row"] for row in read_csv("out.xlsx.errors")] == ["3"]
    assert read_csv("out.xlsx.errors")[0]["file"] == "in.xlsx"


def test_texts_are_never_formulas_in_excel(batch) -> None:
    risky = ["=1+1", "+1", "-1", "@a", "https://example.com"]
    write_csv("in.csv", ["=note", "seats"], [(text, 10) for text in risky])
    batch("in.csv", "-o", "out.xlsx", "--keep", "=note")
    book = openpyxl.load_workbook("out.xlsx")
    for row in book.active.iter_rows():
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert [row[0] for row in _cells("out.xlsx")][1:] == risky


def test_more_rows_than_a_sheet_has_are_refused_before_the_run(batch, monkeypatch) -> None:
    pq.write_table(pa.table({"seats": pa.repeat(1.0, 1_048_576)}), "in.parquet")
    said = batch("in.parquet", "-o", "out.xlsx")
    assert said.code == 1
    assert "1,048,575 rows below its header, and this output would have 1,048,576" in said.err
    assert ".parquet, .csv or .jsonl" in said.err
    monkeypatch.setattr("outlay.batch.planning.MOST_ROWS", 401)
    accounts("in.csv", 201)
    said = batch("in.csv", "-o", "o.xlsx", "--keep", "account", "--scenario", "all")
    assert "would have at least 603" in said.err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"seats\n1\n"])
def test_a_file_that_is_no_workbook(batch, content: bytes) -> None:
    Path("in.xlsx").write_bytes(content)
    said = batch("in.xlsx", "-o", "out.csv")
    assert said.code == 1
    assert "in.xlsx is no Excel workbook" in said.err


def test_edited_workbooks_are_a_row_each(outlay, batch) -> None:
    Path("w").mkdir()
    assert outlay("workbook", "build", "m.cost", "-o", "w/a.xlsx").code == 0
    book = openpyxl.load_workbook("w/a.xlsx")
    inputs = book["Inputs"]
    head = next(row for row in inputs.iter_rows() if any(cell.value == "Value" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    row = next(r for r in range(1, inputs.max_row + 1) if inputs.cell(r, columns["Name"]).value == "plan")
    inputs.cell(row, columns["Value"]).value = 33
    book.save("w/b.xlsx")
    inputs.cell(row, columns["Value"]).value = None
    book.save("w/c.xlsx")
    said = batch("w", "-o", "out.csv", "--output", "gross")
    assert said.code == 1
    found = read_csv("out.csv")
    assert [(row["workbook"], row["gross [USD/month]"]) for row in found] == [
        ("a.xlsx", "200"),
        ("b.xlsx", "330"),
        ("c.xlsx", ""),
    ]
    (error,) = read_csv("out.csv.errors")
    assert error["file"] == "w/c.xlsx"
    assert "plan needs a value" in error["reason"]
    assert said.out.count("gross  ") == 1  # one line over all workbooks
    assert "have none" in batch("w", "-o", "out.csv", "--keep", "account").err


def test_a_workbook_of_another_model_is_no_row_of_this_one(outlay, batch) -> None:
    Path("other.cost").write_text(
        "input trucks = 3\ninput plan = 4\ninput fuel = 5\noutput cost = trucks * plan * fuel\n"
    )
    assert outlay("workbook", "build", "other.cost", "-o", "other.xlsx").code == 0
    said = batch("other.xlsx", "-o", "out.csv")
    assert said.code == 1
    assert "other.xlsx was built from another model: m has no trucks and 1 more of its inputs" in said.err


def test_what_is_kept_keeps_its_type(batch) -> None:
    day, moment = datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 12, 30)
    _workbook(
        "in.xlsx",
        ["seats", "number", "share", "day", "moment", "truth", "mixed"],
        [1, 7, 0.5, day, moment, True, 1],
        [2, 8, 1, None, moment, False, "x"],
    )
    for output in ("out.xlsx", "out.parquet", "out.jsonl"):
        keep = [each for name in ("number", "share", "day", "moment", "truth", "mixed") for each in ("--keep", name)]
        assert batch("in.xlsx", "-o", output, "--output", "gross", *keep).code == 0
    kinds = [str(field.type) for field in pq.read_schema("out.parquet")]
    assert kinds == ["int64", "double", "date32[day]", "timestamp[us]", "bool", "string", "double"]
    assert _cells("out.xlsx")[2] == [8, 1, None, moment, False, "x", 40]
    assert json.loads(Path("out.jsonl").read_text().splitlines()[0]) == {
        "number": 7, "share": 0.5, "day": "2026-03-01", "moment": "2026-03-01T12:30:00", "truth": True, "mixed": "1",
        "gross": 20.0,
    }  # fmt: skip


def test_whole_numbers_of_json_lines_stay_whole(batch) -> None:
    _json_lines("in.jsonl", {"id": 2**62, "seats": 10}, {"id": 3, "seats": 10})
    assert batch("in.jsonl", "-o", "out.jsonl", "--keep", "id", "--output", "gross").code == 0
    assert [json.loads(line)["id"] for line in Path("out.jsonl").read_text().splitlines()] == [2**62, 3]
    assert batch("in.jsonl", "-o", "out.xlsx", "--keep", "id", "--output", "gross").code == 0
    assert _cells("out.xlsx")[1:] == [[str(2**62), 200], [3, 200]]


def test_a_column_that_is_no_input_is_told_with_what_to_do(batch) -> None:
    write_csv("in.csv", ["seats", "the note"], [(1, "x")])
    assert "--keep 'the note' carries it through" in batch("in.csv", "-o", "out.csv").err


def test_folders_that_say_a_column_are_columns(batch) -> None:
    for folder, seats in (("plan=20/region=a%2Fb c", 1.0), ("plan=30/region=__HIVE_DEFAULT_PARTITION__", 2.0)):
        Path("data", folder).mkdir(parents=True)
        pq.write_table(pa.table({"seats": [seats, seats]}), f"data/{folder}/part.parquet")
    assert batch("data", "-o", "out.parquet", "--keep", "region", "--output", "gross").code == 0
    assert pq.read_table("out.parquet").to_pydict() == {
        "region": ["a/b c", "a/b c", None, None], "gross": [20.0, 20.0, 60.0, 60.0],
    }  # fmt: skip
    assert "no input or equation region" in batch("data", "-o", "other.parquet").err
    Path("data/plan=40").mkdir()
    pq.write_table(pa.table({"seats": [1.0]}), "data/plan=40/part.parquet")
    assert "say other columns" in batch("data", "-o", "other.parquet", "--keep", "region").err


def test_a_cell_that_is_an_error_is_called_one(batch) -> None:
    _workbook("in.xlsx", ["seats"], ["#DIV/0!"], [10])
    assert batch("in.xlsx", "-o", "out.csv", "--output", "gross").code == 1
    assert read_csv("out.csv.errors")[0]["reason"] == "seats: the cell holds the error #DIV/0!."
