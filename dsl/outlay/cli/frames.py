"""Frames, tables and figures as the forms a command writes."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from outlay.cells import Cell, csv_text, markdown_table, markdown_text, text_table
from outlay.cli.screen import WIDTH
from outlay.cli.shared import as_json, emit, note, write_file

if TYPE_CHECKING:
    import pandas

    from outlay.studies.sensitivity import Sensitivity
    from outlay.studies.sweep import Sweep
    from outlay.studies.words import Table

PICTURES = (".png", ".svg", ".pdf")

plot_option = click.option(
    "--plot", "picture", default=None, metavar="FILE", type=click.Path(dir_okay=False),
    help="Draw a figure as well: FILE ends in .png, .svg or .pdf.",
)  # fmt: skip


def picture_form(picture: str | None) -> str:
    """The form a figure's file name asks for, before anything is computed."""
    if picture is None:
        return ""
    ending = os.path.splitext(picture)[1].lower()
    if ending not in PICTURES:
        raise click.UsageError(f"--plot writes {', '.join(PICTURES[:-1])} or {PICTURES[-1]} files, not {picture}.")
    return ending[1:]


def write_picture(figure: Any, picture: str, form: str) -> None:
    """Write a figure to its file, whole or not at all."""
    from outlay.plots.style import rendered

    write_file(picture, rendered(figure, form))
    note(f"wrote {picture}")


def csv(frame: pandas.DataFrame) -> str:
    """A frame as CSV: numbers in full, nothing where there is none, no text a spreadsheet could take for a formula.

    A column's unit stands behind its name, as `plan [USD/user/month]`, so the file can be read back.
    """
    units = frame.attrs.get("units", {})
    head = [f"{name} [{units[name]}]" if units.get(name) else str(name) for name in frame.columns]
    columns = [frame[name].to_list() for name in frame.columns]
    return csv_text(head, [[_cell(each) for each in row] for row in zip(*columns, strict=True)])


def _cell(value: Any) -> Cell:
    import pandas

    if value is None or value is pandas.NA or value != value:
        return None
    if isinstance(value, bool | float | str):
        return value
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return float(value) if hasattr(value, "__float__") else str(value)


def write_parquet(frame: pandas.DataFrame, destination: str | None) -> None:
    """Write a frame as Parquet, with units in its metadata; texts are no formulas there and stay as they are."""
    if destination is None:
        raise click.UsageError("--format parquet writes a file: name it with -o FILE.")
    try:
        import pyarrow  # noqa: F401 - pandas would say it less plainly
    except ImportError as error:
        raise click.ClickException('parquet needs pyarrow: pip install "outlay[frames]".') from error
    stream = io.BytesIO()
    frame.to_parquet(stream)
    write_file(destination, stream.getvalue())
    note(f"wrote {destination}")


def on_screen(tables: Iterable[Table]) -> str:
    """Tables for a terminal; one that is wider than the screen goes on below itself."""
    from outlay.studies.words import fitted

    parts: list[str] = []
    for table in tables:
        for part in fitted(table, WIDTH - 2):
            lines = [part.title] if part.title else []
            if part.head:
                rows = [part.head, *part.rows]
                lines.append(text_table(rows, right=part.right, width=WIDTH if part.wraps else 10_000))
            parts.append("\n".join(lines))
        if table.note:
            parts.append(f"  {table.note}")
    return "\n\n".join(parts)


def as_markdown(title: str, tables: Iterable[Table], notes: Iterable[str] = ()) -> str:
    """Tables to paste into a page."""
    parts = [f"## {markdown_text(title)}"]
    for table in tables:
        if table.title:
            parts.append(f"**{markdown_text(table.title)}**")
        if table.head:
            head = [markdown_text(each) for each in table.head]
            parts.append(markdown_table(head, table.rows, right=table.right))
    parts += [markdown_text(each) for each in notes]
    return "\n\n".join(parts)


def write_study(
    found: Sweep | Sensitivity, tables: Iterable[Table], form: str, destination: str | None, key: str = ""
) -> None:
    """Write what a study found in the form asked for; `key` says beneath its tables how they are read."""
    if form == "parquet":
        write_parquet(found.frame, destination)
        return
    if form == "json":
        text = as_json(found.as_dict())
    elif form == "csv":
        text = csv(found.frame)
    elif form == "markdown":
        text = as_markdown(found.title or found.model, tables, [key] if key else [])
    else:
        text = on_screen(tables) + (f"\n\n{key}" if key else "")
    emit(text, destination)
