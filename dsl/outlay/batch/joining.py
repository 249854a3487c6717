"""The whole output put together from its parts while others are still being computed, as far as their order allows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from outlay.batch import places
from outlay.batch.sinks import FOLDER, FOLDERS, sink

if TYPE_CHECKING:
    from outlay.batch.manifest import Work
    from outlay.batch.spec import Done
    from outlay.batch.workers import Job


class Joining:
    """Hands parts on to a thread, in order."""

    def __init__(self, work: Work, add: Callable[[str], None], thread: ThreadPoolExecutor) -> None:
        self._work = work
        self._add = add
        self._thread = thread
        self._taken = 0
        self._waiting: deque[Future[None]] = deque()

    def offer(self, order: Sequence[str], done: Mapping[str, Done]) -> None:
        """Take the parts that are done, up to the first that is not. Raises OSError where one was not copied."""
        while self._taken < len(order) and order[self._taken] in done:
            path = self._work.part(order[self._taken])
            self._waiting.append(self._thread.submit(self._add, path))
            self._taken += 1
        while self._waiting and self._waiting[0].done():
            self._waiting.popleft().result()

    def end(self) -> None:
        """Wait until all that were taken are there."""
        while self._waiting:
            self._waiting.popleft().result()


@contextmanager
def joining(job: Job) -> Iterator[Joining]:
    """Begins the output beside the parts; it takes its place when this ends, and is gone when something fails.

    Of a folder the parts are the output, or are split into the folders of their values. Raises OSError where it cannot
    be written.
    """
    spec, work = job.spec, job.work
    with ThreadPoolExecutor(1) as thread:
        if spec.form in FOLDERS:
            join = Joining(work, _splitter(job), thread)
            try:
                yield join
                join.end()
            finally:
                thread.shutdown(cancel_futures=True)
            return
        there = work.whole()
        try:
            with places.open_write(there) as stream, sink(spec.form).whole(stream, spec.out, spec.schema()) as add:
                try:
                    join = Joining(work, add, thread)
                    yield join
                    join.end()
                finally:
                    thread.shutdown(cancel_futures=True)  # before what it writes to is closed
            places.replace(there, work.output)
        finally:
            places.discard(there)


def _splitter(job: Job) -> Callable[[str], None]:
    """What becomes of a part of a folder."""
    if job.spec.form == FOLDER:
        return lambda _: None
    from outlay.batch.sinks.partitions import Partitions

    return Partitions(job.work.output, job.spec.partitions, job.spec.schema(), job.work.covered).add
