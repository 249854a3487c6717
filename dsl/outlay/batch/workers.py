"""What a worker does with a chunk, in whatever process or machine it lives: read, compute, write beside, rename."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from outlay.batch import places
from outlay.batch.compute import BrokenRows, CaseRows, Tallies
from outlay.batch.errors import ErrorRows
from outlay.batch.manifest import Checked, Work
from outlay.batch.sinks import sink
from outlay.batch.spec import Chunk, Done
from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    from typing_extensions import Buffer

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
        return next(self.stream((chunk,)))

    def stream(self, chunks: Iterable[Chunk]) -> Iterator[Done]:
        """The same for one chunk after the other. While rows are computed, those before are encoded in threads."""
        items = self._encoded(self._computed(chunks))
        try:
            while (first := next(items, None)) is not None:
                yield self._written(*first, items)
        except OSError as error:
            raise cannot_write(self.job.work.folder, error) from None
        finally:
            items.close()

    def begin(self, chunk: Chunk) -> tuple[Begun, CaseRows | BrokenRows]:
        """What is to be known of a chunk, of which nothing is yet, and what computes its rows."""
        case = self._case(chunk.case)
        return Begun(chunk, case.tallies()), case

    def _computed(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Begun, Any]]:
        """Tables of rows, and None where a chunk ends."""
        for chunk in chunks:
            begun, case = self.begin(chunk)
            for block in self.job.spec.source.blocks(chunk.piece):
                table = case.compute(block, begun.tallies, begun.errors)
                begun.rows += block.rows
                yield begun, table
            yield begun, None

    def _encoded(self, tables: Iterator[tuple[Begun, Any]]) -> Generator[tuple[Begun, Buffer | None]]:
        """The same as bytes, in the same order."""
        encoded, count = sink(self.job.spec.form).encoded, self.job.spec.how.encoders
        if count <= 1:
            for begun, table in tables:
                yield begun, None if table is None else encoded(table)
            return
        with ThreadPoolExecutor(count) as threads:
            waiting: deque[tuple[Begun, Future[Buffer] | None]] = deque()
            ahead = 0  # tables among them
            failure: Exception | None = None
            try:
                for begun, table in tables:
                    waiting.append((begun, None if table is None else threads.submit(encoded, table)))
                    ahead += table is not None
                    while ahead > count or waiting[0][1] is None or waiting[0][1].done():
                        ahead -= waiting[0][1] is not None
                        yield _result(*waiting.popleft())
                        if not waiting:
                            break
            except OutlayError as error:  # what was computed before is kept
                failure = error
            while waiting:
                yield _result(*waiting.popleft())
            if failure is not None:
                raise failure

    def _written(self, begun: Begun, rows: Buffer | None, left: Iterator[tuple[Begun, Buffer | None]]) -> Done:
        """Writes a chunk's part from its first rows and those that are left, and records it."""
        spec, work, chunk = self.job.spec, self.job.work, begun.chunk
        with places.written(work.part(chunk.name)) as there, places.open_write(there) as stream:
            checked = Checked(stream)
            with sink(spec.form).part(checked, spec.schema()) as add:
                while rows is not None:
                    add(rows)
                    _, rows = next(left)
        errors = begun.errors
        if errors.count:
            with places.written(work.errors(chunk.name)) as there, places.open_write(there) as stream:
                errors.write(stream)
        done = Done(
            chunk.name, begun.rows, errors.bad_rows, errors.count, checked.size, checked.check, begun.tallies.as_dict(),
            time.perf_counter() - begun.at, chunk.piece.file, chunk.case,
        )  # fmt: skip
        work.record(done)
        return done


class Begun:
    """A chunk of which rows have been computed."""

    def __init__(self, chunk: Chunk, tallies: Tallies) -> None:
        self.chunk = chunk
        self.tallies = tallies
        self.errors = ErrorRows()
        self.rows = 0
        self.at = time.perf_counter()


def _result(begun: Begun, encoding: Future[Buffer] | None) -> tuple[Begun, Buffer | None]:
    return begun, None if encoding is None else encoding.result()


def cannot_write(folder: str, error: OSError) -> OutlayError:
    """What the system says when a part cannot be written."""
    import errno

    reason = (error.strerror or str(error) or type(error).__name__).lower()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutlayError(f"{folder}: {reason}. What was computed is kept: make room, and go on with --resume.")
    return OutlayError(f"{folder} cannot be written: {reason}.")
