"""Binds names to statements: module scopes, imports, and the standard library's index.

A model is parsed whole, so that every mistake in it is found. A library module is only split into statements; a
statement is parsed when a model first needs it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from outlay.diagnostics import Bag, Note, Source
from outlay.diagnostics.codes import names as codes
from outlay.loader import Found, Loader
from outlay.parse import parse_module, parse_statement
from outlay.spelling import Guesses
from outlay.split import Head, names_in, split
from outlay.syntax import (
    Actual,
    Definition,
    Function,
    Kind,
    Minimize,
    Rate,
    Record,
    Records,
    Section,
    Solve,
    Span,
    Statement,
    UnitDeclaration,
    Use,
)
from outlay.tables import PriceIndex, read_index

if TYPE_CHECKING:
    from outlay.units import Unit

NAMED = frozenset(
    {"input", "output", "definition", "function", "kind", "record", "records", "solve", "minimize"},
)
_NAMED_STATEMENTS_WITH_SPAN = (Definition, Function, Kind, Record, Solve, Minimize)
_NAMED_STATEMENTS = (*_NAMED_STATEMENTS_WITH_SPAN, Records)


@dataclass(slots=True)
class Symbol:
    """A named statement of one module; parsed on first use."""

    name: str
    scope: ModuleScope
    span: Span
    _statement: Statement | None = None
    keyword: str = ""
    _broken: bool = False

    @property
    def known(self) -> Statement | None:
        """The statement if it has been parsed."""
        return self._statement

    def statement(self, bag: Bag) -> Statement | None:
        """The parsed statement, or None when it does not parse (reported)."""
        if self._statement is None and not self._broken:
            self._statement = parse_statement(self.scope.source, self.span, bag)
            self._broken = self._statement is None
        return self._statement


@dataclass(slots=True, eq=False)
class ModuleScope:
    """The names one module defines and imports."""

    name: str  # dotted, "" for the model itself
    source: Source
    path: Path
    symbols: dict[str, Symbol] = field(default_factory=dict)
    imports: dict[str, Use] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()  # the model itself and modules parsed whole
    heads: tuple[Head, ...] = ()
    sections: list[tuple[int, str]] = field(default_factory=list)
    broken_names: frozenset[str] = frozenset()  # names whose statement does not parse
    ordered: list[Statement] | None = None  # kept by `check`: the order in which definitions are worked out
    questions: list[Statement] | None = None

    def section(self, offset: int) -> str:
        """The section a place stands in, "" before the first."""
        before = bisect_right(self.sections, offset, key=itemgetter(0))
        return self.sections[before - 1][1] if before else ""

    def parsed(self, keyword: str, bag: Bag) -> Iterator[Statement]:
        """Every statement with this keyword, parsed."""
        for head in self.heads:
            if head.keyword == keyword:
                statement = parse_statement(self.source, head.span, bag)
                if statement is not None:
                    yield statement


def statement_name(statement: Statement) -> str | None:
    """The name a statement defines, None for those that define none."""
    if isinstance(statement, Records):
        return statement.alias or Path(statement.path).stem
    if isinstance(statement, _NAMED_STATEMENTS):
        return statement.name
    return None


def _keyword(statement: Statement) -> str:
    """Of those that define names: what calls and values have to be told apart by."""
    return "function" if isinstance(statement, Function) else "kind" if isinstance(statement, Kind) else ""


def _name_span(statement: Statement) -> Span:
    """Where a statement writes the name it defines."""
    return statement.name_span if isinstance(statement, _NAMED_STATEMENTS_WITH_SPAN) else statement.span


def scope_of_model(source: Source, path: Path, name: str, bag: Bag) -> ModuleScope:
    """The scope of a file parsed whole; names defined twice are reported."""
    heads = split(source, bag)
    module = parse_module(source, bag, heads)
    scope = ModuleScope(name, source, path, statements=module.statements, heads=heads)
    spans: dict[str, Span] = {}
    for statement in module.statements:
        if isinstance(statement, Section):
            scope.sections.append((statement.span[0], statement.title))
        found = statement_name(statement)
        if isinstance(statement, Use):
            found = _alias(statement)
        if found is None:
            continue
        span = statement.path_span if isinstance(statement, Records) else _name_span(statement)
        if isinstance(statement, Solve | Minimize) and statement.variable == (found,):
            said = f"the answer is called `{found}`, like the value that is tried; give the answer a name of its own"
            bag.add(codes.DEFINED_TWICE, source, span, said, fix=f"{found}_found")
            continue
        if found in spans:
            bag.add(
                codes.DEFINED_TWICE,
                source,
                span,
                f"`{found}` is defined twice; one name stands for one thing",
                notes=(Note("first defined here", source, spans[found]),),
                fix=_renamed(statement, found, source.text, span),
            )
            continue
        spans[found] = span
        if isinstance(statement, Use):
            _add_import(scope, statement)
        else:
            scope.symbols[found] = Symbol(found, scope, statement.span, statement, _keyword(statement))
    read = {statement.span[0] for statement in module.statements}
    scope.broken_names = frozenset(
        name
        for head in scope.heads
        if head.span[0] not in read
        for name in (head.name, *names_in(source.text[head.span[0] : head.span[1]]))
        if name and name not in scope.symbols
    )
    return scope


def scope_of_library(source: Source, path: Path, name: str, bag: Bag) -> ModuleScope:
    """The scope of an imported or library module: split only, statements parsed as they are needed."""
    heads = split(source, bag)
    scope = ModuleScope(name, source, path, heads=heads)
    for head in heads:
        if head.keyword == "use":
            statement = parse_statement(source, head.span, bag)
            if isinstance(statement, Use):
                _add_import(scope, statement)
        elif head.keyword == "section":
            statement = parse_statement(source, head.span, bag)
            if isinstance(statement, Section):
                scope.sections.append((statement.span[0], statement.title))
        elif head.keyword == "records":
            statement = parse_statement(source, head.span, bag)
            named = statement_name(statement) if statement is not None else None
            if statement is not None and named is not None:
                scope.symbols.setdefault(named, Symbol(named, scope, head.span, statement, head.keyword))
        elif head.name and head.keyword in NAMED:
            scope.symbols.setdefault(head.name, Symbol(head.name, scope, head.span, keyword=head.keyword))
    return scope


def _add_import(scope: ModuleScope, use: Use) -> None:
    scope.imports.setdefault(_alias(use), use)


def _alias(use: Use) -> str:
    """The name under which a module is imported."""
    return use.alias or (Path(use.path[0]).stem if use.quoted else use.path[-1])


def _renamed(statement: Statement, name: str, text: str, span: Span) -> str | None:
    """A table that shares its kind's name, with a name of its own."""
    if isinstance(statement, Records) and statement.alias is None:
        return f"{text[span[0] : span[1]]} as {name}s"
    return None


class Resolver:
    """Finds what a name means: in a module, in what it imports, in the standard library."""

    def __init__(self, loader: Loader, bag: Bag) -> None:
        self.loader = loader
        self.bag = bag
        self.guesses = Guesses()
        self.scopes: dict[str, ModuleScope] = {}
        self._prelude: list[ModuleScope] | None = None
        self._price_index: PriceIndex | None = None
        self._prelude_names: dict[str, Symbol] = {}
        self._imports: dict[tuple[int, str], ModuleScope | None] = {}
        self.kinds: dict[object, object] = {}
        self.tables: dict[tuple[int, Span], object] = {}
        self.own_tables: list[object] | None = None  # the company's own price lists, once they are read
        self.figures: dict[tuple[str, object], tuple[float, Unit, bool]] = {}  # cells worked out, by text and unit
        self.recursive: set[object] = set()  # functions that call themselves, reported once a ring
        self._rates: dict[int, tuple[tuple[ModuleScope, Rate], ...]] = {}
        self._actuals: dict[int, dict[str, Actual]] = {}

    @property
    def price_index(self) -> PriceIndex:
        """Which of the library's price lists knows which name."""
        if self._price_index is None:
            self._price_index = read_index(self.loader.price_index())
        return self._price_index

    @property
    def prelude(self) -> list[ModuleScope]:
        """The library modules that are visible everywhere: those at the top of the library folder."""
        if self._prelude is None:
            self._prelude = []
            for name, found in self.loader.prelude(self.bag):
                scope = self.scopes.get(str(found.path))
                if scope is None:
                    scope = scope_of_library(found.source, found.path, name, self.bag)
                    self.scopes[str(found.path)] = scope
                self._prelude.append(scope)
                for symbol in scope.symbols.values():
                    self._prelude_names.setdefault(symbol.name, symbol)
        return self._prelude

    def library_symbol(self, name: str) -> Symbol | None:
        """A function, kind, table or value of the prelude."""
        self.prelude  # noqa: B018 - fills the index
        return self._prelude_names.get(name)

    def library_symbols(self) -> list[Symbol]:
        """Everything of the prelude that has a name."""
        self.prelude  # noqa: B018
        return list(self._prelude_names.values())

    def unit_declarations(self, scope: ModuleScope) -> Iterator[tuple[ModuleScope, UnitDeclaration]]:
        """Every unit statement the module can see: the prelude's, its imports', its own."""
        for module in self.prelude:
            if module is not scope:
                yield from self._units_of(module)
        for alias in scope.imports:
            imported = self.imported(scope, alias)
            if imported is not None and imported not in self.prelude:
                yield from self._units_of(imported)
        yield from self._units_of(scope)

    def _units_of(self, scope: ModuleScope) -> Iterator[tuple[ModuleScope, UnitDeclaration]]:
        statements = scope.statements or scope.parsed("unit", self.bag)
        for statement in statements:
            if isinstance(statement, UnitDeclaration):
                yield scope, statement

    def rates(self, scope: ModuleScope) -> tuple[tuple[ModuleScope, Rate], ...]:
        """Every rate statement the module and its imports make."""
        known = self._rates.get(id(scope))
        if known is None:
            modules = [scope]
            for alias in scope.imports:
                imported = self.imported(scope, alias)
                if imported is not None:
                    modules.append(imported)
            known = tuple(
                (module, statement)
                for module in modules
                for statement in module.statements or module.parsed("rate", self.bag)
                if isinstance(statement, Rate)
            )
            self._rates[id(scope)] = known
        return known

    def scope_of(self, file: str, root: ModuleScope) -> ModuleScope:
        """The module a file is, if the root, the library or whatever they import has it; else the root."""
        known = [root, *self.prelude]
        for scope in known:
            if scope.source.path == file:
                return scope
            found = [self.imported(scope, alias) for alias in scope.imports]
            known += [each for each in found if each is not None and each not in known]
        return root

    def imported(self, scope: ModuleScope, alias: str) -> ModuleScope | None:
        """The module an alias stands for; a problem is reported at its `use`, once."""
        key = (id(scope), alias)
        if key in self._imports:
            return self._imports[key]
        self._imports[key] = None
        use = scope.imports[alias]
        found = self.loader.module(use.path, use.quoted, scope.path, self.bag, scope.source, use.path_span)
        if found is not None:
            self._imports[key] = self._scope(found, ".".join(use.path))
        return self._imports[key]

    def price_list(self, name: str) -> ModuleScope | None:
        """One of the library's own price lists."""
        found = self.loader.price_list(name)
        return None if found is None else self._scope(found, f"prices.{name}")

    def _scope(self, found: Found, name: str) -> ModuleScope:
        known = self.scopes.get(str(found.path))
        if known is None:
            known = self.scopes[str(found.path)] = scope_of_library(found.source, found.path, name, self.bag)
        return known

    def actual(self, scope: ModuleScope, name: str) -> Actual | None:
        """The `actual` statement of a series, if the module has one."""
        known = self._actuals.get(id(scope))
        if known is None:
            known = {}
            for statement in scope.statements or scope.parsed("actual", self.bag):
                if isinstance(statement, Actual):
                    known.setdefault(".".join(statement.path), statement)
            self._actuals[id(scope)] = known
        return known.get(name)
