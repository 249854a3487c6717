"""Compiled code: a whole plan as the text of one function over rows, for numba to compile.

Rows are taken in blocks. Within a block there is one loop over rows for what is computed once, and, inside a loop over
periods, one for everything that is computed by period; so a recurrence is computed for many rows side by side. What
one loop leaves to another is kept in a work area of a fixed size; everything else lives in registers. No loop over
rows has a branch.

Names in the text: `v5` is the value of node 5, `t5` and `f5` say whether a truth holds and whether it fails (neither:
a fault), `k5` is a number that is the same in every row; `r` is the row in the block, `b` that in all, `t` the period.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from outlay.arrays import kernel_areas as areas
from outlay.arrays.kernel_layout import FIXED, FOLDED, TABLES, WORK, Key, Layout
from outlay.arrays.kernel_loops import Loop, Names, Rows, surrounding
from outlay.plan import Node
from outlay.scalar.schedule import schedule

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis

WORK_AREA = 384 * 1024  # bytes that the blocks of one thread may take: most of a second cache
WIDEST, NARROWEST = 512, 32  # rows of a block


_PLACES = re.compile(r"\b(FIXED|PERIODS|ROW|SERIES|WIDTH)(\d*)\b")

Operation = Callable[["Writer", int, Node], None]


class Writer:
    """Writes the kernel that computes `subset` and leaves `roots` where results are wanted.

    What is not in the subset and varies is a column: inputs, draws, and whatever another engine has computed.
    """

    def __init__(self, analysis: Analysis, subset: set[int], roots: set[int]) -> None:
        from outlay.arrays.kernel_operations import OPERATIONS

        self.analysis = analysis
        self.nodes = analysis.nodes
        self.alias = analysis.knowledge.alias
        self.constants = analysis.knowledge.constants
        self.periods = analysis.periods
        self.subset = subset
        self.roots = roots
        self.layout = Layout(analysis)
        self.operations = OPERATIONS
        self.parts: list[Rows | Loop] = []
        self.loop: Loop | None = None
        self.rows = Rows(None)
        self.homes: dict[int, Rows] = {}
        self.row_slots: dict[int, int] = {}
        self.series_slots: dict[int, int] = {}
        self.slots = 0
        self.whole_slots = 0
        self.heads: dict[str, str] = {}
        self.here: frozenset[int] = frozenset()  # nodes of the loop over periods being written
        self.carried: list[tuple[int, int]] = []  # slots, and what they take at the end of a period

    # ------------------------------------------------------------------------------------------------ the text

    def text(self) -> str:
        """The function `kernel(n, p)`: rows, and the addresses that the layout lists."""
        for stage in [stage for function in schedule(self.analysis, self.subset) for stage in function]:
            self._loop(stage.nodes) if stage.loop else self._once(stage.nodes)
        width = self.width
        flat = not self.slots and not self.whole_slots and not any(isinstance(part, Loop) for part in self.parts)
        names = Names()
        body = [line for part in self.parts for line in part.text("    " if flat else "        ", names)]
        head = ["def kernel(n, p):", f"    w = p[{WORK}]", f"    k = p[{FIXED}]", f"    q = p[{TABLES}]"]
        head += [f"    {name} = {value}" for name, value in self.heads.items()]
        block = ["    at = 0", "    m = n"] if flat else [f"    for at in range(0, n, {width}):"]
        block += [] if flat else [f"        m = min({width}, n - at)", f"        s = w + {8 * width * self.slots}"]
        text = "\n".join([*head, *block, *body]) + "\n"
        return _PLACES.sub(self._place, text)

    def _place(self, found: re.Match[str]) -> str:
        """A number that is known once everything is written."""
        name, number = found[1], int(found[2] or 0)
        if name == "FIXED":
            return str(len(self.layout.numbers) + number * self.periods)
        unit = {"ROW": self.width, "SERIES": self.width * self.periods, "WIDTH": self.width, "PERIODS": self.periods}
        return str(unit[name] * (number if found[2] else 1))

    @property
    def room(self) -> int:
        """Numbers that the work area holds for each row of a block."""
        return self.slots + self.whole_slots * self.periods

    @property
    def width(self) -> int:
        """Rows of a block."""
        fitting = WORK_AREA // (8 * max(1, self.room))
        return max(NARROWEST, min(WIDEST, fitting // 16 * 16))

    def _once(self, indices: tuple[int, ...]) -> None:
        self.start_rows()
        for index in indices:
            self._node(index)

    def _loop(self, indices: tuple[int, ...]) -> None:
        self.start_rows()  # for what has to be ready before the first period
        with self.periods_loop("for t in range(PERIODS):"):
            self.here = frozenset(indices)
            self.carried = []
            for index in indices:
                self._node(index)
            for slot, source in self.carried:
                self.rows.tail.append(self.put(slot, self.number(source)))
            self.here = frozenset()

    @property
    def running(self) -> Loop:
        """The loop over periods being written."""
        return surrounding(self.loop)

    def start_rows(self) -> None:
        """Begins a new loop over rows: what was computed before is read from the work area."""
        self.rows = Rows(self.loop)
        (self.loop.parts if self.loop else self.parts).append(self.rows)

    @contextmanager
    def periods_loop(self, header: str) -> Iterator[Loop]:
        """A loop with loops over rows inside; another loop over rows begins after it."""
        outer = self.loop
        loop = Loop(header, self.rows)
        (outer.parts if outer else self.parts).append(loop)
        self.loop = loop
        self.start_rows()
        yield loop
        self.loop = outer
        self.start_rows()

    @contextmanager
    def in_rows(self, rows: Rows) -> Iterator[None]:
        """Writes into an earlier loop over rows."""
        here, loop, self.rows, self.loop = self.rows, self.loop, rows, rows.loop
        yield
        self.rows, self.loop = here, loop

    def _node(self, index: int) -> None:
        node = self.nodes[index]
        self.homes[index] = self.rows
        self.operations[node.op](self, index, node)
        self.homes[index] = self.rows
        if index in self.roots:
            place = self.layout.address(self.layout.results, index, node.series)
            number, where = self.number(index), self._position(place, node.series)
            area = areas.result_area(len(self.layout.results) - 1)
            self.rows.tail.append(f"store(p{place}, {where}, {number}, {area})")

    # ------------------------------------------------------------------------------------------------ writing

    def emit(self, line: str) -> None:
        self.rows.lines.append(line)

    def set(self, index: int, value: str) -> None:
        """The value of a node."""
        self.emit(f"v{index} = {value}")
        self.rows.names[index] = f"v{index}"

    def set_pair(self, index: int, holds: str, fails: str) -> None:
        """A truth."""
        self.emit(f"t{index} = {holds}")
        self.emit(f"f{index} = {fails}")
        self.rows.pairs[index] = (f"t{index}", f"f{index}")

    def head(self, name: str, value: str) -> str:
        """A name for the whole function."""
        self.heads.setdefault(name, value)
        return name

    # ------------------------------------------------------------------------------------------------ the work area

    def slot(self) -> int:
        """Room for one number per row of the block."""
        self.slots += 1
        return self.slots - 1

    def get(self, slot: int) -> str:
        return f"load(w, r + ROW{slot}, {areas.ROWS})"

    def put(self, slot: int, value: str) -> str:
        return f"store(w, r + ROW{slot}, {value}, {areas.ROWS})"

    def _row_slot(self, index: int) -> int:
        """Where a value that another loop over rows has computed is kept for this one."""
        found = self.row_slots.get(index)
        if found is None:
            found = self.row_slots[index] = self.slot()
            home = self.homes[index]
            home.tail.append(self.put(found, self._named(home, index)))
        return found

    def series_slot(self, index: int) -> int:
        """Where all periods of a computed series are kept."""
        found = self.series_slots.get(index)
        if found is None:
            found = self.series_slots[index] = self.whole_slots
            self.whole_slots += 1
            home = self.homes[index]
            home.tail.append(f"store(s, t * WIDTH + (r + SERIES{found}), {self._named(home, index)}, {areas.SERIES})")
        return found

    @staticmethod
    def _named(home: Rows, index: int) -> str:
        """A value by the name it has in the loop that computes it."""
        if index in home.names:
            return home.names[index]
        holds, fails = home.pairs[index]
        return f"coded({holds}, {fails})"

    # ------------------------------------------------------------------------------------------------ references

    def is_truth(self, index: int) -> bool:
        return self.analysis.kind(self.alias[index]) == "truth"

    def is_whole(self, index: int) -> bool:
        return self.nodes[index].series and index not in self.constants

    def is_fixed(self, index: int) -> bool:
        return index in self.constants or index not in self.analysis.varies

    def number(self, index: int) -> str:
        """The name of a number, or of a truth as 1, 0 or NaN; in a loop over periods, that of the period."""
        index = self.alias[index]
        rows = self.rows
        found = rows.names.get(index)
        if found is not None:
            return found
        if index in rows.pairs:
            holds, fails = rows.pairs[index]
            value = f"coded({holds}, {fails})"
        elif self.is_fixed(index) and not self.is_whole(index):
            return self.fixed(("node", index))
        elif self.is_whole(index) and not self.is_here(index):
            value = self.item(index, "t")
        elif index in self.subset:
            value = self.get(self._row_slot(index))
        else:
            value = self.item(index, "t")
        if self.is_fixed(index):
            return self.rows.head(f"u{index}", value)
        self.set(index, value)
        return rows.names[index]

    def is_here(self, index: int) -> bool:
        """Whether a node belongs to the loop over periods that is being written."""
        return index in self.here

    def fixed(self, key: Key) -> str:
        """The name of a number that is the same in every row."""
        place = self.layout.number(key)
        return self.head(f"k{place}", f"load(k, {place}, {areas.GIVEN})")

    def fixed_item(self, key: Key, period: str) -> str:
        """One period of a series that is the same in every row; it stands behind all fixed numbers."""
        return f"load(k, FIXED{self.layout.fixed_series(key)} + {period}, {areas.GIVEN})"

    def item(self, index: int, period: str) -> str:
        """A series in one period, or a number that stays the same, as an expression."""
        index = self.alias[index]
        if not self.is_whole(index):
            made = self.is_fixed(index) or index in self.subset
            return self.number(index) if made else self._column(index, False, period)
        if self.is_fixed(index):
            return self.fixed_item(("node", index), period)
        if index in self.subset:
            return f"load(s, {period} * WIDTH + (r + SERIES{self.series_slot(index)}), {areas.SERIES})"
        return self._column(index, True, period)

    def _column(self, index: int, series: bool, period: str) -> str:
        place = self.layout.address(self.layout.columns, index, series)
        return f"load({self._address(place)}, {self._position(place, series, period)}, {areas.GIVEN})"

    def _address(self, place: int) -> str:
        return self.head(f"p{place}", f"p[{place}]")

    def _position(self, place: int, series: bool, period: str = "t") -> str:
        self._address(place)
        self.rows.places_rows = True
        if not series:
            return "b"
        distance = self.head(f"d{place}", f"p[{place + 1}]")
        return f"{period} * {distance} + b"

    def folded(self) -> str:
        """The address of the codes that stand for all spellings of a text."""
        return self.head("folded", f"p[{FOLDED}]")

    def pair(self, index: int) -> tuple[str, str]:
        """Whether a truth holds, and whether it fails."""
        index = self.alias[index]
        found = self.rows.pairs.get(index)
        if found is None:
            value = self.number(index)
            if self.is_fixed(index) and not self.is_whole(index):
                return self.head(f"t{index}", f"{value} == 1.0"), self.head(f"f{index}", f"{value} == 0.0")
            self.set_pair(index, f"{value} == 1.0", f"{value} == 0.0")
            found = self.rows.pairs[index]
        return found

    def items(self, index: int) -> list[str]:
        """The names of the items of a list."""
        return [self.number(item) if isinstance(item, int) else self.fixed(item) for item in self.list_of(index)]

    def list_of(self, index: int) -> list[int | Key]:
        """The items of a list: nodes, or keys of fixed numbers."""
        index = self.alias[index]
        if index in self.constants:
            return [("item", index, place) for place in range(len(self.constants[index]))]
        if self.is_fixed(index):
            return [("item", index, place) for place in range(len(self.nodes[index].args))]
        return [self.alias[arg] for arg in self.nodes[index].args]

    def constant(self, index: int) -> object:
        return self.constants.get(self.alias[index])
