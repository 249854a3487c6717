"""Chunks computed one after the other in this process."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence

from outlay.batch.spec import Chunk, Done
from outlay.batch.workers import Job, Worker
from outlay.model import Model


def run(job: Job, chunks: Iterable[Chunk], models: Sequence[Model]) -> Iterator[Done]:
    """The record of each chunk, in order; the models are those the batch was planned with."""
    gc.freeze()  # what is there stays until the end, and is not looked through again and again
    try:
        yield from Worker(job, models).stream(chunks)
    finally:
        gc.unfreeze()
