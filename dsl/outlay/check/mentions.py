"""What statements mention, and an order in which each stands after those it mentions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from outlay.syntax import Binary, Call, Definition, Expression, Literal, Minimize, Name, Record, Solve, Statement, Unary


def evaluation_order(statements: Sequence[Statement]) -> list[Statement]:
    """Statements so that each stands after those it names, circles aside: recursion stays shallow in long models."""
    named: dict[str, Statement] = {}
    for statement in statements:
        if isinstance(statement, Definition | Record | Solve | Minimize):
            named.setdefault(statement.name or "", statement)
    order: list[Statement] = []
    state: dict[int, int] = {}
    for root in statements:
        if id(root) in state:
            continue
        stack: list[tuple[Statement, Iterator[str]]] = [(root, iter(mentioned(root)))]
        state[id(root)] = 1
        while stack:
            statement, rest = stack[-1]
            for name in rest:
                target = named.get(name)
                if target is not None and id(target) not in state:
                    state[id(target)] = 1
                    stack.append((target, iter(mentioned(target))))
                    break
            else:
                stack.pop()
                order.append(statement)
    return order


def mentioned(statement: Statement) -> list[str]:
    """Every bare name a definition or a record mentions, in the order of writing."""
    if isinstance(statement, Definition):
        return names_in(statement.value)
    if isinstance(statement, Record):
        written = [member.value for member in statement.members]
        return names_in(*written) if statement.base is None else names_in(*written, statement.base)
    return []


def names_in(*expressions: Expression) -> list[str]:
    """Every bare name some expressions mention, functions they call aside."""
    waiting: list[object] = list(expressions)
    found: dict[str, None] = {}
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            found[node.name] = None
        elif isinstance(node, tuple):
            waiting += [part for part in node if is_dataclass(part)]
        elif is_dataclass(node):
            for one in _fields(type(node)):
                part = getattr(node, one)
                if part is not None and not isinstance(part, str | int | float):
                    waiting.append(part)
            if isinstance(node, Call) and isinstance(node.function, Name):
                found.pop(node.function.name, None)
    return list(found)


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    known = _FIELDS.get(kind)
    if known is None:
        known = tuple(one.name for one in fields(kind) if "span" not in one.name)
        if "chain" in known:
            known = ("chain",)
        _FIELDS[kind] = known
    return known


def is_constant(expression: Expression) -> bool:
    """Whether an expression is made of literals and `/ * -` alone."""
    if isinstance(expression, Literal):
        return True
    if isinstance(expression, Unary):
        return is_constant(expression.operand)
    if isinstance(expression, Binary):
        return expression.operator in "*/" and is_constant(expression.left) and is_constant(expression.right)
    return False
