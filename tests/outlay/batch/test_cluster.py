"""A Dask cluster in real processes, which lose a worker, the client and the scheduler one after the other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from tests.outlay.batch import faults
from tests.outlay.batch.tables import accounts

pytestmark = pytest.mark.xdist_group("cluster")


@pytest.fixture
def launch() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a process of the cluster; all are gone when the test is."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        with open(f"{kind}.log", "ab") as log:
            begun.append(subprocess.Popen(command, stdout=log, stderr=log, env=faults.gated()))
        return begun[-1]

    yield start
    for process in begun:
        for each in [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []:
            faults.kill(each)
        faults.kill(process)
        process.wait()


def _address(process: subprocess.Popen[bytes]) -> str:
    """Where a scheduler listens, as it says in its log."""

    def said() -> re.Match[str] | None:
        return re.search(r"Scheduler at:\s+(tcp://\S+)", Path("scheduler.log").read_text())

    faults.wait_for(said, process)
    found = said()
    assert found is not None
    return found[1]


def test_a_cluster_may_lose_a_worker_the_client_and_the_scheduler(batch, launch) -> None:
    faults.inputs("in")
    batch("in", "-o", "undisturbed.csv", *faults.OPTIONS)
    scheduler = launch("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    address = _address(scheduler)
    members = [launch("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(2)]
    arguments = ("-o", "out.csv", "--engine", "dask", "--scheduler", address)

    faults.hold(4)
    first = faults.start(*arguments)
    faults.wait_for(lambda: faults.done("out.csv") >= 4, first)
    faults.kill(members[0])
    faults.hold(12)
    faults.wait_for(lambda: faults.done("out.csv") >= 12, first)  # the other worker goes on
    faults.abandon(first)

    faults.hold(25)
    second = faults.start(*arguments, "--resume")
    faults.wait_for(lambda: faults.done("out.csv") >= 25, second)
    faults.kill(scheduler)
    code, said = faults.finished(second)
    assert code == 1
    assert "What was computed is kept: go on with --resume" in said
    faults.hold(0)

    said = batch("in", "-o", "out.csv", *faults.OPTIONS, "--resume")
    assert "chunks are there already" in said.err
    assert faults.same("out.csv", "undisturbed.csv")
    assert not faults.leftovers("out.csv")


def test_a_cluster_of_this_machine_over_addresses_gives_what_one_process_gives(batch, outlay, tmp_path) -> None:
    accounts("in.csv")
    batch("in.csv", "-o", "one.csv", "--keep", "account")
    there = f"local://{tmp_path}"  # another way to the same folder, which fsspec alone knows
    said = outlay(
        "batch", "m.cost", f"{there}/in.csv", "-o", f"{there}/out.csv", "--keep", "account",
        "--scenario", "base", "--scenario", "cheap", "--engine", "dask", "--jobs", "1",
    )  # fmt: skip
    assert said.code == 1
    found, one = Path("out.csv").read_text().splitlines(), Path("one.csv").read_text().splitlines()
    assert [line.removeprefix('"base",') for line in found[1:501]] == one[1:]
    assert len(found) == 1001


def test_a_scheduler_that_does_not_answer_is_told(batch, monkeypatch) -> None:
    monkeypatch.setattr("outlay.batch.engines.cluster.WAIT", 0.5)
    accounts("in.csv")
    arguments = ("in.csv", "-o", "out.csv", "--keep", "account", "-s", "all")
    assert "add --engine dask" in batch(*arguments, "--scheduler", "tcp://127.0.0.1:1").err
    said = batch(*arguments, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert said.code == 1
    assert "No scheduler answers at tcp://127.0.0.1:1" in said.err


@pytest.mark.parametrize("address", ["nonsense", "foo://10.0.0.5:8786"])
def test_what_is_no_address_is_told_at_once(batch, address: str) -> None:
    accounts("in.csv", 5)
    said = batch("in.csv", "-o", "out.csv", "--keep", "account", "--engine", "dask", "--scheduler", address)
    assert said.code == 1
    assert f"--scheduler {address} is no address such as tcp://10.0.0.5:8786" in said.err
