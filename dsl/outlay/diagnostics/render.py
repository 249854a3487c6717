"""Diagnostics as people and programs read them: on a terminal, as JSON, as annotations of a hosted check.

Everything an author wrote passes through `safe` before it is shown, so no file can send escape codes to a terminal
or turn the reading order of a line around.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from outlay.diagnostics.model import Severity

if TYPE_CHECKING:
    from outlay.diagnostics.model import Diagnostic, Source

WIDTH = 100  # columns a source line may take before it is cut around the place
TAB = 4
_REACH = 400  # characters looked at on either side of a place: a line may be of any length
_LINES = 3  # lines of a longer span that are shown

_RESET = "\x1b[0m"
_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[36m", "fix": "\x1b[32m", "dim": "\x1b[2m"}


def safe(text: str) -> str:
    """`text` with control, formatting and lone surrogate characters made visible and harmless."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    code = ord(character)
    if code < 32:
        return chr(0x2400 + code)
    if code == 127:
        return "\u2421"
    if code < 127 or character.isprintable() or character in "\u00a0\u3000":
        return character
    from unicodedata import category

    if category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def display_width(text: str) -> int:
    """Columns `text` takes on a terminal: wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with blanks to `width` terminal columns."""
    fill = " " * (width - display_width(text))
    return fill + text if right else text + fill


def wants_colour(stream: object) -> bool:
    """Whether colour helps: a terminal, and nobody asked for none."""
    import os

    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())


def render_text(diagnostics: Iterable[Diagnostic], *, colour: bool = False, closing: bool = True) -> str:
    """Every diagnostic with its source underlined, then a line that counts them."""
    found = list(diagnostics)
    blocks = [_block(item, colour) for item in found]
    if found and closing:
        blocks.append(summary(found))
    return "\n\n".join(blocks)


def render_dicts(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """The JSON form of each diagnostic."""
    return [item.as_dict() for item in diagnostics]


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One workflow command a line, as hosted checks read them."""
    return "\n".join(_annotation(item) for item in diagnostics)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    errors = sum(item.severity is Severity.ERROR for item in diagnostics)
    warnings = len(diagnostics) - errors
    parts = [_counted(errors, "error")] if errors else []
    if warnings:
        parts.append(_counted(warnings, "warning"))
    return ", ".join(parts) or "no mistakes found"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _block(item: Diagnostic, colour: bool) -> str:
    severity = item.severity.value
    line, column = item.source.position(item.span[0])
    head = f"{severity} {item.code.id}"
    lines = [f"{safe(item.source.path)}:{line}:{column}: {_paint(head, severity, colour)}: {_message(item.message)}"]
    lines += _excerpt(item.source, item.span, severity, colour)
    for note in item.notes:
        head = _paint("note", "note", colour)
        if note.source is None or note.span is None:
            lines.append(f"  {head}: {_message(note.message)}")
            continue
        line, column = note.source.position(note.span[0])
        lines.append(f"  {head}: {_message(note.message)} ({safe(note.source.path)}:{line}:{column})")
        if note.source.text:
            lines += _excerpt(note.source, note.span, "note", colour)
    if item.fix is not None:
        shown = _BLANKS.get(item.fix) or "\n       ".join(safe(part) for part in item.fix.split("\n"))
        lines.append(f"  {_paint('fix', 'fix', colour)}: {shown}")
    return "\n".join(lines)


# what cannot be seen is named
_BLANKS = {"": "take it out", " ": "a blank", "\n": "a new line"}


def _message(text: str) -> str:
    return "\n    ".join(safe(part) for part in text.split("\n"))


def _paint(text: str, kind: str, colour: bool) -> str:
    return f"{_COLOURS[kind]}{text}{_RESET}" if colour else text


def _excerpt(source: Source, span: tuple[int, int], kind: str, colour: bool) -> list[str]:
    """The lines of a span, numbered, each with its part underlined."""
    text = source.text
    if not text:
        return []
    start = min(max(span[0], 0), len(text))
    end = min(max(span[1], start), len(text))
    first, _ = source.position(start)
    last, last_column = source.position(end)
    if last > first and last_column == 1:  # the span ends with its line's end
        last -= 1
    numbers = list(range(first, min(last, first + _LINES - 1) + 1))
    gutter = len(str(numbers[-1]))
    shown: list[str] = []
    at = start
    for number in numbers:
        window, mark = _window(text, at, end, whole=number > first)
        shown.append(f"  {_paint(f'{number:>{gutter}} |', 'dim', colour)} {window}")
        shown.append(f"  {_paint(' ' * gutter + ' |', 'dim', colour)} {_paint(mark, kind, colour)}")
        newline = text.find("\n", at)
        at = newline + 1 if newline >= 0 else len(text)
    if last > numbers[-1]:
        shown.append(f"  {' ' * gutter} | … and {_counted(last - numbers[-1], 'more line')}")
    return shown


def _window(text: str, at: int, end: int, *, whole: bool) -> tuple[str, str]:
    """The stretch of a line around `at` that fits, and the marks under `[at, end)`.

    Only a bounded reach of the text is looked at, whatever the line's length.
    """
    floor = max(0, at - _REACH)
    left = text.rfind("\n", floor, at) + 1 or floor
    cut_left = left == floor and floor > 0 and text[floor - 1] != "\n"
    right = text.find("\n", at, at + _REACH)
    cut_right = right < 0 and at + _REACH < len(text)
    if right < 0:
        right = min(len(text), at + _REACH)
    if right > at and text[right - 1] == "\r":
        right -= 1
    stop = min(end, right)
    if whole:  # later lines of a span: their indentation is not underlined
        while at < stop and text[at] in " \t":
            at += 1
    line = text[left:right]
    if len(line) <= WIDTH and not (cut_left or cut_right) and line.isascii() and line.isprintable():
        return line.rstrip(), " " * (at - left) + "^" * max(stop - at, 1)
    before, column = _cells(text[left:at], 0)
    marked, column = _cells(text[at:stop], column)
    after, _ = _cells(text[stop:right], column)
    return _fit(before, marked, after, cut_left, cut_right)


def _cells(text: str, column: int) -> tuple[list[str], int]:
    """Each character as it is shown, tabs filled to their stop."""
    if text.isascii() and text.isprintable():
        return list(text), column + len(text)
    cells: list[str] = []
    for character in text:
        cell = " " * (TAB - column % TAB) if character == "\t" else _visible(character)
        cells.append(cell)
        column += display_width(cell)
    return cells, column


def _fit(before: list[str], marked: list[str], after: list[str], cut_left: bool, cut_right: bool) -> tuple[str, str]:
    widths = [sum(map(display_width, part)) for part in (before, marked, after)]
    if sum(widths) > WIDTH or cut_left or cut_right:
        room_marked = min(widths[1], WIDTH * 2 // 3)
        room_before = min(widths[0], max(WIDTH // 3, WIDTH - room_marked - widths[2]), WIDTH - room_marked)
        before, dropped = _keep(before[::-1], room_before)
        before.reverse()
        cut_left |= dropped
        marked, dropped_marked = _keep(marked, room_marked)
        used = sum(map(display_width, before)) + sum(map(display_width, marked))
        after, dropped = _keep([] if dropped_marked else after, WIDTH - used)
        cut_right |= dropped or dropped_marked
    lead = ("… " if cut_left else "") + "".join(before)
    middle = "".join(marked)
    line = lead + middle + "".join(after) + (" …" if cut_right else "")
    return line.rstrip(), " " * display_width(lead) + "^" * max(display_width(middle), 1)


def _keep(cells: list[str], room: int) -> tuple[list[str], bool]:
    taken = 0
    for number, cell in enumerate(cells):
        taken += display_width(cell)
        if taken > room:
            return cells[:number], True
    return cells, False


def _annotation(item: Diagnostic) -> str:
    found = item.as_dict()
    line, column, end_line, end_column = (found[key] for key in ("line", "column", "end_line", "end_column"))
    place = f"file={_property(item.source.path)},line={line},col={column},endLine={end_line},endColumn={end_column}"
    message = item.message if item.fix is None else f"{item.message}\nfix: {item.fix}"
    for note in item.notes:
        message += f"\nnote: {note.message}"
    title = _property(f"{item.code.id} {item.code.title}")
    return f"::{item.severity.value} {place},title={title}::{_data(message)}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped if escaped.isprintable() else "".join(_visible(c) for c in escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
