"""`outlay addin`: the function table as spreadsheet functions."""

from __future__ import annotations

import click

from outlay.cli import addin_libreoffice


@click.group("addin")
def command() -> None:
    """Use every function of the table in a cell of a spreadsheet."""


command.add_command(addin_libreoffice.command)
