"""Diagnostics read back from their JSON form, for a model whose checking was done in an earlier run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from outlay.diagnostics.model import Code, Diagnostic, Note, Source


def read_back(items: Iterable[Mapping[str, Any]], source_of: Callable[[str], Source]) -> tuple[Diagnostic, ...]:
    """The diagnostics of `as_dict` forms; `source_of` gives a file's text, which is the one they were made from."""
    kept = list(items)
    if not kept:
        return ()
    from outlay.diagnostics.codes import every_code

    codes = {code.id: code for code in every_code()}
    return tuple(_diagnostic(item, codes, source_of) for item in kept)


def _diagnostic(item: Mapping[str, Any], codes: Mapping[str, Code], source_of: Callable[[str], Source]) -> Diagnostic:
    source = source_of(item["file"])
    span = (_offset(source, item["line"], item["column"]), _offset(source, item["end_line"], item["end_column"]))
    notes = tuple(_note(note, source_of) for note in item["notes"])
    return Diagnostic(codes[item["code"]], item["message"], source, span, notes, item["fix"])


def _note(item: Mapping[str, Any], source_of: Callable[[str], Source]) -> Note:
    if "file" not in item:
        return Note(item["message"])
    source = source_of(item["file"])
    at = _offset(source, item["line"], item["column"])
    return Note(item["message"], source, (at, at))


def _offset(source: Source, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = source.text.find("\n", at) + 1
        if not at:
            return len(source.text)
    return min(at + column - 1, len(source.text))
