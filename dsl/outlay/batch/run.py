"""A batch from beginning to end: plan, share out, gather, put together, sum up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from outlay.batch import places
from outlay.batch.joining import joining
from outlay.batch.lock import locked
from outlay.batch.planning import Request, judge_partitions, judge_rows, plan
from outlay.batch.sinks import FOLDERS, sink
from outlay.batch.sinks.delimited import csv_line
from outlay.batch.sinks.texts import defused_columns
from outlay.batch.spec import SCENARIO, Chunk, Done, Spec
from outlay.batch.summary import Summary, summed
from outlay.batch.workers import Job, cannot_write
from outlay.diagnostics import OutlayError
from outlay.model import Model

Report = Callable[[float, int], None]  # the share that is done, and rows done in this run


@dataclass(frozen=True)
class Engine:
    """Who computes."""

    models: Sequence[Model]
    jobs: int
    dask: bool
    scheduler: str | None

    def run(self, job: Job, missing: Iterator[Chunk]) -> Iterator[Done]:
        """The records of chunks as they end. A single chunk needs no processes."""
        first = list(islice(missing, 2))
        missing = chain(first, missing)
        if not first:
            return iter(())
        if self.dask:
            from outlay.batch.engines import cluster

            return cluster.run(job, missing, self.scheduler, self.jobs)
        if self.jobs > 1 and len(first) > 1:
            from outlay.batch.engines import pool

            return pool.run(job, missing, self.jobs)
        from outlay.batch.engines import serial

        return serial.run(job, missing, self.models)


@dataclass
class _Known:
    """The records there are, and in which order chunks come."""

    done: dict[str, Done]
    order: list[str] = field(default_factory=list)
    weight: int = 0


def run(
    request: Request,
    *,
    jobs: int | None,
    resume: bool = False,
    restart: bool = False,
    dask: bool = False,
    scheduler: str | None = None,
    report: Report | None = None,
    note: Callable[[str], None] | None = None,
) -> Summary:
    """Compute every row for every case and write the output, whole or not at all.

    `jobs` processes of this machine do it (as many as pay, where it is None), or with `dask` the cluster of
    `scheduler`, or such processes as a cluster.
    Raises `OutlayError` for what stops a run; what was computed until then stays for `resume`.
    """
    began = time.perf_counter()
    job, models = plan(request, jobs, dask=dask)
    say = note or (lambda _: None)
    with locked(job.work.folder) as lock:
        known = _Known({})
        if job.work.begin(resume=resume, restart=restart):
            known.done = job.work.records()
            many = len(known.done)
            say(f"{many:,} {'chunk is' if many == 1 else 'chunks are'} there already")
        elif resume:
            say("there is nothing to go on with, so the run begins")
        job = _staged(job, absolute=dask)
        each = sum(case.file is None for case in job.spec.cases)
        whole = each * job.spec.source.weight or job.spec.source.weight
        rows = 0
        try:
            with joining(job) as join:
                for done, weight in _computed(job, known, Engine(models, job.spec.how.jobs, dask, scheduler)):
                    known.done[done.name] = done
                    rows += done.rows
                    known.weight += weight
                    lock.beat()
                    if len(job.spec.cases) == 1:  # otherwise those of one case do not follow each other
                        join.offer(known.order, known.done)
                    if report is not None and whole:
                        report(known.weight / whole, rows)
                _judge_inputs(job)
                known.order.sort()
                join.offer(known.order, known.done)
            errors = _finish(job, known)
        except OSError as error:
            raise cannot_write(job.work.output, error) from None
        ordered = [known.done[name] for name in known.order]
        job.work.finish()
    return summed(request.output, job.spec, ordered, errors, time.perf_counter() - began)


def _staged(job: Job, *, absolute: bool) -> Job:
    """The batch with its inputs where workers can share them out, and their types known.

    Raises `OutlayError` for what could not be known before: too many rows for a sheet, fractions to partition by.
    """
    source = job.spec.source.staged(job.work.inside)
    if absolute:  # workers elsewhere stand in other folders
        source = source.at([places.absolute(path) for path in source.files])
    if job.spec.form == "xlsx":
        judge_rows(source, job.spec)
    staged = replace(job.spec, source=source)
    judge_partitions(staged)
    return Job(staged, job.work)


def _computed(job: Job, known: _Known, engine: Engine) -> Iterator[tuple[Done, int]]:
    """The records of the chunks that were not there, with their weights."""
    weights: dict[str, int] = {}

    def missing() -> Iterator[Chunk]:
        for chunk in chunks(job.spec):
            known.order.append(chunk.name)
            if chunk.name in known.done:
                known.weight += chunk.piece.weight
            else:
                weights[chunk.name] = chunk.piece.weight
                yield chunk

    for done in engine.run(job, missing()):
        yield done, weights.pop(done.name)


def chunks(spec: Spec) -> Iterator[Chunk]:
    """Every piece for every case, the cases of a piece one after the other."""
    for number, piece in enumerate(spec.source.pieces()):
        for place, case in enumerate(spec.cases):
            if case.file is None or case.file == piece.file:
                yield Chunk(place, number, piece)


def _judge_inputs(job: Job) -> None:
    """Raises `OutlayError` where an input was changed while it was read."""
    for known in job.work.identity["inputs"]:
        if places.fingerprint(known["path"]) != known:
            raise OutlayError(
                f"{known['path']} was changed while it was read, so nothing is written. Begin anew with --restart."
            )


def _finish(job: Job, known: _Known) -> str:
    """Put the list of errors in its place; its name, or ""."""
    work, spec = job.work, job.spec
    names = known.order
    if spec.form in FOLDERS:
        if not names:  # a folder says nothing of its columns unless there is a file in it
            with (
                places.written(work.empty()) as there,
                places.open_write(there) as stream,
                sink(spec.form).part(stream, spec.schema()),
            ):
                pass
        work.settle()
    path = work.output + ".errors"
    if not any(known.done[name].errors for name in names):
        places.discard(path)
        return ""
    _write_errors(job, [known.done[name] for name in names], path)
    return path


def _write_errors(job: Job, ordered: list[Done], path: str) -> None:
    """All errors as CSV, rows counted from 1 in their file."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as pq

    spec, work = job.spec, job.work
    options = arrow_csv.WriteOptions(include_header=False)
    at: dict[tuple[int, int], int] = {}
    with places.written(path) as there, places.open_write(there) as stream:
        stream.write(csv_line(["row", "column", "reason", "file", "model", "scenario"]))
        for done in ordered:
            start = at.get((done.case, done.file), 0)
            at[done.case, done.file] = start + done.rows
            if not done.errors:
                continue
            with places.open_read(work.errors(done.name)) as kept:
                table = pq.read_table(kept)
            rows = pa.array(table.column("row").to_numpy() + (start + 1), pa.int64())
            case = spec.cases[done.case]
            table = table.set_column(0, "row", rows)
            for name, text in (
                ("file", spec.files[done.file]),
                ("model", case.model),
                ("scenario", dict(case.constants).get(SCENARIO, case.scenario)),  # as the output has it
            ):
                table = table.append_column(name, pa.repeat(pa.scalar(text), len(table)))
            arrow_csv.write_csv(defused_columns(table), stream, options)
