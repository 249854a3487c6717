"""`best`, `median` and `count`: answers found by going through the rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outlay.check import ageing, choices, convert, names, operators, rows, unmet
from outlay.check.environment import Env, Frame
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, TableValue, Value
from outlay.diagnostics import Bag
from outlay.diagnostics.codes import functions as codes
from outlay.diagnostics.codes import questions as question_codes
from outlay.diagnostics.codes import records as record_codes
from outlay.syntax import Argument, Binary, Call, Comparison, Expression
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.rows import Row, TableRecords

Candidate = tuple["Row", Value | None, Value | None]  # row, key, condition


def _clauses(
    e: Elaboration, node: Call, env: Env, needs_key: bool
) -> tuple[TableValue, Expression | None, Expression | None] | None:
    """The table, the `by` and the `where` of a call."""
    name = e.source_text(env, node.function.span)
    table: TableValue | None = None
    by: Expression | None = None
    where: Expression | None = None
    for argument in node.arguments:
        if argument.keyword == "by":
            by = argument.value
        elif argument.keyword == "where":
            where = argument.value
        elif table is not None:
            _without_clause(e, argument, env, needs_key and by is None)
            return None
        else:
            found = e.expression(argument.value, env)
            if isinstance(found, Bad):
                return None
            if not isinstance(found, TableValue):
                e.report(
                    codes.CLAUSE_MISSING,
                    env,
                    argument.span,
                    f"{name} goes through a table such as `gpus` or `offers`, and this is none",
                )
                return None
            table = found
    if table is None or (needs_key and by is None):
        e.report(
            codes.CLAUSE_MISSING,
            env,
            node.span,
            f"{name} needs a table{' and what to go `by`' if needs_key else ''}: "
            f"`{node_name(node)}(gpus, {'by price, ' if needs_key else ''}where memory >= 80 GB)`",
        )
        return None
    return table, by, where


def _without_clause(e: Elaboration, argument: Argument, env: Env, needs_key: bool) -> None:
    """Reports `best(gpus, price)`, where `by` or `where` is missing before what is said of each row."""
    value = argument.value
    condition = isinstance(value, Comparison) or (
        isinstance(value, Binary) and value.operator in (*operators.COMPARISONS, "and", "or")
    )
    clause = "by" if needs_key and not condition else "where"
    said = "what to go by" if clause == "by" else "a condition on the rows"
    written = env.scope.source.text[argument.span[0] : argument.span[1]]
    e.report(codes.CLAUSE_MISSING, env, argument.span, f"{said} follows `{clause}`", fix=f"{clause} {written}")


def node_name(node: Call) -> str:
    return getattr(node.function, "name", "best")


def in_force_rows(e: Elaboration, asked: TableValue) -> list[tuple[Row, int | None]]:
    """The rows that count on a day, each with a truth where the day is known only when the model runs."""
    table = asked.table
    if not table.raw.dated:
        return [(row, None) for row in table.rows]
    day = e.settings.as_of
    if asked.day is not None:
        static = e.static(asked.day)
        if static is None:
            return [
                (row, _holds(e, row, family.rows, asked.day.node))
                for family in table.families.values()
                for row in family.rows
            ]
        day = None if static >= names.NEWEST else int(static)
    found: list[tuple[Row, int | None]] = []
    for family in table.families.values():
        row = family.rows[-1] if day is None else rows.in_force(family, day)
        if row is not None:
            found.append((row, None))
    return found


def _holds(e: Elaboration, row: Row, family: tuple[Row, ...], day: int) -> int:
    """The truth that a row is in force on a day; the newest row answers for the day `newest`."""
    make, constant = e.builder.make, e.builder.constant
    start, until = row.raw.from_date, row.raw.until_date
    begun = make("ge", (day, constant(float(start.toordinal() if start else 1), "date")))
    if until is None:
        return begun
    over = make("le", (day, constant(float(until.toordinal()), "date")))
    if row is family[-1]:
        over = make("or", (over, make("ge", (day, constant(float(names.NEWEST), "date")))))
    return make("and", (begun, over))


Asked = tuple[TableValue, "Expression | None", list[Candidate]]  # the table, the `where`, the rows that may count


def _asked(e: Elaboration, node: Call, env: Env, needs_key: bool) -> Asked | None:
    """What a call goes through, and the rows of it that may count; None where something is reported."""
    clauses = _clauses(e, node, env, needs_key)
    if clauses is None:
        return None
    table, by, where = clauses
    found = candidates(e, table, by if needs_key else None, where, env)
    return None if found is None else (table, where, found)


def candidates(
    e: Elaboration, table: TableValue, by: Expression | None, where: Expression | None, env: Env
) -> list[Candidate] | None:
    """Each row that may count, with its key and its condition; rows without a figure drop out."""
    found: list[Candidate] = []
    parts: list[Frame] = []
    failed = False
    for row, holds in in_force_rows(e, table):
        scratch, kept = Bag(), e.bag
        e.bag = scratch
        part = env.frame.part("row")
        parts.append(part)
        inner = env.inner(row=row, frame=part, depth=env.depth + 1)
        condition: Value | Bad | None = None
        key: Value | Bad | None = None
        if where is not None:
            condition = operators.truth(e, where, inner, "what stands after `where`", question_codes.NOT_A_CONDITION)
        if holds is not None and not isinstance(condition, Bad):
            node = holds if condition is None else e.builder.make("and", (holds, condition.node))
            condition = Value(node, ONE, "truth", e.builder.nodes[node].series)
        if isinstance(condition, Value) and e.builder.constant_value(condition.node) is False:
            e.bag = kept
            continue
        if by is not None and not isinstance(condition, Bad):
            key = e.number(by, inner)
        e.bag = kept
        for item in scratch.items:
            if item.code is not record_codes.MEMBER_MISSING:
                failed = failed or item.severity.value == "error"
                e.bag.add(item.code, item.source, item.span, item.message, notes=item.notes, fix=item.fix)
        if failed:
            return None
        if not isinstance(condition, Bad) and not isinstance(key, Bad):
            found.append((row, key, condition))
    for part in parts:
        env.frame.take_draws(part)
    return _one_unit(e, found, env, by)


def _one_unit(e: Elaboration, found: list[Candidate], env: Env, by: Expression | None) -> list[Candidate] | None:
    if by is None or not found or found[0][1] is None:
        return found
    unit = found[0][1].unit
    fitted: list[Candidate] = []
    for row, key, condition in found:
        assert key is not None
        converted = convert.convert(e, key, unit, env, by.span)
        if not isinstance(converted, Value):
            return None
        fitted.append((row, converted, condition))
    return fitted


def _static(e: Elaboration, found: list[Candidate]) -> bool:
    return all(
        (condition is None or e.builder.is_constant(condition.node)) and (key is None or e.static(key) is not None)
        for _, key, condition in found
    )


def _pairs(e: Elaboration, found: list[Candidate]) -> tuple[int, ...]:
    always = e.builder.constant(True, "truth")
    zero = e.builder.constant(0.0)
    return tuple(
        part
        for _, key, condition in found
        for part in (zero if key is None else key.node, always if condition is None else condition.node)
    )


def _nothing(e: Elaboration, node: Call, asked: TableValue, where: Expression | None, env: Env) -> Bad:
    """Reports that no row is left, with the part of the condition that none passes."""

    def passing(part: Expression, table: TableValue = asked) -> list[Row] | None:
        kept, e.bag = e.bag, Bag()
        try:
            found = candidates(e, table, None, part, env)
        finally:
            e.bag = kept
        return None if found is None else [row for row, _, _ in found]

    every = [row for row, _ in in_force_rows(e, asked)]
    undated = passing(where, TableValue(asked.table)) if where is not None and asked.day is not None else None
    why = ""
    if undated and asked.day is not None:
        why = unmet.not_in_force(undated, e.static(asked.day))
    elif where is not None:
        why = unmet.because(e, asked.table.kind, every, where, env, passing)
    return e.report(
        record_codes.NOTHING_FITS,
        env,
        node.span,
        f"no row of `{asked.table.name}`{why or f' passes the condition of {e.source_text(env, node.span)}'}",
    )


def _says_day(e: Elaboration, asked: TableValue) -> bool:
    """Whether the rows are those of a day that the model states."""
    day = None if asked.day is None else e.static(asked.day)
    return day is not None and day < names.NEWEST


def _note(env: Env, what: str, table: TableRecords, found: list[Candidate]) -> None:
    dates = sorted(row.raw.source_date or str(row.raw.from_date or "") for row, _, _ in found)
    dates = [date for date in dates if date]
    span = "" if not dates else f", {dates[0]}" if dates[0] == dates[-1] else f", {dates[0]} to {dates[-1]}"
    plural = f"rows of {table.name}" if len(found) != 1 else f"row of {table.name}"
    env.frame.notes.append(f"{what} {len(found)} {plural}{span}")


def best(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """The row with the least key among those that pass."""
    clauses = _asked(e, node, env, True)
    if clauses is None:
        return BAD
    asked, where, found = clauses
    table = asked.table
    if not found:
        return _nothing(e, node, asked, where, env)
    if _static(e, found):
        ageing.of_many(e, table, [row for row, _, _ in found], env, node.span, explicit=_says_day(e, asked))
        row, _, _ = min(found, key=lambda one: e.static(one[1]) or 0.0 if one[1] is not None else 0.0)
        _note(env, f"best ({row.raw.name}) of", table, found)
        return RecordValue(row)
    place = e.builder.place(env.scope.source, node.span)
    index = e.builder.make("best", _pairs(e, found), table.name, place=place)
    key = ("best options", id(table), tuple(row.index for row, _, _ in found))
    options = e.resolver_options.get(key)
    if options is None:
        options = choices.make_options(e, table.kind, [row for row, _, _ in found], f"{table.name} {len(e.tables) + 1}")
        e.resolver_options[key] = options
    return RecordValue(choices.Choice(options, index, False, f"the best of {table.name}"))


def median(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """The median key among the rows that pass."""
    clauses = _asked(e, node, env, True)
    if clauses is None:
        return BAD
    asked, where, found = clauses
    table = asked.table
    if not found or found[0][1] is None:
        return _nothing(e, node, asked, where, env)
    unit = found[0][1].unit
    _note(env, "median of", table, found)
    if _static(e, found):
        ageing.of_many(e, table, [row for row, _, _ in found], env, node.span, explicit=_says_day(e, asked))
        numbers = sorted(e.static(key) or 0.0 for _, key, _ in found if key is not None)
        middle = len(numbers) // 2
        value = numbers[middle] if len(numbers) % 2 else (numbers[middle - 1] + numbers[middle]) / 2
        return Value(e.builder.constant(value), unit)
    made = e.builder.make("median", _pairs(e, found), table.name, place=e.builder.place(env.scope.source, node.span))
    return Value(made, unit, series=e.builder.nodes[made].series)


def count(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """How many rows pass."""
    clauses = _asked(e, node, env, False)
    if clauses is None:
        return BAD
    table, found = clauses[0].table, clauses[2]
    if _static(e, found):
        return Value(e.builder.constant(float(len(found))), ONE)
    made = e.builder.make("count", _pairs(e, found), table.name)
    return Value(made, ONE, series=e.builder.nodes[made].series)


FUNCTIONS: dict[str, Callable[[Elaboration, Call, Env], AnyValue]] = {"best": best, "median": median, "count": count}
