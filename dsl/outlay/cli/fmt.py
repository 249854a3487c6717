"""`outlay fmt`: files laid out the standard way."""

from __future__ import annotations

import sys

import click

from outlay.cli.shared import FAILED, ModelFile, emit, note, report, write_file


@click.command(
    "fmt",
    epilog="\b\nExamples:\n"
    "  outlay fmt saas_margin.cost\n"
    "  outlay fmt --check models/*.cost\n"
    "  outlay fmt --diff saas_margin.cost\n"
    "  outlay fmt - < saas_margin.cost",
)
@click.argument("files", nargs=-1, required=True, type=ModelFile(dash=True), metavar="FILES...")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
def command(files: tuple[str, ...], check: bool, diff: bool) -> int:
    """Lay FILES out the standard way. Comments stay, and meaning never changes.

    `-` reads from stdin and writes to stdout. A file that cannot be read is reported and left as it is.
    """
    outcomes = [_one(file, check=check, diff=diff) for file in files]
    if check or diff:
        return FAILED if "would change" in outcomes or "broken" in outcomes else 0
    return FAILED if "broken" in outcomes else 0


def _one(file: str, *, check: bool, diff: bool) -> str:
    """What became of one file: kept, changed, would change, broken."""
    from outlay.diagnostics import Bag, Source
    from outlay.format import format_source

    shown = "<stdin>" if file == "-" else file
    raw = _read(file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        note(f"outlay: {shown} is not UTF-8 (byte {error.start + 1}); save it as UTF-8.")
        return "broken"
    bag = Bag()
    made = format_source(Source(shown, text), bag)
    if made is None or bag.failed:
        report(bag.sorted())
        return "broken"
    content = made.encode("utf-8")
    if diff:
        if content != raw:
            emit(_difference(shown, raw.decode("utf-8-sig"), made))
    elif file == "-" and not check:
        emit(made)
        return "changed"
    if content == raw:
        return "kept"
    if check or diff:
        if check and not diff:
            note(f"{shown} would change")
        return "would change"
    write_file(file, content)
    note(f"laid out {file}")
    return "changed"


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    with open(file, "rb") as stream:
        return stream.read()


def _difference(file: str, old: str, new: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"{file} (as it is)", f"{file} (laid out)"
    )
    return "".join(line if line.endswith("\n") else line + "\n\\ no line end here\n" for line in lines)
