"""Block code: the operations of a plan as generated Python that calls NumPy on one block of rows.

Every generated function takes the number of rows of the block (`n`), its columns (`c`), what does not vary (`u`), what
other functions and questions need to find (`s`), its draws (`d`), work buffers (`w`) and where results go (`r`). What
is computed by period is computed in loops over the periods, as the scalar back end does: buffers of one period then
stay in the processor's cache, and only series that something needs whole are kept whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from outlay.arrays import finance, lookups
from outlay.arrays.analysis import QUESTIONS, TRUTHS, Analysis
from outlay.arrays.operations import NAMESPACE
from outlay.arrays.slots import Slots
from outlay.scalar.contents import whole_number
from outlay.scalar.schedule import Stage, schedule

Generated = Callable[..., None]

HELPERS: dict[str, Any] = NAMESPACE | {
    function.__name__: function
    for function in (
        finance.npv,
        finance.xnpv,
        finance.rate_of_return,
        finance.payback,
        finance.alive_at,
        finance.depreciation,
        finance.tier,
        lookups.cell_of,
        lookups.item_of,
        lookups.row_of,
        lookups.best,
        lookups.count,
        lookups.median,
    )
}

# Operations that need the whole of a series that they take.
_OF_WHOLE = frozenset({"at", "reduce", "npv", "irr", "xnpv", "xirr", "payback"})


class Writer:
    """Writes the functions that compute `subset`. `moving` is what varies besides what the analysis says varies."""

    def __init__(
        self,
        analysis: Analysis,
        code: Callable[[str], float],
        subset: set[int],
        roots: Collection[int] = (),
        moving: Collection[int] = (),
        keep: Collection[int] = (),
    ) -> None:
        from outlay.arrays.expressions import WRITERS

        self.analysis = analysis
        self.code = code
        self.subset = subset
        self.roots = frozenset(root for root in roots if root in subset)
        self.moving = frozenset(moving)
        self.has_columns = not moving  # a question finds columns where it finds all that it is given
        self.nodes = analysis.nodes
        self.constants = analysis.knowledge.constants
        self.alias = analysis.knowledge.alias
        self.periods = analysis.periods
        self.namespace: dict[str, Any] = dict(HELPERS)
        self.slots = Slots()
        self.functions = schedule(analysis, subset)
        self.home: dict[int, tuple[int, int]] = {}
        for number, stages in enumerate(self.functions):
            for at, stage in enumerate(stages):
                self.home.update(dict.fromkeys(stage.nodes, (number, at)))
        self.kept = {index for index in keep if index in subset}  # found in `s` by other functions
        self.listed: set[int] = set()  # series kept whole
        self.uses: dict[int, int] = {}
        self._look_at_uses()
        self.names: dict[int, str] = {}
        self.pairs: dict[int, tuple[str, str]] = {}
        self.loaded: dict[str, str] = {}
        self.lines: list[str] = []
        self.before: list[str] = []
        self.after: list[str] = []
        self.deferred: list[int] = []
        self.sources: set[int] = set()
        self.indent = "    "
        self.at = (0, 0)
        self.looping = False
        self._writers = WRITERS

    def _look_at_uses(self) -> None:
        for index in self.subset:
            node = self.nodes[index]
            here = self.home[index]
            if node.series and index in self.roots:
                self.listed.add(index)
            for place, arg in enumerate(self.analysis.args(index)):
                if arg not in self.subset:
                    continue
                self.uses[arg] = self.uses.get(arg, 0) + 1
                there = self.home[arg]
                if there[0] != here[0] or node.op in QUESTIONS:
                    self.kept.add(arg)
                by_age = node.op == "cohort" and (place == 0 or node.value == "curve")
                if self.nodes[arg].series and (there != here or by_age or node.op in _OF_WHOLE):
                    self.listed.add(arg)

    # ------------------------------------------------------------------------------------------------ functions

    def source(self) -> list[tuple[str, str]]:
        """Name and text of every function, in the order in which they run."""
        found: list[tuple[str, str]] = []
        for number, stages in enumerate(self.functions):
            self.names, self.pairs, self.loaded, self.lines = {}, {}, {}, []
            for at, stage in enumerate(stages):
                self.at = (number, at)
                self._loop(stage) if stage.loop else self._once(stage)
            head = [f"def f{number}(n, c, u, s, d, w, r):"]
            head += [f"    {name} = {value}" for name, value in self.loaded.items()]
            found.append((f"f{number}", "\n".join([*head, *(self.lines or ["    pass"])]) + "\n"))
        return found

    def _once(self, stage: Stage) -> None:
        for index in stage.nodes:
            self._node(index)
            if index in self.kept:
                self.emit(f"s[{index}] = {self.stored(index)}")

    def _loop(self, stage: Stage) -> None:
        outer = self.lines, self.names, self.pairs
        self.before, self.lines, self.after, self.deferred = [], [], [], []
        self.names, self.pairs = dict(self.names), dict(self.pairs)
        self.indent, self.looping = "        ", True
        carried = [index for index in stage.nodes if self.is_carried(index)]
        self.sources = {self.alias[self.nodes[i].args[0]] for i in carried if self.nodes[i].op == "previous"}
        for index in carried:
            self.slots.take("b", ~index)
        for index in stage.nodes:
            if index in self.listed or self.nodes[index].op == "depreciate":
                self._list(index)
        for index in stage.nodes:
            self._node(index)
        for index in carried:
            if self.nodes[index].op == "previous" and self.is_here(self.alias[self.nodes[index].args[0]]):
                self.after.append(f"        copyto({self.carrier(index)}, {self.text(self.nodes[index].args[0])})")
        body = [*self.lines, *self.after]
        self.lines, self.names, self.pairs = outer
        self.indent, self.looping = "    ", False
        self.lines += self.before
        if body:
            self.lines += [f"    for t in range({self.periods}):", *body]
        for index in carried:
            self.slots.release(~index)
        for index in self.deferred:
            self._used(index)
        self.deferred = []

    def _list(self, index: int) -> None:
        """Room for a series that is kept whole."""
        if self.analysis.is_column(index):
            target = self.column(index)
            if index in self.roots:
                self.before.append(f"    copyto({self.load(f'r{index}', f'r[{index}]')}, {target})")
        elif index in self.roots:
            target = self.load(f"r{index}", f"r[{index}]")
        else:
            slot = self.slots.take("l", index)
            target = self.load(slot, f"w.{slot[0]}[{slot[1:]}]")
        self.before.append(f"    v{index}_ = {target}")
        if index in self.kept:
            self.before.append(f"    s[{index}] = v{index}_")

    def is_carried(self, index: int) -> bool:
        """Whether a value is carried from one period to the next in a buffer of its own."""
        node = self.nodes[index]
        if node.op == "cumulative" or (node.op == "cohort" and node.value == "rate"):
            return index not in self.listed
        return node.op == "previous"

    def is_here(self, index: int) -> bool:
        """Whether a series is made in the loop being written, and not kept whole."""
        return index in self.subset and self.home[index] == self.at and index not in self.listed

    def carrier(self, index: int) -> str:
        """The buffer that carries a value through a loop."""
        (slot,) = self.slots.held(~index)
        return self.load(slot, f"w.b[{slot[1:]}]")

    # ------------------------------------------------------------------------------------------------ values

    def _node(self, index: int) -> None:
        node = self.nodes[index]
        self._released = False
        self._writers[node.op](self, index, node)
        if not self._released:
            self.release_args(index)

    def release_args(self, index: int) -> None:
        """Nothing more is read for this node: buffers that nothing else reads are free."""
        self._released = True
        node = self.nodes[index]
        for place, arg in enumerate(self.analysis.args(index)):
            if arg in self.subset:
                later = self.looping and (self.home[arg] != self.at or (node.op == "previous" and place == 0))
                if later:
                    self.deferred.append(arg)
                else:
                    self._used(arg)

    def keep_args(self) -> None:
        """What the node takes is read where the node is, so its buffers stay as long as the node does."""
        self._released = True

    def _used(self, index: int) -> None:
        self.uses[index] -= 1
        if self.uses[index] or index in self.kept:
            return
        self.slots.release(index)
        if self.nodes[index].op == "list":
            for arg in self.analysis.args(index):
                if arg in self.subset:
                    self._used(arg)

    def emit(self, line: str) -> None:
        self.lines.append(self.indent + line)

    def load(self, name: str, value: str) -> str:
        """A name that the function finds its value under from its first line on."""
        self.loaded.setdefault(name, value)
        return name

    def share(self, name: str, value: Any) -> str:
        """A name under which generated code finds a value."""
        self.namespace[name] = value
        return name

    def scratch(self, sorts: str) -> list[str]:
        """Work buffers for this node alone; asked for once, after the buffer that takes the result."""
        names = [self.slots.take(sort) for sort in sorts]
        self.slots.give(names)
        return [self.load(name, f"w.{name[0]}[{name[1:]}]") for name in names]

    def buffer(self, index: int, sort: str) -> str:
        """A work buffer that is this node's until nothing needs the node."""
        name = self.slots.take(sort, index)
        return self.load(name, f"w.{sort}[{name[1:]}]")

    def out(self, index: int) -> str:
        """Where a node's value is to be written."""
        if self.looping and index in self.listed:
            return f"v{index}_[t]"
        if index in self.roots:
            return self.load(f"r{index}", f"r[{index}]")
        return self.buffer(index, "b")

    def has_place(self, index: int) -> bool:
        """Whether the value of a node has to be written to a place given beforehand."""
        return index in self.roots or index in self.listed

    def set(self, index: int, value: str) -> None:
        """The value of a node, in a place of its own."""
        self.emit(f"v{index} = {value}")
        self.names[index] = f"v{index}"

    def set_pair(self, index: int, holds: str, known: str) -> None:
        """A truth; stored as well where something needs it stored."""
        self.emit(f"t{index} = {holds}")
        if known != "None":
            self.emit(f"k{index} = {known}")
            known = f"k{index}"
        self.pairs[index] = (f"t{index}", known)
        if self.has_place(index):
            self.set(index, f"numeric(t{index}, {known}, {self.out(index)})")

    # ------------------------------------------------------------------------------------------------ references

    def is_elsewhere(self, index: int) -> bool:
        """Whether a node is not computed by the function being written."""
        return index not in self.subset or self.home[index][0] != self.at[0]

    def is_uniform(self, index: int) -> bool:
        return index not in self.analysis.varies and index not in self.moving

    def is_whole(self, index: int) -> bool:
        return self.nodes[index].series and index not in self.constants

    def is_pair(self, index: int) -> bool:
        """Whether a truth is made as a pair and not stored."""
        node = self.nodes[index]
        return node.op in TRUTHS and not node.series and not self.is_uniform(index)

    def literal(self, value: Any) -> str:
        """A constant of the plan as generated code has it."""
        if isinstance(value, bool):
            return repr(float(value))
        if isinstance(value, str):
            return repr(self.code(value))
        if isinstance(value, tuple | list):
            return "(" + "".join([self.literal(item) + ", " for item in value]) + ")"
        value = float(value)
        return repr(value) if value - value == 0 else "nan" if value != value else "inf" if value > 0 else "-inf"

    def column(self, index: int) -> str:
        number = whole_number(self.nodes[index].value)
        return self.load(f"c{number}", f"c[{number}]")

    def text(self, index: int) -> str:
        """A number, or a truth as it is stored; in a loop, that of the period."""
        index = self.alias[index]
        if index in self.constants:
            return self.literal(self.constants[index])
        found = self.names.get(index)
        if found is None and index in self.pairs:
            holds, known = self.pairs[index]
            self.set(index, f"numeric({holds}, {known}, {self.buffer(index, 'b')})")
            found = self.names[index]
        if found is None and self.is_whole(index):
            found = f"{self.whole(index)}[t]"
            if index in self.subset:
                self.emit(f"v{index} = {found}")
                found = self.names[index] = f"v{index}"
        if found is None and self.is_uniform(index):
            found = self.load(f"u{index}", f"u[{index}]")
        if found is None and self.has_columns and self.analysis.is_column(index):
            found = self.column(index)
        if found is None:
            if self.is_pair(index):
                holds, known = self.pair(index)
                return f"numeric({holds}, {known}, {self._spare()})"
            found = self.load(f"v{index}", f"s[{index}]")
            self.names[index] = found
        return found

    def _spare(self) -> str:
        # a buffer that nothing else ever takes: the truth comes from another function, which owns its buffers
        name = self.slots.take("b")
        return self.load(name, f"w.b[{name[1:]}]")

    def pair(self, index: int) -> tuple[str, str]:
        """A truth as a pair: where it holds, and where it is known."""
        index = self.alias[index]
        if index in self.constants:
            value = self.constants[index]
            return str(value is True), "None" if value == value else "False"
        found = self.pairs.get(index)
        if found is None and self.is_pair(index) and self.is_elsewhere(index):
            self.loaded.setdefault(f"t{index}, k{index}", f"s[{index}]")
            found = self.pairs[index] = (f"t{index}", f"k{index}")
        if found is None:
            value = self.text(index)
            if self.is_uniform(index) and index not in self.subset:
                found = (f"({value} == 1.0)", f"(None if {value} == {value} else False)")
            else:
                owner = index if index in self.subset else ~len(self.nodes)
                holds, known = (self.load(m, f"w.m[{m[1:]}]") for m in (self.slots.take("m", owner) for _ in "hk"))
                self.emit(f"t{index} = held({value}, {holds})")
                self.emit(f"k{index} = sure({value}, {known})")
                found = self.pairs[index] = (f"t{index}", f"k{index}")
        return found

    def whole(self, index: int) -> str:
        """A series, as an array of periods by rows or a sequence of one value per period."""
        index = self.alias[index]
        if not self.is_whole(index):
            return f"([{self.text(index)}] * {self.periods})"
        if index not in self.subset and self.is_uniform(index):
            return self.load(f"u{index}", f"u[{index}]")
        if not self.is_elsewhere(index):
            return f"v{index}_"
        if self.has_columns and self.analysis.is_column(index):
            return self.column(index)
        return self.load(f"v{index}_", f"s[{index}]")

    def stored(self, index: int) -> str:
        """What other functions find in `s`."""
        if self.is_pair(index):
            holds, known = self.pairs[index]
            return f"({holds}, {known})"
        return self.text(index)
