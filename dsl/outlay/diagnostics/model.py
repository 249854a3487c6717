"""Diagnostics as values, the bag that gathers them, and the one exception that carries them out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from enum import Enum

from outlay.structs import struct


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


@struct(frozen=True, slots=True)
class Code:
    """One kind of mistake. `explanation` and `example` go to `docs/diagnostics.md`; see `codes/`."""

    id: str  # "E0301": stable for ever, never reused
    severity: Severity
    title: str  # "Units that do not agree"
    explanation: str  # why it is a mistake and how it is mended, for the page in docs
    example: str = ""  # a tiny file that earns it


_BLOCK = 2048


class Source:
    """The text of one file, with its lines found on demand.

    What is kept is the number of the line in which each block of the text begins: a file of nothing but line ends
    would otherwise need forty times its size.
    """

    __slots__ = ("_blocks", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._blocks: tuple[list[int], list[int]] | None = None

    def _index(self) -> tuple[list[int], list[int]]:
        """For each block, how many lines end before it, and where the line in which it begins starts."""
        if self._blocks is None:
            count = self.text.count
            ended, starts = [0], [0]
            for begin in range(0, len(self.text) - _BLOCK, _BLOCK):
                found = count("\n", begin, begin + _BLOCK)
                ended.append(ended[-1] + found)
                starts.append(self.text.rfind("\n", begin, begin + _BLOCK) + 1 if found else starts[-1])
            self._blocks = ended, starts
        return self._blocks

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; columns count characters."""
        ended, starts = self._index()
        block = min(offset // _BLOCK, len(ended) - 1)
        begin = block * _BLOCK
        found = self.text.count("\n", begin, offset)
        start = self.text.rfind("\n", begin, offset) + 1 if found else starts[block]
        return ended[block] + found + 1, offset - start + 1

    def line_start(self, number: int) -> int:
        """The offset at which line `number` (from 1) begins."""
        if number <= 1:
            return 0
        ended, _ = self._index()
        block = bisect_left(ended, number - 1) - 1
        at = block * _BLOCK - 1
        for _ in range(number - 1 - ended[block]):
            at = self.text.find("\n", at + 1)
            if at < 0:
                raise IndexError(f"no line {number}")
        return at + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its end."""
        start = self.line_start(number)
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")


@struct(frozen=True, slots=True)
class Note:
    message: str
    source: Source | None = None
    span: tuple[int, int] | None = None


@struct(frozen=True, slots=True)
class Diagnostic:
    """One mistake. `fix`, where there is one, is the text that replaces exactly the underlined `span`."""

    code: Code
    message: str
    source: Source
    span: tuple[int, int]
    notes: tuple[Note, ...] = ()
    fix: str | None = None

    @property
    def severity(self) -> Severity:
        return self.code.severity

    def as_dict(self) -> dict[str, object]:
        """The JSON form: lines and columns from 1, `end_column` just past the last character."""
        line, column = self.source.position(self.span[0])
        end_line, end_column = self.source.position(self.span[1])
        return {
            "code": self.code.id,
            "severity": self.code.severity.value,
            "message": self.message,
            "file": self.source.path,
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "notes": [_note_dict(note) for note in self.notes],
            "fix": self.fix,
        }


def _note_dict(note: Note) -> dict[str, object]:
    found: dict[str, object] = {"message": note.message}
    if note.source is not None and note.span is not None:
        line, column = note.source.position(note.span[0])
        found |= {"file": note.source.path, "line": line, "column": column}
    return found


@dataclass(slots=True)
class Bag:
    """Gathers diagnostics of one run of the pipeline, each place and code once."""

    items: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, str, int, int]] = field(default_factory=set)

    def add(
        self,
        code: Code,
        source: Source,
        span: tuple[int, int],
        message: str,
        *,
        notes: tuple[Note, ...] = (),
        fix: str | None = None,
    ) -> None:
        key = (code.id, source.path, span[0], span[1])
        if key not in self._seen:
            self._seen.add(key)
            self.items.append(Diagnostic(code, message, source, span, notes, fix))

    def take_back(self, code: Code, source: Source, span: tuple[int, int]) -> None:
        """Drop what was said at a place, where a better reason for it has been found."""
        self.items = [item for item in self.items if (item.code, item.source, item.span) != (code, source, span)]

    @property
    def failed(self) -> bool:
        return any(item.code.severity is Severity.ERROR for item in self.items)

    def sorted(self) -> list[Diagnostic]:
        """By file in order of first mention, then by place."""
        order: dict[str, int] = {}
        for item in self.items:
            order.setdefault(item.source.path, len(order))
        return sorted(self.items, key=lambda item: (order[item.source.path], item.span, item.code.id))


class OutlayError(Exception):
    """The one exception of the library: a model, an argument or an evaluation that cannot be used, and why."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics
