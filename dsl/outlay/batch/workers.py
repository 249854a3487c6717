"""What a worker does with a chunk, in whatever process or machine it lives: read, compute, write beside, rename."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from outlay.batch import places
from outlay.batch.compute import BrokenRows, CaseRows
from outlay.batch.errors import ErrorRows
from outlay.batch.manifest import Work, checked
from outlay.batch.sinks import sink
from outlay.batch.spec import Chunk, Done
from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    from outlay.batch.spec import Spec
    from outlay.model import Model


@dataclass(frozen=True)
class Job:
    """A batch and the folder it is kept in, as sent to workers."""

    spec: Spec
    work: Work


class Worker:
    """Computes chunks of one batch. Models are read when their first chunk comes."""

    def __init__(self, job: Job, models: Sequence[Model] = ()) -> None:
        self.job = job
        self._models = models  # where the process has them already
        self._model = cache(self._placed)
        self._case = cache(self._prepared)

    def _placed(self, bundle: int) -> Model:
        return self._models[bundle] if self._models else self.job.spec.bundles[bundle].place()

    def _prepared(self, number: int) -> CaseRows | BrokenRows:
        case = self.job.spec.cases[number]
        if case.wrong:
            return BrokenRows(case, self.job.spec)
        return CaseRows(self._model(case.bundle), case, self.job.spec)

    def perform(self, chunk: Chunk) -> Done:
        """Compute a chunk; when this returns its part is in its place and recorded.

        Raises `OutlayError` where the input cannot be read or the output cannot be written.
        """
        began = time.perf_counter()
        try:
            return self._perform(chunk, began)
        except OSError as error:
            raise cannot_write(self.job.work.folder, error) from None

    def _perform(self, chunk: Chunk, began: float) -> Done:
        spec, work = self.job.spec, self.job.work
        case = self._case(chunk.case)
        errors, tallies, rows = ErrorRows(), case.tallies(), 0
        part = work.part(chunk.name)
        with places.written(part) as there:
            with (
                sink(spec.form).part(there, spec.schema()) as write,
                _beside(write, alone=spec.how.threads is not None) as hand_over,
            ):
                for block in spec.source.blocks(chunk.piece):
                    hand_over(case.compute(block, tallies, errors))
                    rows += block.rows
            size, check = checked(there)
        if errors.count:
            with places.written(work.errors(chunk.name)) as there, places.open_write(there) as stream:
                errors.write(stream)
        done = Done(
            chunk.name, rows, errors.bad_rows, errors.count, size, check, tallies.as_dict(),
            time.perf_counter() - began, chunk.piece.file, chunk.case,
        )  # fmt: skip
        work.record(done)
        pa.default_memory_pool().release_unused()
        return done


@contextmanager
def _beside(write: Callable[[Any], None], *, alone: bool) -> Iterator[Callable[[Any], None]]:
    """Writes a table while the next is computed, or where a process is to keep to one processor, at once."""
    if alone:
        yield write
        return
    with ThreadPoolExecutor(1) as thread:
        last: list[Future[None]] = []

        def hand_over(table: Any) -> None:
            if last:
                last.pop().result()
            last.append(thread.submit(write, table))

        yield hand_over
        if last:
            last.pop().result()


def cannot_write(folder: str, error: OSError) -> OutlayError:
    """What the system says when a part cannot be written."""
    import errno

    reason = (error.strerror or str(error) or type(error).__name__).lower()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutlayError(f"{folder}: {reason}. What was computed is kept: make room, and go on with --resume.")
    return OutlayError(f"{folder} cannot be written: {reason}.")
