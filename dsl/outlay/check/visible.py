"""Calls of exported functions that stay visible in a plan, so that a face that has these functions can call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from outlay.check import records, rows
from outlay.check.choices import Choice
from outlay.check.values import AnyValue, ListValue, RecordValue, Value
from outlay.plan import CallArgument, FunctionCall
from outlay.structs import replace

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.resolve import Symbol
    from outlay.syntax import Function

_LEFT_OUT = CallArgument("default")
_NO_NAME = "a record that a model alters has no name elsewhere"
_NO_CELL = "an argument is nothing that a cell can hold"


def call(e: Elaboration, symbol: Symbol, function: Function, handed: Mapping[str, AnyValue], value: Value) -> Value:
    """The value of a call as a node that says so. `handed` are its arguments by parameter; those left out are not."""
    node = e.builder.visible(value.node)
    arguments = tuple(
        _argument(e, handed[one.name]) if one.name in handed else _LEFT_OUT for one in function.parameters
    )
    e.visible_calls.append(FunctionCall(node, function.name, symbol.scope.source.path, arguments))
    if value.quantity >= 0:
        e.quantities[value.quantity] = replace(e.quantities[value.quantity], node=node)
    return replace(value, node=node)


def unguarded(e: Elaboration, before: AnyValue, value: AnyValue) -> AnyValue:
    """An argument without the guard that its parameter put around it: the function itself refuses what is outside."""
    if not (isinstance(value, Value) and isinstance(before, Value)) or value.node == before.node:
        return value
    node = e.builder.nodes[value.node]
    return replace(value, node=node.args[0]) if node.op == "guard" else value


def _argument(e: Elaboration, value: AnyValue) -> CallArgument:
    if isinstance(value, Value):
        return CallArgument("value", (value.node,))
    if isinstance(value, ListValue):
        return _list(value)
    if not isinstance(value, RecordValue):
        return CallArgument("none", text=_NO_CELL)
    record = value.record
    if isinstance(record, Choice):
        return CallArgument("chosen", (record.node,), record.options.name)
    if isinstance(record, rows.Row | rows.Family):
        return CallArgument("name", text=records.title(record))
    written = e.memo.get(("record", id(record.scope), record.path[-1]))
    if isinstance(written, RecordValue) and written.record is record:
        return CallArgument("name", text=records.title(record))
    return CallArgument("none", text=_NO_NAME)


def _list(value: ListValue) -> CallArgument:
    items = [item for key, item in value.items if key is None]
    nodes = tuple(item.node for item in items if isinstance(item, Value))
    if value.node >= 0 or not items or len(nodes) != len(value.items):
        return CallArgument("none", text="a list is handed on that is not written out")
    return CallArgument("list", nodes)
