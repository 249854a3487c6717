"""A hundred thousand texts nobody meant: nothing but diagnostics ever comes out, and none takes a second.

`python -m benchmarks.fuzz --cases 100000 --seed 1` runs as many as asked for; a failure prints the seed that made it
and `--only SEED --maker NAME` runs that one alone.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import tempfile
import time
from multiprocessing import Pool
from pathlib import Path
from random import Random
from types import FrameType

from benchmarks.texts import MAKERS

SECONDS = 1.0
HANG_SECONDS = 20.0  # of the processor, so that a busy machine is no hang
TRIES = 3


class TooSlow(BaseException):
    """A case that takes longer than it may."""


def late(_signal: int, _frame: FrameType | None) -> None:
    """What a process does when a case hangs."""
    raise TooSlow


def judge(text: str, folder: Path) -> None:
    """Check, format and run a text. Anything but diagnostics and `OutlayError` escapes."""
    import outlay
    from outlay.diagnostics.render import render_github, render_text

    path = folder / "case.cost"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    model = outlay.Model(path)
    found = model.check()
    for item in found:
        assert 0 <= item.span[0] <= item.span[1] <= len(item.source.text), item
        assert len(item.message) < 1_500, item.message[:300]
    shown = render_text(found) + render_github(found)
    assert "\x1b" not in shown
    if any(item.code.id.startswith("E") for item in found):
        return
    for scenario in ("", *model.scenarios[:3]):
        result = model.run(scenario)
        result.as_dict()
        for name in list(result.outputs)[:3]:
            str(result.explain(name))


def formatted(text: str) -> None:
    """Formatting a text that reads gives the same text the second time."""
    from outlay.diagnostics import Bag, Source
    from outlay.format import format_source

    bag = Bag()
    once = format_source(Source("case.cost", text), bag)
    if once is not None and not bag.failed:
        assert format_source(Source("case.cost", once), Bag()) == once


def one(maker: str, seed: int, folder: Path) -> tuple[str, float]:
    """What is wrong with the case of a seed (empty when nothing is), and its seconds."""
    text = MAKERS[maker](Random(seed))
    problem, taken = _tried(text, folder)
    for _ in range(TRIES - 1):
        if problem or taken <= SECONDS:
            break
        gc.collect()  # a busy machine is slow once, a slow case always
        problem, again = _tried(text, folder)
        taken = min(taken, again)
    if not problem and taken > SECONDS:
        problem = f"{taken:.2f} s"
    return (f"{maker} {seed}: {problem}" if problem else ""), taken


def _tried(text: str, folder: Path) -> tuple[str, float]:
    started = time.process_time()
    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)
    problem = ""
    try:
        judge(text, folder)
        formatted(text)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever escapes is what is looked for
        if type(error).__name__ != "OutlayError":
            problem = f"{type(error).__name__}: {str(error)[:300]}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return problem, time.process_time() - started


def _batch(job: tuple[str, int, int]) -> tuple[int, list[str], float]:
    maker, first, count = job
    slowest, wrong = 0.0, []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        judge("output x = 1\n", Path(folder))  # reads the library, which no case is to be blamed for
        for seed in range(first, first + count):
            problem, taken = one(maker, seed, Path(folder))
            slowest = max(slowest, taken)
            if problem:
                wrong.append(problem)
    return count, wrong, slowest


def run(cases: int, seed: int, processes: int = 2) -> tuple[int, list[str], float]:
    """How many cases ran, what went wrong, and the slowest one's seconds."""
    makers = list(MAKERS)
    each = 250
    jobs = [(makers[n % len(makers)], seed * 10_000_000 + n * each, each) for n in range(max(1, cases // each))]
    total, wrong, slowest = 0, [], 0.0
    with Pool(processes, maxtasksperchild=8) as pool:
        for count, bad, slow in pool.imap_unordered(_batch, jobs):
            total += count
            wrong += bad
            slowest = max(slowest, slow)
    return total, wrong, slowest


def main() -> int:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one seed, in this process, with its traceback")
    parser.add_argument("--maker", choices=list(MAKERS), default="grammar")
    options = parser.parse_args()
    if options.only is not None:
        text = MAKERS[options.maker](Random(options.only))
        print(text)
        with tempfile.TemporaryDirectory() as folder:
            judge(text, Path(folder))
            formatted(text)
        return 0
    total, wrong, slowest = run(options.cases, options.seed)
    print(f"{total:,} cases, {len(wrong)} wrong, the slowest took {slowest:.2f} s")
    print("\n".join(wrong[:50]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
