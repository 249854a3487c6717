"""Outputs that are folders: parts of one run alone, split by the values of a column where that is asked for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from tests.outlay.batch import faults
from tests.outlay.batch.tables import accounts

from outlay.batch import places
from outlay.batch.sinks import partitions
from outlay.diagnostics import OutlayError

REGIONS = ["eu", None, "=a/b", "us east", "..", "ö%25"]


@pytest.fixture
def regions() -> Path:
    """A table whose rows belong to regions with odd names."""
    Path("in").mkdir()
    table = {
        "account": [f"a{number:03d}" for number in range(60)],
        "region": pa.array([REGIONS[number % 6] for number in range(60)]),
        "day": [datetime.date(2026, 1, 1 + number % 2) for number in range(60)],
        "rank": pa.array(range(60), pa.int32()),
        "weight": [0.5] * 60,
        "seats": [float(number + 1) for number in range(60)],
    }
    pq.write_table(pa.table(table), "in/a.parquet")
    return Path("in")


def _rows(folder: str) -> list[dict[str, object]]:
    found = ds.dataset(folder, partitioning=ds.partitioning(flavor="hive")).to_table()
    return sorted(found.to_pylist(), key=lambda row: str(row["account"]))


KEPT = ("--keep", "account,region,day,rank,weight")


def test_values_are_folders_and_are_read_back_as_they_were(batch, regions) -> None:
    batch("in", "-o", "plain.parquet", *KEPT)
    batch("in", "-o", "out", *KEPT, "--partition-by", "region")
    wanted = sorted(pq.read_table("plain.parquet").to_pylist(), key=lambda row: row["account"])
    names = list(wanted[0])
    assert [{name: row[name] for name in names} for row in _rows("out")] == wanted
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "region=%3Da%2Fb", "region=%C3%B6%2525", "region=..", "region=__HIVE_DEFAULT_PARTITION__", "region=eu",
        "region=us%20east",
    ]  # fmt: skip
    assert "region" not in pq.ParquetFile(next(Path("out/region=eu").iterdir())).schema_arrow.names


def test_rows_of_a_folder_keep_their_order(batch, regions, small_chunks) -> None:
    batch("in", "-o", "out", *KEPT, "--partition-by", "day")
    ranks = [
        rank
        for file in sorted(Path("out/day=2026-01-02").iterdir())
        for rank in pq.ParquetFile(file).read().column("rank").to_pylist()
    ]
    assert ranks == list(range(1, 60, 2))


def test_folders_stand_in_folders_and_scenarios_are_such_columns(batch, regions) -> None:
    batch("in", "-o", "out", *KEPT, "--scenario", "all", "--partition-by", "scenario", "--partition-by", "day")
    assert {path.parent.parent.name for path in Path("out").glob("*/*/*.parquet")} == {
        f"scenario={name}" for name in ("base", *sorted({row["scenario"] for row in _rows("out")} - {"base"}))
    }
    assert len(list(Path("out").glob("scenario=base/day=*/*.parquet"))) == 2


def test_what_was_written_is_an_input_again(batch, regions) -> None:
    batch("in", "-o", "out", *KEPT, "--output", "seats", "--partition-by", "region")
    said = batch("out", "-o", "again.parquet", "--keep", "account,region", "--ignore", "day,rank,weight")
    assert said.code == 0, said.err
    again = {row["account"]: row["region"] for row in pq.read_table("again.parquet").to_pylist()}
    assert again == {f"a{number:03d}": REGIONS[number % 6] for number in range(60)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("out", "regin"), "the output has no column regin. Did you mean region?"),
        (("out", "weight"), "weight holds fractions"),
        (("out", "cost"), "cost is a number that is computed"),
        (("out.parquet", "region"), "--partition-by makes folders, and out.parquet is a file"),
    ],
)
def test_what_cannot_be_a_folder_is_told_before_anything_is_computed(batch, regions, asked, said) -> None:
    found = batch("in", "-o", asked[0], *KEPT, "--partition-by", asked[1])
    assert found.code == 1
    assert said in found.err
    assert not Path(asked[0]).exists()


def test_too_many_folders_are_refused(batch, regions, monkeypatch) -> None:
    monkeypatch.setattr(partitions, "MOST_PARTITIONS", 50)
    said = batch("in", "-o", "out", *KEPT, "--partition-by", "rank")
    assert said.code == 1
    assert "rank would make more than 50 folders" in said.err


def test_a_name_too_long_for_a_folder_is_refused(batch) -> None:
    Path("in.csv").write_text(f"account,seats\n{'x' * 300},3\n")
    said = batch("in.csv", "-o", "out", "--keep", "account", "--partition-by", "account")
    assert said.code == 1
    assert "too long for a folder's name" in said.err


def test_a_run_that_stopped_goes_on_to_the_same_folders(batch, small_chunks, stopping) -> None:
    accounts("in.csv")
    wanted = ("in.csv", "--keep", "account", "--scenario", "all", "--partition-by", "scenario")
    batch(*wanted, "-o", "other")
    with stopping():
        batch(*wanted, "-o", "out")
    assert "4 chunks are there already" in batch(*wanted, "-o", "out", "--resume").err
    assert _bytes("out") == _bytes("other")
    assert not Path("out.batch").exists()


def test_a_client_that_is_killed_while_it_splits_leaves_nothing_half_written() -> None:
    faults.inputs("in", 12)
    wanted = ("--jobs", "1", "--scenario", "all", "--partition-by", "scenario")
    faults.hold(4)
    begun = faults.start("-o", "out", *wanted)
    faults.wait_for(lambda: faults.done("out") >= 4, begun)
    faults.abandon(begun)
    Path("out/scenario=base").mkdir(parents=True, exist_ok=True)
    key = next(path.name for path in Path("out.batch").iterdir() if path.is_dir())
    Path(f"out/scenario=base/.part-0000-00000000-{key}.parquet.0123456789ab.tmp").write_bytes(b"half")
    faults.hold(0)
    assert faults.finished(faults.start("-o", "out", *wanted, "--resume"))[0] == 1  # for the bad rows
    assert faults.finished(faults.start("-o", "other", *wanted))[0] == 1
    assert _bytes("out") == _bytes("other")
    assert not list(Path("out").rglob(".*"))


def _bytes(folder: str) -> list[tuple[str, bytes]]:
    """The files of a folder without what tells two outputs apart, which is in their names alone."""
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return [(str(path.parent.relative_to(folder)) + path.name[:20], path.read_bytes()) for path in files]


def test_a_later_run_takes_the_place_of_an_earlier_one(batch, regions) -> None:
    batch("in", "-o", "out", *KEPT)
    batch("in", "-o", "out", *KEPT, "--partition-by", "region")
    assert len(_rows("out")) == 60
    table = pq.read_table("in/a.parquet")
    pq.write_table(table.slice(0, 7), "in/a.parquet")
    batch("in", "-o", "out", *KEPT)
    assert len(_rows("out")) == 7


@pytest.mark.parametrize("more", [(), ("--partition-by", "scenario")])
def test_readers_see_an_earlier_run_or_a_later_one(batch, small_chunks, stopping, monkeypatch, more) -> None:
    accounts("in.csv", 450)
    more = ("--scenario", "all", *more)
    batch("in.csv", "-o", "out", "--keep", "account", "--output", "gross", *more)
    wanted = ("in.csv", "-o", "out", "--keep", "account", "--output", "revenue", *more, "--resume")
    with stopping():
        batch(*wanted)
    assert ("gross" in _rows("out")[0], len(_rows("out"))) == (True, 1350)
    for does, begins in (("replace", "_part-"), ("discard", "part-")):  # at giving names, and at taking away
        with monkeypatch.context() as patch:
            patch.setattr(places, does, _stopping(getattr(places, does), begins))
            assert "stopped" in batch(*wanted).err
    assert batch(*wanted).code == 1
    assert ("gross" in _rows("out")[0], len(_rows("out"))) == (False, 1350)
    assert not [path for path in Path("out").rglob("*") if path.name.startswith(("_", "."))]


def _stopping(does: Callable[..., None], begins: str) -> Callable[..., None]:
    """Does what it is to do, and is stopped at the third file whose name so begins."""
    met: list[str] = []

    def until(path: str, *more: str) -> None:
        if Path(path).name.startswith(begins):
            met.append(path)
            if len(met) > 2:
                raise OutlayError("stopped")
        does(path, *more)

    return until


def test_a_folder_with_files_of_others_is_left_alone(batch, regions) -> None:
    Path("out").mkdir()
    Path("out/mine.parquet").write_bytes(b"mine")
    said = batch("in", "-o", "out", *KEPT)
    assert said.code == 1
    assert "mine.parquet, which no batch has written" in said.err
    assert [path.name for path in Path("out").iterdir()] == ["mine.parquet"]
