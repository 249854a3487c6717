"""Cells as tables have them: each is read the same whatever stands beside it, and what is kept stays as it is."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.outlay.batch.tables import read_csv, write_csv

from outlay.studies import wanted

MODEL = """
kind box { size : GB }
box small { size = 3 GB }
box large { size = 30 GB }
input seats = 10 user "Seats sold"
input fee : USD/month = $5 / month
input part : share = 50%
input begins : date = 2026-01-31
input annual : truth = false
input shelf = small
output total = seats * $1 / user * part
output billed = if annual then 1 else 0
output since : date = begins
check "paid": total > $0
"""


@pytest.fixture(autouse=True)
def _model(folder) -> None:
    (folder / "m.cost").write_text(MODEL, encoding="utf-8")


def _results(batch, column: str, cells: list[str], name: str) -> list[str]:
    write_csv("in.csv", ["id", column], list(enumerate(cells)))
    batch("in.csv", "-o", "out.csv", "--keep", "id", "--output", name.split(" ")[0])
    return [row[name] for row in read_csv("out.csv")]


@pytest.mark.parametrize(
    ("column", "cells", "odd", "output", "expected"),
    [
        ("seats", [".5", "+5", "5.", "1E1", " 7 "], "x", "total [USD]", ["0.25", "2.5", "2.5", "5", "3.5"]),
        ("annual", ["1", "0"], "true", "billed", ["1", "0"]),
        ("begins", ["2026-03-01", "2026-04-01"], "2026-03", "since", ["2026-03-01", "2026-04-01"]),
        ("begins", ["2026-03-01 00:00:00", "2026-03-01T23:59:59Z"], "x", "since", ["2026-03-01"] * 2),
        ("part [%]", ["50", "10"], "60%", "total [USD]", ["5", "1"]),
    ],
)
def test_a_cell_means_the_same_beside_any_other(batch, column, cells, odd, output, expected) -> None:
    """Alone they are a column of numbers, dates or truths; with the odd one they are texts."""
    assert _results(batch, column, cells, output) == expected
    assert _results(batch, column, [*cells, odd], output)[:-1] == expected


def test_thousands_are_understood_where_a_comma_can_mean_nothing_else(batch) -> None:
    assert _results(batch, "seats", ["1,234.50", "1,234,567 user", "1,000", "2,5"], "total [USD]") == [
        "617.25", "617283.5", "", "",
    ]  # fmt: skip
    reasons = [row["reason"] for row in read_csv("out.csv.errors")]
    assert 'the comma in "1,000" may group thousands or mark decimals: write 1000 or 1.000.' in reasons[0]
    assert "write `2.5`" in reasons[1]


@pytest.mark.parametrize("column", ["seats", "shelf", "begins", "annual"])
def test_an_empty_cell_is_no_value(batch, column: str) -> None:
    write_csv("in.csv", ["id", column], [(1, ""), (2, "x")])
    assert batch("in.csv", "-o", "out.csv", "--keep", "id").code == 1
    assert read_csv("out.csv.errors")[0]["reason"] == f"{column} has no value here."


def test_what_is_no_number_is_shown(batch) -> None:
    _results(batch, "seats", ["many"], "total [USD]")
    assert read_csv("out.csv.errors")[0]["reason"].startswith('seats: "many" is no number')


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("seats [kg]", "The column seats cannot be in kg"),
        ("shelf [kg]", "The column shelf [kg] cannot have a unit"),
        ("Seats sold", "Did you mean seats?"),
        ("seats (k user)", "Did you mean seats [k user]?"),
    ],
)
def test_a_head_that_cannot_be_meant_is_told_before_the_run(batch, head: str, told: str) -> None:
    write_csv("in.csv", [head], [(1,)])
    said = batch("in.csv", "-o", "out.csv")
    assert said.code == 1
    assert told in said.err
    assert not Path("out.csv.batch").exists()


def test_an_input_that_is_kept_is_set_too(batch) -> None:
    head, rows = ["id", "seats", "part [%]", "annual"], [("a", "4", "25", "1"), ("b", "1k user", "50", "true")]
    write_csv("in.csv", head, rows)
    lines = ({"id": "a", "seats": 4, "part [%]": 25, "annual": 1}, {"id": "b", "seats": "1k user", "part [%]": 50})
    Path("in.jsonl").write_text("".join(f"{json.dumps(line | {'annual': True})}\n" for line in lines))
    results = ({"total [USD]": "1", "billed": "1"}, {"total [USD]": "500", "billed": "1"})
    for source in ("in.csv", "in.jsonl"):
        said = batch(source, "-o", "out.csv", "--keep", "*", "--output", "total", "--output", "billed")
        assert said.code == 0, said.err
        annual = [row["annual"] for row in read_csv("out.csv")]
        assert annual == (["1", "true"] if source == "in.csv" else ["true", "true"])
        assert [{name: row[name] for name in results[0]} for row in read_csv("out.csv")] == list(results)


def test_a_kept_column_that_only_one_of_two_models_takes_is_told(outlay) -> None:
    for name, model in (("a", "input n = 1\noutput x = n\n"), ("b", "input n = 1\ninput k = 2\noutput x = n * k\n")):
        Path(f"{name}.cost").write_text(model)
    write_csv("in.csv", ["n", "k"], [(1, 2)])
    said = outlay("batch", "a.cost", "b.cost", "in.csv", "-o", "out.csv", "--keep", "k", "--jobs", "1")
    assert "It is kept and an input of another of these models: run them apart" in said.err


def test_a_setting_that_every_row_sets_anew_is_refused(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,)])
    said = batch("in.csv", "-o", "out.csv", "--set", "seats=7 user")
    assert "--set seats would be without effect, as the column seats sets seats in every row" in said.err


@pytest.mark.parametrize(("content", "rows"), [("sep=;\nid;seats\na;4\n", 1), ("sep=,\r\nid,seats\r\na,4\r\n", 1)])
def test_the_line_in_which_excel_says_the_separator(batch, content: str, rows: int) -> None:
    Path("in.csv").write_text(content, newline="")
    assert batch("in.csv", "-o", "out.csv", "--keep", "id", "--output", "total").code == 0
    assert [row["total [USD]"] for row in read_csv("out.csv")] == ["2"] * rows


def test_lines_that_end_in_cr_alone_are_told(batch) -> None:
    Path("in.csv").write_bytes(b"id,seats\ra,4\r")
    assert "lines that end in CR alone" in batch("in.csv", "-o", "out.csv", "--keep", "id").err


# ------------------------------------------------------------------------------------------------------ what is kept


def test_decimals_keep_their_digits(batch) -> None:
    amounts = [decimal.Decimal("12345678901234567890.10"), decimal.Decimal("2.50"), None]
    pq.write_table(pa.table({"amount": amounts, "seats": [2, 4, 6], "fee": [decimal.Decimal("1.5")] * 3}), "in.parquet")
    for output in ("out.parquet", "out.csv", "out.jsonl", "out.xlsx"):
        assert batch("in.parquet", "-o", output, "--keep", "amount", "--output", "total").code == 0
    assert pq.read_table("out.parquet").column("amount").to_pylist() == amounts
    assert [row["amount"] for row in read_csv("out.csv")] == ["12345678901234567890.10", "2.50", ""]
    assert [json.loads(line)["amount"] for line in Path("out.jsonl").read_text().splitlines()] == [
        "12345678901234567890.10", 2.5, None,
    ]  # fmt: skip
    cells = [row[0] for row in openpyxl.load_workbook("out.xlsx").active.iter_rows(min_row=2, values_only=True)]
    assert cells == ["12345678901234567890.10", 2.5, None]


def test_what_json_and_tables_have_no_type_for_is_json_in_a_text(batch) -> None:
    held = {"day": datetime.date(2026, 3, 1), "shares": [0.5, float("nan")]}
    pq.write_table(pa.table({"held": [held], "raw": [b"abc"], "seats": [4]}), "in.parquet")
    text = {"day": "2026-03-01", "shares": [0.5, None]}
    for output in ("out.csv", "out.jsonl", "out.xlsx"):
        assert batch("in.parquet", "-o", output, "--keep", "held", "--keep", "raw", "--output", "total").code == 0
    assert json.loads(read_csv("out.csv")[0]["held"]) == text
    assert read_csv("out.csv")[0]["raw"] == "abc"
    assert json.loads(Path("out.jsonl").read_text(), parse_constant=pytest.fail)["held"] == text
    (row,) = openpyxl.load_workbook("out.xlsx").active.iter_rows(min_row=2, values_only=True)
    assert (json.loads(str(row[0])), row[1]) == (text, "abc")


# -------------------------------------------------------------------------------------------------------- JSON lines


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"seats": 1, "seats": 2}', "seats stands twice"),
        ('{"id": "\\ud800", "seats": 2}', "half a character"),
    ],
)
def test_a_line_that_says_two_things_or_half_a_one_is_a_bad_row(batch, line: str, told: str) -> None:
    Path("in.jsonl").write_text('{"id": "\\ud83d\\ude00", "seats": 2}\n' + line + "\n")
    assert batch("in.jsonl", "-o", "out.jsonl", "--keep", "id", "--output", "total").code == 1
    (error,) = read_csv("out.jsonl.errors")
    assert (error["row"], told in error["reason"]) == ("2", True)
    assert [json.loads(each) for each in Path("out.jsonl").read_text(encoding="utf-8").splitlines()] == [
        {"id": "\N{GRINNING FACE}", "total": 1.0}, {"id": None, "total": None},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[{"seats": 1}]\n', "Write one object a line, not a list"),
        ('{"a.b": 1, "a": {"b": 2}}\n', "names a column twice: a.b"),
        ('{"\\udc00": 1}\n', "half a character"),
    ],
)
def test_json_that_is_no_table_of_lines(batch, content: str, told: str) -> None:
    Path("in.jsonl").write_text(content)
    assert told in batch("in.jsonl", "-o", "out.csv").err


# -------------------------------------------------------------------------------------------------------------- Excel


def test_the_first_sheet_that_is_shown_is_read_as_far_as_its_columns_go(batch) -> None:
    book = openpyxl.Workbook()
    book.active.append(["seats"])
    book.active.append([4])
    book.active["E90"] = "a note beside the table"
    book.create_sheet("hidden", 0).sheet_state = "hidden"
    book.active = 1
    book.save("in.xlsx")
    assert batch("in.xlsx", "-o", "out.csv", "--output", "total").code == 0
    assert [row["total [USD]"] for row in read_csv("out.csv")] == ["2"]


def test_a_workbook_with_macros_is_a_workbook(batch) -> None:
    book = openpyxl.Workbook()
    book.active.append(["seats", "begins", "annual"])
    book.active.append([4, datetime.datetime(2026, 3, 1, 5), 1])
    book.active.append([6, datetime.date(2026, 3, 1), True])
    book.save("in.xlsm")
    assert batch("in.xlsm", "-o", "out.csv", "--output", "since", "--output", "billed").code == 0
    assert read_csv("out.csv") == [{"since": "2026-03-01", "billed": "1"}] * 2


# ------------------------------------------------------------------------------------------------------------ summary


def test_a_run_that_stopped_before_any_chunk_is_not_in_the_way(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,)])
    write_csv("bad.csv", ["seats"], [("\0",)])
    assert batch("bad.csv", "-o", "out.csv").code == 1
    assert Path("out.csv.batch/manifest.json").exists()
    assert batch("in.csv", "-o", "out.csv").code == 0


def test_the_summary_counts_in_words(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,)])
    assert "1 row in" in batch("in.csv", "-o", "out.csv").out
    assert "the check holds in every row" in batch("in.csv", "-o", "out.csv").out
    write_csv("in.csv", ["seats"], [("x",)])
    assert "check" not in batch("in.csv", "-o", "out.csv").out
    write_csv("in.csv", ["seats"], [(0,)])
    assert "the check does not hold in every row:\n  paid: fails in 1 row" in batch("in.csv", "-o", "out.csv").out


# -------------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("scenario", ("--scenario", "base"), "a column scenario that says which scenario a row is of"),
        ("model", ("other.cost",), "a column model that says which model a row is of"),
    ],
)
def test_a_kept_column_called_like_another_is_told(batch, name: str, more: tuple[str, ...], told: str) -> None:
    write_csv("in.csv", [name, "seats"], [(1, 2)])
    Path("other.cost").write_text(MODEL)
    said = batch("in.csv", "-o", "out.csv", "--keep", name, *more)
    assert said.code == 1
    assert told in said.err


def test_an_output_without_a_name_and_the_root_of_a_disk_are_refused_at_once(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,)])
    assert "The output has no name" in batch("in.csv", "-o", "").err
    assert "which no batch has written" in batch("in.csv", "-o", "/").err


def test_names_of_many_outputs_are_looked_up_at_once(batch, monkeypatch) -> None:
    looked: list[object] = []
    names = wanted.named
    monkeypatch.setattr(wanted, "named", lambda plan: looked.append(plan) or names(plan))
    Path("m.cost").write_text("input n = 1\n" + "".join(f"output o{number} = n * {number}\n" for number in range(50)))
    write_csv("in.csv", ["n"], [(2,)])
    assert batch("in.csv", "-o", "out.csv").code == 0
    assert len(looked) <= 4
