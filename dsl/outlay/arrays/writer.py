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
from outlay.arrays.analysis import Analysis
from outlay.arrays.operations import NAMESPACE
from outlay.arrays.references import References
from outlay.plan import Node
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.schedule import Stage

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

_GATHERED = {"sum": "add", "mean": "add", "min": "minimum", "max": "maximum", "all": "minimum", "any": "maximum"}


class Writer(References):
    """Writes the functions that compute `subset`, the results of `roots` going where results go."""

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

        super().__init__(analysis, code, subset, roots, moving, keep)
        self.namespace.update(HELPERS)
        self.before: list[str] = []  # lines before the loop being written
        self.sources: set[int] = set()  # series of this loop that are carried on
        self.deferred: list[int] = []  # what the loop being written reads until its end
        self.gathered: set[int] = set()  # figures of series that a loop has made
        self._released = False
        self._writers: dict[str, Callable[[Writer, int, Node], None]] = WRITERS

    def source(self) -> list[tuple[str, str]]:
        """Name and text of every function, in the order in which they run."""
        found: list[tuple[str, str]] = []
        for number, stages in enumerate(self.uses.functions):
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
            if index in self.gathered:
                self.names[index] = f"v{index}"
                if self.nodes[index].op == "reduce":
                    self._gathered_whole(index)
            else:
                self._node(index)
            if index in self.uses.kept:
                self.emit(f"s[{index}] = {self.stored(index)}")

    # ------------------------------------------------------------------------------------------------ loops

    def _loop(self, stage: Stage) -> None:
        uses, outer = self.uses, (self.lines, self.names, self.pairs)
        self.before, self.lines, self.deferred = [], [], []
        self.names, self.pairs = dict(self.names), dict(self.pairs)
        carried = [index for index in stage.nodes if uses.is_carried(index)]
        held = [self._hold(f"p{index}") for index in carried]
        self.sources = {self.alias[self.nodes[i].args[0]] for i in carried if self.nodes[i].op == "previous"}
        for index in stage.nodes:
            if index in uses.swapped:
                held.append(self._hold(f"o{index}"))
            if index in uses.listed or self.nodes[index].op == "depreciate":
                self._list(index)
        places = {figure: self.out(figure) for index in stage.nodes for figure in uses.folded.get(index, ())}
        self.indent, self.looping = "        ", True
        spans = [uses.spans.get(index, (0, 0)) for index in stage.nodes]
        span = min(start for start, _ in spans), max(until for _, until in spans)
        for index in stage.nodes:
            self._within(index, span, places)
        body = [*self.lines, *self._carried_on(carried)]
        self.lines, self.names, self.pairs = outer
        self.indent, self.looping = "    ", False
        self.lines += self.before
        if body:
            self.lines += [f"    for t in range({span[0]}, {span[1]}):", *body]
        self.slots.give(held)
        for index in self.deferred:
            self._used(index)
        self.deferred = []

    def _within(self, index: int, span: tuple[int, int], places: dict[int, str]) -> None:
        """A node of a loop over `span`, with the figures of it, in the periods in which anything reads it."""
        start, until = self.uses.spans.get(index, (0, 0))
        if (start, until) == span:
            self._node(index)
            self._gather_all(index, places)
            return
        lines, names, pairs = self.lines, dict(self.names), dict(self.pairs)
        self.lines = []
        self._node(index)
        self._gather_all(index, places)
        if self.lines:
            lines += [f"        if {start} <= t < {until}:", *[f"    {line}" for line in self.lines]]
        # what else was brought in is there in these periods only
        names |= {index: self.names[index]} if index in self.names else {}
        pairs |= {index: self.pairs[index]} if index in self.pairs else {}
        self.lines, self.names, self.pairs = lines, names, pairs

    def _hold(self, name: str) -> str:
        """A buffer for the whole of the loop, under a name that may change places with another."""
        slot = self.slots.take("b")
        self.before.append(f"    {name} = {self.slot(slot)}")
        return slot

    def _list(self, index: int) -> None:
        """Room for a series that is kept whole."""
        if self.analysis.is_column(index):
            target = self.column(index)
            if index in self.roots:
                self.before.append(f"    copyto({self.load(f'r{index}', f'r[{index}]')}, {target})")
        elif index in self.roots:
            target = self.load(f"r{index}", f"r[{index}]")
        else:
            target = self.slot(self.slots.take("l", index))
        self.before.append(f"    v{index}_ = {target}")
        if index in self.uses.kept:
            self.before.append(f"    s[{index}] = v{index}_")

    def _carried_on(self, carried: list[int]) -> list[str]:
        """The last lines of a period: values become those of the period before."""
        copies: list[str] = []
        swaps: list[str] = []
        for index in carried:
            source = self.alias[self.nodes[index].args[0]]
            if self.nodes[index].op != "previous" or not self.is_here(source):
                continue
            if self.uses.swapped.get(source) == index:
                swaps.append(f"        p{index}, o{source} = o{source}, p{index}")
            else:
                copies.append(f"        copyto(p{index}, {self.text(source)})")
        return copies + swaps

    # ------------------------------------------------------------------------------------------------ figures

    def _gather_all(self, series: int, places: dict[int, str]) -> None:
        for figure in self.uses.folded.get(series, ()):
            self._gather(figure, series, places[figure])

    def _gather(self, figure: int, series: int, place: str) -> None:
        """A figure of a series, brought up to the period."""
        node = self.nodes[figure]
        item = self.text(series)
        if node.op == "at":
            self.emit(f"if t == {whole_number(node.value)}: v{figure} = settled({item}, {place})")
        else:
            how, start, until = parts(node.value)
            within = "" if (start, until) == (0, self.periods) else f"if {start} <= t < {until}: "
            more = f"{_GATHERED[str(how)]}({place}, {item}, out={place})"
            self.emit(f"{within}v{figure} = {more} if t > {start} else settled({item}, {place})")
        self.gathered.add(figure)
        self._used(series)

    def _gathered_whole(self, figure: int) -> None:
        how, start, until = parts(self.nodes[figure].value)
        if how == "mean":
            self.emit(f"divide(v{figure}, {float(whole_number(until) - whole_number(start))}, v{figure})")

    # ------------------------------------------------------------------------------------------------ nodes

    def _node(self, index: int) -> None:
        self._released = False
        self._writers[self.nodes[index].op](self, index, self.nodes[index])
        if not self._released:
            self.release_args(index)

    def release_args(self, index: int) -> None:
        """Nothing more is read for this node: buffers that nothing else reads are free."""
        self._released = True
        for place, arg in enumerate(self.analysis.args(index)):
            if arg not in self.subset:
                continue
            if self.looping and (self.uses.home[arg] != self.at or (self.nodes[index].op == "previous" and not place)):
                self.deferred.append(arg)
            else:
                self._used(arg)

    def keep_args(self) -> None:
        """What the node takes is read where the node is, so its buffers stay as long as the node does."""
        self._released = True

    def _used(self, index: int) -> None:
        counts = self.uses.counts
        counts[index] -= 1
        if counts[index] or index in self.uses.final:
            return
        self.slots.release(index)
        if self.nodes[index].op == "list":
            for arg in self.analysis.args(index):
                if arg in self.subset:
                    self._used(arg)
