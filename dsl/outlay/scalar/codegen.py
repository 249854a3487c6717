"""Python functions generated from a plan: straight lines for what is computed once, loops for what is by period.

Every function takes the state (`s`: a value per node, a result per question, the work left), the inputs set by the
run (`i`) and the draws at the point asked for (`d`). What another function or a question needs is stored in the
state; everything else lives in local variables or, used once, inside the expression that uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outlay.diagnostics.model import OutlayError
from outlay.plan import Node
from outlay.scalar import finance
from outlay.scalar.contents import parts, timeline_of, whole_number
from outlay.scalar.folding import Knowledge
from outlay.scalar.render import HELPERS, Expressions
from outlay.scalar.schedule import Stage, schedule

Generated = Callable[[list[Any], list[Any], list[Any]], None]

MISSING: Any = type("Missing", (), {"__repr__": lambda _: "MISSING", "__slots__": ()})()

# Expressions are no deeper than this: Python's parser recurses, and so does the writer of expressions.
DEEPEST = 20

_OF_WHOLE_SERIES = frozenset({"at", "reduce", "npv", "irr", "xnpv", "xirr", "payback"})
_STATEMENTS = frozenset({"previous", "cumulative", "cohort", "depreciate", "solve", "minimize"})

_REDUCTIONS = {
    "sum": "total",
    "mean": "mean",
    "min": "minimum",
    "max": "maximum",
    "all": "every",
    "any": "some",
}


def _every(items: list[Any]) -> Any:
    return HELPERS["conjunction"](*items)


def _some(items: list[Any]) -> Any:
    return HELPERS["disjunction"](*items)


SERIES_HELPERS: dict[str, Any] = HELPERS | {
    "M": MISSING,
    "every": _every,
    "some": _some,
    "npv": finance.npv,
    "irr": finance.irr,
    "xnpv": finance.xnpv,
    "rate_of_return": finance.rate_of_return,
    "payback": finance.payback,
    "cohort_by_age": finance.cohort_by_age,
    "depreciation": finance.depreciation,
}


class Writer(Expressions):
    """Writes the functions that compute `subset`, leaving in the state what `keep` names."""

    def __init__(
        self,
        knowledge: Knowledge,
        namespace: dict[str, Any],
        subset: set[int],
        keep: set[int],
        constant_draws: dict[int, int],
        *,
        inline: bool = True,
    ) -> None:
        super().__init__(knowledge, knowledge.faults(sorted(subset)), namespace, raising=False)
        self.periods = len(self.plan.timeline) if self.plan.timeline is not None else 0
        self.subset = subset
        self.constant_draws = constant_draws
        self.functions = schedule(knowledge, subset)
        self.home: dict[int, tuple[int, int]] = {}
        for number, stages in enumerate(self.functions):
            for at, stage in enumerate(stages):
                for index in stage.nodes:
                    self.home[index] = (number, at)
        self.kept = {index for index in keep if index in subset}
        self.listed: set[int] = set()
        self._look_at_uses(inline)
        self.loaded: dict[int, str] = {}
        self.before: list[str] = []
        self.after: list[str] = []
        self.writing = 0  # number of the function
        self.at = (0, 0)  # and of the stage being written

    # ------------------------------------------------------------------------------------------------ uses

    def _look_at_uses(self, inline: bool) -> None:
        nodes, home, knowledge = self.nodes, self.home, self.knowledge
        uses: dict[int, int] = {}
        barred: set[int] = set()
        for index in self.subset:
            node = nodes[index]
            here = home[index]
            for place, arg in enumerate(knowledge.args(index)):
                if arg not in self.subset:
                    continue
                uses[arg] = uses.get(arg, 0) + 1
                there = home[arg]
                if there[0] != here[0]:
                    self.kept.add(arg)
                by_age = node.op == "cohort" and (place == 0 or node.value == "curve")
                if nodes[arg].series and (there != here or by_age):
                    self.listed.add(arg)
                if there != here or node.op in _STATEMENTS or node.op in _OF_WHOLE_SERIES:
                    barred.add(arg)
        depth: dict[int, int] = {}
        for index in sorted(self.subset):
            node = nodes[index]
            deepest = 0
            for arg in knowledge.args(index):
                deepest = max(deepest, depth.get(arg, 0))
            if (
                inline
                and uses.get(index) == 1
                and index not in barred
                and index not in self.kept
                and node.op not in _STATEMENTS
                and not (node.op == "input" and node.series)
                and deepest < DEEPEST
            ):
                self.written_in_place.add(index)
                depth[index] = deepest + 1

    # ------------------------------------------------------------------------------------------------ functions

    def source(self) -> list[tuple[str, str]]:
        """Name and text of every function, in the order in which they run."""
        found: list[tuple[str, str]] = []
        for number, stages in enumerate(self.functions):
            name = f"f{number}"
            self.names, self.loaded = {}, {}
            self.lines = []
            self.writing = number
            for at, stage in enumerate(stages):
                self.at = (number, at)
                self._loop(stage) if stage.loop else self._once(stage)
            head = [f"def {name}(s, i, d):", *[f"    {name} = s[{index}]" for index, name in self.loaded.items()]]
            found.append((name, "\n".join([*head, *(self.lines or ["    pass"])]) + "\n"))
        return found

    def _once(self, stage: Stage) -> None:
        for index in stage.nodes:
            if index in self.written_in_place:
                continue
            value = self.expression(index)
            name = f"v{index}"
            self.emit(f"{name} = s[{index}] = {value}" if index in self.kept else f"{name} = {value}")
            self.names[index] = name

    def _loop(self, stage: Stage) -> None:
        outer_lines, outer_names = self.lines, self.names
        self.before, self.lines, self.after, self.names = [], [], [], dict(outer_names)
        self.indent = "        "
        for index in stage.nodes:
            if index in self.written_in_place:
                continue
            if self._is_list(index):
                target = f"l{index} = s[{index}]" if index in self.kept else f"l{index}"
                self.before.append(f"    {target} = [nan] * {self.periods}")
            name = f"v{index}"
            value = self.expression(index)
            self.emit(f"{name} = l{index}[t] = {value}" if self._is_list(index) else f"{name} = {value}")
            self.names[index] = name
        body = [*self.lines, *self.after]
        self.lines, self.names, self.indent = outer_lines, outer_names, "    "
        if body:
            self.lines += [*self.before, f"    for t in range({self.periods}):", *body]

    def _is_list(self, index: int) -> bool:
        return index in self.kept or index in self.listed

    # ------------------------------------------------------------------------------------------------ references

    def reference(self, index: int) -> str:
        """A value made elsewhere: in the state, or by an earlier loop of this function."""
        if self.nodes[index].series:
            return f"{self.whole(index)}[t]"
        name = self.names[index] = self.loaded.setdefault(index, f"v{index}")
        return name

    def whole(self, index: int) -> str:
        """A series as a list; a single number is one per period."""
        index = self.knowledge.alias[index]
        if index not in self.knowledge.constants and self.nodes[index].series:
            if index not in self.subset or self.home[index][0] != self.writing:
                return self.loaded.setdefault(index, f"l{index}")
            return f"l{index}"
        return f"([{self.text(index)}] * {self.periods})"

    # ------------------------------------------------------------------------------------------------ operations

    def _op_input(self, index: int, node: Node) -> str:
        given = f"i[{node.value}]"
        element = "[t]" if node.series else ""
        if not node.args:
            return f"{given}{element}"
        default = self.text(node.args[0])
        if self.is_row(index):
            default = str(int(self.constant(node.args[0])))
        return f"({given}{element} if {given} is not M else {default})"

    def _op_draw(self, index: int, node: Node) -> str:
        if index in self.constant_draws:
            return f"d[{self.constant_draws[index]}]"
        kept = parts(node.value)
        family, data = self.share(f"k{index}", kept[0]), self.share(f"g{index}", kept[3])
        items = "".join([self.text(arg) + ", " for arg in node.args])
        return f"d[0]({family}, ({items}), {data})"

    def _op_period(self, _index: int, _node: Node) -> str:
        self.share("periods", tuple(float(t) for t in range(self.periods)))
        return "periods[t]"

    def _op_days(self, _index: int, _node: Node) -> str:
        self.share("days", tuple(float(length) for length in timeline_of(self.plan).days))
        return "days[t]"

    def _op_previous(self, index: int, node: Node) -> str:
        source, first = (self.knowledge.alias[arg] for arg in node.args)
        self.after.append(f"        c{index} = {self._settled(source)}")
        if first in self.knowledge.constants or not self.nodes[first].series:
            self.before.append(f"    c{index} = {self._outside(first)}")
            return f"c{index}"
        self.before.append(f"    c{index} = nan")
        return f"(c{index} if t else {self.text(first)})"

    def _settled(self, index: int) -> str:
        """A value at the end of a period's work, when everything of this loop is known."""
        if index in self.subset and self.home[index] == self.at and index not in self.knowledge.constants:
            return f"v{index}"
        return self.text(index)

    def _outside(self, index: int) -> str:
        """A single number, written before the loop begins."""
        index = self.knowledge.alias[index]
        if index not in self.knowledge.constants and self.nodes[index].series:
            raise OutlayError("Depreciation takes single numbers, not one per period.")
        return self.text(index)

    def _op_cumulative(self, index: int, node: Node) -> str:
        self.before.append(f"    c{index} = 0.0")
        self.emit(f"c{index} += {self.text(node.args[0])}")
        return f"c{index}"

    def _op_cohort(self, index: int, node: Node) -> str:
        if node.value == "curve":
            return f"cohort_by_age({self.whole(node.args[0])}, {self.whole(node.args[1])}, t)"
        if node.value == "list":
            return f"cohort_by_age({self.whole(node.args[0])}, {self.text(node.args[1])}, t)"
        self.before.append(f"    c{index} = 0.0")
        self.emit(f"c{index} = c{index} * {self.text(node.args[1])} + {self.text(node.args[0])}")
        return f"c{index}"

    def _op_by_period(self, index: int, node: Node) -> str:
        in_force = self.share(f"k{index}", tuple(-1 if item is None else item for item in parts(node.value)))
        items = "".join([self.text(arg) + ", " for arg in node.args])
        if not any(self.nodes[self.knowledge.alias[arg]].series for arg in node.args):
            self.before.append(f"    b{index} = ({items})")
            return f"cell(b{index}, {in_force}[t])"
        return f"cell(({items}), {in_force}[t])"

    def _op_known(self, index: int, node: Node) -> str:
        known = self.share(f"k{index}", parts(node.value))
        return f"({self.text(node.args[0])} if {known}[t] is None else {known}[t])"

    def _op_at(self, _: int, node: Node) -> str:
        series = self.knowledge.alias[node.args[0]]
        if series in self.knowledge.constants or not self.nodes[series].series:
            return self.text(series)
        return f"{self.whole(series)}[{whole_number(node.value)}]"

    def _op_reduce(self, _: int, node: Node) -> str:
        how, *ends = parts(node.value)
        start, until = (whole_number(end) for end in ends)
        whole = self.whole(node.args[0])
        part = whole if (start, until) == (0, self.periods) else f"{whole}[{start}:{until}]"
        return f"{_REDUCTIONS[str(how)]}({part})"

    def _op_npv(self, _: int, node: Node) -> str:
        return f"npv({self.whole(node.args[0])}, {self.text(node.args[1])})"

    def _op_irr(self, _: int, node: Node) -> str:
        return f"irr({self.whole(node.args[0])})"

    def _op_xnpv(self, _: int, node: Node) -> str:
        return f"xnpv({self.whole(node.args[0])}, {self.text(node.args[1])}, {self._years()})"

    def _op_xirr(self, _: int, node: Node) -> str:
        return f"rate_of_return({self.whole(node.args[0])}, {self._years()})"

    def _years(self) -> str:
        return self.share("years", finance.running_sum_years(timeline_of(self.plan).days))

    def _op_payback(self, _: int, node: Node) -> str:
        return f"payback({self.whole(node.args[0])})"

    def _op_depreciate(self, index: int, node: Node) -> str:
        method = self.share(f"k{index}", str(node.value))
        items = ", ".join([self._outside(arg) for arg in node.args])
        self.before.append(f"    b{index} = depreciation({method}, {self.periods}, {items})")
        return f"b{index}[t]"

    def _question(self, _: int, node: Node) -> str:
        return f"q{node.value}(s, i, d, {self.text(node.args[0])}, {self.text(node.args[1])})"

    _op_solve = _op_minimize = _question


def compiled(source: list[tuple[str, str]], namespace: dict[str, Any]) -> list[Generated]:
    """The functions of generated text, run in a namespace that holds nothing but helpers and constants of the plan."""
    found: list[Generated] = []
    for name, text in source:
        local: dict[str, Any] = {}
        exec(compile(text, "<plan>", "exec"), namespace, local)  # noqa: S102 generated from the typed plan alone
        found.append(local[name])
    return found
