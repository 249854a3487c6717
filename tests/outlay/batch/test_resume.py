"""Runs that are interrupted: what was computed stays, goes on, and is never mixed with anything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.outlay.batch.tables import accounts

from outlay.batch import workers
from outlay.batch.lock import locked

ARGUMENTS = ("in.csv", "-o", "out.csv", "--keep", "account")


@pytest.fixture
def interrupted(batch, small_chunks, stopping) -> None:
    """A run over `in.csv` that stopped after four chunks."""
    accounts("in.csv")
    with stopping():
        assert batch(*ARGUMENTS).code == 1
    assert not Path("out.csv").exists()


def _undisturbed(batch) -> bytes:
    batch("in.csv", "-o", "other.csv", "--keep", "account")
    return Path("other.csv").read_bytes()


def test_a_run_goes_on_and_gives_what_it_would_have_given(batch, interrupted) -> None:
    said = batch(*ARGUMENTS, "--resume")
    assert "4 chunks are there already" in said.err
    assert Path("out.csv").read_bytes() == _undisturbed(batch)
    assert Path("out.csv.errors").read_bytes() == Path("other.csv.errors").read_bytes()
    assert not Path("out.csv.batch").exists()


def test_what_is_there_is_neither_used_nor_lost_unasked(batch, interrupted) -> None:
    said = batch(*ARGUMENTS)
    assert said.code == 1
    assert "Go on with --resume, or begin anew with --restart" in said.err
    assert "4 chunks" in batch(*ARGUMENTS, "--resume").err


def test_a_run_can_begin_anew(batch, interrupted) -> None:
    Path("m.cost").write_text(Path("m.cost").read_text().replace("$20", "$21"))
    assert batch(*ARGUMENTS, "--restart").code == 1
    assert Path("out.csv").read_bytes() == _undisturbed(batch)


@pytest.mark.parametrize(
    ("change", "more", "told"),
    [
        (lambda: Path("m.cost").write_text(Path("m.cost").read_text() + "\n"), (), "the model m has changed"),
        (lambda: Path("parts.cost").write_text("token_price = $3 / Mtoken\n"), (), "the model m has changed"),
        (lambda: accounts("in.csv", 499), (), "in.csv has changed"),
        (lambda: os.utime("in.csv", (1, 1)), (), "in.csv has changed"),
        (lambda: None, ("--set", "discount=7%"), "settings is not what it was"),
        (lambda: None, ("--point", "mean"), "point was median and is mean"),
        (lambda: None, ("--output", "cost"), "outputs is not what it was"),
    ],
)
def test_parts_of_different_runs_are_never_mixed(batch, interrupted, change, more, told) -> None:
    change()
    said = batch(*ARGUMENTS, *more, "--resume")
    assert said.code == 1
    assert told in said.err


def test_a_part_that_was_damaged_is_computed_again(batch, interrupted) -> None:
    parts = sorted(Path("out.csv.batch").glob("*/*.csv"))
    content = bytearray(parts[0].read_bytes())
    content[-3] ^= 1
    parts[0].write_bytes(content)
    parts[1].unlink()
    next(iter(sorted(Path("out.csv.batch").glob("*/*2.json")))).write_text('{"name"')
    assert "1 chunk is" in batch(*ARGUMENTS, "--resume").err
    assert Path("out.csv").read_bytes() == _undisturbed(batch)


def test_the_number_of_processes_may_change_and_changes_nothing(batch, outlay, interrupted) -> None:
    assert outlay("batch", "m.cost", *ARGUMENTS, "--resume", "--jobs", "2").code == 1
    assert Path("out.csv").read_bytes() == _undisturbed(batch)


def test_resuming_where_there_is_nothing_begins(batch) -> None:
    accounts("in.csv")
    said = batch(*ARGUMENTS, "--resume")
    assert "nothing to go on with" in said.err
    assert Path("out.csv").exists()


def test_two_runs_at_once_on_one_output_are_told(batch) -> None:
    accounts("in.csv")
    with locked("out.csv.batch"):
        said = batch(*ARGUMENTS)
    assert said.code == 1
    assert f"Another run is writing {Path('out.csv').resolve().name}" in said.err.replace(f"{Path.cwd()}/", "")
    assert batch(*ARGUMENTS).code == 1  # bad rows, and no lock left


def test_an_input_that_changes_while_it_is_read_is_told(batch, monkeypatch) -> None:
    accounts("in.csv")
    begin = workers.Worker.begin

    def changing(self, chunk):
        os.utime("in.csv", (5, 5))
        return begin(self, chunk)

    monkeypatch.setattr(workers.Worker, "begin", changing)
    said = batch(*ARGUMENTS)
    assert "was changed while it was read" in said.err
    assert not Path("out.csv").exists()


def test_an_input_that_is_cut_short_while_it_is_read_is_told(batch, small_chunks, monkeypatch) -> None:
    accounts("in.csv")
    begin = workers.Worker.begin

    def cutting(self, chunk):
        os.truncate("in.csv", 1500)
        return begin(self, chunk)

    monkeypatch.setattr(workers.Worker, "begin", cutting)
    said = batch(*ARGUMENTS)
    assert said.code == 1
    assert "in.csv was cut short while it was read" in said.err
    assert not Path("out.csv").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}'])
def test_a_damaged_manifest_is_told_and_can_be_thrown_away(batch, interrupted, content: str) -> None:
    Path("out.csv.batch/manifest.json").write_text(content)
    said = batch(*ARGUMENTS, "--resume")
    assert said.code == 1
    assert "manifest.json is damaged or of another version of Outlay: begin anew with --restart" in said.err
    batch(*ARGUMENTS, "--restart")
    assert Path("out.csv").read_bytes() == _undisturbed(batch)
    assert not Path("out.csv.batch").exists()
