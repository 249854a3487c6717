"""The four ways to read text: a whole file, one of its statements, an expression, an override."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import syntax as codes
from outlay.parse import expressions, statements
from outlay.parse.lalr import Tables, Unexpected, tables_data
from outlay.parse.reader import Reader
from outlay.split import MOST_CHARACTERS, split
from outlay.syntax import Expression, Module, Override, Span, Statement

_DEEPEST = 200


class _Builders:
    """The functions that make nodes, found by the names the grammar gives them."""

    def __getattr__(self, name: str) -> Any:
        for module in (statements, expressions):
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(name)


@cache
def tables() -> Tables:
    """The one parser of this process."""
    return Tables(tables_data(), _Builders())


def parse_module(source: Source, bag: Bag) -> Module:
    """Every statement of a file that can be read; each that cannot is explained in the bag."""
    found = []
    for head in split(source, bag):
        if not head.broken:
            statement = parse_statement(source, head.span, bag)
            if statement is not None:
                found.append(statement)
    return Module(source, tuple(found))


def parse_statement(source: Source, span: Span, bag: Bag) -> Statement | None:
    """The statement that stands at `span`, or None with its mistakes in the bag."""
    return cast("Statement | None", _read(source, span, "statement", bag))


def parse_expression(source: Source, bag: Bag) -> Expression | None:
    """A text that is one expression."""
    return cast("Expression | None", _read(source, _whole(source), "expression", bag))


def parse_override(source: Source, bag: Bag) -> Override | None:
    """A text such as `plan = $12 / user / month`."""
    return cast("Override | None", _read(source, _whole(source), "override", bag))


def _whole(source: Source) -> Span:
    text = source.text
    end = len(text.rstrip())
    return min(len(text) - len(text.lstrip()), end), end


def _read(source: Source, span: Span, symbol: str, bag: Bag) -> Any:
    reader = Reader(source)
    if span[1] - span[0] > MOST_CHARACTERS:
        bag.add(codes.TOO_LONG, source, (span[0], span[0] + 1), "This is too long to be read.")
        return None
    try:
        node, count = tables().run(reader, source.text, span[0], span[1], symbol)
    except Unexpected as unexpected:
        bag.add(codes.UNEXPECTED, source, (unexpected.start, unexpected.end), "unexpected")
        return None
    if reader.problems:
        reader.report(bag)
    return node
