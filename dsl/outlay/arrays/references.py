"""How block code calls values: names, buffers and places, for a number, a truth, a whole series."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from outlay.arrays.analysis import TRUTHS, Analysis
from outlay.arrays.slots import Slots
from outlay.arrays.uses import Uses
from outlay.scalar.contents import whole_number


class References:
    """Values of the nodes that are being written, and of those that are found elsewhere.

    `moving` is what varies besides what the analysis says varies; a question's code has it, and finds columns in the
    state like everything else that it is given.
    """

    def __init__(
        self,
        analysis: Analysis,
        code: Callable[[str], float],
        subset: set[int],
        roots: Collection[int] = (),
        moving: Collection[int] = (),
        keep: Collection[int] = (),
    ) -> None:
        self.analysis = analysis
        self.code = code
        self.subset = subset
        self.roots = frozenset(root for root in roots if root in subset)
        self.moving = frozenset(moving)
        self.has_columns = not moving
        self.nodes = analysis.nodes
        self.constants = analysis.knowledge.constants
        self.alias = analysis.knowledge.alias
        self.periods = analysis.periods
        self.uses = Uses(analysis, subset, self.roots, keep)
        self.slots = Slots()
        self.namespace: dict[str, Any] = {}
        self.names: dict[int, str] = {}
        self.pairs: dict[int, tuple[str, str]] = {}
        self.loaded: dict[str, str] = {}
        self.lines: list[str] = []
        self.indent = "    "
        self.at = (0, 0)  # function and stage being written
        self.looping = False

    # ------------------------------------------------------------------------------------------------ lines

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

    # ------------------------------------------------------------------------------------------------ places

    def slot(self, name: str) -> str:
        """A work buffer by the name it was taken under."""
        return self.load(name, f"w.{name[0]}[{name[1:]}]")

    def scratch(self, sorts: str) -> list[str]:
        """Work buffers for this node alone; asked for once, after the buffer that takes the result."""
        names = [self.slots.take(sort) for sort in sorts]
        self.slots.give(names)
        return [self.slot(name) for name in names]

    def buffer(self, index: int, sort: str) -> str:
        """A work buffer that is this node's until nothing needs the node."""
        return self.slot(self.slots.take(sort, index))

    def carrier(self, index: int) -> str:
        """The buffer that carries a value through a loop; a name of its own, for it may change places."""
        return f"p{index}"

    def out(self, index: int) -> str:
        """Where a node's value is to be written."""
        if self.looping and index in self.uses.listed:
            return f"v{index}_[t]"
        if self.looping and index in self.uses.swapped:
            return f"o{index}"
        if index in self.roots:
            return self.load(f"r{index}", f"r[{index}]")
        return self.buffer(index, "b")

    def has_place(self, index: int) -> bool:
        """Whether the value of a node has to be written to a place given beforehand."""
        return index in self.roots or index in self.uses.listed or index in self.uses.swapped

    def set(self, index: int, value: str) -> None:
        """The value of a node."""
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

    # ------------------------------------------------------------------------------------------------ what it is

    def is_elsewhere(self, index: int) -> bool:
        """Whether a node is not computed by the function being written."""
        return index not in self.subset or self.uses.home[index][0] != self.at[0]

    def is_here(self, index: int) -> bool:
        """Whether a series is made in the loop being written, and not kept whole."""
        return index in self.subset and self.uses.home[index] == self.at and index not in self.uses.listed

    def is_uniform(self, index: int) -> bool:
        """Whether a node is the same in all rows."""
        return index not in self.analysis.varies and index not in self.moving

    def is_whole(self, index: int) -> bool:
        """Whether a node has a value per period."""
        return self.nodes[index].series and index not in self.constants

    def is_pair(self, index: int) -> bool:
        """Whether a truth is made as a pair and not stored."""
        node = self.nodes[index]
        return node.op in TRUTHS and not node.series and not self.is_uniform(index)

    # ------------------------------------------------------------------------------------------------ values

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

    def cell(self, value: object) -> float:
        """A cell of a table, or a known period of a series, as a number."""
        return self.code(value) if isinstance(value, str) else float(value)  # type: ignore[arg-type]

    def column(self, index: int) -> str:
        """The column of an input."""
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
                self.set(index, found)
                found = self.names[index]
        if found is None and self.is_uniform(index):
            found = self.load(f"u{index}", f"u[{index}]")
        if found is None and self.has_columns and self.analysis.is_column(index):
            found = self.column(index)
        if found is None and self.is_pair(index):
            holds, known = self.pair(index)
            # the truth comes from another function, which owns its buffers; this one nothing else ever takes
            return f"numeric({holds}, {known}, {self.slot(self.slots.take('b'))})"
        if found is None:
            found = self.names[index] = self.load(f"v{index}", f"s[{index}]")
        return found

    def pair(self, index: int) -> tuple[str, str]:
        """A truth as a pair: where it holds, and where it is known."""
        index = self.alias[index]
        if index in self.constants:
            value = self.constants[index]
            return str(value is True), "None" if value == value else "False"
        found = self.pairs.get(index)
        if found is None and self.is_pair(index) and self.is_elsewhere(index):
            self.load(f"t{index}, k{index}", f"s[{index}]")
            found = self.pairs[index] = (f"t{index}", f"k{index}")
        if found is None:
            value = self.text(index)
            if self.is_uniform(index):
                return f"({value} == 1.0)", f"(None if {value} == {value} else False)"
            owner = index if index in self.subset else ~len(self.nodes)
            holds, known = self.buffer(owner, "m"), self.buffer(owner, "m")
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
