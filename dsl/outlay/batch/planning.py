"""What a batch will do, and everything that can be said to be wrong with it, before a row is computed."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlay.batch import places
from outlay.batch.blocks import OutColumn
from outlay.batch.bundle import Bundle, bundle
from outlay.batch.compute import columns_of, prepared
from outlay.batch.manifest import Work
from outlay.batch.sinks import FOLDER, form_of, sink
from outlay.batch.sources import Source, find_files, open_source
from outlay.batch.spec import MODEL, SCENARIO, Case, How, Spec
from outlay.batch.workers import Job
from outlay.diagnostics import OutlayError
from outlay.model import Model
from outlay.spelling import nearest
from outlay.studies.headers import headers
from outlay.version import VERSION

if TYPE_CHECKING:
    from outlay.studies.batch import Batch

MOST_CASES = 2_000
MOST_OUT = 16_384
XLSX_ROWS = 1_048_575  # below the header


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


def plan(request: Request, jobs: int) -> tuple[Job, list[Model]]:
    """The batch, ready to run, and its models. Raises `OutlayError` for everything that is wrong with it."""
    form = form_of(request.output)
    models = [Model(path, request.search) for path in _model_files(request.models)]
    files = find_files(request.inputs)
    source = open_source(files)
    cases = _cases(models, request)
    columns, keep = _columns(source.names, request)
    batches = _batches(models, cases, columns, source, request)
    texts = _texts(batches, columns)
    selected = source.selecting([*columns, *keep], [*keep, *texts])
    out = _out(cases, batches, keep)
    bundles = tuple(
        bundle(model, dict.fromkeys(case.scenario for case in cases if case.bundle == number))
        for number, model in enumerate(models)
    )
    how = How(request.point, _engine(batches, selected, jobs), 1 if jobs > 1 else None, request.draws, request.seed)
    identity = _identity(request, bundles, cases, files, form, out)
    work = Work(_absolute(request.output), form, sink(form).ending, identity)
    spec = Spec(
        bundles, tuple(cases), selected, tuple(columns), tuple(keep), request.outputs, out, form, work.parts, how
    )
    return Job(spec, work), models


def _absolute(path: str) -> str:
    return path if places.is_remote(path) else os.path.abspath(places.local(path))


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


def _columns(names: Sequence[str], request: Request) -> tuple[list[str], list[str]]:
    """The columns that set something, and those that are carried through."""
    keep = _chosen(names, request.keep, "--keep")
    ignored = _chosen(names, request.ignore, "--ignore")
    both = [name for name in keep if name in ignored]
    if both:
        raise OutlayError(f"The column {both[0]} cannot be both kept and ignored.")
    return [name for name in names if name not in keep and name not in ignored], keep


def _chosen(names: Sequence[str], asked: Sequence[str], option: str) -> list[str]:
    """The columns that are asked for by name or pattern, in the order asked."""
    found: dict[str, None] = {}
    for text in asked:
        for name in [text] if text in names else [part.strip() for part in text.split(",") if part.strip()]:
            there = [name] if name in names else fnmatch.filter(names, name)
            if not there:
                near = nearest(name, names)
                hint = (
                    f"Did you mean {near}?"
                    if near
                    else f"There are {', '.join(names[:8])}{' …' if len(names) > 8 else ''}."
                )
                raise OutlayError(f"{option}: the inputs have no column {name[:60]}. {hint}")
            found |= dict.fromkeys(there)
    return list(found)


def _batches(
    models: Sequence[Model], cases: Sequence[Case], columns: Sequence[str], source: Source, request: Request
) -> list[Batch]:
    try:
        headers(columns)
    except OutlayError as error:
        raise _with_hint(error) from None
    found = []
    for case in cases:
        try:
            found.append(prepared(models[case.bundle], case, tuple(columns), source.units, request.outputs))
        except OutlayError as error:
            raise _with_hint(error) from None
    return found


def _with_hint(error: OutlayError) -> OutlayError:
    """The error as it is, or where it is about a column also what to do with columns that are no inputs."""
    text = str(error).replace(" What is no part of the model belongs into the index.", "")
    if error.diagnostics or not any(sign in text for sign in (" has no input or equation ", "is named by the path")):
        return error
    return OutlayError(
        f"{text} Columns that are only carried along are named by --keep, and others left out by --ignore."
    )


def _texts(batches: Sequence[Batch], columns: Sequence[str]) -> list[str]:
    """The columns whose cells are names or texts, however much like numbers they look."""
    found: dict[str, None] = {}
    for batch in batches:
        types = {each.path: each.type for each in batch.plan.inputs}
        found |= {str(each.label): None for each in headers(columns) if types.get(each.path) in ("record", "text")}
    return list(found)


def _out(cases: Sequence[Case], batches: Sequence[Batch], keep: Sequence[str]) -> tuple[OutColumn, ...]:
    """The columns of the output: what tells cases apart, what is kept, then the results of all models."""
    said = dict.fromkeys(name for case in cases for name, _ in case.constants)
    found = {name: OutColumn(name, "text") for name in said} | {name: OutColumn(name, "kept") for name in keep}
    taken = set(found)
    owner: dict[str, str] = {}
    for case, batch in zip(cases, batches, strict=True):
        for column in columns_of(batch):
            if column.name in taken:
                raise OutlayError(
                    f"{column.name} is an output and also the name of a column that is kept or of its own."
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


def _engine(batches: Sequence[Batch], source: Source, jobs: int) -> str:
    """One engine for the whole run, so that no chunk depends on what its process did before."""
    rows = source.rows if source.rows is not None else source.weight // (12 * max(len(source.names), 1))
    share = max(rows // max(jobs, 1), 1)
    return "numba" if any(batch.engine(share) == "numba" for batch in batches) else "numpy"


def _identity(
    request: Request, bundles: Sequence[Bundle], cases: Sequence[Case], files: Sequence[str], form: str,
    out: Sequence[OutColumn],
) -> dict[str, Any]:  # fmt: skip
    """Everything that a chunk's part depends on but its number."""
    return {
        "outlay": VERSION,
        "models": [{"name": each.name, "hash": each.hash} for each in bundles],
        "inputs": [places.fingerprint(_absolute(path)) for path in files],
        "scenarios": [[case.model, case.scenario] for case in cases],
        "settings": [list(each) for each in request.overrides],
        "point": request.point,
        "draws": request.draws,
        "seed": request.seed,
        "columns kept": list(request.keep),
        "columns ignored": list(request.ignore),
        "outputs": [[each.name, each.type, each.unit] for each in out],
        "form": "folder" if form == FOLDER else form,
    }
