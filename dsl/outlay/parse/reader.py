"""What one reading carries along: the text, and the problems found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from outlay.diagnostics import Bag, Code, Note, Source
from outlay.syntax import Span


@dataclass(slots=True)
class Reader:
    """The text being read. Problems wait until the whole statement is read: a better explanation may replace them."""

    source: Source
    problems: list[tuple[Code, Span, str, str | None, tuple[Note, ...]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text of the file."""
        return self.source.text

    def problem(
        self, code: Code, span: Span, message: str, *, fix: str | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        """Remember a mistake."""
        self.problems.append((code, span, message, fix, notes))

    def report(self, bag: Bag) -> None:
        """Hand every problem over."""
        for code, span, message, fix, notes in self.problems:
            bag.add(code, self.source, span, message, notes=notes, fix=fix)
        self.problems.clear()
