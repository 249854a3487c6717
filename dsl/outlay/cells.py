"""Plain tables: for a terminal, as Markdown, as CSV a spreadsheet can open without running anything."""

from __future__ import annotations

from collections.abc import Sequence

from outlay.diagnostics.render import display_width, pad, safe

Cell = str | float | bool | None


def text_table(
    rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), indent: str = "  ", width: int = 100
) -> str:
    """Rows in columns two blanks apart; the last column is wrapped where the screen ends."""
    if not rows:
        return ""
    count = max(map(len, rows))
    cells = [[safe(cell) for cell in row] + [""] * (count - len(row)) for row in rows]
    widths = [max(display_width(row[number]) for row in cells) for number in range(count)]
    used = len(indent) + sum(widths[:-1]) + 2 * (count - 1)
    room = max(width - used, 24)
    lines: list[str] = []
    for row in cells:
        lead = [pad(cell, widths[n], right=n in right) for n, cell in enumerate(row[:-1])]
        last = row[-1]
        if count - 1 in right:
            last = pad(last, widths[-1], right=True)
        wrapped = _wrap(last, room) if display_width(last) > room else [last]
        lines.append((indent + "  ".join([*lead, wrapped[0]])).rstrip())
        lines += [" " * used + more for more in wrapped[1:]]
    return "\n".join(lines)


def _wrap(text: str, room: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, room) or [""]


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A Markdown table; a cell's own bars and line ends are escaped."""
    lines = [_markdown_row(header), _markdown_row(["---:" if n in right else "---" for n in range(len(header))])]
    lines += [_markdown_row([markdown_text(cell) for cell in row]) for row in rows]
    return "\n".join(lines)


def markdown_text(text: str) -> str:
    """`text` with what Markdown or HTML would read as its own made plain."""
    shown = safe(" ".join(text.split("\n")))
    for mark in "\\|`*_<[":
        shown = shown.replace(mark, "\\" + mark)
    return shown


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def csv_text(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """CSV in which no text cell can be taken for a formula; numbers are written in full."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_csv_cell(cell) for cell in header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(cell)
    return defused(str(cell))


def defused(text: str) -> str:
    """`text` so marked that a spreadsheet takes it for text and never for a formula."""
    return "'" + text if text.lstrip(" \u00a0")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and text else text
