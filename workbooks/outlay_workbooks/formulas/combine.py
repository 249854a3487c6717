"""The base and every scenario as one plan, in which a number that differs is chosen by the scenario's number.

A workbook for each scenario would be many. Here what all of them define alike is there once; a definition that a
scenario changes becomes `choose(scenario, base, first, second, …)`. What a scenario puts in place of an input is an
input itself, so that it can be edited where the scenarios are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outlay.diagnostics import OutlayError
from outlay.plan import CheckNode, Input, Node, Plan, Quantity, SolveNode, Table
from outlay.scalar.contents import whole_number
from outlay_workbooks.formulas.graph import BENEATH, NAMED, RATE, Graph, Reader, chain_of

SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class Switch:
    """A number that hangs on the scenario: its node, and the node it is in the base and in each scenario."""

    path: str  # "" for a part of an equation that has no name
    node: int
    alternatives: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """One plan for base and scenarios, whose input `scenario` is 0 for the base."""

    plan: Plan
    scenario: int  # node
    switches: tuple[Switch, ...]
    overriding: dict[int, tuple[int, str]]  # number of an input: scenario that sets it (from 1), path it replaces
    names: dict[str, int]  # node of everything that has a name
    labels: dict[int, Quantity]  # calls, arguments and locals of functions, by node
    scenario_only: frozenset[str]  # paths that only scenarios name, as members of records they change


def combine(plans: Sequence[Plan]) -> Combined:
    """One plan of the base (first) and its scenarios, in the order of `Plan.scenarios`."""
    return _Combining(plans).made()


class _Combining:
    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = plans
        self.graph = Graph()
        self.tables, renamed = _tables(plans)
        self.readers = [Reader(self.graph, plan, names) for plan, names in zip(plans, renamed, strict=True)]
        self.overridden = [{path for _, paths in chain_of(plan) for path in paths} for plan in plans]
        self.defined: dict[str, list[int | None]] = {}
        self.final: dict[str, int] = {}  # path: term
        self._unified: dict[tuple[int, ...], int] = {}
        self.nodes: list[Node] = []
        self.inputs: list[Input] = []
        self.switches: list[Switch] = []
        self.overriding: dict[int, tuple[int, str]] = {}
        self._made: dict[int, int] = {}
        self._named: dict[str, int] = {}
        self._waiting: list[tuple[int, int]] = []  # `previous` nodes and the terms they read

    # ------------------------------------------------------------------------------------------- definitions

    def made(self) -> Combined:
        base = self.readers[0]
        paths = list(dict.fromkeys(path for reader in self.readers for path in (*reader.by_path, *reader.inputs)))
        for path in paths:
            self.defined[path] = [reader.definition(path) for reader in self.readers]
        for path in paths:
            if self.defined[path][0] is not None:
                self._decide(path)
        self.nodes.append(Node("const", (), 0.0))
        self.nodes.append(Node("input", (0,), 0))
        self.inputs.append(Input(SCENARIO, 1, "number", "", "Scenario", default="0", integer=True))
        checks = [self._check(number) for number in range(len(base.plan.checks))]
        quantities: list[Quantity] = []
        for path in self.final:
            node = self._name(path)
            source = (
                next(reader.by_path[path] for reader in self.readers if path in reader.by_path)
                if any(path in reader.by_path for reader in self.readers)
                else None
            )
            if source is not None:
                quantities.append(replace(source, node=node, references=()))
        solves = [self._solve(number) for number in range(len(base.plan.solves))]
        self._settle()
        labels = self._labels()
        number = {quantity.path: at for at, quantity in enumerate(quantities)}
        outputs = tuple(number[base.plan.quantities[at].path] for at in base.plan.outputs)
        charts = tuple(
            replace(
                chart,
                quantities=tuple(
                    number[base.plan.quantities[at].path]
                    for at in chart.quantities
                    if base.plan.quantities[at].path in number
                ),
            )
            for chart in base.plan.charts
        )
        plan = replace(
            base.plan,
            nodes=tuple(self.nodes),
            inputs=tuple(self.inputs),
            quantities=tuple(quantities),
            outputs=outputs,
            checks=tuple(checks),
            solves=tuple(solves),
            charts=charts,
            tables=self.tables,
            places=(),
        )
        return Combined(plan, 1, tuple(self.switches), self.overriding, dict(self._named), labels,
                        frozenset(path for path in self.final if base.node_of(path) is None))  # fmt: skip

    def _decide(self, path: str) -> None:
        """The one term of a named number: what all say, or a switch between what they say."""
        terms = self.defined[path]
        first = terms[0]
        assert first is not None  # noqa: S101 for the type checker
        overriding = [n for n in range(1, len(terms)) if path.removeprefix(RATE) in self.overridden[n]]
        alike = tuple([first if t is None or n in overriding else t for n, t in enumerate(terms)])
        common = self._unify(alike)
        ours = [terms[n] if n in overriding else common for n in range(len(terms))]
        each = tuple([common if term is None else term for term in ours])
        self.final[path] = common if len(set(each)) == 1 else self._switch(each, path)

    def _switch(self, terms: tuple[int, ...], path: str) -> int:
        known = [self.graph.terms[term] for term in terms]
        return self.graph.add("switch", terms, path, any(term.series for term in known), known[0].type)

    def _unify(self, terms: tuple[int, ...]) -> int:
        """One term for what differs only deep inside, with switches where it does."""
        if len(set(terms)) == 1:
            return terms[0]
        found = self._unified.get(terms)
        if found is not None:
            return found
        known = [self.graph.terms[term] for term in terms]
        first = known[0]
        if first.op not in ("name", "const", "input", "switch") and all(
            (term.op, term.value, term.type, len(term.args)) == (first.op, first.value, first.type, len(first.args))
            for term in known
        ):
            args = tuple([self._unify(parts) for parts in zip(*[term.args for term in known], strict=True)])
            made = self.graph.add(first.op, args, first.value, any(term.series for term in known), first.type)
        else:
            made = self._apart(terms)
        self._unified[terms] = made
        return made

    def _apart(self, terms: tuple[int, ...]) -> int:
        """A switch between terms that have nothing in common, by the name one of them has if only scenarios name it."""
        known = [self.graph.terms[term] for term in terms]
        path = next((str(t.value) for t in known if t.op == "name" and self.defined[str(t.value)][0] is None), "")
        if not path or path in self.final:
            return self._switch(terms, "")
        each = []
        for number, (term, own) in enumerate(zip(known, terms, strict=True)):
            defined = self.defined[path][number]
            if term.op == "name" and term.value == path and defined is not None:
                each.append(defined)
            else:
                each.append(own)
        self.final[path] = self._switch(tuple(each), path)
        return self.graph.add("name", (), path, known[0].series, known[0].type)

    # ---------------------------------------------------------------------------------------------- emission

    def _labels(self) -> dict[int, Quantity]:
        """Calls of functions, their arguments and local names, by the nodes that stand for them."""
        found: dict[int, Quantity] = {}
        for reader in self.readers:
            for quantity in reader.plan.quantities:
                if quantity.role in NAMED or BENEATH in quantity.path:
                    continue
                made = self._made.get(reader.reference(quantity.node))
                if made is not None:
                    found.setdefault(made, quantity)
        return found

    def _check(self, number: int) -> CheckNode:
        checks = [plan.checks[number] for plan in self.plans]
        both = [(0, "", 0, "")] * len(checks[0].comparisons)
        for at, (_, operator, _, unit) in enumerate(checks[0].comparisons):
            if all(len(check.comparisons) > at for check in checks):
                left = self._joined([check.comparisons[at][0] for check in checks])
                right = self._joined([check.comparisons[at][2] for check in checks])
                both[at] = (left, operator, right, unit)
        node = self._joined([check.node for check in checks])
        return replace(checks[0], node=node, comparisons=tuple(both))

    def _solve(self, number: int) -> SolveNode:
        solves = [plan.solves[number] for plan in self.plans]
        right = -1 if solves[0].right < 0 else self._joined([one.right for one in solves])
        return replace(
            solves[0],
            variable=self._joined([one.variable for one in solves]),
            node=self._joined([one.node for one in solves]),
            left=self._joined([one.left for one in solves]),
            right=right,
        )

    def _joined(self, nodes: Sequence[int]) -> int:
        """The node for what is one node in each plan."""
        terms = tuple([reader.reference(node) for reader, node in zip(self.readers, nodes, strict=True)])
        return self._emit(self._unify(terms))

    def _name(self, path: str) -> int:
        node = self._named.get(path)
        if node is None:
            term = self.final.get(path)
            if term is None:
                raise OutlayError(f"{path} is defined in some scenarios only, and this workbook cannot show it.")
            node = self._emit(term, path)
        return node

    def _emit(self, root: int, path: str = "") -> int:
        """The node of a term; names are followed to what they stand for."""
        terms = self.graph.terms
        waiting: list[tuple[int, str, bool]] = [(root, path, False)]
        active: dict[str, None] = {}
        while waiting:
            index, name, opened = waiting.pop()
            term = terms[index]
            if opened:
                active.pop(name, None)
                node = self._made.get(index) if not (name and term.op == "const") else None
                if node is None:
                    node = self._node(index)
                if name:
                    self._named[name] = node
                self._made.setdefault(index, node)
                continue
            if term.op == "name":
                inner = str(term.value)
                if inner in self._named:
                    self._made[index] = self._named[inner]
                    if name:
                        self._named[name] = self._named[inner]
                    continue
                if inner in active:
                    raise OutlayError(
                        f"{', '.join(active)} need one another, each in another scenario. A workbook holds all "
                        "scenarios at once, so it cannot hold these."
                    )
                target = self.final.get(inner)
                if target is None:
                    raise OutlayError(f"{inner} is defined in some scenarios only, and a workbook cannot hold it.")
                waiting.append((index, name, False))
                waiting.append((target, inner, False))
                continue
            if index in self._made and not name:
                continue
            if name:
                active[name] = None
            waiting.append((index, name, True))
            needed = term.args[1:] if term.op == "previous" else term.args
            waiting.extend((arg, "", False) for arg in needed if self._needed(arg))
        return self._made[root] if not path else self._named[path]

    def _needed(self, term: int) -> bool:
        return term not in self._made

    def _node(self, index: int) -> int:
        term = self.graph.terms[index]
        if term.op == "previous":
            node = self._append(Node("previous", (-1, self._made[term.args[1]]), None, True, term.type))
            self._waiting.append((node, term.args[0]))
            return node
        args = tuple([self._made[arg] for arg in term.args])
        if term.op == "switch":
            node = self._append(Node("choose", (1, *args), None, term.series, term.type))
            self.switches.append(Switch(str(term.value), node, args))
            return node
        if term.op == "input":
            return self._input(index, args)
        return self._append(Node(term.op, args, term.value, term.series, term.type))

    def _input(self, index: int, args: tuple[int, ...]) -> int:
        term = self.graph.terms[index]
        if not isinstance(term.value, tuple):
            path = str(term.value)
            item = self.readers[0].inputs[path]
            if item.opened:
                return args[0]
        else:
            path, scenario = str(term.value[0]), whole_number(term.value[1])
            item = self.readers[scenario].inputs[path]
            if not self._is_figure(args[0]):
                return args[0]  # worked out of other numbers, so there is nothing to type in
            self.overriding[len(self.inputs)] = (scenario, path)
            item = replace(item, path=f"{path} in {self.plans[0].scenarios[scenario - 1]}")
        node = self._append(Node("input", args, len(self.inputs), term.series, term.type))
        self.inputs.append(replace(item, node=node))
        return node

    def _is_figure(self, index: int) -> bool:
        node = self.nodes[index]
        return node.op == "const" or (node.op == "draw" and all(self._is_figure(arg) for arg in node.args))

    def _append(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _settle(self) -> None:
        """What `previous` nodes read, now that everything they need is there."""
        while self._waiting:
            node, term = self._waiting.pop()
            source = self._emit(term)
            self.nodes[node] = replace(self.nodes[node], args=(source, self.nodes[node].args[1]))


def _tables(plans: Sequence[Plan]) -> tuple[dict[str, Table], list[dict[str, str]]]:
    """Every table of the plans, and what each plan's own tables are called among them."""
    found: dict[str, Table] = {}
    names: list[dict[str, str]] = []
    for plan in plans:
        own: dict[str, str] = {}
        for name, table in plan.tables.items():
            chosen, number = name, 1
            while chosen in found and not _agree(found[chosen], table):
                number += 1
                chosen = f"{name} ({number})"
            if chosen in found:
                columns = {**found[chosen].columns, **table.columns}
                found[chosen] = replace(found[chosen], columns=columns)
            else:
                found[chosen] = replace(table, name=chosen)
            own[name] = chosen
        names.append(own)
    return found, names


def _agree(one: Table, other: Table) -> bool:
    if (one.rows, one.dated, one.families) != (other.rows, other.dated, other.families):
        return False
    return all(one.columns[name] == other.columns[name] for name in one.columns if name in other.columns)
