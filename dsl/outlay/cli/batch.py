"""`outlay batch`: models over tables of any length."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from outlay.cli.parameters import Count
from outlay.cli.progress import Progress
from outlay.cli.shared import (
    FAILED,
    as_json,
    emit,
    file_problem,
    format_option,
    note,
    point_option,
    search_option,
    set_option,
)
from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    from outlay.batch.sources.edited import Reading
    from outlay.batch.summary import Summary


@click.command(
    "batch",
    epilog="\b\nExamples:\n"
    "  outlay batch saas_margin.cost accounts.csv -o margins.parquet --keep account\n"
    "  outlay batch saas_margin.cost accounts.parquet -o margins.csv --output 'gross_margin[last]' --jobs 4\n"
    "  outlay batch 'models/*.cost' accounts.xlsx -o all.csv --scenario all\n"
    "  outlay batch saas_margin.cost accounts.csv -o spread.csv --simulate 1000 --seed 7\n"
    "  outlay batch saas_margin.cost edited/*.xlsx -o edited.csv\n"
    "  outlay batch saas_margin.cost accounts.parquet -o margins/ --resume\n"
    "  outlay batch saas_margin.cost accounts.parquet -o margins --keep region --partition-by region\n"
    "  outlay batch saas_margin.cost s3://data/accounts -o s3://data/margins --engine dask --scheduler tcp://10.0.0.5:8786",
)
@click.argument("arguments", nargs=-1, required=True, metavar="MODEL... INPUTS...")
@click.option(
    "-o", "destination", required=True, metavar="OUT",
    help="A .csv, .parquet, .xlsx or .jsonl file to write, or a folder of Parquet files (a name without an ending).",
)  # fmt: skip
@click.option(
    "--output", "outputs", multiple=True, metavar="NAME",
    help="Only this number: `margin`, `margin[last]`, `total(cost)`, a solve, a check. May be repeated.",
)  # fmt: skip
@click.option(
    "--scenario", "-s", "scenarios", multiple=True, metavar="NAME",
    help="A scenario in which to compute every row, `base` or `all`. May be repeated.",
)  # fmt: skip
@click.option(
    "--keep", multiple=True, metavar="COLUMN",
    help="A column to carry through to the output, such as an identifier. May be repeated or a pattern.",
)  # fmt: skip
@click.option(
    "--partition-by", "partitions", multiple=True, metavar="COLUMN",
    help="Write folders COLUMN=value: a column that is kept, or `model` or `scenario`. May be repeated.",
)  # fmt: skip
@click.option("--ignore", multiple=True, metavar="COLUMN", help="A column to leave out. May be repeated or a pattern.")
@set_option
@point_option
@click.option(
    "--simulate", "draws", type=Count(), default=0, metavar="N",
    help="Draw the uncertain inputs N times in every row: mean, sd, p5, p50 and p95 of each output.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed gives other draws.")
@click.option("--jobs", "-j", type=Count(), default=None, show_default="as many as pay", help="How many processes.")
@click.option(
    "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
    help="Processes of this machine, or a Dask cluster.",
)  # fmt: skip
@click.option(
    "--scheduler", default=None, metavar="ADDRESS",
    help="The cluster's scheduler, such as tcp://10.0.0.5:8786. Unsaid, --engine dask makes a cluster of this machine.",
)  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--restart", is_flag=True, help="Throw away what an interrupted run has left, and begin anew.")
@format_option("table", "json")
@search_option
def command(
    arguments: tuple[str, ...],
    destination: str,
    outputs: tuple[str, ...],
    scenarios: tuple[str, ...],
    keep: tuple[str, ...],
    partitions: tuple[str, ...],
    ignore: tuple[str, ...],
    overrides: tuple[tuple[str, str], ...],
    point: str,
    draws: int,
    seed: int,
    jobs: int | None,
    engine: str,
    scheduler: str | None,
    resume: bool,
    restart: bool,
    form: str,
    search: tuple[str, ...],
) -> int:
    """Compute the outputs of each MODEL for every row of INPUTS and write them to OUT.

    INPUTS are CSV, Parquet, Excel or JSON lines files, or folders of them; a column is named by the path it sets, if
    wanted with a unit: `plan [USD/user/month]`. Workbooks that were built from MODEL and edited are a row each. A row
    that cannot be used has empty results and is listed in OUT.errors, and the exit code is 1.
    """
    if resume and restart:
        raise click.UsageError("--resume goes on with what --restart throws away: choose one.")
    if scheduler is not None and engine != "dask":
        raise click.UsageError("--scheduler is for a cluster: add --engine dask.")
    models, inputs = _told_apart(arguments)
    for path in models:
        problem = "" if any(sign in path for sign in "*?[") else file_problem(path)
        if problem:
            raise click.UsageError(problem)
    _require()
    if engine == "local" and (draws if jobs is None else jobs > 1):
        from outlay.batch.engines.processes import warm

        warm((*inputs, destination))
    from outlay.batch.planning import Request
    from outlay.batch.run import run

    request = Request(
        models, inputs, destination, scenarios, outputs, keep, ignore, overrides, point, draws, seed, search,
        _edited(inputs), partitions,
    )  # fmt: skip
    begun = time.monotonic()
    with Progress("computing") as progress:
        found = run(
            request,
            jobs=jobs,
            resume=resume,
            restart=restart,
            dask=engine == "dask",
            scheduler=scheduler,
            report=lambda share, rows: progress(share, f"{rows / max(time.monotonic() - begun, 1e-3):,.0f} rows/s"),
            note=note,
        )
    _write(found, form)
    return FAILED if found.errors else 0


def _told_apart(arguments: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The models among the arguments and the inputs."""
    models = tuple(each for each in arguments if each.endswith(".cost"))
    inputs = tuple(each for each in arguments if not each.endswith(".cost"))
    if not models:
        raise click.UsageError(f"no model is named: {arguments[0]} is no .cost file.")
    if not inputs:
        raise click.UsageError("name the inputs behind the models: a CSV, Parquet, Excel or JSON lines file.")
    return models, inputs


def _edited(inputs: tuple[str, ...]) -> tuple[Reading, ...]:
    """What the inputs say where they are workbooks that were built from a model; none where they are tables."""
    from outlay.batch.sources import find_files, format_of

    files = find_files(inputs)
    if not files or {format_of(path) for path in files} != {"xlsx"}:
        return ()
    from outlay.batch.sources.edited import Reading
    from outlay.cli.workbook import workbooks

    read = workbooks("read")
    built = [path for path in files if read.is_built(path)]
    if not built:
        return ()
    found = []
    for path in files:
        try:
            reading = read.read(path)
        except OutlayError as error:
            found.append(Reading(path, wrong=str(error)))
        else:
            changes = tuple((each.path, each.text) for each in reading.changes)
            found.append(Reading(path, reading.scenario, changes, inputs=reading.inputs))
    return tuple(found)


def _require() -> None:
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("numpy", "pandas", "scipy", "pyarrow")):
        raise OutlayError('A batch needs pandas, SciPy and pyarrow: pip install "outlay[batch]".')


def _write(found: Summary, form: str) -> None:
    if form == "json":
        emit(as_json(found.as_dict()))
        return
    from outlay.cli import batch_forms

    emit(batch_forms.table(found))
    if found.errors:
        counted = batch_forms.counted
        what = (
            f"{counted(found.bad_rows, 'row')} could not be used" if found.bad_rows else "some results have no number"
        )
        note(f"{what}; {counted(found.errors, 'reason')} in {_shown(found.errors_path)}")


def _shown(path: str) -> str:
    """A path as seen from here; an address stays one."""
    from outlay.batch import places

    return path if places.is_remote(path) else os.path.relpath(path)
