"""`outlay addin install | uninstall | status | doctor`: the functions in Excel on Windows, through xlwings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

import click

from outlay.cli.shared import as_json, emit, format_option, note
from outlay.diagnostics import OutlayError

EXTRA = "Excel needs xlwings: pip install 'outlay[excel]'"

_TRUST = """\
Next, in Excel:
  1. File > Options > Trust Center > Trust Center Settings > Macro Settings:
     tick "Trust access to the VBA project object model". It lets xlwings write one line of VBA for each function;
     nothing else of Outlay needs it, and it can be unticked afterwards.
  2. Save the workbook as .xlsm, then press "Import Functions" on the xlwings ribbon.
  3. Type =TRAIN_COST(7E9, 1.4E12).
Where macros are locked down: open {book}, press Alt+F11, then File > Import File: {module}.
`outlay addin doctor` says what is in the way, if anything is."""


def install_package(module: str) -> ModuleType:
    """A module of the add-in; the engine knows no spreadsheet, so it is imported here."""
    return import_module(f"outlay_addin.install.{module}")


def xlwings() -> Any:
    """The folder of the installed xlwings. Raises `OutlayError` where there is none."""
    from importlib.util import find_spec
    from pathlib import Path

    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise OutlayError(EXTRA + ".")
    return Path(found.origin).parent


def _home_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--home", default=None, metavar="FOLDER", type=click.Path(file_okay=False),
            help="Another user's folder instead of this user's: where .xlwings, AppData and .outlay are.",
        ),
        click.option(
            "--python", default=None, metavar="FILE",
            help="The Python Excel is to start; by default the one that runs this command.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


_dry = click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")


@click.command("install", epilog="\b\nExamples:\n  outlay addin install\n  outlay addin install --folder C:\\\\costs\n"
               "  outlay addin install --dry-run")  # fmt: skip
@click.option(
    "--folder", "folders", multiple=True, metavar="FOLDER", type=click.Path(exists=True, file_okay=False),
    help="A folder whose .cost files add functions of your own. May be repeated.",
)  # fmt: skip
@click.option("--replace-python", is_flag=True, help="Let Excel start this Python even where another one is set.")
@_dry
@_home_options
def install(
    folders: tuple[str, ...], replace_python: bool, dry_run: bool, home: str | None, python: str | None
) -> None:
    """Make every function of the table a function of Excel.

    The add-in of xlwings is put where Excel opens it, xlwings is told which Python to start, a workbook that needs no
    add-in and the VBA of all functions are written. Settings that are there stay, with a copy beside them. Anywhere but
    on Windows nothing is written: what would be is shown.
    """
    place = install_package("home").home_of(home, python)
    wrappers = list(import_module("outlay_addin.wrappers").wrappers(_functions(place, folders)))
    steps = install_package("steps").install(place, xlwings(), wrappers, folders, replace_python=replace_python)
    if _take(steps, dry_run=dry_run, elsewhere=home is not None):
        note(_TRUST.format(book=place.book, module=place.module))


@click.command("uninstall")
@_dry
@_home_options
def uninstall(dry_run: bool, home: str | None, python: str | None) -> None:
    """Take back what `outlay addin install` wrote; xlwings, its other settings and your models stay."""
    place = install_package("home").home_of(home, python)
    _take(install_package("steps").uninstall(place), dry_run=dry_run, elsewhere=home is not None)


@click.command("status")
@format_option("table", "json")
@_home_options
def status(form: str, home: str | None, python: str | None) -> int:
    """Say in a line each whether what Excel needs is there; exit 1 when something is missing."""
    findings = _findings(home, python)
    if form == "json":
        rows = [
            {"what": each.what, "ok": each.ok, "said": each.said, "mend": "" if each.ok else each.mend}
            for each in findings
        ]
        emit(as_json({"schema": "outlay/1", "findings": rows}))
    else:
        emit(_table(findings))
    return 0 if all(each.ok or not each.fatal for each in findings) else 1


@click.command("doctor")
@_home_options
def doctor(home: str | None, python: str | None) -> int:
    """Look at everything between Excel and Outlay, and say how each thing that is wrong is mended."""
    findings = _findings(home, python)
    wrong = [each for each in findings if not each.ok]
    emit(_table(findings))
    for each in wrong:
        emit(f"\n{each.what}: {each.said}\n  {each.mend}")
    if not wrong:
        emit("\nNothing is in the way.")
    return 0 if all(each.ok or not each.fatal for each in findings) else 1


def _functions(place: Any, folders: Sequence[str]) -> Any:
    places = import_module("outlay_addin.places")
    own = [each for each in (*places.in_file(str(place.config)), *folders) if os.path.isdir(each)]
    return import_module("outlay_addin.functions").Functions(own)


def _findings(home: str | None, python: str | None) -> list[Any]:
    from importlib.metadata import PackageNotFoundError, version

    place = install_package("home").home_of(home, python)
    try:
        folder, number = xlwings(), version("xlwings")
    except (OutlayError, PackageNotFoundError):
        folder, number = None, ""
    found: list[Any] = install_package("doctor").examine(place, folder, number)
    return found


def _table(findings: Sequence[Any]) -> str:
    from outlay.cells import text_table

    return text_table(
        [["ok" if each.ok else "WRONG" if each.fatal else "note", each.what, each.said] for each in findings]
    )


def _take(steps: Sequence[Any], *, dry_run: bool, elsewhere: bool) -> bool:
    """Takes the steps, or shows them; whether they were taken."""
    if not steps:
        note("everything is as it should be: nothing to do")
        return False
    shown = dry_run or (sys.platform != "win32" and not elsewhere)
    if shown and not dry_run:
        note("this is not Windows: what would be written is shown, and nothing is")
    for step in steps:
        if not shown:
            step.taken()
            note(f"{'removed' if step.content is None else 'wrote'} {step.path}")
            continue
        size = "" if step.content is None else f", {len(step.content):,} bytes"
        emit(f"{'remove' if step.content is None else 'write'} {step.path}{size}: {step.why}")
        if step.shown:
            emit("\n".join(f"  | {line}" for line in step.shown.splitlines()))
    return not shown
