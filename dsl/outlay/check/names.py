"""Names, members, indexes and `at`: from what is written to what it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outlay.check import choices, dated, definitions, questions, records, rows, timeline
from outlay.check.values import (
    BAD,
    AnyValue,
    Bad,
    Flag,
    ListValue,
    ModuleValue,
    RecordValue,
    TableValue,
    Value,
    sort_of,
)
from outlay.diagnostics.codes import names as codes
from outlay.diagnostics.codes import records as record_codes
from outlay.resolve import ModuleScope, Symbol
from outlay.spelling import LIKENESS, nearest
from outlay.syntax import (
    At,
    Definition,
    Function,
    Index,
    Kind,
    ListLiteral,
    Member,
    Minimize,
    Name,
    Record,
    Records,
    Solve,
    Span,
    Text,
)
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env

NEWEST = 3652059  # datetime.date.max.toordinal(): the day every newest row is in force
FLAGS = frozenset({"graduated", "volume", "daily", "weekly", "monthly", "quarterly", "yearly", "first", "last"})


def is_value(e: Elaboration, env: Env, name: str) -> bool:
    """Whether a bare name stands for a value of the model here (library names do not count)."""
    if name in env.locals:
        return True
    if env.row is not None and records.has_member(e, env.row, name):
        return True
    if env.record is not None and name in records.member_names(e, env.record):
        return True  # not `has_member`, which forgives a broken record any name
    return name in env.scope.symbols


def value_named(e: Elaboration, name: str, span: Span, env: Env) -> AnyValue:
    """What a bare name stands for: a row's member, a local, a sibling member, the module's, the library's."""
    if env.row is not None and records.has_member(e, env.row, name):
        return records.member(e, env.row, name, env, span)
    if name in env.locals:
        return _referred(env, span, env.locals[name])
    if env.record is not None:
        if name == "self":
            return RecordValue(env.record)
        if records.has_member(e, env.record, name):
            return _referred(env, span, records.member(e, env.record, name, env, span))
    symbol = env.scope.symbols.get(name)
    if symbol is not None:
        return _referred(env, span, symbol_value(e, symbol, span, env))
    if name in env.scope.imports:
        imported = e.resolver.imported(env.scope, name)
        return BAD if imported is None else ModuleValue(imported)
    if name in env.scope.broken_names:
        return BAD  # its own statement does not parse, and that has been said
    if name == "newest":
        return Value(e.builder.constant(float(e.settings.as_of or NEWEST), "date"), ONE, "date")
    symbol = e.resolver.library_symbol(name)
    if symbol is not None:
        return _referred(env, span, symbol_value(e, symbol, span, env))
    listed = rows.library_row(e, name)
    if listed is not None:
        return RecordValue(listed)
    if name in FLAGS:
        return Flag(name)
    return unknown(e, name, span, env)


def _referred(env: Env, span: Span, value: AnyValue) -> AnyValue:
    if isinstance(value, Value) and value.quantity >= 0:
        env.frame.references.append((span, value.quantity))
    return value


def symbol_value(e: Elaboration, symbol: Symbol, span: Span, env: Env) -> AnyValue:
    """The value of a module's named statement."""
    statement = symbol.statement(e.bag)
    if isinstance(statement, Definition):
        return definitions.named(e, symbol.scope, statement, span, env)
    if isinstance(statement, Record):
        return records.named(e, symbol.scope, statement, env)
    if isinstance(statement, Records):
        table = rows.table(e, symbol.scope, statement)
        return BAD if table is None else TableValue(table)
    if isinstance(statement, Solve | Minimize):
        return questions.solved(e, symbol.scope, statement, span, env)
    if isinstance(statement, Function):
        return e.report(codes.NOT_A_VALUE, env, span, f"`{symbol.name}` is a function; call it: `{symbol.name}(…)`")
    if isinstance(statement, Kind):
        return e.report(codes.NOT_A_VALUE, env, span, f"`{symbol.name}` is a kind of record, not a value")
    return BAD


def nearest_name(e: Elaboration, env: Env, name: str, *, functions: bool = False) -> str | None:
    """The known name spelt most like this one, the model's own first: of a function, or of a value."""

    if not e.resolver.guesses.afford(len(env.scope.symbols)):
        return None

    def fits(symbol: Symbol) -> bool:
        return (symbol.keyword == "function") == functions and symbol.keyword != "kind"

    own = [symbol.name for symbol in env.scope.symbols.values() if fits(symbol)]
    if not functions:
        own += [*env.locals, *env.scope.imports]
        if env.record is not None:
            own += records.member_names(e, env.record)
        if env.row is not None:
            own += records.member_names(e, env.row)
    found = nearest(name, own, LIKENESS)
    if found is None:
        listed = [] if functions else rows.library_slugs(e)
        theirs = [one.name for one in e.resolver.library_symbols() if fits(one)]
        found = nearest(name, [*theirs, *listed], LIKENESS)
    if found is None and functions:
        from outlay.check import calls

        found = nearest(name, calls.BUILT_IN, LIKENESS)
    return found


def unknown(e: Elaboration, name: str, span: Span, env: Env) -> Bad:
    """Reports a name that means nothing here, with the best guess at what was meant."""
    if name in env.scope.broken_names:
        return BAD  # its own statement does not parse, and that has been said
    imported = _imported_name(e, env, name)
    unit = None if imported is not None else e.units.unit(name)
    if unit is not None:
        canonical = e.units.text(unit)
        return e.report(
            codes.BARE_UNIT,
            env,
            span,
            f"`{name}` is a unit, and here a value is wanted; write how many, for example `1 {canonical}`",
            fix=f"1 {canonical}",
        )
    said = f"`{name}` is not defined here, nor in the library"
    if name in env.later:
        return e.report(
            codes.UNKNOWN_NAME, env, span, f"a default may use the parameters before it, and `{name}` is none of them"
        )
    if name in e.resolver.loader.price_lists():
        return e.report(
            codes.UNKNOWN_NAME, env, span, f"{said}; a price list has to be asked for: `use prices.{name} as {name}`"
        )
    guess = imported or nearest_name(e, env, name)
    return e.report(codes.UNKNOWN_NAME, env, span, said + (f"; did you mean `{guess}`?" if guess else ""), fix=guess)


def _imported_name(e: Elaboration, env: Env, name: str) -> str | None:
    """The same name in a module that is imported, with its alias: `openai.gpt4`."""
    for alias in env.scope.imports:
        imported = e.resolver.imported(env.scope, alias)
        if imported is None:
            continue
        symbol = imported.symbols.get(name)
        rowed = symbol is None and any(rows.find_row(one, name) is not None for one in rows.tables_of(e, imported))
        if rowed or (symbol is not None and symbol.keyword not in ("function", "kind")):
            return f"{alias}.{name}"
    return None


def name(e: Elaboration, node: Name, env: Env) -> AnyValue:
    return value_named(e, node.name, node.span, env)


def member(e: Elaboration, node: Member, env: Env) -> AnyValue:
    """`writer.tokens_in`, `openai.gpt35_turbo`, `gpus.H100`."""
    base = e.expression(node.base, env)
    if isinstance(base, Bad):
        return BAD
    if isinstance(base, RecordValue):
        if not records.has_member(e, base.record, node.name):
            guess = e.nearest(node.name, records.member_names(e, base.record))
            return e.report(
                codes.NO_MEMBER,
                env,
                node.name_span,
                f"{e.source_text(env, node.base.span)} has no member `{node.name}`"
                + (
                    f"; did you mean `{guess}`?" if guess else f"; it has {_some(records.member_names(e, base.record))}"
                ),
                fix=guess,
            )
        return _referred(env, node.span, records.member(e, base.record, node.name, env, node.span))
    if isinstance(base, ModuleValue):
        return _referred(env, node.span, module_member(e, base.scope, node, env))
    if isinstance(base, TableValue):
        return rows.row_named(e, base.table, node.name, env, node.name_span)
    return e.report(
        codes.NOT_A_RECORD,
        env,
        node.base.span,
        f"{e.source_text(env, node.base.span)} is {sort_of(base)}; only records, modules and tables have members",
    )


def module_member(e: Elaboration, scope: ModuleScope, node: Member, env: Env) -> AnyValue:
    """A name of an imported module: one of its statements, or a row of one of its tables."""
    symbol = scope.symbols.get(node.name)
    if symbol is not None:
        return symbol_value(e, symbol, node.name_span, env)
    tables = rows.tables_of(e, scope)
    for table in tables:
        row = rows.find_row(table, node.name)
        if row is not None:
            return RecordValue(row)
    if rows.broken(e, scope):
        return BAD  # the row may be in a table that cannot be read, and that has been said
    candidates = [*scope.symbols, *(slug for table in tables for slug in table.slugs())]
    guess = e.nearest(node.name, candidates)
    return e.report(
        codes.NO_MEMBER,
        env,
        node.name_span,
        f"{e.source_text(env, node.base.span)} has no `{node.name}`"
        + (f"; did you mean `{guess}`?" if guess else f"; it has {_some(candidates)}"),
        fix=guess,
    )


def _some(found: list[str]) -> str:
    shown = ", ".join(f"`{one}`" for one in found[:8])
    return (shown + ", …" if len(found) > 8 else shown) or "none"


def index(e: Elaboration, node: Index, env: Env) -> AnyValue:
    """`gpus["H100"]`, `x[2026-12]`, `x[2026-01 .. 2026-06]`, `by_date [2026-01: a]`."""
    if isinstance(node.base, Name) and node.base.name == "by_date" and isinstance(node.item, ListLiteral):
        return timeline.by_date(e, node.item, env, node.span)
    base = e.expression(node.base, env)
    if isinstance(base, Bad):
        return BAD
    if isinstance(base, TableValue):
        if isinstance(node.item, Text):
            return rows.row_named(e, base.table, node.item.value, env, node.item.span)
        found = e.expression(node.item, env)
        if isinstance(found, Bad):
            return BAD
        if isinstance(found, Value) and found.type == "text":
            return choices.row_by_text(e, base.table, found, env, node.item.span)
        return e.report(
            codes.WRONG_SORT, env, node.item.span, 'a row of a table is chosen by its name, as in `gpus["H100"]`'
        )
    if isinstance(base, Value):
        return timeline.index(e, node, base, env)
    if isinstance(base, ListValue):
        return e.report(codes.WRONG_SORT, env, node.span, "a list has no periods or rows to choose from")
    return e.report(
        codes.WRONG_SORT,
        env,
        node.base.span,
        f"`[ ]` chooses a period of a series or a row of a table; this is {sort_of(base)}",
    )


def at(e: Elaboration, node: At, env: Env) -> AnyValue:
    """`openai.gpt35_turbo at 2023-05-01`: the row in force on that day."""
    base = e.expression(node.base, env)
    date = e.expression(node.date, env)
    if isinstance(base, Bad) or isinstance(date, Bad):
        return BAD
    if isinstance(base, TableValue) and isinstance(date, Value) and date.type == "date":
        return TableValue(base.table, date)
    if not isinstance(base, RecordValue):
        if isinstance(base, Value) and isinstance(node.base, Member) and isinstance(date, Value):
            return _member_before_date(e, node, node.base, base, env)
        return e.report(
            codes.WRONG_SORT, env, node.base.span, f"`at` looks up a dated record, and this is {sort_of(base)}"
        )
    if not isinstance(date, Value) or date.type != "date":
        return e.report(codes.WRONG_SORT, env, node.date.span, "`at` is followed by a date such as 2026-01-31")
    return dated.in_force(e, base.record, date, env, node)


def _member_before_date(e: Elaboration, node: At, figure: Member, value: Value, env: Env) -> Bad:
    """Reports `openai.gpt4.input at 2023-05-01`, where the record should be looked up before its member."""
    source = env.scope.source
    record, date = source.text[slice(*figure.base.span)], source.text[slice(*node.date.span)]
    fix = f"({record} at {date}).{figure.name}"
    e.bag.take_back(record_codes.OLD_PRICE, source, figure.span)  # what it says of the date is answered by the fix
    said = f"`at` looks up a dated record, and {e.source_text(env, figure.span)} is {sort_of(value)}"
    return e.report(codes.WRONG_SORT, env, node.span, f"{said}; first the record, then its member: `{fix}`", fix=fix)


HANDLERS: dict[type, Callable[..., AnyValue]] = {Name: name, Member: member, Index: index, At: at}
