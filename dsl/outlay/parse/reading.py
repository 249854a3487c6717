"""The four ways to read text: a whole file, one of its statements, an expression, an override."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import syntax as codes
from outlay.parse import expressions, statements
from outlay.parse.depth import too_deep
from outlay.parse.lalr import MOST_TOKENS, Tables, TooManyTokens, Unexpected, tables_data
from outlay.parse.reader import Reader
from outlay.split import MOST_CHARACTERS, Head, check_brackets, split
from outlay.syntax import Expression, Module, Override, Span, Statement

DEEPEST = 200
MOST_EXPLAINED = 1_000  # statements of a file that cannot be read


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


def parse_module(source: Source, bag: Bag, heads: Iterable[Head] | None = None) -> Module:
    """Every statement of a file that can be read; each that cannot is explained in the bag.

    `heads` are the file's statements where it has been split before.
    """
    found = []
    unread = 0
    for head in split(source, bag) if heads is None else heads:
        if not head.broken:
            statement = read(source, head.span, "statement", bag, briefly=unread >= MOST_EXPLAINED)
            if statement is not None:
                found.append(statement)
            else:
                unread += 1
    return Module(source, tuple(found))


def parse_statement(source: Source, span: Span, bag: Bag) -> Statement | None:
    """The statement that stands at `span`, or None with its mistakes in the bag."""
    return cast("Statement | None", read(source, span, "statement", bag))


def tokens_of(source: Source, span: Span) -> list[tuple[str, int, int]]:
    """The tokens of a statement that can be read, each with the name of its terminal."""
    record: list[tuple[str, int, int]] = []
    tables().run(Reader(source), source.text, span[0], span[1], "statement", record=record)
    return record


def parse_expression(source: Source, bag: Bag) -> Expression | None:
    """A text that is one expression."""
    return cast("Expression | None", _read_whole(source, "expression", bag))


def parse_override(source: Source, bag: Bag) -> Override | None:
    """A text such as `plan = $12 / user / month`."""
    return cast("Override | None", _read_whole(source, "override", bag))


def _read_whole(source: Source, symbol: str, bag: Bag) -> Any:
    text = source.text
    end = len(text.rstrip())
    if len(text) > 1 and not check_brackets(source, bag):
        return None
    return read(source, (min(len(text) - len(text.lstrip()), end), end), symbol, bag)


def read(source: Source, span: Span, symbol: str, bag: Bag, *, briefly: bool = False) -> Any:
    """The node of `symbol` at a place, or None with its mistakes in the bag: all explained, or `briefly` the first."""
    if span[1] - span[0] > MOST_CHARACTERS:
        bag.add(codes.TOO_LONG, source, (span[0], span[0] + 1), f"This has {span[1] - span[0]:,} characters; the most "
                f"is {MOST_CHARACTERS:,}.")  # fmt: skip
        return None
    reader = Reader(source)
    try:
        node, count = tables().run(reader, source.text, span[0], span[1], symbol)
    except Unexpected as unexpected:
        if briefly:
            begin, end = unexpected.start, max(unexpected.end, unexpected.start + 1)
            bag.add(codes.UNEXPECTED, source, (min(begin, span[1] - 1), min(end, span[1])), "This cannot stand here. "
                    f"In a file of more than {MOST_EXPLAINED:,} mistakes only the first are explained.")  # fmt: skip
            return None
        from outlay.parse.repair import explain_all

        explain_all(tables(), source, span, symbol, unexpected, bag)
        return None
    except TooManyTokens as found:
        bag.add(codes.TOO_LONG, source, found.span, f"This statement is too long to be read: it has more than "
                f"{MOST_TOKENS:,} words and signs. A long list belongs in a table.")  # fmt: skip
        return None
    if count > DEEPEST and too_deep(node, DEEPEST):
        bag.add(codes.TOO_DEEP, source, span, f"This is nested more than {DEEPEST} deep: a long chain of operators "
                "counts too. Give parts of it names.")  # fmt: skip
        return None
    if reader.problems:
        reader.report(bag)
    return node
