"""Where the nodes of block code are computed and who uses them: what has to be kept, and what need not be."""

from __future__ import annotations

from collections.abc import Collection

from outlay.arrays.analysis import QUESTIONS, Analysis
from outlay.arrays.demand import demanded
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.schedule import Stage, schedule

# Operations that need the whole of a series that they take.
_OF_WHOLE = frozenset({"at", "reduce", "npv", "irr", "xnpv", "xirr", "payback"})
# Operations whose values do not lie in a buffer that was given for them.
_OWN_PLACE = frozenset({"previous", "cumulative", "cohort", "depreciate", "input"})


class Uses:
    """The uses of the nodes of one piece of block code.

    `home`: function and stage of every node. `kept`: nodes that other functions find in the state. `listed`: series
    kept whole. `folded`: for a series the sums and single periods of it that are gathered while it is made, so that it
    need not be kept. `swapped`: for a series the `previous` of it whose buffer it changes places with every period.
    `spans`: the periods of every series that are read.
    """

    def __init__(
        self, analysis: Analysis, subset: set[int], roots: Collection[int], keep: Collection[int] = ()
    ) -> None:
        self.analysis = analysis
        self.subset = subset
        self.functions: list[list[Stage]] = schedule(analysis, subset)
        self.home: dict[int, tuple[int, int]] = {}
        for number, stages in enumerate(self.functions):
            for at, stage in enumerate(stages):
                self.home.update(dict.fromkeys(stage.nodes, (number, at)))
        self.final = {index for index in keep if index in subset}  # what is read when all functions are done
        self.kept = set(self.final)
        self.listed = {index for index in roots if index in subset and analysis.nodes[index].series}
        self.folded: dict[int, list[int]] = {}
        self.swapped: dict[int, int] = {}
        self.counts: dict[int, int] = {}
        for index in sorted(subset):
            self._look_at(index)
        self._look_for_swaps()
        self.spans = demanded(analysis, subset, self.listed | self.kept)

    def _look_at(self, index: int) -> None:
        nodes = self.analysis.nodes
        node = nodes[index]
        here = self.home[index]
        for place, arg in enumerate(self.analysis.args(index)):
            if arg not in self.subset:
                continue
            self.counts[arg] = self.counts.get(arg, 0) + 1
            there = self.home[arg]
            if there[0] != here[0] or node.op in QUESTIONS:
                self.kept.add(arg)
            if self._folds(index, arg):
                self.folded.setdefault(arg, []).append(index)
                continue
            by_age = node.op == "cohort" and (place == 0 or node.value == "curve")
            if nodes[arg].series and (there != here or by_age or node.op in _OF_WHOLE):
                self.listed.add(arg)

    def _folds(self, index: int, arg: int) -> bool:
        """Whether a figure of a series can be gathered in the loop that makes the series."""
        nodes = self.analysis.nodes
        node = nodes[index]
        if not nodes[arg].series or nodes[arg].op == "input" or self.home[index][0] != self.home[arg][0]:
            return False
        if node.op == "at":
            return 0 <= whole_number(node.value) < self.analysis.periods
        if node.op != "reduce":
            return False
        start, until = (whole_number(end) for end in parts(node.value)[1:])
        return 0 <= start < until <= self.analysis.periods

    def _look_for_swaps(self) -> None:
        nodes, alias = self.analysis.nodes, self.analysis.knowledge.alias
        before = [index for index in sorted(self.subset) if nodes[index].op == "previous"]
        for index in before:
            source = alias[nodes[index].args[0]]
            if (
                source in self.subset
                and self.home[source] == self.home[index]
                and source not in self.listed
                and nodes[source].op not in _OWN_PLACE
            ):
                self.swapped.setdefault(source, index)

    def is_carried(self, index: int) -> bool:
        """Whether a value is carried from one period to the next in a buffer of its own."""
        node = self.analysis.nodes[index]
        if node.op == "cumulative" or (node.op == "cohort" and node.value == "rate"):
            return index not in self.listed
        return node.op == "previous"
