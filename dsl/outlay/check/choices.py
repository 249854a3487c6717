"""Records chosen at run time: a name in a cell, an input, a condition. A member becomes a column of constants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outlay.check import records, rows
from outlay.check.environment import Env, Path
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value, sort_of
from outlay.diagnostics.codes import names as name_codes
from outlay.diagnostics.codes import records as codes
from outlay.plan import Facts, Table
from outlay.structs import replace
from outlay.syntax import At, Binary, Record, Span
from outlay.tables import normalise
from outlay.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from outlay.check.elaboration import Elaboration
    from outlay.check.kinds import KindInfo
    from outlay.check.records import RecordInstance
    from outlay.check.rows import Family, Row
    from outlay.resolve import ModuleScope
    from outlay.syntax import If


@dataclass(slots=True, eq=False)
class Options:
    """The records a run may choose among: rows of the plan's table, and the names that reach them."""

    name: str  # of the plan's table
    kind: KindInfo
    rows: list[RecordInstance | Row]
    dated: bool
    numbers: dict[int, int] = field(default_factory=dict)  # id(record) -> what an index holds: row, or family if dated


@dataclass(slots=True, eq=False)
class Choice:
    """One of the options, by the number in a node; `family` says the number is a family's, not a row's."""

    options: Options
    node: int
    family: bool
    name: str

    @property
    def kind(self) -> KindInfo:
        return self.options.kind


def visible(e: Elaboration, kind: KindInfo, env: Env) -> list[RecordInstance | Row | Family]:
    """Every record of a kind a module can see, its own first."""
    found: list[RecordInstance | Row | Family] = [*_written_records(e, kind, env)]
    for table in rows.visible_tables(e, kind, env.scope):
        found += table.options()
    return found


def _written_records(e: Elaboration, kind: KindInfo, env: Env) -> Iterator[RecordInstance]:
    """The records of a kind that a module itself writes."""
    for symbol in env.scope.symbols.values():
        statement = symbol.statement(e.bag)
        if isinstance(statement, Record) and statement.kind == kind.name:
            made = records.instance(e, symbol.scope, statement, env)
            if made.kind is kind and not made.broken:
                yield made


def options_for(
    e: Elaboration, kind: KindInfo, env: Env, extra: Iterable[RecordInstance | Row | Family] = ()
) -> Options:
    """The options of a kind in a module, made once a plan; `extra` joins them where it is not among them."""
    key = ("options", id(kind), id(env.scope.symbols))  # what is typed for a run sees its model's names
    made = e.resolver_options.get(key)
    if made is None:
        name = f"{kind.name} {len(e.tables) + 1}" if kind.name in e.tables else kind.name  # of another module's view
        made = make_options(e, kind, visible(e, kind, env), name)
        e.resolver_options[key] = made
    missing = [one for one in extra if id(one) not in made.numbers]
    if missing:
        made = make_options(e, kind, [*missing, *visible(e, kind, env)], f"{kind.name} {len(e.tables) + 1}")
    return made


def make_options(e: Elaboration, kind: KindInfo, found: list[RecordInstance | Row | Family], name: str) -> Options:
    dated = any(isinstance(one, rows.Family) for one in found)
    options = Options(name, kind, [], dated)
    index: dict[str, int] = {}
    hosted: dict[str, list[int]] = {}
    families: list[tuple[tuple[int, int | None, int], ...]] = []
    for one in found:
        number = len(families) if dated else len(options.rows)
        spans: list[tuple[int, int | None, int]] = []
        for row in one.rows if isinstance(one, rows.Family) else (one,):
            start, until = 1, None
            if isinstance(row, rows.Row):
                start = row.raw.from_date.toordinal() if row.raw.from_date else 1
                until = row.raw.until_date.toordinal() if row.raw.until_date else None
            spans.append((start, until, len(options.rows)))
            options.rows.append(row)
        families.append(tuple(spans))
        options.numbers[id(one)] = number
        vendor = _vendor(e, one)
        for spelling in spellings(one):
            if vendor:
                index.setdefault(normalise(vendor) + spelling, number)
            if vendor and e.resolver.price_index.is_host(vendor):
                hosted.setdefault(spelling, []).append(number)
            else:
                index.setdefault(spelling, number)
    shared: set[int] = set()  # a model that several vendors host has to be asked for with one of them
    for spelling, numbers in hosted.items():
        if len(numbers) == 1:
            index.setdefault(spelling, numbers[0])
        elif spelling not in index:
            shared.update(numbers)
    e.kept.append(found)
    e.tables[name] = Table(
        name,
        tuple(records.title(row) for row in options.rows),
        index,
        {},
        tuple(families) if dated else None,
        tuple(
            f"{_vendor(e, one)}/{records.title(one)}" if number in shared else records.title(one)
            for number, one in enumerate(found)
        )
        if dated
        else (),
    )
    return options


def _vendor(e: Elaboration, one: RecordInstance | Row | Family) -> str:
    """The library's price list a record stands in, "" for any other record."""
    if isinstance(one, records.RecordInstance) or one.table.kind.name != "price":
        return ""
    return one.table.name if one.table.name in e.resolver.price_index.names else ""


def spellings(one: RecordInstance | Row | Family) -> list[str]:
    """Every spelling of a record's name, normalised."""
    if isinstance(one, rows.Row | rows.Family):
        found: list[str] = []
        for row in one.rows if isinstance(one, rows.Family) else (one,):
            table, key = row.table.raw, row.raw.key
            if key not in found:  # own rows may stand among a list's, each under the name of its own table
                found += [key, *(spelling for spelling, owner in table.index.items() if owner == key)]
        return found
    return [normalise(".".join(one.path))]


def written(one: RecordInstance | Row | Family) -> list[str]:
    """Every spelling of a record's name, as people write it."""
    if not isinstance(one, rows.Row | rows.Family):
        return [records.title(one)]
    found = one.rows if isinstance(one, rows.Family) else (one,)
    return [spelling for row in found for spelling in (row.raw.name, *row.raw.aliases)]


def as_choice(e: Elaboration, record: object, options: Options, env: Env) -> Choice | None:
    """A record as a choice among some options; None when it is not one of them."""
    if isinstance(record, Choice):
        return record if record.options is options else None
    number = options.numbers.get(id(record))
    if number is None:
        return None
    return Choice(options, e.builder.constant(float(number)), options.dated, "")


def row_of(e: Elaboration, choice: Choice, day: int, env: Env, span: Span) -> Choice:
    """The row of a dated choice in force on the day in a node."""
    node = e.builder.make(
        "row_at", (choice.node, day), choice.options.name, place=e.builder.place(env.scope.source, span)
    )
    return Choice(choice.options, node, False, choice.name)


def at(e: Elaboration, choice: Choice, date: Value, env: Env, node: At) -> AnyValue:
    """The row of a dated choice in force on a day that may itself be known only when the model runs."""
    if not choice.family:
        return e.report(
            codes.NOT_DATED, env, node.base.span, "these records have no dated rows, so `at` has nothing to choose from"
        )
    return RecordValue(row_of(e, choice, date.node, env, node.span))


def family_at(e: Elaboration, family: Family, date: Value, env: Env, node: At) -> AnyValue:
    """One dated record on a day known only when the model runs."""
    options = options_for(e, family.table.kind, env, (family,))
    choice = as_choice(e, family, options, env)
    assert choice is not None
    return at(e, choice, date, env, node)


def altered(e: Elaboration, choice: Choice, path: Path, scope: ModuleScope) -> Choice:
    """A choice under a name of the model, some of whose members a scenario overrides whichever record is chosen."""
    options = choice.options
    name = f"{options.name} as {'.'.join(path)}"
    made = replace(options, name=name, rows=[records.altered(e, row, path, scope) for row in options.rows])
    e.kept.append(options)  # whose records `numbers` knows by their ids
    e.tables[name] = replace(e.tables[options.name], name=name, columns={})
    return Choice(made, choice.node, choice.family, choice.name)


def _named(e: Elaboration, kind: KindInfo, place: Env, name: str) -> list[Row | Family]:
    """The rows that a text names in what a module sees, the one that counts first; `groq/llama` names one vendor's."""
    tables = rows.visible_tables(e, kind, place.scope, name)
    found = [row for row in (rows.find_row(table, name) for table in tables) if row is not None]
    vendor, slash, rest = name.partition("/")
    if found or not slash or kind.name != "price":
        return found
    tables = [
        one for one in rows.visible_tables(e, kind, place.scope, rest) if normalise(one.name) == normalise(vendor)
    ]
    return [row for row in (rows.find_row(table, rest) for table in tables) if row is not None]


def by_text(e: Elaboration, kind: KindInfo, text: Value, env: Env, span: Span, home: Env | None = None) -> AnyValue:
    """The record of a kind that a text names: one seen from here, else one seen by the function that takes it."""
    name = e.builder.constant_value(text.node)
    if not isinstance(name, str):
        return e.report(
            codes.AMBIGUOUS_CHOICE, env, span, "here the name of the record has to be written out, as a text in quotes"
        )
    seen = [env] if home is None or home.scope is env.scope else [env, home]
    for place in seen:
        for own in _written_records(e, kind, place):
            if normalise(name) in spellings(own):
                return RecordValue(own)
        named = _named(e, kind, place, name)
        if named and len(named) > 1 and e.resolver.price_index.is_host(_vendor(e, named[0])):
            vendors = [_vendor(e, one) for one in named]
            return e.report(
                codes.NO_ROW,
                env,
                span,
                f"{', '.join(vendors[:-1])} and {vendors[-1]} each have a price for {name!r}; say whose: "
                f"`{vendors[0]}/{name}`",
                fix=f'"{vendors[0]}/{name}"',
            )
        if named:
            return RecordValue(named[0])
    found = [one for place in seen for one in visible(e, kind, place)]
    guess = rows.likely(e, name, [spelling for one in found for spelling in written(one)])
    return e.report(
        codes.NO_ROW,
        env,
        span,
        f"no {kind.name} is named {name!r}" + (f"; did you mean `{guess}`?" if guess else ""),
        fix=None if guess is None else f'"{guess}"',
    )


def row_by_text(e: Elaboration, table: rows.TableRecords, text: Value, env: Env, span: Span) -> AnyValue:
    """`gpus[name]` where the name is a value."""
    name = e.builder.constant_value(text.node)
    if isinstance(name, str):
        return rows.row_named(e, table, name, env, span)
    return e.report(
        codes.AMBIGUOUS_CHOICE,
        env,
        span,
        f"the row's name has to be written out; for a choice left to the run, make an input of kind "
        f"`{table.kind.name}`",
    )


def same_record(e: Elaboration, node: Binary, left: AnyValue, right: AnyValue, env: Env, *, negate: bool) -> AnyValue:
    """Whether two records are one and the same."""
    if node.operator not in ("==", "!="):
        return e.report(name_codes.WRONG_SORT, env, node.span, "records can only be equal or not")
    kind = None
    for side in (left, right):
        if isinstance(side, RecordValue):
            kind = records.kind_of(side.record)
    assert kind is not None
    sides: list[RecordInstance | Row | Family | Choice] = []
    for side, expression in ((left, node.left), (right, node.right)):
        if isinstance(side, Value) and side.type == "text":
            side = by_text(e, kind, side, env, expression.span)
        if not isinstance(side, RecordValue):
            return (
                side
                if isinstance(side, Bad)
                else e.report(
                    name_codes.BRANCHES_DIFFER, env, node.span, f"a record cannot be compared with {sort_of(side)}"
                )
            )
        sides.append(side.record)
    a, b = sides
    if isinstance(a, Choice) or isinstance(b, Choice):
        options = a.options if isinstance(a, Choice) else b.options if isinstance(b, Choice) else None
        assert options is not None
        first, second = as_choice(e, a, options, env), as_choice(e, b, options, env)
        if first is None or second is None:
            same = e.builder.constant(False, "truth")
        else:
            same = e.builder.make("eq", (first.node, second.node))
    else:
        same = e.builder.constant(a is b, "truth")
    if negate:
        same = e.builder.make("not", (same,))
    return Value(same, ONE, "truth", e.builder.nodes[same].series)


def choose(e: Elaboration, node: If, condition: Value, then: RecordValue, otherwise: RecordValue, env: Env) -> AnyValue:
    """`if c then this_gpu else that_gpu`."""
    if records.kind_of(otherwise.record) is not records.kind_of(then.record):
        return e.report(codes.WRONG_KIND, env, node.span, "the two branches are records of different kinds")
    static = e.builder.constant_value(condition.node)
    if isinstance(static, bool):
        return then if static else otherwise
    found = together(e, (then, otherwise), env)
    if found is None:
        return e.report(
            codes.AMBIGUOUS_CHOICE, env, node.span, "the two branches are not among one and the same list of records"
        )
    options, numbers = found
    index = e.builder.make("select", (condition.node, *numbers))
    return RecordValue(Choice(options, index, options.dated, "the one chosen"))


def drawn(e: Elaboration, span: Span, place: int, values: Sequence[RecordValue], env: Env) -> AnyValue:
    """`choice(this_gpu, that_gpu)`: the record whose place in the list a draw gives."""
    if any(records.kind_of(one.record) is not records.kind_of(values[0].record) for one in values):
        return e.report(codes.WRONG_KIND, env, span, "`choice` picks among records of one kind")
    found = together(e, values, env)
    if found is None:
        return e.report(codes.AMBIGUOUS_CHOICE, env, span, "these are not among one and the same list of records")
    options, numbers = found
    index = e.builder.make("choose", (place, *numbers), options.name, place=e.builder.place(env.scope.source, span))
    return RecordValue(Choice(options, index, options.dated, "the one drawn"))


def together(e: Elaboration, values: Sequence[RecordValue], env: Env) -> tuple[Options, list[int]] | None:
    """Records of one kind as numbers among the same options; None where there are no such options."""
    extra = [one.record for one in values if not isinstance(one.record, Choice)]
    options = next((one.record.options for one in values if isinstance(one.record, Choice)), None)
    options = options or options_for(e, records.kind_of(values[0].record), env, extra)
    made = [as_choice(e, one.record, options, env) for one in values]
    numbers = [one.node for one in made if one is not None]
    return (options, numbers) if len(numbers) == len(made) else None


def input_choice(
    e: Elaboration,
    record: object,
    path: Path,
    span: Span,
    env: Env,
    *,
    label: str = "",
    facts: Facts = Facts(),  # noqa: B008 - frozen
    own: bool = True,
) -> Choice:
    """An input that is a record: a run may name another of its kind. `own`: the model itself calls it an input.

    What is itself chosen when the model runs (`choice(…)`, `if … then …`) becomes an input where a run will set it.
    """
    if isinstance(record, Choice):
        if path not in e.opened or e.at_once or record.family != record.options.dated:
            return record
        options, default = record.options, record.node
    else:
        assert isinstance(record, rows.Row | rows.Family | records.RecordInstance)
        options = options_for(e, records.kind_of(record), env, (record,))
        default = e.builder.constant(float(options.numbers[id(record)]))
    node = e.add_input(
        path,
        "record",
        "",
        label,
        default,
        env.scope.source.text[slice(*span)],
        table=options.name,
        series=e.builder.nodes[default].series,
        opened=not own,
        section=env.scope.section(span[0]),
        facts=facts,
    )
    return Choice(options, node, options.dated, ".".join(path))


def parameter(
    e: Elaboration, kind: KindInfo, name: str, label: str, default: object, text: str, env: Env
) -> Choice | Bad:
    """A parameter of a record kind, for a function worked out on its own."""
    extra = () if default is None or isinstance(default, Choice) else (default,)
    options = options_for(e, kind, env, extra)  # type: ignore[arg-type]
    node_default = None
    if default is not None:
        chosen = as_choice(e, default, options, env)
        if chosen is None:
            return BAD
        node_default = chosen.node
    node = e.add_input((name,), "record", "", label, node_default, text, table=options.name)
    return Choice(options, node, options.dated, name)
