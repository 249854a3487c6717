"""Faults for real: processes killed, a full disk, two runs at once. Nothing is lost and nothing is there twice."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.outlay.batch import faults
from tests.outlay.batch.tables import MODEL, PARTS

from outlay.batch.engines import pool
from outlay.batch.planning import Request, plan
from outlay.batch.run import chunks
from outlay.batch.workers import Job
from outlay.cli.group import run
from outlay.diagnostics import OutlayError


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs, and the output of a run that nothing happened to."""
    folder = tmp_path_factory.mktemp("once")
    with contextlib.chdir(folder):
        Path("m.cost").write_text(MODEL)
        Path("parts.cost").write_text(PARTS)
        faults.inputs("in")
        assert run(["batch", "m.cost", "in", "-o", "undisturbed.csv", *faults.OPTIONS, "--jobs", "1"]) == 1
    return folder


@pytest.fixture
def undisturbed(once: Path) -> str:
    """The inputs in the folder of the test, and the output that is to be had."""
    shutil.copytree(once, ".", dirs_exist_ok=True)
    return "undisturbed.csv"


def test_workers_that_are_killed_cost_nothing(undisturbed) -> None:
    faults.hold(2)
    begun = faults.start("-o", "out.csv", "--jobs", "2")
    for at in (2, 20):
        faults.hold(at)
        faults.wait_for(lambda at=at: faults.done("out.csv") >= at and len(faults.workers(begun)) == 2, begun)
        faults.kill(faults.workers(begun)[-1])
    origin = faults.workers(begun)[0].parent()
    faults.kill(faults.workers(begun)[0])
    faults.kill(origin)  # the process that others are copied from
    faults.hold(0)
    code, said = faults.finished(begun)
    assert code == 1, said  # for the bad rows
    assert faults.same("out.csv", undisturbed)
    assert not faults.leftovers("out.csv")


def test_a_run_whose_client_is_killed_goes_on(undisturbed) -> None:
    faults.hold(5)
    begun = faults.start("-o", "out.csv", "--jobs", "2")
    faults.wait_for(lambda: faults.done("out.csv") >= 5 and len(faults.workers(begun)) == 2, begun)
    members = faults.workers(begun)
    faults.abandon(begun)
    faults.hold(0)
    faults.wait_for(lambda: not any(member.is_running() for member in members))  # they end when nobody listens
    assert 5 <= faults.done("out.csv") < 40
    assert not Path("out.csv").exists()
    code, said = faults.finished(faults.start("-o", "out.csv", "--jobs", "1", "--resume"))
    assert code == 1
    assert "chunks are there already" in said
    assert faults.same("out.csv", undisturbed)
    assert not faults.leftovers("out.csv")


def test_a_chunk_that_kills_every_process_is_named(undisturbed) -> None:
    job, _ = plan(Request(("m.cost",), ("in",), "out.csv", keep=("account",)), 2)
    job.work.begin(resume=False, restart=False)
    deadly = Job(replace(job.spec, source=faults.Deadly(job.spec.source)), job.work)
    with pytest.raises(OutlayError, match=r"chunk 0000-00000007 die \(3 did, the last by SIGKILL\).*--resume"):
        list(pool.run(deadly, chunks(job.spec), 2))


def test_two_runs_at_once_on_one_output(undisturbed) -> None:
    faults.hold(1)
    first = faults.start("-o", "out.csv", "--jobs", "1")
    faults.wait_for(lambda: faults.done("out.csv") >= 1, first)
    code, said = faults.finished(faults.start("-o", "out.csv", "--jobs", "1", "--resume"))
    assert code == 1
    assert f"Another run is writing {Path('out.csv').absolute()} (process {first.pid} on " in said
    faults.hold(0)
    assert faults.finished(first)[0] == 1
    assert faults.same("out.csv", undisturbed)


_FULL = """
mount -t tmpfs -o size=350k none small || exit 9
{run} -o small/out.csv 2>first; echo $? >>first
mount -o remount,size=64m small
{run} -o small/out.csv --resume 2>second; echo $? >>second
cp small/out.csv out.csv; cp small/out.csv.errors out.csv.errors
"""


def test_a_disk_that_is_full_keeps_what_was_computed(undisturbed) -> None:
    Path("small").mkdir()
    command = " ".join([sys.executable, "-m", "outlay", "batch", "m.cost", "in", *faults.OPTIONS, "--jobs", "1"])
    assert shutil.which("unshare"), "a small disk of one's own needs unshare (util-linux)"
    subprocess.run(["unshare", "-rm", "sh", "-c", _FULL.format(run=command)], check=True, timeout=faults.PATIENCE)
    first = Path("first").read_text()
    assert first.endswith("1\n")
    assert "no space left on device. What was computed is kept: make room, and go on with --resume" in first
    assert not first.count("Traceback")
    assert int(Path("second").read_text().split()[0]) > 5  # chunks that were there
    assert faults.same("out.csv", undisturbed)
