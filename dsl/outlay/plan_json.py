"""A plan as JSON and back: quick to read, exact to the last bit, and nothing in it that could be run.

Long lists of one kind (nodes, quantities, places) are written field by field, with each distinct value once; the
reader then fills all objects a field at a time. Numbers that are none are written as Python's JSON has them.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from itertools import repeat
from typing import Any

from outlay import plan as plans
from outlay.plan import Plan

FORMAT = 1

_CLASSES: dict[str, Any] = {
    name: item
    for name, item in vars(plans).items()
    if isinstance(item, type) and is_dataclass(item) and item.__module__ == plans.__name__
}
_FIELDS: dict[str, tuple[str, ...]] = {
    name: tuple([field.name for field in fields(item)]) for name, item in _CLASSES.items()
}
_LONG = 8  # lists of objects from this length on are written field by field


class PlanFormatError(ValueError):
    """What was read is no plan, or one of another version."""


def plan_to_json(plan: Plan) -> str:
    """The plan as compact JSON."""
    document = {"format": FORMAT, "fields": _FIELDS, "plan": _frozen(plan)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def plan_from_json(text: str) -> Plan:
    """The plan in a text that `plan_to_json` made; anything else is a `PlanFormatError`."""
    try:
        return plan_from_document(json.loads(text))
    except RecursionError:
        raise PlanFormatError("too deeply nested") from None
    except ValueError as problem:
        raise PlanFormatError(str(problem)) from None


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as what JSON can hold, to be part of something larger."""
    return {"format": FORMAT, "fields": _FIELDS, "plan": _frozen(plan)}


def plan_from_document(document: Any) -> Plan:
    """The plan in what `plan_document` made."""
    try:
        if document["format"] != FORMAT:
            raise PlanFormatError("another format")
        written = {name: tuple(names) for name, names in document["fields"].items()}
        if written != _FIELDS:
            raise PlanFormatError("written by another version")
        found = _thawed(document["plan"])
        if isinstance(found, Plan):
            _check(found)
            return found
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as problem:
        raise PlanFormatError(f"not a plan: {problem!r}") from None
    raise PlanFormatError("not a plan")


def _check(plan: Plan) -> None:
    """Every index in range, so that what follows may rely on it."""
    count = len(plan.nodes)
    if not all(0 <= arg < count for node in plan.nodes for arg in node.args):
        raise PlanFormatError("a node without its arguments")
    if not all(0 <= quantity.node < count for quantity in plan.quantities):
        raise PlanFormatError("a quantity without its node")
    if not all(0 <= output < len(plan.quantities) for output in plan.outputs):
        raise PlanFormatError("an output without its quantity")
    handed = [call.node for call in plan.calls]
    handed += [node for call in plan.calls for argument in call.arguments for node in argument.nodes]
    if not all(0 <= node < count for node in handed):
        raise PlanFormatError("a call without its arguments")


# ------------------------------------------------------------------------------------------------ writing


def _frozen(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple):
        kind = type(value[0]).__name__ if value else ""
        if len(value) >= _LONG and kind in _CLASSES and all(type(item) is _CLASSES[kind] for item in value):
            columns = [_column(value, name) for name in _FIELDS[kind]]
            if any(_is_long(column) for column in columns):
                return {"many": kind, "count": len(value), "columns": columns}
        return [_frozen(item) for item in value]
    if isinstance(value, dict):
        return {"keys": [_frozen(key) for key in value], "values": [_frozen(item) for item in value.values()]}
    kind = type(value).__name__
    if kind not in _CLASSES:
        raise TypeError(f"a plan holds no {kind}")
    return {"one": kind, "values": [_frozen(getattr(value, name)) for name in _FIELDS[kind]]}


def _column(items: Sequence[Any], name: str) -> Any:
    values = [getattr(item, name) for item in items]
    places: dict[str, int] = {}
    distinct: list[Any] = []
    indices: list[int] = []
    for value in values:
        key = repr(value)  # tells 1 from 1.0 and from true, at any depth, and NaN from nothing else
        place = places.get(key)
        if place is None:
            place = places[key] = len(distinct)
            distinct.append(value)
        indices.append(place)
    if len(distinct) * 2 > len(values):
        return [_frozen(value) for value in values]
    if len(distinct) == 1:
        return {"same": _frozen(distinct[0])}
    return {"distinct": [_frozen(value) for value in distinct], "indices": indices}


# ------------------------------------------------------------------------------------------------ reading

_NESTED = (list, dict)


def _thawed(value: Any) -> Any:
    kind = type(value)
    if kind is list:
        for item in value:
            if type(item) in _NESTED:
                return tuple([_thawed(item) if type(item) in _NESTED else item for item in value])
        return tuple(value)
    if kind is not dict:
        return value
    if "many" in value:
        return tuple(_many(value["many"], value["count"], value["columns"]))
    if "one" in value:
        name, values = value["one"], value["values"]
        if len(values) != len(_FIELDS[name]):
            raise PlanFormatError(f"a broken {name}")
        return _CLASSES[name](*[_thawed(item) if type(item) in _NESTED else item for item in values])
    return dict(zip(_thawed(value["keys"]), _thawed(value["values"]), strict=True))


def _many(name: str, count: int, columns: list[Any]) -> list[Any]:
    """Objects filled a field at a time through their slots, past the `__init__` that would take most of the time."""
    item = _CLASSES[name]
    if len(columns) != len(_FIELDS[name]) or not isinstance(count, int):
        raise PlanFormatError(f"broken {name} entries")
    found = list(map(object.__new__, repeat(item, len(_length(columns, count)))))
    for field, column in zip(_FIELDS[name], columns, strict=True):
        put = getattr(item, field).__set__
        deque(map(put, found, _values(column, count)), maxlen=0)
    return found


def _length(columns: list[Any], count: int) -> range:
    """As many as the columns say; a count alone is not to be believed."""
    lengths = {len(column if isinstance(column, list) else column["indices"]) for column in columns if _is_long(column)}
    if lengths != {count}:
        raise PlanFormatError("columns of unequal length")
    return range(count)


def _is_long(column: Any) -> bool:
    return isinstance(column, list) or "indices" in column


def _values(column: Any, count: int) -> Any:
    if isinstance(column, list):
        return _thawed(column)
    if "same" in column:
        return repeat(_thawed(column["same"]), count)
    distinct = _thawed(column["distinct"])
    if any(index < 0 for index in column["indices"]):
        raise PlanFormatError("a negative index")
    return map(distinct.__getitem__, column["indices"])
