"""Questions put to a model: checks, solves, minimizing, charts, what a test expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.check import comparing, convert, definitions, names, operators, records
from outlay.check.ends import shared_ends
from outlay.check.environment import Env, Frame, Path
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value
from outlay.diagnostics.codes import questions as codes
from outlay.plan import Chart as PlanChart
from outlay.plan import CheckNode, ExpectNode, SolveNode
from outlay.resolve import ModuleScope
from outlay.structs import replace
from outlay.syntax import (
    Binary,
    Chart,
    Check,
    Definition,
    Expect,
    Expression,
    Function,
    Kind,
    Member,
    Minimize,
    Name,
    Record,
    Records,
    Solve,
    Span,
    Test,
)
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration

CHARTS = ("line", "bar", "stacked", "waterfall", "tornado")
_SORTS: dict[type, str] = {
    Function: "a function",
    Kind: "a kind",
    Records: "a table",
    Solve: "the answer to a question",
    Minimize: "the answer to a question",
}


def path_expression(path: Path, span: Span) -> Expression:
    """A dotted path as an expression."""
    found: Expression = Name(span, path[0])
    for name in path[1:]:
        found = Member(span, found, name, span)
    return found


def solved(e: Elaboration, scope: ModuleScope, statement: Solve | Minimize, span: Span, env: Env) -> AnyValue:
    """The value a solve or a minimize finds, usable like any other."""
    title = solve_name(statement)

    def make() -> AnyValue:
        return _solve(e, scope, statement, title)

    return definitions.once(e, ("solve", id(scope), statement.span), title, span, env, make)


def solve_name(statement: Solve | Minimize) -> str:
    return statement.name or f"best_{'_'.join(statement.variable)}"


def _solve(e: Elaboration, scope: ModuleScope, statement: Solve | Minimize, title: str) -> AnyValue:
    env = Env(scope, Frame(title))
    word = "solve" if isinstance(statement, Solve) else "minimize"
    if statement.variable[0] not in scope.symbols:
        guess = e.nearest(statement.variable[0], list(scope.symbols))
        return e.report(
            codes.SOLVE_VARIABLE,
            env,
            statement.variable_span,
            f"`{word}` varies a number of the model, and there is no `{statement.variable[0]}`"
            + (f"; did you mean `{guess}`?" if guess else ""),
            fix=".".join((guess, *statement.variable[1:])) if guess else None,
        )
    varied = e.expression(path_expression(statement.variable, statement.variable_span), env)
    if isinstance(varied, Bad):
        return BAD
    if not isinstance(varied, Value) or varied.type != "number" or varied.series:
        return e.report(
            codes.SOLVE_VARIABLE,
            env,
            statement.variable_span,
            f"`{word}` varies one number, and `{'.'.join(statement.variable)}` is "
            + ("one for each period" if isinstance(varied, Value) and varied.series else "none"),
        )
    bounds = _bounds(e, statement, varied, env)
    if bounds is None:
        return BAD
    low, high = bounds
    sides = _equation(e, statement, env) if isinstance(statement, Solve) else _objective(e, statement, env)
    if sides is None:
        return BAD
    left, right, sides_unit = sides
    e.settle()
    index = len(e.solves)
    place = e.builder.place(scope.source, statement.span)
    node = e.builder.make(word, (low.node, high.node), index, series=False, place=place)
    source = scope.source.text
    condition = statement.condition
    e.solves.append(
        SolveNode(
            name=title,
            kind=word,
            variable=varied.node,
            variable_path=".".join(statement.variable),
            node=node,
            left=left,
            right=right,
            unit=e.units.text(varied.unit),
            sides_unit=sides_unit,
            condition="" if condition is None else source[condition.span[0] : condition.span[1]],
            label=statement.label or "",
            place=place,
            percent=varied.percent,
        )
    )
    value = Value(node, varied.unit, percent=varied.percent)
    quantity = e.add_quantity(title, value, "solve", statement.span, env, label=statement.label or "")
    return replace(value, quantity=quantity)


def _bounds(e: Elaboration, statement: Solve | Minimize, varied: Value, env: Env) -> tuple[Value, Value] | None:
    first, last = shared_ends(statement.bounds.low, statement.bounds.high)
    found: list[Value] = []
    for expression in (first, last):
        value = e.number(expression, env)
        if isinstance(value, Bad):
            return None
        fitted = convert.fit(e, value, varied.unit, env, expression.span, f"`{'.'.join(statement.variable)}`")
        if isinstance(fitted, Bad):
            return None
        if fitted.series:
            e.report(codes.SOLVE_BOUNDS, env, expression.span, "a bound of the search is one number")
            return None
        found.append(fitted)
    low, high = e.static(found[0]), e.static(found[1])
    if low is not None and high is not None and low >= high:
        source = env.scope.source.text
        a, b = statement.bounds.low.span, statement.bounds.high.span
        same = low == high
        e.report(
            codes.SOLVE_BOUNDS,
            env,
            statement.bounds.span,
            "both bounds are the same" if same else "the bounds are the wrong way round",
            fix=None if same else f"{source[b[0] : b[1]]} .. {source[a[0] : a[1]]}",
        )
        return None
    return found[0], found[1]


def _equation(e: Elaboration, statement: Solve, env: Env) -> tuple[int, int, str] | None:
    condition = statement.condition
    if not isinstance(condition, Binary) or condition.operator != "==":
        fix = None
        if isinstance(condition, Binary) and condition.operator in ("<", "<=", ">", ">="):
            text = env.scope.source.text
            fix = (
                f"{text[condition.left.span[0] : condition.left.span[1]]} == "
                f"{text[condition.right.span[0] : condition.right.span[1]]}"
            )
        e.report(
            codes.SOLVE_CONDITION,
            env,
            condition.span,
            "`solve` finds where two sides are equal, so after `where` stands `a == b`",
            fix=fix,
        )
        return None
    left, right = e.number(condition.left, env), e.number(condition.right, env)
    if isinstance(left, Bad) or isinstance(right, Bad):
        return None
    met = convert.meet(e, left, right, env, (condition.left.span, condition.right.span), "the two sides do not agree")
    if isinstance(met, Bad):
        return None
    if not (_scalar(e, met[0], condition.left, env) and _scalar(e, met[1], condition.right, env)):
        return None
    return met[0].node, met[1].node, "%" if met[0].percent or met[1].percent else e.units.text(met[0].unit)


def _scalar(e: Elaboration, value: Value, expression: Expression, env: Env) -> bool:
    if not value.series:
        return True
    text = env.scope.source.text[expression.span[0] : expression.span[1]]
    simple = isinstance(expression, Name | Member)
    e.report(
        codes.SOLVE_SERIES,
        env,
        expression.span,
        f"{e.source_text(env, expression.span)} has a figure for each period, and here one number is wanted; "
        "choose the period",
        fix=f"{text}[last]" if simple else f"({text})[last]",
    )
    return False


def _objective(e: Elaboration, statement: Minimize, env: Env) -> tuple[int, int, str] | None:
    objective = e.expression(statement.objective, env)
    if isinstance(objective, Bad):
        return None
    if not isinstance(objective, Value) or objective.type != "number":
        e.report(
            codes.MINIMIZE_OBJECTIVE, env, statement.objective.span, "`minimize` makes a number small, and this is none"
        )
        return None
    if not _scalar(e, objective, statement.objective, env):
        return None
    right = -1
    if statement.condition is not None:
        condition = operators.truth(e, statement.condition, env, "what stands after `where`", codes.NOT_A_CONDITION)
        if isinstance(condition, Bad) or not _scalar(e, condition, statement.condition, env):
            return None
        right = condition.node
    return objective.node, right, e.units.text(objective.unit)


def check(e: Elaboration, scope: ModuleScope, statement: Check) -> CheckNode | None:
    """A check as the plan holds it; None (reported) when it does not make sense."""
    env = Env(scope, Frame(statement.text), judging=True)
    found = e.expression(statement.condition, env)
    if isinstance(found, Bad):
        return None
    if not isinstance(found, Value) or found.type != "truth":
        e.report(
            codes.NOT_A_CONDITION,
            env,
            statement.condition.span,
            f"a check says something that is true or false, for example with `>=`; "
            f"{e.source_text(env, statement.condition.span)} is neither",
        )
        return None
    comparisons: list[tuple[int, str, int, str]] = []
    _comparisons(e, statement.condition, env, comparisons)
    span = statement.condition.span
    return CheckNode(
        statement.text,
        _within_slice(e, found),
        scope.source.text[span[0] : span[1]],
        tuple(comparisons),
        e.builder.place(scope.source, statement.span),
    )


def _within_slice(e: Elaboration, condition: Value) -> int:
    """The node of a condition; of one about a slice, which says nothing about the periods outside it."""
    if condition.window is None:
        return condition.node
    start, stop = condition.window
    line = e.settings.timeline
    outside, inside = e.builder.constant(True, "truth"), e.builder.constant(False, "truth")
    places = tuple(int(start <= period < stop) for period in range(len(line or ())))
    beyond = e.builder.make("by_period", (outside, inside), places, type_="truth")
    return e.builder.make("or", (beyond, condition.node))


def _comparisons(e: Elaboration, node: Expression, env: Env, found: list[tuple[int, str, int, str]]) -> None:
    """Each comparison of numbers that a condition is made of."""
    if not isinstance(node, Binary):
        return
    if node.operator in ("and", "or"):
        _comparisons(e, node.left, env, found)
        _comparisons(e, node.right, env, found)
        return
    if node.operator not in operators.COMPARISONS:
        return
    left, right = e.expression(node.left, env), e.expression(node.right, env)
    if isinstance(left, Value) and isinstance(right, Value) and left.type == right.type == "number":
        met = convert.meet(e, left, right, env, (node.left.span, node.right.span), "these cannot be compared")
        if not isinstance(met, Bad):
            percent = met[0].percent or met[1].percent
            found.append((met[0].node, node.operator, met[1].node, "%" if percent else e.units.text(met[0].unit)))


def chart(e: Elaboration, scope: ModuleScope, statement: Chart) -> PlanChart | None:
    """A chart of named numbers."""
    env = Env(scope, Frame(statement.title))
    if statement.type not in CHARTS:
        return None  # reported where it was read
    quantities: list[int] = []
    for value in statement.values:
        found = e.expression(value, env)
        if isinstance(found, Bad):
            continue
        if not isinstance(found, Value) or found.quantity < 0:
            e.report(
                codes.CHART_VALUE,
                env,
                value.span,
                "a chart shows named numbers; give this one a name of its own first",
            )
            continue
        quantities.append(found.quantity)
    return PlanChart(statement.type, statement.title, tuple(quantities))


def expect(e: Elaboration, scope: ModuleScope, statement: Expect, test: Test) -> ExpectNode | None:
    """One `expect` of a test."""
    env = Env(scope, Frame(test.text))
    source = scope.source.text
    text = source[statement.span[0] : statement.span[1]]
    place = e.builder.place(scope.source, statement.span)
    if statement.operator is None or statement.right is None:
        condition = operators.truth(e, statement.left, env, "what a test expects", codes.NOT_A_CONDITION)
        if isinstance(condition, Bad):
            return None
        return ExpectNode(_within_slice(e, condition), "", -1, -1, False, "", text, place)
    left, right = e.expression(statement.left, env), e.expression(statement.right, env)
    if isinstance(left, Bad) or isinstance(right, Bad):
        return None
    operator = "==" if statement.operator == "~=" else statement.operator
    if not isinstance(left, Value) or not isinstance(right, Value) or left.type != "number" or right.type != "number":
        node = Binary(statement.span, operator, statement.left, statement.right, statement.span)
        compared = comparing.compare(e, node, left, right, env)
        return ExpectNode(compared.node, "", -1, -1, False, "", text, place) if isinstance(compared, Value) else None
    met = convert.meet(e, left, right, env, (statement.left.span, statement.right.span), "the two sides do not agree")
    if isinstance(met, Bad):
        return None
    for value, expression in zip(met, (statement.left, statement.right), strict=True):
        if value.series:
            written = source[expression.span[0] : expression.span[1]]
            e.report(
                codes.TEST_SERIES,
                env,
                expression.span,
                f"{e.source_text(env, expression.span)} has a figure for each period; a test compares one number",
                fix=f"{written}[last]" if isinstance(expression, Name | Member) else f"({written})[last]",
            )
            return None
    tolerance, absolute = -1, False
    if statement.within is not None:
        within = e.number(statement.within, env)
        if isinstance(within, Bad):
            return None
        if within.percent or (within.unit == ONE and met[0].unit != ONE and within.bare is not None):
            tolerance = within.node
        else:
            fitted = convert.convert(e, within, met[0].unit, env, statement.within.span)
            if not isinstance(fitted, Value):
                e.report(
                    codes.TEST_WITHIN,
                    env,
                    statement.within.span,
                    f"the sides are in {e.unit_text(met[0].unit)}, "
                    "so the tolerance is a percentage or an amount in that unit",
                    fix="1%",
                )
                return None
            tolerance, absolute = fitted.node, True
    percent = met[0].percent or met[1].percent
    return ExpectNode(
        met[0].node,
        statement.operator,
        met[1].node,
        tolerance,
        absolute,
        e.units.text(met[0].unit),
        text,
        place,
        percent,
    )


def path_exists(e: Elaboration, path: Path, span: Span, env: Env) -> bool:
    """Whether an override names something there is; a path to nothing is reported."""
    scope = e.root
    first = path[0]
    if len(path) == 2 and first in scope.imports:
        imported = e.resolver.imported(scope, first)
        if imported is None:
            return False
        if path[1] in imported.symbols:
            return True
        guess = e.nearest(path[1], list(imported.symbols))
        e.report(
            codes.UNKNOWN_PATH,
            env,
            span,
            f"`{first}` has no `{path[1]}` to override" + (f"; did you mean `{first}.{guess}`?" if guess else ""),
            fix=f"{first}.{guess}" if guess else None,
        )
        return False
    if first not in scope.symbols:
        if (
            len(path) == 1
            and e.units.is_currency(first)
            and any(rate.currency == first for _, rate in e.resolver.rates(scope))
        ):
            return True
        if first in scope.broken_names:
            return False
        guess = e.nearest(first, list(scope.symbols))
        reason = "is imported; what the model itself defines can be overridden" if first in scope.imports else ""
        e.report(
            codes.UNKNOWN_PATH,
            env,
            span,
            f"`{'.'.join(path)}` {reason or 'is not in the model'}" + (f"; did you mean `{guess}`?" if guess else ""),
            fix=".".join((guess, *path[1:])) if guess else None,
        )
        return False
    if len(path) == 1:
        statement = scope.symbols[first].statement(e.bag)
        if not isinstance(statement, Definition | Record | None):
            e.report(
                codes.UNKNOWN_PATH,
                env,
                span,
                f"`{first}` is {_SORTS[type(statement)]}; what can be overridden is an input, an equation or a record",
            )
            return False
        return True
    found = names.symbol_value(e, scope.symbols[first], span, Env(scope, Frame("override")))
    if isinstance(found, Bad):
        return False
    if not isinstance(found, RecordValue) or len(path) > 2:
        e.report(codes.UNKNOWN_PATH, env, span, f"`{first}` has no members to override")
        return False
    if not records.has_member(e, found.record, path[1]):
        guess = e.nearest(path[1], records.member_names(e, found.record))
        e.report(
            codes.UNKNOWN_PATH,
            env,
            span,
            f"`{first}` has no member `{path[1]}`" + (f"; did you mean `{first}.{guess}`?" if guess else ""),
            fix=f"{first}.{guess}" if guess else None,
        )
        return False
    return True
