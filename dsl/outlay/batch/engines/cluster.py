"""Chunks on a Dask cluster: one that is there, by its scheduler's address, or processes of this machine.

Dask may run a task twice, or on two workers at once: both write the same part and give it the same name. Whatever the
cluster loses is computed again by it, or by the next run that goes on.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from outlay.batch import places
from outlay.batch.spec import Chunk, Done
from outlay.batch.workers import Job, Worker
from outlay.diagnostics import OutlayError
from outlay.version import VERSION

WAIT = 60  # seconds for a scheduler to answer and a first worker to be there
_AHEAD = 4  # chunks a thread of the cluster has waiting for it
_RETRIES = 3
_NOWHERE = "127.0.0.1:0"  # whatever port is free: the usual one may be another cluster's
_KEPT = "What was computed is kept: go on with --resume"
_own = threading.local()  # a worker for each thread of a process, by the batch it is for


def run(job: Job, chunks: Iterable[Chunk], scheduler: str | None, count: int) -> Iterator[Done]:
    """The record of each chunk as it ends; `count` processes where no scheduler is named.

    Raises `OutlayError` for what a worker raises, and where the cluster is lost.
    """
    try:
        import distributed
    except ImportError:
        raise OutlayError('A cluster needs Dask: pip install "outlay[cluster]".') from None
    with _connected(distributed, scheduler, count) as client:
        try:
            yield from _gathered(distributed, client, job, iter(chunks), scheduler)
        except (TimeoutError, OSError) as error:
            raise OutlayError(f"The cluster is lost ({type(error).__name__}). {_KEPT}.") from None


def _gathered(
    distributed: Any, client: Any, job: Job, chunks: Iterator[Chunk], scheduler: str | None
) -> Iterator[Done]:
    threads = sum(client.nthreads().values())
    shared = client.submit(_same, pickle.dumps(job), key=f"outlay-batch-{job.work.key}")

    def submitted(chunk: Chunk) -> Any:
        key = f"outlay-{job.work.key}-{chunk.name}"
        return client.submit(_perform, shared, chunk, VERSION, key=key, retries=_RETRIES, pure=False)

    first = [submitted(chunk) for chunk in islice(chunks, max(threads, 1) * _AHEAD)]
    waiting = distributed.as_completed(first, loop=client.loop)
    seen = False
    for future in waiting:
        if future.status == "cancelled" or client.status != "running":
            where = f"The scheduler {scheduler} is gone" if scheduler else "The cluster of this machine is gone"
            raise OutlayError(f"{where}. {_KEPT}.")
        answer = _answer(distributed, future)
        if not seen and not places.exists(job.work.part(answer.name)):
            raise OutlayError(
                f"A worker wrote {job.work.part(answer.name)}, which is not there for this machine: name an output "
                "that all of them reach, such as a shared folder or an address like s3://bucket/out.parquet."
            )
        seen = True
        yield answer
        future.release()
        waiting.update([submitted(chunk) for chunk in islice(chunks, 1)])


def _answer(distributed: Any, future: Any) -> Done:
    """The record a task gave. Raises `OutlayError` for one that failed."""
    try:
        found = future.result()
    except distributed.KilledWorker as error:
        raise OutlayError(f"Workers that compute {error.task} die again and again. {_KEPT}.") from None
    except (ImportError, AttributeError) as error:
        raise OutlayError(
            f"A worker cannot run Outlay {VERSION} ({error}): install the same version on all of them."
        ) from None
    except distributed.CancelledError:
        raise OutlayError(f"The scheduler is gone. {_KEPT}.") from None
    if isinstance(found, str):
        raise OutlayError(found)
    if not isinstance(found, Done):
        raise OutlayError(f"A worker gave {type(found).__name__} for a chunk. {_KEPT}.")
    return found


@contextmanager
def _connected(distributed: Any, scheduler: str | None, count: int) -> Iterator[Any]:
    """A client of the cluster that is named, or of one made for this run."""
    with _quiet():
        if scheduler is not None:
            client = _client(distributed, scheduler)
            try:
                yield client
            finally:
                client.close(timeout=2)
            return
        options = {"n_workers": count, "threads_per_worker": 1, "processes": True, "dashboard_address": _NOWHERE}
        with (
            distributed.LocalCluster(**options, silence_logs="CRITICAL") as cluster,
            distributed.Client(cluster, set_as_default=False) as client,
        ):
            yield client


def _client(distributed: Any, scheduler: str) -> Any:
    _judge_address(distributed, scheduler)
    try:
        client = distributed.Client(scheduler, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise OutlayError(f"No scheduler answers at {scheduler}: {reason.rstrip('.')}.") from None
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError:
        client.close(timeout=2)
        raise OutlayError(
            f"The scheduler {scheduler} has no workers: start some with `dask worker {scheduler}`."
        ) from None
    return client


def _judge_address(distributed: Any, scheduler: str) -> None:
    """Raises `OutlayError` for what is no address: a client of Dask's would wait for it when it is thrown away."""
    try:
        scheme, place = distributed.comm.parse_address(scheduler)
        distributed.comm.registry.get_backend(scheme)
        if scheme != "inproc":
            distributed.comm.parse_host_port(place)
    except ValueError as error:
        raise OutlayError(
            f"--scheduler {scheduler} is no address such as tcp://10.0.0.5:8786: {str(error).rstrip('.')}."
        ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask logs of lost connections is said in a sentence here."""
    import logging

    # some of Dask's have a level of their own
    known = [name for name in logging.root.manager.loggerDict if name.startswith("distributed.")]
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado.application", "asyncio", *known)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


# ------------------------------------------------------------------------------------------------------ on workers


def _same(value: bytes) -> bytes:
    return value


def _perform(shared: bytes, chunk: Chunk, version: str) -> Done | str:
    """The record of a chunk, or in a sentence why there is none: that would be the same on any other worker."""
    if version != VERSION:
        return f"A worker has Outlay {VERSION}, and this is {version}: install the same version on all of them."
    if getattr(_own, "of", None) != shared:
        _own.of, _own.worker = shared, Worker(pickle.loads(shared))  # noqa: S301 - sent by the client, as all tasks are
    worker: Worker = _own.worker
    try:
        return worker.perform(chunk)
    except OutlayError as error:
        return str(error)
