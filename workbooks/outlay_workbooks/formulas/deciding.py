"""Which calls of a model become calls in cells, and why the others are worked out in the workbook itself.

A call goes into a cell where the add-in's function hangs on nothing but what cells can hand over, and gives what the
engine gives: in the base, in every scenario, in every period. Whatever is inside such a call is not looked at any more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from outlay.diagnostics import OutlayError
from outlay.plan import Input, Node, Plan, Table
from outlay.scalar import MISSING, Values
from outlay.scalar.contents import whole_number
from outlay_workbooks.formulas.callable import Callables, OfAnAddIn
from outlay_workbooks.formulas.called import CALLED, CHOSEN, FIRST, LEFT_OUT, LIST, NAME, Called, Handed, read
from outlay_workbooks.formulas.lower import Lowered
from outlay_workbooks.formulas.writing import LONGEST

_CLOSE = 1e-9
_SHORTEST_ADDRESS = len("$D$1000,")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of the calls of a lowered plan."""

    chosen: tuple[int, ...]  # nodes whose cells call
    others: tuple[tuple[int, str, str], ...]  # nodes worked out in place: node, function, reason

    @property
    def worked_out(self) -> frozenset[int]:
        return frozenset(node for node, _, _ in self.others)


def decide(lowered: Lowered, runs: Sequence[Values], callables: Callables) -> Decision:
    """What becomes of every call that is left when calls in cells hide what is inside them.

    `runs` are the engine's values of every node, in the base and in each scenario.
    """
    return _Deciding(lowered, runs, callables).done()


class _Deciding:
    def __init__(self, lowered: Lowered, runs: Sequence[Values], callables: Callables) -> None:
        self.lowered = lowered
        self.plan: Plan = lowered.plan
        self.nodes: Sequence[Node] = lowered.plan.nodes
        self.runs = runs
        self.callables = callables

    def done(self) -> Decision:
        others: dict[int, tuple[str, str]] = {}

        def needed(index: int) -> tuple[int, ...]:
            node = self.nodes[index]
            if node.op != CALLED:
                return node.args
            reason = self._reason(node)
            if reason:
                others[index] = (read(node).function, reason)
                return node.args[:1]
            return node.args[FIRST:]

        seen = self.lowered.reached(needed)
        chosen = [index for index in sorted(seen) if self.nodes[index].op == CALLED and index not in others]
        own = {self._original(index): said for index, said in sorted(others.items())}
        return Decision(tuple(chosen), tuple((index, *said) for index, said in sorted(own.items())))

    def _original(self, index: int) -> int:
        """The call that another is a copy of, made for a search."""
        while index in self.lowered.copies:
            index = self.lowered.copies[index][0]
        return index

    def _reason(self, node: Node) -> str:
        """Why no cell can make a call; empty where one can."""
        called = read(node)
        known = self.callables.get(called.function, called.file, len(called.arguments))
        if isinstance(known, str):
            return known
        own = (
            self._argument(each, item, known) for each, item in zip(called.arguments, known.plan.inputs, strict=True)
        )
        reason = next((each for each in own if each), "")
        if reason:
            return reason
        if not node.series and any(self.nodes[arg].series for arg in node.args[FIRST:]):
            return "it takes a row of periods as a whole"
        if len(called.function) + 2 + _SHORTEST_ADDRESS * len(called.arguments) >= LONGEST:
            return f"its formula would be longer than {LONGEST} characters"
        return self._hangs_on_more(node) or self._differs(node, called, known)

    def _argument(self, handed: Handed, item: Input, known: OfAnAddIn) -> str:
        """Why an argument cannot be handed over; empty where it can."""
        if handed.sort == NAME:
            return "" if known.row(item.table or "", handed.text) is not None else _unknown(handed.text)
        if handed.sort == CHOSEN:
            own, theirs = self.plan.tables[handed.text], known.plan.tables[item.table or ""]
            numbers = self._possible(handed.nodes[0], len(_names(own)))
            return _options(own, numbers, theirs, lambda name: known.row(item.table or "", name))
        if handed.sort in (LEFT_OUT, LIST):
            return ""
        if handed.sort != "value":
            return handed.text
        return ""

    def _possible(self, index: int, count: int) -> Collection[int]:
        """The numbers that a choice of a record may come to."""
        waiting, seen, found = [index], set[int](), set[int]()
        while waiting:
            at = waiting.pop()
            node = self.nodes[at]
            if at in seen:
                continue
            seen.add(at)
            if node.op == "const" and isinstance(node.value, float):
                found.add(int(node.value))
            elif node.op in ("choose", "select"):
                waiting.extend(node.args[1:])
            else:
                return range(count)
        return found

    def _hangs_on_more(self, node: Node) -> str:
        """What the value hangs on besides what is handed over."""
        handed = set(node.args[FIRST:])
        waiting, seen = [node.args[0]], set(handed)
        while waiting:
            index = waiting.pop()
            if index in seen:
                continue
            seen.add(index)
            found = self.nodes[index]
            if found.op == "input":
                path = self.plan.inputs[whole_number(found.value)].path
                return f"it hangs on {path} as well, which it is not given"
            if found.op in ("previous", "period", "days", "at", "reduce", "known"):
                return "it works over periods, and a cell hands over one figure at a time"
            waiting.extend(found.args)
        return ""

    def _differs(self, node: Node, called: Called, known: OfAnAddIn) -> str:
        """Whether the function gives anything but what the engine gives where it is called."""
        for values in self.runs:
            own = values.node(node.args[0])
            for at, expected in enumerate(own if node.series else (own,)):
                arguments = [self._value(each, item, values, at)
                             for each, item in zip(called.arguments, known.plan.inputs, strict=True)]  # fmt: skip
                if any(isinstance(each, str) and not each.strip() for each in arguments):
                    return "a cell cannot hand over a text without a character"
                if not _same(_called(known, arguments), expected):
                    return "the add-in's function gives another figure here"
        return ""

    def _value(self, handed: Handed, item: Input, values: Values, at: int) -> Any:
        """An argument as the add-in gets it in one period."""
        if handed.sort == LEFT_OUT:
            return MISSING
        if handed.sort == NAME:
            return handed.text
        found = [_at(values.node(index), at) for index in handed.nodes]
        if handed.sort == CHOSEN:
            names = _names(self.plan.tables[handed.text])
            return names[int(found[0])] if found[0] == found[0] else math.nan
        if handed.sort == LIST:
            return found
        return _day(found[0]) if item.type == "date" else found[0]


def _called(known: OfAnAddIn, arguments: Sequence[Any]) -> Any:
    try:
        return known.call(*arguments)
    except OutlayError:
        return math.nan


def _day(ordinal: Any) -> Any:
    import datetime

    return datetime.date.fromordinal(int(ordinal)) if ordinal == ordinal else ordinal


def _at(value: Any, at: int) -> Any:
    return value[at] if isinstance(value, list | tuple) else value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    if not (math.isfinite(one) and math.isfinite(other)):
        return math.isfinite(one) == math.isfinite(other)
    return bool(abs(one - other) <= _CLOSE * max(abs(one), abs(other)))


def _names(table: Table) -> tuple[str, ...]:
    return table.families or table.rows


def _unknown(name: str) -> str:
    return f"{name} is a name that the add-in does not know"


def _options(own: Table, numbers: Collection[int], theirs: Table, row: Callable[[str], int | None]) -> str:
    """Why a record that is chosen cannot be handed over by name; empty where every choice is the same there."""
    for number in sorted(numbers):
        name = _names(own)[number]
        found = row(name)
        if found is None:
            return _unknown(name)
        if not _alike(own, number, theirs, found):
            return f"{name} is another record to the add-in"
    return ""


def _alike(own: Table, number: int, theirs: Table, found: int) -> bool:
    ours, others = _stretches(own, number), _stretches(theirs, found)
    if [each[:2] for each in ours] != [each[:2] for each in others]:
        return False
    columns = own.columns.keys() & theirs.columns.keys()
    return all(
        own.columns[name][mine[2]] == theirs.columns[name][other[2]]
        for name in columns
        for mine, other in zip(ours, others, strict=True)
    )


def _stretches(table: Table, number: int) -> list[tuple[int, int | None, int]]:
    return list(table.dated[number]) if table.dated is not None else [(1, None, number)]
