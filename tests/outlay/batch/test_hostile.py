"""Inputs nobody would want: each ends in a sentence, soon, and in little memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests import pace
from tests.outlay.batch.tables import accounts, write_csv


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n1\n", "the first line is empty"),
        (b"seats,seats\n1,2\n", "two columns are called seats"),
        (b"seats,\n1,2\n", "column 2 has no name"),
        (b"seats\n1\0\n", "NUL character at byte 7"),
        ("seats\n1\n".encode("utf-16"), "is in UTF-16"),
        ("seats,tier\n1,caf\xe9\n".encode("latin-1"), "is not in UTF-8: byte 16 is 0xE9"),
        (b",".join(b"c%d" % n for n in range(20_000)) + b"\n", "has 20,000 columns"),
    ],
)
def test_files_that_are_no_tables(batch, content: bytes, told: str) -> None:
    Path("in.csv").write_bytes(content)
    said = batch("in.csv", "-o", "out.csv")
    assert said.code == 1
    assert told in said.err
    assert not Path("out.csv").exists()


def _sparse(path: str, head: bytes, size: int) -> None:
    """A file that is long but takes no room."""
    with open(path, "wb") as stream:
        stream.write(head)
        stream.seek(size)
        stream.write(b"\n")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"", "the first line, which should name the columns, is longer than 1 MB"),
        (b"seats\n1\n", "longer than 8 MB"),
        (b'seats\n"1\n', "a quotation mark in it may not be closed"),
    ],
)
def test_a_line_of_a_gigabyte(batch, head: bytes, told: str) -> None:
    _sparse("in.csv", head, 1_000_000_000)
    seen = []
    taken = pace.seconds(lambda: seen.append(batch("in.csv", "-o", "out.csv", "--restart")), 3.0)
    assert told in seen[-1].err
    assert taken < 3.0


def test_a_parquet_file_that_was_cut_short(batch) -> None:
    pq.write_table(pa.table({"seats": [1.0, 2.0]}), "whole.parquet")
    Path("in.parquet").write_bytes(Path("whole.parquet").read_bytes()[:-20])
    assert "in.parquet is no Parquet file, or was cut short" in batch("in.parquet", "-o", "out.csv").err


def test_a_parquet_file_that_is_damaged_inside(batch) -> None:
    pq.write_table(pa.table({"seats": [float(n) for n in range(5000)]}), "whole.parquet")
    content = bytearray(Path("whole.parquet").read_bytes())
    content[100:2000] = bytes(1900)
    Path("in.parquet").write_bytes(content)
    said = batch("in.parquet", "-o", "out.csv")
    assert said.code == 1
    assert "in.parquet is damaged or was cut short" in said.err


def test_columns_of_lists_are_bad_cells(batch) -> None:
    pq.write_table(pa.table({"seats": [[1.0], [2.0]]}), "in.parquet")
    assert batch("in.parquet", "-o", "out.csv").code == 1
    assert "collection" in Path("out.csv.errors").read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.csv", "-o", "out.csv"], "There is no file none.csv"),
        (["in.doc", "-o", "out.csv"], "inputs are .csv"),
        (["in.csv", "-o", "out.doc"], "an output is a .csv"),
        (["in.csv", "-o", "out.csv", "--scenario", "cheep"], "Did you mean cheap?"),
        (["in.csv", "-o", "out.csv", "--output", "margn"], "margn"),
        (["in.csv", "in.csv", "-o", "out.csv"], "named twice"),
        (["*.tsv", "-o", "out.csv"], "No file is called like"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_computed(batch, arguments: list[str], told: str) -> None:
    write_csv("in.csv", ["seats"], [(1,)])
    Path("in.doc").write_text("x")
    said = batch(*arguments)
    assert said.code in (1, 2)
    assert told in said.err
    assert not Path("out.csv.batch").exists()


def test_an_input_is_never_written_over(batch) -> None:
    accounts("in.csv", 5)
    content = Path("in.csv").read_bytes()
    Path("link.csv").symlink_to("in.csv")
    for output in ("in.csv", "./in.csv", "link.csv"):
        assert "is also an input" in batch("in.csv", "-o", output, "--keep", "account").err
    Path("data").mkdir()
    Path("data/in.csv").write_bytes(content)
    assert "is the folder of the input" in batch("data", "-o", "data", "--keep", "account").err
    assert Path("in.csv").read_bytes() == Path("data/in.csv").read_bytes() == content


def test_an_output_that_is_a_folder_is_told(batch) -> None:
    accounts("in.csv", 5)
    Path("out.csv").mkdir()
    assert "out.csv is a folder" in batch("in.csv", "-o", "out.csv", "--keep", "account").err
