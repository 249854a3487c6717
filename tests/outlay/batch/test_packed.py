"""Texts that are packed go in as they are; what unpacks to far more than a table would is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pytest
from tests.outlay.batch.tables import accounts, read_csv

from outlay.batch.sources import packed

KEPT = ("--keep", "account", "--output", "revenue")


def _packed(path: str) -> str:
    """A file packed as its new name says."""
    content = Path(path.rpartition(".")[0]).read_bytes()
    if path.endswith(".gz"):  # of two members, as some programs write them
        Path(path).write_bytes(gzip.compress(content[:1000]) + gzip.compress(content[1000:]))
    else:
        Path(path).write_bytes(pa.Codec("zstd").compress(content, asbytes=True))
    return path


@pytest.mark.parametrize("name", ["in.csv.gz", "in.csv.zst"])
def test_a_packed_table_gives_what_the_table_gives(batch, small_chunks, stopping, name: str) -> None:
    accounts("in.csv")
    assert batch("in.csv", "-o", "wanted.csv", *KEPT).code == 1
    with stopping():
        batch(_packed(name), "-o", "out.csv", *KEPT)
    assert "4 chunks are there already" in batch(name, "-o", "out.csv", *KEPT, "--resume").err
    assert Path("out.csv").read_text() == Path("wanted.csv").read_text()
    assert {row["file"] for row in read_csv("out.csv.errors")} == {name}


def test_packed_json_lines_keep_their_types(batch) -> None:
    Path("in.jsonl").write_text('{"account": 1, "seats": 2}\n{"account": 2, "seats": "1k user"}\n')
    assert batch(_packed("in.jsonl.gz"), "-o", "out.jsonl", *KEPT).code == 0
    assert [json.loads(line)["account"] for line in Path("out.jsonl").read_text().splitlines()] == [1, 2]


@pytest.mark.parametrize(
    "content",
    [b"account,seats\na,1\n", gzip.compress(b"account,seats\na,1\n")[:-9], b"\x1f\x8b\x08\x00" + bytes(60)],
    ids=["not packed", "cut short", "no content"],
)
def test_what_is_damaged_is_told(batch, content: bytes) -> None:
    Path("in.csv.gz").write_bytes(content)
    said = batch("in.csv.gz", "-o", "out.csv", *KEPT)
    assert said.code == 1
    assert "in.csv.gz is damaged, cut short or not packed as its name says" in said.err


def test_what_becomes_far_too_large_is_refused(batch, monkeypatch) -> None:
    monkeypatch.setattr(packed, "ALWAYS", 3_000_000)
    Path("in.csv").write_bytes(b"account,seats\n" + b"a,1\n" * 3_000_000)
    said = batch(_packed("in.csv.gz"), "-o", "out.csv", *KEPT)
    assert said.code == 1
    assert "in.csv.gz unpacks to more than" in said.err
    assert not list(Path("out.csv.batch").rglob("*.t*"))


@pytest.mark.parametrize("name", ["out.csv.gz", "out.zip"])
def test_outputs_are_not_packed(batch, name: str) -> None:
    accounts("in.csv", 5)
    assert "It is not packed; .parquet is small by itself" in batch("in.csv", "-o", name, *KEPT).err


def test_workbooks_are_not_read_packed(batch) -> None:
    Path("in.xlsx.gz").write_bytes(b"x")
    assert "texts may be packed as .gz or .zst" in batch("in.xlsx.gz", "-o", "out.csv").err
