"""`outlay addin`: the function table as spreadsheet functions."""

from __future__ import annotations

import click

from outlay.cli import addin_excel, addin_libreoffice


@click.group(
    "addin",
    epilog="\b\nExamples:\n  outlay addin install --dry-run\n  outlay addin doctor\n"
    "  outlay addin libreoffice -o outlay.oxt",
)
def command() -> None:
    """Use every function of the table in a cell of a spreadsheet."""


for each in (
    addin_excel.install,
    addin_excel.uninstall,
    addin_excel.status,
    addin_excel.doctor,
    addin_libreoffice.command,
):
    command.add_command(each)
