"""`outlay addin libreoffice`: the function table as an extension of LibreOffice Calc."""

from __future__ import annotations

import os

import click

from outlay.cli.shared import note, search_option, write_file

_EXAMPLES = """\b
Examples:
  outlay addin libreoffice -o outlay.oxt
  outlay addin libreoffice --use our_costs.cost --force"""


@click.command("libreoffice", epilog=_EXAMPLES)
@click.option(
    "--output", "-o", "destination", default="outlay.oxt", metavar="FILE", type=click.Path(dir_okay=False),
    help="The extension to write; outlay.oxt in this folder by default.",
)  # fmt: skip
@click.option(
    "--use", "models", multiple=True, metavar="FILE", type=click.Path(exists=True, dir_okay=False),
    help="A model whose exported functions are offered too; it is put into the extension. May be repeated.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the extension when it already exists.")
@search_option
def command(destination: str, models: tuple[str, ...], force: bool, search: tuple[str, ...]) -> None:
    """Write an extension for LibreOffice Calc: =COST.TRAIN_COST(…) and every other function of the table.

    It holds the engine and runs with LibreOffice's own Python: nothing else needs to be installed. Open the file with
    LibreOffice, or run `unopkg add outlay.oxt`, then start LibreOffice again. The same functions give the same bytes.
    """
    from importlib import import_module  # the engine knows no spreadsheet

    if not destination.endswith(".oxt"):
        raise click.UsageError(f"an extension's name ends with .oxt, and {destination} does not.")
    if os.path.exists(destination) and not force:
        raise click.UsageError(f"{destination} already exists; choose another name, or give --force to replace it.")
    content, notes = import_module("outlay_addin.libreoffice.extension").build(models, search)
    write_file(destination, content)
    for each in notes:
        note(each)
    note(f"wrote {destination}: install it with a double click, or `unopkg add {destination}`")
