"""A pool of processes on this machine. A process that dies takes nothing with it but the chunk it was at.

Not `concurrent.futures`: there one dead process breaks the pool, and which chunk it died of is not told.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from outlay.batch.engines.processes import context
from outlay.batch.spec import Chunk, Done
from outlay.batch.workers import Job, Worker
from outlay.diagnostics import OutlayError

TRIES = 3  # of a chunk whose process dies


@dataclass
class _Member:
    process: BaseProcess
    pipe: Connection
    at: Chunk | None = None


def run(job: Job, chunks: Iterable[Chunk], count: int) -> Iterator[Done]:
    """The record of each chunk as it ends, by `count` processes.

    Raises `OutlayError` for what a worker raises, and for a chunk at which processes die again and again.
    """
    made = context()
    left = iter(chunks)
    first = list(islice(left, count))
    left = chain(first, left)
    packed = pickle.dumps(job)  # once, and not for every process
    members = [_start(made, packed) for _ in first]  # no more than there is to do
    again: list[Chunk] = []
    deaths: dict[str, int] = {}

    def hand_on(member: _Member) -> None:
        chunk = again.pop() if again else next(left, None)
        member.at = chunk
        if chunk is not None:
            with suppress(OSError):  # it has died meanwhile, which the next round finds
                member.pipe.send(chunk)

    try:
        for member in members:
            hand_on(member)
        while any(member.at is not None for member in members):
            by_pipe = {member.pipe: member for member in members if member.at is not None}
            for pipe in wait(list(by_pipe)):
                member = by_pipe[pipe]  # type: ignore[index]
                answer = _answer(member)
                if answer is None:
                    _died(member, deaths, again)
                    members[members.index(member)] = member = _start(made, packed)
                elif isinstance(answer, Done):
                    yield answer
                else:
                    raise answer
                hand_on(member)
            for member in members:
                if member.at is None and again:
                    hand_on(member)
    finally:
        for member in members:
            member.pipe.close()
        for member in members:
            if member.at is not None:
                member.process.terminate()
            member.process.join()


def _start(made: Any, packed: bytes) -> _Member:
    for _ in range(TRIES):
        here, there = made.Pipe()
        process = made.Process(target=_serve, args=(there, packed), daemon=True)
        try:
            process.start()
        except (EOFError, OSError):  # the process that others are copied from has died; another is started
            here.close()
        else:
            return _Member(process, here)
        finally:
            there.close()
    raise OutlayError("No processes can be started here. What was computed is kept: go on with --resume --jobs 1.")


def _answer(member: _Member) -> Any:
    """What a worker sent: a record or what went wrong; None where it is dead."""
    try:
        return member.pipe.recv()
    except (EOFError, OSError):
        return None


def _died(member: _Member, deaths: dict[str, int], again: list[Chunk]) -> None:
    member.pipe.close()
    member.process.join()
    chunk = member.at
    if chunk is None:
        return
    deaths[chunk.name] = deaths.get(chunk.name, 0) + 1
    if deaths[chunk.name] >= TRIES:
        raise OutlayError(
            f"Processes that compute chunk {chunk.name} die ({TRIES} did, the last by {_by(member.process.exitcode)}). "
            "If memory is short, take fewer --jobs. What was computed is kept: go on with --resume."
        )
    again.append(chunk)


def _by(code: int | None) -> str:
    import signal

    if code is not None and code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"


def _serve(pipe: Connection, packed: bytes) -> None:
    """A worker's life: until the pipe is closed, which also happens when the client dies."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client ends, and with it the pipe
    gc.freeze()  # what the process begins with stays, and is not looked through again and again
    worker = Worker(pickle.loads(packed))  # noqa: S301 - sent by the process that started this one
    while True:
        try:
            chunk = pipe.recv()
        except (EOFError, OSError):
            return
        answer: Done | OutlayError
        try:
            answer = worker.perform(chunk)
        except OutlayError as error:
            answer = OutlayError(str(error))
        except MemoryError:
            answer = OutlayError("There is not enough memory: take fewer --jobs.")
        except Exception as error:  # a sentence to the client, as every failure is
            answer = OutlayError(f"Chunk {chunk.name} failed inside Outlay ({type(error).__name__}: {error}).")
        try:
            pipe.send(answer)
        except OSError:
            return
