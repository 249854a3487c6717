"""`outlay since`: what a change under git does to the numbers of its models."""

from __future__ import annotations

import os

import click

from outlay.cli.shared import FAILED, as_json, emit, format_option, search_option


@click.command(
    "since",
    epilog="\b\nExamples:\n"
    "  outlay since main\n"
    "  outlay since HEAD~1 models/saas_margin.cost\n"
    "  outlay since origin/main --format markdown -o changes.md",
)
@click.argument("commit", metavar="COMMIT")
@click.argument("files", nargs=-1, type=click.Path(), metavar="[FILES]...")
@format_option("table", "markdown", "json")
@click.option(
    "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False), help="Write to a file."
)
@search_option
def command(commit: str, files: tuple[str, ...], form: str, destination: str | None, search: tuple[str, ...]) -> int:
    """Compare every model of this git checkout, or FILES, with how it was at COMMIT: its numbers, checks and answers.

    A model counts as changed when it or a file it reads changed. Exit code 1 says that a changed model has mistakes
    or a check that fails.
    """
    from outlay.since import words
    from outlay.since.history import History
    from outlay.since.models import models_since

    folder = os.path.dirname(os.path.abspath(files[0])) if files else os.getcwd()
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    history = History.of(folder, commit)
    found = models_since(history, [_from_root(each, history.root) for each in files], search)
    if form == "json":
        told = as_json(words.as_dict(found, commit))
    else:
        told = words.markdown(found, commit) if form == "markdown" else words.text(found, commit)
    emit(told, destination)
    return 0 if all(each.ok for each in found) else FAILED


def _from_root(path: str, root: str) -> str:
    folder, name = os.path.split(os.path.abspath(path))
    real, top = os.path.join(os.path.realpath(folder), name), os.path.realpath(root)
    if not real.startswith(top + os.sep) or not real.endswith(".cost"):
        raise click.UsageError(f"{path} is no `.cost` file of the checkout {top}.")
    return os.path.relpath(real, top).replace(os.sep, "/")
