"""Runs in processes of their own, to be killed while they run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from tests.outlay.batch.tables import accounts

from outlay.batch.blocks import Block, Piece

PATIENCE = 300.0  # seconds until a run that does nothing is given up
OPTIONS = ("--keep", "account", "--output", "cost", "--simulate", "100")  # each chunk takes a moment


def inputs(folder: str, files: int = 40, rows: int = 110) -> None:
    """A folder of files, each of which is a chunk."""
    Path(folder).mkdir()
    for number in range(files):
        accounts(f"{folder}/{number:04d}.csv", rows + number)


@dataclass(frozen=True)
class Deadly:
    """A source of which reading the eighth file kills the process that does."""

    source: Any

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked for while it is made from what was sent
            raise AttributeError(name)
        return getattr(self.source, name)

    def blocks(self, piece: Piece) -> Iterator[Block]:
        """As the source does, up to there."""
        if piece.file == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.source.blocks(piece)


# Put before everything else in the processes of a run, workers among them: while there is a file `hold`, no chunk is
# begun once as many are recorded as it says. So a fault comes in the middle of a run however fast the machine is.
_GATE = """
import os, sys
if not any("resource_tracker" in each for each in sys.orig_argv):
    import glob, time
    from outlay.batch import workers
    begin = workers.Worker.begin
    def gated(self, chunk):
        while True:
            try:
                most = int(open("hold").read())
            except (OSError, ValueError):
                break
            if len(glob.glob("*.batch/*/[!.]*.json")) < most:
                break
            time.sleep(0.02)
        return begin(self, chunk)
    workers.Worker.begin = gated
"""


def hold(chunks: int) -> None:
    """Let runs in this folder go on until so many chunks are recorded; 0 lets them go."""
    if not chunks:
        Path("hold").unlink()
        return
    Path("hold.new").write_text(str(chunks))
    os.replace("hold.new", "hold")


def gated() -> dict[str, str]:
    """The surroundings of processes that heed `hold`."""
    Path("gate").mkdir(exist_ok=True)
    Path("gate/sitecustomize.py").write_text(_GATE)
    return os.environ | {"PYTHONPATH": str(Path("gate").absolute())}


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """`outlay batch m.cost in …` in a process of its own."""
    command = [sys.executable, "-m", "outlay", "batch", "m.cost", "in", *OPTIONS, *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=gated())


def finished(run: subprocess.Popen[bytes]) -> tuple[int, str]:
    """The exit code of a run and what it said."""
    _, err = run.communicate(timeout=PATIENCE)
    text = err.decode()
    assert "Traceback" not in text, text
    return run.returncode, text


def wait_for(what: Callable[[], object], run: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something holds."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert run is None or run.poll() is None, run.communicate()
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.02)


def done(output: str) -> int:
    """How many chunks of a run are recorded."""
    return len(list(Path(f"{output}.batch").glob("*/[!.]*.json")))


def workers(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes that compute: they are copied from the one that the client started for it."""
    with suppress(psutil.NoSuchProcess):
        return [grandchild for child in psutil.Process(run.pid).children() for grandchild in child.children()]
    return []


def kill(process: psutil.Process | subprocess.Popen[bytes]) -> None:
    """End a process at once, as `kill -9` does."""
    with suppress(ProcessLookupError, psutil.NoSuchProcess):
        os.kill(process.pid, signal.SIGKILL)


def abandon(run: subprocess.Popen[bytes]) -> None:
    """Kill the client of a run and hear no more of it; its workers may have more to say."""
    kill(run)
    run.wait()
    if run.stderr is not None:
        run.stderr.close()


def same(output: str, wanted: str) -> bool:
    """Whether two runs gave the same, errors included."""
    return all(Path(output + ending).read_bytes() == Path(wanted + ending).read_bytes() for ending in ("", ".errors"))


def leftovers(output: str) -> Sequence[str]:
    """What a finished run should not leave."""
    return [str(path) for path in Path().glob(f"{output}*") if path.name not in (output, f"{output}.errors")]
