"""Members of a record chosen at run time: a column of constants, a choice among formulas, a choice among records."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from outlay.check import choices, convert, declarations, records, rows
from outlay.check.environment import Env, Frame
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value
from outlay.diagnostics import Severity
from outlay.diagnostics.codes import records as codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.check.choices import Choice
    from outlay.check.elaboration import Elaboration
    from outlay.diagnostics import Diagnostic
    from outlay.syntax import Span


def member(e: Elaboration, choice: Choice, name: str, env: Env, span: Span) -> AnyValue:
    """A member of a record chosen at run time: a look-up in a column, or a choice among formulas."""
    if choice.family:
        day = float(e.settings.as_of or datetime.date.max.toordinal())
        choice = choices.row_of(e, choice, e.builder.constant(day, "date"), env, span)
    options = choice.options
    if options.dated and all(isinstance(row, rows.Row) for row in options.rows):
        listed = _listed(e, choice, name, env, span)
        if listed is not None:
            return listed
    values: list[AnyValue] = []
    wrong: list[Diagnostic] = []
    for row in options.rows:
        with records.quiet(e) as found:
            values.append(records.member(e, row, name, env.inner(depth=0), span))
        wrong += found.items
    kinds_found = {value.type for value in values if isinstance(value, Value)}
    good = [value for value in values if isinstance(value, Value)]
    if any(isinstance(value, RecordValue) for value in values):
        return _member_record(e, choice, name, values, env, span)
    if not good or len(kinds_found) > 1:
        return _no_figure(e, choice, name, values, wrong, env, span)
    first = good[0]
    units = {value.unit for value in good}
    if len(units) > 1:
        fitted = [
            convert.convert(e, value, first.unit, env, span) if isinstance(value, Value) else value for value in values
        ]
        values = [BAD if value is None else value for value in fitted]
    place = e.builder.place(env.scope.source, span)
    constants = [e.builder.constant_value(value.node) if isinstance(value, Value) else None for value in values]
    if all(isinstance(value, Bad) or constant is not None for value, constant in zip(values, constants, strict=True)):
        e.tables[options.name].columns.setdefault(name, tuple(constants))
        node = e.builder.make("pick", (choice.node,), (options.name, name), type_=first.type, place=place)
    else:
        missing = e.builder.make(
            "fault", (), (f"the record chosen has no figure for {name}; give one", ()), type_=first.type, place=place
        )
        nodes = tuple(value.node if isinstance(value, Value) else missing for value in values)
        node = e.builder.make("choose", (choice.node, *nodes), type_=first.type, place=place)
    return Value(node, first.unit, first.type, e.builder.nodes[node].series, percent=first.percent)


def _no_figure(
    e: Elaboration,
    choice: Choice,
    name: str,
    values: Sequence[AnyValue],
    wrong: Sequence[Diagnostic],
    env: Env,
    span: Span,
) -> Bad:
    """That no record has a figure for a member, unless what is wrong is known: in the record or kind, at its place."""
    kind = choice.options.kind.name
    mistakes = [each for each in wrong if each.severity is Severity.ERROR and each.code is not codes.MEMBER_MISSING]
    for each in mistakes:
        e.bag.add(each.code, each.source, each.span, each.message, notes=each.notes, fix=each.fix)
    if mistakes or (not wrong and not any(isinstance(value, Value) for value in values)):
        return BAD  # what is not told here was told where it was met first
    return e.report(codes.MEMBER_MISSING, env, span, f"no record of kind `{kind}` has a figure for `{name}`")


def _member_record(
    e: Elaboration, choice: Choice, name: str, values: Sequence[AnyValue], env: Env, span: Span
) -> AnyValue:
    """A member that is a record itself: one of its kind, by which record is chosen."""
    held = [value for value in values if isinstance(value, RecordValue)]
    of_one_kind = all(records.kind_of(value.record) is records.kind_of(held[0].record) for value in held)
    found = choices.together(e, held, env) if of_one_kind else None
    if found is None or any(isinstance(value, Value) for value in values):
        return e.report(
            codes.AMBIGUOUS_CHOICE,
            env,
            span,
            f"`{name}` is not a record of one and the same kind in every `{choice.options.kind.name}`, and which of "
            "them is meant is only known when the model runs",
        )
    options, numbers = found
    place = e.builder.place(env.scope.source, span)
    missing = e.builder.make("fault", (), (f"the record chosen has no {name}; give one", ()), place=place)
    of_each = iter(numbers)
    nodes = tuple(next(of_each) if isinstance(value, RecordValue) else missing for value in values)
    node = e.builder.make("choose", (choice.node, *nodes), options.name, place=place)
    return RecordValue(choices.Choice(options, node, options.dated, name))


def _listed(e: Elaboration, choice: Choice, name: str, env: Env, span: Span) -> Value | None:
    """A number that rows of dated tables state, and what the kind makes of its other members where they do not.

    A price list has many rows, and most state few of the figures a price may have: its defaults are worked out once for
    the record chosen, not once for every row. None where rows state something else than numbers in one unit.
    """
    cells: list[Value | None] = []
    for row in choice.options.rows:
        assert isinstance(row, rows.Row)
        with records.quiet(e):
            cell = rows.cell_value(e, row, name)
        if cell is not None and not (isinstance(cell, Value) and e.static(cell) is not None and cell.type == "number"):
            return None
        cells.append(cell)
    stated = [cell for cell in cells if cell is not None]
    if any(cell.unit != stated[0].unit for cell in stated):
        return None
    otherwise = None if len(stated) == len(cells) else _default(e, choice, name, env, span)
    if not stated or not isinstance(otherwise, Value | None):
        return otherwise if isinstance(otherwise, Value) and otherwise.type == "number" else None
    first = stated[0]
    place = e.builder.place(env.scope.source, span)
    columns = e.tables[choice.options.name].columns

    def column(title: str, figures: tuple[float | str | bool | None, ...], type_: str) -> int:
        columns.setdefault(title, figures)
        return e.builder.make("pick", (choice.node,), (choice.options.name, title), type_=type_, place=place)

    constants = tuple(None if cell is None else e.builder.constant_value(cell.node) for cell in cells)
    node = column(name, constants, "number")
    if otherwise is not None:
        fitted = convert.convert(e, otherwise, first.unit, env, span)
        if not isinstance(fitted, Value):
            return None
        given = column(f"{name} is stated", tuple(cell is not None for cell in cells), "truth")
        node = e.builder.make("select", (given, node, fitted.node), place=place)
    return Value(node, first.unit, series=e.builder.nodes[node].series, percent=first.percent)


def _default(e: Elaboration, choice: Choice, name: str, env: Env, span: Span) -> AnyValue | None:
    """What a kind makes of a member that a record does not state; None where it makes nothing of it."""
    found = choice.kind.members.get(name)
    if found is None or found.default is None:
        return None
    inner = Env(choice.kind.scope, Frame(f"{choice.name}.{name}"), record=choice, depth=env.depth + 1)
    value = e.expression(found.default, inner)
    declared = choice.kind.declaration(e, name)
    where = f"`{name}` of kind `{choice.kind.name}`"
    return value if declared is None else declarations.apply(e, value, declared, inner, found.default.span, where)
