"""What a batch will do, and everything that can be said to be wrong with it, before a row is computed."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from outlay.arrays.threads import processors
from outlay.batch import places
from outlay.batch.blocks import OutColumn
from outlay.batch.bundle import Bundle, bundle
from outlay.batch.choice import chosen, judge_settings, with_hint, written
from outlay.batch.compute import prepared
from outlay.batch.manifest import Work, stranger
from outlay.batch.sinks import FOLDER, FOLDERS, MOST_ROWS, PARTITIONS, form_of, sink
from outlay.batch.sources import Opened, Source, find_files, open_source
from outlay.batch.sources.edited import Edited, Reading
from outlay.batch.spec import MODEL, SCENARIO, WORKBOOK, Case, How, Spec
from outlay.batch.workers import Job
from outlay.diagnostics import OutlayError
from outlay.model import Model
from outlay.spelling import nearest
from outlay.studies.headers import headers, known_paths, path_of
from outlay.version import VERSION

if TYPE_CHECKING:
    from outlay.studies.batch import Batch

MOST_CASES = 2_000
MOST_OUT = 16_384
_ROW, _OPERATION = 3e-7, 1e-9  # seconds to read and judge a row of some columns, and for a simple operation on it
_PAYS = 2.0  # seconds of work that are worth another process, which takes half of one to start


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, as a command line says it."""

    models: tuple[str, ...]
    inputs: tuple[str, ...]
    output: str
    scenarios: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    overrides: tuple[tuple[str, str], ...] = ()
    point: str = "median"
    draws: int = 0
    seed: int = 0
    search: tuple[str, ...] = ()
    edited: tuple[Reading, ...] = ()  # workbooks, in place of inputs
    partitions: tuple[str, ...] = ()  # columns of the output whose values are folders


def plan(request: Request, jobs: int | None, *, dask: bool = False) -> tuple[Job, list[Model]]:
    """The batch, ready to run, and its models; without `jobs` there are as many processes as pay.

    Raises `OutlayError` for everything that is wrong with it.
    """
    form = form_of(request.output)
    if request.partitions:
        form = _partitioned(request.output, form)
    models = [Model(path, request.search) for path in _model_files(request.models)]
    files = [each.path for each in request.edited] or find_files(request.inputs)
    source = Edited(tuple(files)) if request.edited else open_source(files)
    _judge_output(request.output, form, files)
    cases = _workbooks(models, request) if request.edited else _cases(models, request)
    columns, keep = chosen(source.names, request.keep, request.ignore, _inputs(models, source.names, request.keep))
    judge_settings(columns, request.overrides)
    how = How(request.point, draws=request.draws, seed=request.seed)
    cases, batches = _batches(models, cases, columns, source, request, how)
    selected = source.selecting(list(dict.fromkeys([*columns, *keep])), written(batches, columns), keep)
    out = _out(cases, batches, keep)
    partitions = _partitions(request.partitions, out)
    bundles = tuple(
        bundle(model, dict.fromkeys(case.scenario for case in cases if case.bundle == number and not case.wrong))
        for number, model in enumerate(models)
    )
    if jobs is None:
        jobs = processors() if dask else _worth(cases, batches, selected, request.draws)
    how = replace(
        how,
        jobs=jobs,
        engine=_engine(batches, selected, jobs),
        threads=None if jobs == 1 and not dask else 1,
        encoders=1 if dask else max(processors() // jobs, 1),
    )
    identity = _identity(request, bundles, cases, files, form, out)
    work = Work(places.absolute(request.output), form, sink(form).ending, identity)
    staged_later = cast("Source", selected)  # by the run, before anything is read
    spec = Spec(
        bundles, tuple(cases), staged_later, tuple(files), source.units, tuple(columns), tuple(keep), request.outputs,
        out, form, work.parts, partitions, how,
    )  # fmt: skip
    judge_partitions(spec)
    if form == "xlsx" and selected.rows is not None:
        judge_rows(staged_later, spec)
    return Job(spec, work), models


def _judge_output(output: str, form: str, files: Sequence[str]) -> None:
    """Raises `OutlayError` where the output would take the place of an input, or cannot be what its name says."""
    there = places.real(output)
    folder = form in FOLDERS
    if not folder and places.is_folder(there):
        raise OutlayError(f"{output} is a folder, and its name is that of a file: choose another name.")
    for path in files:
        real = places.real(path)
        if real == there:
            raise OutlayError(f"{output} is also an input, which is never written over: choose another name.")
        if folder and real.startswith(f"{there}/"):
            raise OutlayError(f"{output} is the folder of the input {path}: choose another for the output.")
    strange = stranger(there) if folder else None
    if strange is not None:
        raise OutlayError(
            f"{output} holds {strange}, which no batch has written, and would be read together with the output: "
            "choose another folder."
        )


def _partitioned(output: str, form: str) -> str:
    if form != FOLDER:
        raise OutlayError(f"--partition-by makes folders, and {output} is a file: name OUT without an ending.")
    return PARTITIONS


def _partitions(asked: Sequence[str], out: Sequence[OutColumn]) -> tuple[str, ...]:
    """The columns to partition by, of those the output has. Raises `OutlayError` for one it has not."""
    columns = {column.name: column for column in out}
    names = [name for text in asked for name in ([text] if text in columns else text.split(","))]
    found = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    for name in found:
        if name not in columns:
            near = nearest(name, list(columns))
            hint = f"Did you mean {near}?" if near else f"Carry it through with --keep {shlex.quote(name)}."
            raise OutlayError(f"--partition-by: the output has no column {name[:60]}. {hint}")
        if columns[name].type == "number":
            raise OutlayError(f"--partition-by: {name} is a number that is computed, which would make a folder a row.")
    if len(found) == len(columns):
        raise OutlayError("--partition-by: a column has to be left for the files.")
    return found


def judge_partitions(spec: Spec) -> None:
    """Raises `OutlayError` for kept columns that are fractions."""
    schema = spec.schema() if spec.partitions else ()
    for column in schema:
        if column.name in spec.partitions and str(column.type) in ("float", "double", "halffloat"):
            raise OutlayError(f"--partition-by: {column.name} holds fractions, and folders are named by whole values.")


def judge_rows(source: Source, spec: Spec) -> None:
    """Raises `OutlayError` where a sheet has no room for all rows, which are counted as far as need be."""
    most = MOST_ROWS - 1
    times = max(sum(case.file is None for case in spec.cases), 1)
    rows = source.rows
    if rows is None:
        rows = 0
        plain = source.selecting((), ())
        for piece in plain.pieces():
            rows += sum(block.rows for block in plain.blocks(piece))
            if rows * times > most:
                break
    if rows * times > most:
        raise OutlayError(
            f"An Excel sheet has room for {most:,} rows below its header, and this output would have "
            f"{'' if source.rows is not None else 'at least '}{rows * times:,}. Write .parquet, .csv or .jsonl, or a "
            "folder of Parquet files."
        )


def _model_files(arguments: Iterable[str]) -> list[str]:
    found: list[str] = []
    for argument in arguments:
        if any(sign in argument for sign in "*?[") and not places.exists(argument):
            there = [path for path in places.matching(argument) if path.endswith(".cost")]
            if not there:
                raise OutlayError(f"No model is called like {argument}.")
            found += there
        else:
            found.append(argument)
    return list(dict.fromkeys(found))


def _cases(models: Sequence[Model], request: Request) -> list[Case]:
    """Every model in every scenario that is wanted."""
    names = [model.name for model in models]
    shown = [model.path if names.count(model.name) > 1 else model.name for model in models]
    cases = []
    for number, model in enumerate(models):
        known = model.scenarios
        asked = ["base", *known] if request.scenarios == ("all",) and "all" not in known else request.scenarios
        for name in dict.fromkeys(asked or ("",)):
            if name and name not in (*known, "base"):
                near = nearest(name, ["base", *known])
                hint = f"Did you mean {near}?" if near else f"It has {', '.join(['base', *known])}."
                raise OutlayError(f"{shown[number]} has no scenario {name}. {hint}")
            said: tuple[tuple[str, str], ...] = ((MODEL, shown[number]),) if len(models) > 1 else ()
            said += ((SCENARIO, name),) if request.scenarios else ()
            scenario = "" if name == "base" and name not in known else name
            cases.append(Case(number, shown[number], scenario, request.overrides, said))
    if len(cases) > MOST_CASES:
        raise OutlayError(f"{len(cases):,} models and scenarios are more than the {MOST_CASES:,} that one batch takes.")
    return cases


def _workbooks(models: Sequence[Model], request: Request) -> list[Case]:
    """Every workbook with what it says."""
    if len(models) != 1:
        raise OutlayError("Edited workbooks are of one model: name that one alone.")
    if request.scenarios:
        raise OutlayError("An edited workbook says its own scenario, so --scenario does not go with it.")
    model = models[0]
    known = frozenset(known_paths(model.setting("").plan))
    return [
        Case(
            0, model.name, each.scenario, (*each.settings, *request.overrides),
            ((WORKBOOK, os.path.basename(each.path)), (SCENARIO, each.scenario)), number,
            each.wrong or _of_another(model, each, known),
        )
        for number, each in enumerate(request.edited)
    ]  # fmt: skip


def _of_another(model: Model, reading: Reading, known: Collection[str]) -> str:
    """That a workbook is not of this model, where most of its inputs are none of the model's; "" where it may be."""
    strange = [path for path in reading.inputs if path not in known]
    if 2 * len(strange) <= len(reading.inputs):
        return ""
    return (
        f"{reading.path} was built from another model: {model.name} has no {strange[0]}"
        f"{f' and {len(strange) - 1} more of its inputs' if len(strange) > 1 else ''}."
    )


def _inputs(models: Sequence[Model], names: Sequence[str], keep: Sequence[str]) -> set[str]:
    """The inputs of the models, where a column that is kept could be one."""
    if not keep or not any(path_of(name) for name in names):
        return set()
    return {each.path for model in models for each in model.setting("").plan.inputs}


def _batches(
    models: Sequence[Model], cases: Sequence[Case], columns: Sequence[str], source: Opened, request: Request, how: How
) -> tuple[list[Case], list[Batch | None]]:
    """The cases, each with its batch; a workbook that cannot be computed has none and says why."""
    try:
        headers(columns)
    except OutlayError as error:
        raise with_hint(error, columns, models, request.keep) from None
    found: list[Case] = []
    batches: list[Batch | None] = []
    for case in cases:
        made: Batch | None = None
        if not case.wrong:
            try:
                made = prepared(models[case.bundle], case, columns, source.units, request.outputs, how)
            except OutlayError as error:
                if case.file is None:
                    raise with_hint(error, columns, models, request.keep) from None
                case = replace(case, wrong=str(error))
        found.append(case)
        batches.append(made)
    if not any(batches):
        raise OutlayError(next(case.wrong for case in found))
    return found, batches


def _out(cases: Sequence[Case], batches: Sequence[Batch | None], keep: Sequence[str]) -> tuple[OutColumn, ...]:
    """The columns of the output: what tells cases apart, what is kept, then the results of all models."""
    said = dict.fromkeys(name for case in cases for name, _ in case.constants)
    for name in keep:
        if name in said:
            raise OutlayError(
                f"The output has a column {name} that says which {name} a row is of, and a column called so is kept: "
                "rename that of the inputs."
            )
    found = {name: OutColumn(name, "text") for name in said} | {name: OutColumn(name, "kept") for name in keep}
    taken = set(found)
    owner: dict[str, str] = {}
    for case, batch in zip(cases, batches, strict=True):
        for result in batch.results if batch is not None else ():
            column = OutColumn(result.name, result.type, result.unit, result.label)
            if column.name in taken:
                other = "says which one a row is of" if column.name in said else "is kept"
                raise OutlayError(
                    f"The output would have two columns called {column.name}, one that {other} and one that is "
                    "computed: name the outputs wanted with --output, or rename the column of the inputs."
                )
            before = found.setdefault(column.name, column)
            owner.setdefault(column.name, case.model)
            if (before.type, before.unit) != (column.type, column.unit):
                raise OutlayError(
                    f"{column.name} is in {before.unit or 'no unit'} in {owner[column.name]} and in "
                    f"{column.unit or 'no unit'} in {case.model}: run these models apart."
                )
    if len(found) > MOST_OUT:
        raise OutlayError(
            f"The output would have {len(found):,} columns, more than {MOST_OUT:,}: name what is wanted with --output, "
            "such as --output 'revenue[last]'."
        )
    return tuple(found.values())


def _rows(source: Opened) -> int:
    """How many rows there are, or thereabouts."""
    return source.rows if source.rows is not None else source.weight // (12 * max(len(source.names), 1))


def _worth(cases: Sequence[Case], batches: Sequence[Batch | None], source: Opened, draws: int) -> int:
    """How many processes pay: one more for every few seconds of reading and computing, which one process does in one
    thread, whatever else it does beside."""
    seconds = 0.0
    for case, batch in zip(cases, batches, strict=True):
        if batch is not None:
            rows = 1 if case.file is not None else _rows(source)
            seconds += rows * (_ROW + batch.effort * max(draws, 1) * _OPERATION)
    return max(1, min(processors(), int(seconds / _PAYS)))


def _engine(batches: Sequence[Batch | None], source: Opened, jobs: int) -> str:
    """One engine for the whole run, so that no chunk depends on what its process did before."""
    share = max(_rows(source) // max(jobs, 1), 1)
    return "numba" if any(batch.engine(share) == "numba" for batch in batches if batch is not None) else "numpy"


def _identity(
    request: Request, bundles: Sequence[Bundle], cases: Sequence[Case], files: Sequence[str], form: str,
    out: Sequence[OutColumn],
) -> dict[str, Any]:  # fmt: skip
    """Everything that a chunk's part depends on but its number."""
    return {
        "outlay": VERSION,
        "models": [{"name": each.name, "hash": each.hash} for each in bundles],
        "inputs": [places.fingerprint(places.absolute(path)) for path in files],
        "scenarios": [[case.model, case.scenario] for case in cases],
        "settings": [[list(each) for each in case.overrides] for case in cases],
        "point": request.point,
        "draws": request.draws,
        "seed": request.seed,
        "columns kept": list(request.keep),
        "columns ignored": list(request.ignore),
        "outputs": [[each.name, each.type, each.unit] for each in out],
        "form": form,
        "partitions": list(request.partitions),
    }
