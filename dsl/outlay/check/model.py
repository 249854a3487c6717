"""Works out a whole model, one test or one function, and hands over the finished plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from outlay import correlation
from outlay.check import (
    attributes,
    convert,
    currency,
    declarations,
    kinds,
    names,
    questions,
    records,
    rows,
)
from outlay.check.elaboration import Elaboration
from outlay.check.environment import Env, Frame, Path
from outlay.check.mentions import evaluation_order, is_constant
from outlay.check.values import AnyValue, Bad, RecordValue, Value, sort_of
from outlay.diagnostics.codes import doubt as doubt_codes
from outlay.diagnostics.codes import names as name_codes
from outlay.diagnostics.codes import time as time_codes
from outlay.plan import Chart as PlanChart
from outlay.plan import CheckNode, Plan, Quantity, Reference, ScenarioFacts, TestCase
from outlay.resolve import ModuleScope
from outlay.structs import replace
from outlay.syntax import (
    Actual,
    Chart,
    Check,
    Correlate,
    Definition,
    Expression,
    Function,
    Kind,
    Member,
    Minimize,
    Name,
    Rate,
    Record,
    Records,
    Scenario,
    Solve,
    Statement,
    Test,
    Title,
    UnitDeclaration,
)
from outlay.units import ONE

if TYPE_CHECKING:
    pass


def model(e: Elaboration, scope: ModuleScope, scenario: str, scenarios: tuple[str, ...]) -> Plan:
    """The plan of everything a model's file says, for the layers the elaboration carries."""
    env = e.root_env()
    if scope.ordered is None or scope.questions is None:
        worked = [one for one in scope.statements if not isinstance(one, Scenario | Test | Function | Title)]
        scope.ordered = evaluation_order(worked)
        scope.questions = [one for one in worked if isinstance(one, Check | Chart | Solve | Minimize | Correlate)]
    for statement in scope.ordered:
        _work(e, scope, statement)
    e.settle()
    checks: list[CheckNode] = []
    charts: list[PlanChart] = []
    for statement in scope.questions:
        if isinstance(statement, Check):
            found = questions.check(e, scope, statement)
            checks += [] if found is None else [found]
        elif isinstance(statement, Chart):
            drawn = questions.chart(e, scope, statement)
            charts += [] if drawn is None else [drawn]
        elif isinstance(statement, Solve | Minimize):
            questions.solved(e, scope, statement, statement.span, env)
        elif isinstance(statement, Correlate):
            _correlate(e, scope, statement)
    e.settle()
    _possible_correlations(e, scope)
    title = next((one.text for one in scope.statements if isinstance(one, Title)), "")
    tests = tuple(one.text for one in scope.statements if isinstance(one, Test))
    outputs = [one.name for one in scope.statements if isinstance(one, Definition) and one.role == "output"]
    plan = finished(e, scope, scope.path.stem, title, scenario, outputs, tuple(checks), tuple(charts), scenarios, tests)
    written = {one.name: one for one in scope.statements if isinstance(one, Scenario)}
    units = tuple(one.name for one in scope.statements if isinstance(one, UnitDeclaration))
    return replace(plan, scenario_facts=tuple(_facts(written[name]) for name in scenarios), units=units)


def _facts(scenario: Scenario) -> ScenarioFacts:
    paths = tuple(dict.fromkeys(".".join(one.path) for one in scenario.overrides))
    return ScenarioFacts(scenario.name, scenario.label or "", scenario.base or "", paths)


def _work(e: Elaboration, scope: ModuleScope, statement: Statement) -> None:
    """Works out one statement of the model."""
    env = e.root_env()
    if isinstance(statement, Definition):
        symbol = scope.symbols.get(statement.name)
        if symbol is not None and symbol.statement(e.bag) is statement:
            names.symbol_value(e, symbol, statement.name_span, env)
    elif isinstance(statement, Record):
        made = records.instance(e, scope, statement, env)
        if scope.symbols.get(statement.name) is None:
            return
        attributes.read(e, statement.attributes, env, None, statement.name, statement.span)
        for member in dict.fromkeys(made.members):
            records.member(e, made, member, env, made.members[member].name_span)
    elif isinstance(statement, Records):
        rows.table(e, scope, statement)
    elif isinstance(statement, Rate):
        currency.value_of(e, scope, statement)
    elif isinstance(statement, Kind):
        _kind(e, scope, statement)
    elif isinstance(statement, Actual) and statement.path[0] not in scope.symbols:
        e.report(
            time_codes.BAD_ACTUAL,
            scope.source,
            statement.path_span,
            f"`{'.'.join(statement.path)}` is not in the model, so there is no forecast to replace",
        )


def _kind(e: Elaboration, scope: ModuleScope, statement: Kind) -> None:
    """Finds what is wrong with a kind before any record needs it: annotations, and defaults that are figures."""
    info = kinds.find(e, statement.name, scope)
    if info is None or info.scope is not scope:
        return
    for name, member in info.members.items():
        declared = info.declaration(e, name)
        if declared is not None and member.default is not None and is_constant(member.default):
            env = Env(scope, Frame(name), expects_share=declared.share)
            value = e.expression(member.default, env)
            declarations.apply(e, value, declared, env, member.default.span, f"`{name}` of kind `{statement.name}`")


def _correlate(e: Elaboration, scope: ModuleScope, statement: Correlate) -> None:
    env = Env(scope, Frame("correlate"))
    draws: list[tuple[str, bool]] = []
    for side in (statement.left, statement.right):
        value = e.expression(side, env)
        if isinstance(value, Bad):
            return
        found = _draw(e, value)
        if found is None and e.layers:  # what a scenario changes still stands on the draw it had
            found = _draw(e, _beneath(e, side, env))
        if found is None:
            e.report(
                doubt_codes.NOT_UNCERTAIN,
                env,
                side.span,
                f"{e.source_text(env, side.span)} is not an uncertain number; "
                "only intervals and distributions can be correlated",
            )
            return
        draws.append(found)
    value = e.number(statement.value, env)
    static = e.static(value) if isinstance(value, Value) else None
    (left, left_anew), (right, right_anew) = draws
    if static is None or not -1 <= static <= 1 or left == right:
        if not isinstance(value, Bad):
            e.report(
                doubt_codes.IMPOSSIBLE_CORRELATIONS,
                env,
                statement.value.span,
                "a correlation is a figure between -1 and 1, of two different numbers",
            )
        return
    if left_anew != right_anew:
        anew, once = (left, right) if left_anew else (right, left)
        e.report(
            doubt_codes.IMPOSSIBLE_CORRELATIONS,
            env,
            statement.span,
            f"{anew} is drawn anew in each period and {once} once for all of them; "
            "correlated numbers are drawn alike, both with @each_period or both without",
        )
        return
    e.correlated.append((left, right, static))


def _draw(e: Elaboration, value: AnyValue) -> tuple[str, bool] | None:
    """The stream of the one draw a value is, directly or as an input's default, and whether each period has its own."""
    if not isinstance(value, Value):
        return None
    found = e.builder.nodes[value.node]
    while found.op in ("input", "guard") and found.args:
        found = e.builder.nodes[found.args[0]]
    if found.op != "draw" or not isinstance(found.value, tuple):
        return None
    return str(found.value[1]), bool(found.value[2])


def _beneath(e: Elaboration, side: Expression, env: Env) -> AnyValue:
    """What a name, or a member where a record or one it extends writes it, is in the file itself."""
    if isinstance(side, Name):
        return e.expression(side, env.inner(below={(side.name,): 0}))
    if not isinstance(side, Member):
        return e.expression(side, env)
    base = e.expression(side.base, env)
    at: object = base.record if isinstance(base, RecordValue) else None
    while isinstance(at, records.RecordInstance):
        if side.name in at.members or not isinstance(at.base, records.RecordInstance):
            below: dict[Path, int] = {(*at.path, side.name): 0}
            return records.member(e, at, side.name, env.inner(below=below), side.span)
        at = at.base
    alias = {(side.base.name, side.name): 0} if isinstance(side.base, Name) else {}
    return e.expression(side, env.inner(below=alias))


def _possible_correlations(e: Elaboration, scope: ModuleScope) -> None:
    """Correlations that no numbers can have together are reported."""
    why = correlation.problem(tuple(e.correlated))
    if why is not None:
        last = [one for one in scope.statements if isinstance(one, Correlate)][-1]
        e.report(
            doubt_codes.IMPOSSIBLE_CORRELATIONS,
            scope.source,
            last.span,
            f"no numbers can be correlated so: {why}",
        )


def finished(
    e: Elaboration,
    scope: ModuleScope,
    name: str,
    title: str,
    scenario: str,
    outputs: Sequence[str],
    checks: tuple[CheckNode, ...] = (),
    charts: tuple[PlanChart, ...] = (),
    scenarios: tuple[str, ...] = (),
    tests: tuple[str, ...] = (),
) -> Plan:
    """The plan of what has been worked out, its quantities in file order and without those nothing refers to."""
    for number, hole in e.holes:
        e.quantities[number] = replace(e.quantities[number], unit=e.units.text(hole.unit or ONE))
    for number, hole in e.input_holes:
        e.inputs[number] = replace(e.inputs[number], unit=e.units.text(hole.unit or ONE))
    order = {symbol.name: symbol.span[0] for symbol in scope.symbols.values()}
    wanted = {number for one in charts for number in one.quantities}
    kept = _reachable(e.quantities, order, wanted)
    ranked = sorted(kept, key=lambda number: (_rank(e.quantities[number], order), number))
    place = {old: new for new, old in enumerate(ranked)}
    quantities = tuple(_moved(e.quantities[old], place) for old in ranked)
    by_path = {one.path: number for number, one in enumerate(quantities) if one.role == "output"}
    return Plan(
        name=name,
        title=title,
        scenario=scenario,
        nodes=tuple(e.builder.nodes),
        places=tuple(e.builder.places),
        inputs=tuple(e.inputs),
        quantities=quantities,
        outputs=tuple(by_path[one] for one in outputs if one in by_path),
        checks=checks,
        solves=tuple(e.solves),
        charts=tuple(
            replace(one, quantities=tuple(place[number] for number in one.quantities if number in place))
            for one in charts
        ),
        tables=e.tables,
        timeline=e.settings.timeline,
        calendar=e.settings.calendar,
        correlations=tuple(e.correlated),
        scenarios=scenarios,
        tests=tests,
        calls=tuple(e.visible_calls),
    )


def _moved(quantity: Quantity, place: dict[int, int]) -> Quantity:
    """A quantity whose references go to where each quantity stands now."""
    if all(place.get(one.quantity) == one.quantity for one in quantity.references):
        return quantity
    references = tuple(
        Reference(one.start, one.end, place[one.quantity]) for one in quantity.references if one.quantity in place
    )
    return replace(quantity, references=references)


def _rank(quantity: Quantity, order: dict[str, int]) -> int:
    if quantity.role in ("call", "argument", "default", "local"):
        return 1 << 60
    first = quantity.path.split(".", 1)[0].split(" (", 1)[0]
    return order.get(first, (1 << 60) - 1)


def _reachable(quantities: list[Quantity], order: dict[str, int], wanted: set[int]) -> set[int]:
    """The model's own quantities and all they refer to."""
    stack = [number for number, one in enumerate(quantities) if number in wanted or _rank(one, order) < (1 << 60) - 1]
    kept = set(stack)
    while stack:
        for reference in quantities[stack.pop()].references:
            if reference.quantity not in kept:
                kept.add(reference.quantity)
                stack.append(reference.quantity)
    return kept


# ---------------------------------------------------------------------------------------------------- one test


def test_case(e: Elaboration, scope: ModuleScope, statement: Test, scenario: str) -> TestCase | None:
    """A test worked out: only what its expectations need; None when it holds a mistake."""
    env = e.root_env()
    for override in statement.given:
        questions.path_exists(e, override.path, override.path_span, env)
    expects = [questions.expect(e, scope, one, statement) for one in statement.expects]
    e.settle()
    if any(one is None for one in expects):
        return None
    plan = finished(e, scope, scope.path.stem, statement.text, scenario, ())
    place = e.builder.places[e.builder.place(scope.source, statement.span)]
    return TestCase(statement.text, plan, tuple(one for one in expects if one is not None), statement.notes, place)


def expression(e: Elaboration, scope: ModuleScope, written: Expression) -> Plan | None:
    """One expression worked out, its value an output called `result`."""
    env = Env(scope, Frame("result"))
    value = e.expression(written, env)
    e.settle()
    if isinstance(value, Bad):
        return None
    if not isinstance(value, Value):
        e.report(name_codes.NOT_A_VALUE, env, written.span, f"this is {sort_of(value)}, not a figure")
        return None
    unit, factor = e.units.simplify(value.unit)
    if unit != value.unit:
        value = replace(value, node=convert.scale(e, value, factor), unit=unit)
    number = e.add_quantity("result", value, "output", written.span, env)
    return Plan(
        name="result",
        title="",
        scenario="",
        nodes=tuple(e.builder.nodes),
        places=tuple(e.builder.places),
        inputs=tuple(e.inputs),
        quantities=tuple(e.quantities),
        outputs=(number,),
        tables=e.tables,
        solves=tuple(e.solves),
        timeline=e.settings.timeline,
        calendar=e.settings.calendar,
    )
