"""Exchange: the one chain of `rate` statements that leads from one currency to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.check import attributes
from outlay.check.environment import Env, Frame
from outlay.check.values import BAD, Bad, ListValue, Value
from outlay.diagnostics.codes import meeting as codes
from outlay.diagnostics.codes import names as name_codes
from outlay.resolve import ModuleScope
from outlay.structs import replace
from outlay.syntax import Rate

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.syntax import Span


def rate_statements(e: Elaboration) -> dict[str, list[tuple[str, ModuleScope, Rate]]]:
    """Every rate the model can see, by the currency it prices: (the other currency, module, statement)."""
    found: dict[str, list[tuple[str, ModuleScope, Rate]]] = {}
    for scope, statement in e.resolver.rates(e.root):
        priced = value_of(e, scope, statement)
        if isinstance(priced, Value) and len(priced.unit.terms) == 1:
            found.setdefault(statement.currency, []).append((priced.unit.terms[0][0], scope, statement))
    return found


def _needs_itself(e: Elaboration, *currencies: str) -> bool:
    """Whether a rate of one of these is being worked out just now."""
    working = {key for key, *_ in e.open}
    return any(
        statement.currency in currencies and ("rate", id(scope), statement.span) in working
        for scope, statement in e.resolver.rates(e.root)
    )


def _broken(e: Elaboration, *currencies: str) -> bool:
    """Whether a rate of one of these holds a mistake, which has been reported: what is missing is that rate."""
    return any(
        statement.currency in currencies and isinstance(value_of(e, scope, statement), Bad)
        for scope, statement in e.resolver.rates(e.root)
    )


def value_of(e: Elaboration, scope: ModuleScope, statement: Rate) -> Value | Bad:
    """The value of a rate statement, in units of the other currency for one of `currency`; overrides respected."""
    key = ("rate", id(scope), statement.span)
    known = e.memo.get(key)
    if known is not None:
        return known if isinstance(known, Value) else BAD
    e.memo[key] = BAD
    path = (statement.currency,)
    frame = Frame(f"rate {statement.currency}")
    env = Env(scope, frame)
    expression = statement.value
    for layer in reversed(e.layers):
        if path in layer:
            entry = layer[path]
            env = Env(entry.scope, frame)
            expression = entry.override.value
            break
    e.open.append((key, frame.path, env.scope.source, expression.span))
    found = e.number(expression, env)
    e.open.pop()
    if isinstance(found, Bad):
        return BAD
    if expression is not statement.value and not found.series:
        replaced = e.number(statement.value, Env(scope, Frame(frame.path)))
        if isinstance(replaced, Value) and replaced.series:
            found = e.spread(found)
    terms = found.unit.terms
    if len(terms) != 1 or terms[0][1] != 1 or not e.units.is_currency(terms[0][0]) or terms[0][0] == path[0]:
        e.report(
            codes.NO_RATE,
            env,
            expression.span,
            f"a rate says what one {statement.currency} costs in another currency, such as `1.08 USD`; "
            f"this is in {e.unit_text(found.unit)}",
        )
        return BAD
    facts = attributes.read(e, statement.attributes, Env(scope, frame), found, frame.path, expression.span, env)
    facts = replace(facts, rollup=facts.rollup or "mean")  # a year's sales are converted at its mean rate
    if path in e.opened:
        text = env.scope.source.text[slice(*expression.span)]
        unit = e.units.text(found.unit)
        node = e.add_input(
            path, "number", unit, statement.label or "", found.node, text, bounds=facts.range, series=found.series
        )
        found = replace(found, node=node, zero=False)
    index = e.add_quantity(
        f"rate {statement.currency}", found, "plain", expression.span, env, label=statement.label or "", facts=facts
    )
    found.quantity = index
    e.memo[key] = found
    return found


def rate(e: Elaboration, source: str, wanted: str, env: Env, span: Span) -> int | Bad:
    """The node of the price of one `source` in `wanted`; no chain, or more than one, is reported."""
    key = ("exchange", source, wanted)
    known = e.memo.get(key)
    if isinstance(known, ListValue):  # the price, and the rates it is made of
        made, *steps = (value for _, value in known.items if isinstance(value, Value))
        env.frame.references += [((span[1], span[1]), step.quantity) for step in steps]
        return made.node
    graph: dict[str, list[tuple[str, ModuleScope, Rate, bool]]] = {}
    for currency, edges in rate_statements(e).items():
        for other, scope, statement in edges:
            graph.setdefault(currency, []).append((other, scope, statement, False))
            graph.setdefault(other, []).append((currency, scope, statement, True))
    chains = _chains(graph, source, wanted)
    if not chains and _needs_itself(e, source, wanted):
        return e.report(
            name_codes.CYCLE, env, span, f"{source} and {wanted} meet here, inside the rate that would exchange them"
        )
    if not chains and ({source, wanted} & e.root.broken_names or _broken(e, source, wanted)):
        return BAD
    if not chains:
        return e.report(
            codes.NO_RATE,
            env,
            span,
            f"{source} and {wanted} meet here, and the model has no rate between them; "
            f'add a line such as `rate {source} = 1.1 {wanted} @source("where", 2026-01-31)`',
        )
    if len(chains) > 1:
        ways = " and ".join(" → ".join(_names(source, chain)) for chain in chains[:2])
        return e.report(
            codes.TWO_RATES, env, span, f"{source} can become {wanted} in more than one way: {ways}; keep one"
        )
    node = e.builder.constant(1.0)
    used: list[Value] = []
    for _, scope, statement, reverse in chains[0]:
        price = value_of(e, scope, statement)
        if isinstance(price, Bad):
            return BAD
        env.frame.references.append(((span[1], span[1]), price.quantity))  # a dependency with no text of its own
        used.append(price)
        node = e.builder.make("div" if reverse else "mul", (node, price.node))
    e.memo[key] = ListValue(tuple((None, value) for value in (Value(node), *used)))
    return node


def _chains(
    graph: dict[str, list[tuple[str, ModuleScope, Rate, bool]]], source: str, wanted: str
) -> list[list[tuple[str, ModuleScope, Rate, bool]]]:
    """Up to two chains without repeats from `source` to `wanted`."""
    found: list[list[tuple[str, ModuleScope, Rate, bool]]] = []
    stack: list[tuple[str, list[tuple[str, ModuleScope, Rate, bool]], frozenset[str]]] = [
        (source, [], frozenset({source}))
    ]
    while stack and len(found) < 2:
        here, chain, seen = stack.pop()
        if here == wanted:
            found.append(chain)
            continue
        stack += [(edge[0], [*chain, edge], seen | {edge[0]}) for edge in graph.get(here, ()) if edge[0] not in seen]
    return found


def _names(source: str, chain: list[tuple[str, ModuleScope, Rate, bool]]) -> list[str]:
    return [source, *(edge[0] for edge in chain)]
