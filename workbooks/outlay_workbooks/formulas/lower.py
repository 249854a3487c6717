"""A plan in the operations a spreadsheet has: what has no function of its own becomes rows of those that have.

Plan in, plan out: the engine can run the result, so what is written into cells is known to be right before any
spreadsheet sees it. Nothing is folded; every step stays a step that a reader can follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from outlay.doubt import median
from outlay.plan import Node, Plan
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.finance import running_sum_years
from outlay.scalar.folding import FUNCTIONS
from outlay_workbooks.formulas.called import CALLED, in_formulas
from outlay_workbooks.formulas.maker import Maker, in_order
from outlay_workbooks.formulas.questions import Answers, Asked, Search
from outlay_workbooks.formulas.refusals import Refusals

# Kept as they are: a spreadsheet has them, or a block of rows does.
NATIVE = frozenset(
    "const input list period days add sub mul div neg abs sqrt exp log log10 floor ceil round pow normal_quantile "
    "min max lt le gt ge eq ne and or not select fault pick choose row_at best median count list_sum list_mean "
    "list_min list_max previous at reduce npv irr xnpv xirr known".split()
)
MOST_LAYERS = 120  # of a cohort by age: that many rows


@dataclass(slots=True)
class Lowered:
    """A plan of native operations, and what its steps are called."""

    plan: Plan
    places: dict[int, int]  # the lowered node of every node that anything needs
    steps: dict[int, str]  # what a node made here is
    found: dict[int, str]  # a choice among results of a search, and the search's name
    candidates: dict[int, tuple[int, ...]]  # of `best` and `median`: keys that count
    guards: set[int]  # choices between a number and a fault that were a guard
    copies: dict[int, tuple[int, str]]  # nodes that are there a second time, for a search: of which, and for which
    searches: list[Search]
    by_formula: dict[str, int]  # questions whose answer is a formula, and its node

    def written(self) -> Sequence[int]:
        """The nodes that formulas are made of: not what only calls that stay calls would work out."""
        nodes = self.plan.nodes
        if not any(node.op == CALLED for node in nodes):
            return range(len(nodes))
        return sorted(self.reached(lambda index: in_formulas(nodes[index])))

    def reached(self, needed: Callable[[int], tuple[int, ...]]) -> set[int]:
        """Every node that something named needs, given what a node needs."""
        plan = self.plan
        waiting = [item.node for item in plan.inputs] + [item.node for item in plan.quantities]
        waiting += [check.node for check in plan.checks]
        waiting += [side for check in plan.checks for left, _, right, _ in check.comparisons for side in (left, right)]
        waiting += [node for search in self.searches for node in search.nodes]
        seen = set(waiting)
        while waiting:
            index = waiting.pop()
            for arg in (*needed(index), *self.candidates.get(index, ())):
                if arg not in seen:
                    seen.add(arg)
                    waiting.append(arg)
        return seen


def lower(
    plan: Plan,
    scenario: int,
    answers: Answers,
    refusals: Refusals,
    searched: frozenset[str] = frozenset(),
    native: frozenset[int] = frozenset(),
) -> Lowered:
    """The plan in native operations.

    `answers`: of its questions by name, for the base and each scenario. `searched` names questions that are not to be
    answered by a formula, even where there seems to be one; `native` are calls that are worked out in place.
    """
    return _Lowering(plan, scenario, answers, refusals, searched, native).done()


class _Lowering(Maker):
    def __init__(
        self,
        plan: Plan,
        scenario: int,
        answers: Answers,
        refusals: Refusals,
        searched: frozenset[str],
        native: frozenset[int],
    ) -> None:
        super().__init__(len(plan.timeline) if plan.timeline is not None else 0)
        self.plan = plan
        self.scenario = scenario
        self.answers = answers
        self.refusals = refusals
        self.searched = searched
        self.native = native
        self.guards: set[int] = set()
        self.candidates: dict[int, tuple[int, ...]] = {}
        self.places: list[int] = []
        self._asked: list[tuple[int, Node]] = []  # places kept for answers, and the questions
        self._later: list[tuple[int, int]] = []  # `previous` nodes, and the old node they read
        named = {quantity.node for quantity in plan.quantities}
        self._named_constants = {node for node in named if plan.nodes[node].op == "const"}

    def done(self) -> Lowered:
        for index, node in enumerate(self.plan.nodes):
            self.places.append(self._lowered(index, node))
        for made, source in self._later:
            self.point_at(made, self.places[source])
        asked = Asked(self, self.plan, self.places, self.answers, self.places[self.scenario], self.searched)
        for place, node in self._asked:
            asked.answer(place, str(node.value), *[self.places[arg] for arg in node.args])
        searches = asked.checked()
        return self._ordered(searches, asked)

    def _ordered(self, searches: list[Search], asked: Asked) -> Lowered:
        """Everything that is needed, each node after what it needs, and where it went."""
        old = self.plan
        named = [*(item.node for item in old.inputs), *(item.node for item in old.quantities)]
        roots = [self.places[node] for node in [*named, *(check.node for check in old.checks)]]
        roots += [self.places[side] for check in old.checks for a, _, b, _ in check.comparisons for side in (a, b)]
        roots += [node for search in searches for node in search.nodes]
        nodes, moved = in_order(self.nodes, [*roots, *(node for nodes in self.candidates.values() for node in nodes)])
        at = {index: moved[place] for index, place in enumerate(self.places) if place in moved}

        def kept(known: Mapping[int, Any]) -> dict[int, Any]:
            return {moved[index]: value for index, value in known.items() if index in moved}

        plan = replace(
            old,
            nodes=tuple(nodes),
            inputs=tuple(replace(item, node=at[item.node]) for item in old.inputs),
            quantities=tuple(replace(item, node=at[item.node]) for item in old.quantities),
            checks=tuple(
                replace(
                    check,
                    node=at[check.node],
                    comparisons=tuple((at[a], operator, at[b], unit) for a, operator, b, unit in check.comparisons),
                )
                for check in old.checks
            ),
            solves=(),
        )
        candidates = {
            moved[index]: tuple([moved[each] for each in nodes])
            for index, nodes in self.candidates.items()
            if index in moved
        }
        copies = {
            moved[index]: (moved[source], said)
            for index, (source, said) in self.copies.items()
            if index in moved and source in moved
        }
        return Lowered(
            plan,
            at,
            kept(self.steps),
            kept(asked.found),
            candidates,
            {moved[index] for index in self.guards if index in moved},
            copies,
            [search.moved(moved) for search in searches],
            {name: moved[node] for name, node in asked.by_formula.items() if node in moved},
        )

    # ------------------------------------------------------------------------------------------------- nodes

    def _lowered(self, index: int, node: Node) -> int:
        special: Callable[[int, Node], int] | None = getattr(self, f"_op_{node.op}", None)
        if special is not None:
            return special(index, node)
        if node.op not in NATIVE:
            self.refusals.add(node.op, index)
            return self.fault()
        args = tuple([self.places[arg] for arg in node.args])
        if node.op == "const":
            if index in self._named_constants:  # a name's own, however many others are equal
                return self.append(node)
            return self.make("const", value=node.value, type_=node.type)
        if node.op in ("mul", "div") and self.is_one(args[1]):
            return args[0]
        if node.op == "mul" and self.is_one(args[0]):
            return args[1]
        made = self.make(node.op, *args, value=node.value, type_=node.type)
        self.nodes[made] = replace(self.nodes[made], series=node.series)
        return made

    def _static(self, index: int) -> Any:
        """The value of what is made of constants alone, None for anything else."""
        node = self.nodes[index]
        if node.op == "const":
            return node.value
        if node.op not in ("and", "or", "lt", "le", "gt", "ge", "eq", "ne"):
            return None
        values = [self._static(arg) for arg in node.args]
        return None if any(value is None for value in values) else FUNCTIONS[node.op](*values)

    def _op_calendar(self, _index: int, _node: Node) -> int:
        days = self.plan.calendar if self.plan.calendar is not None else 365.25
        return self.constant(days, "Days in a year")

    def _op_guard(self, _index: int, node: Node) -> int:
        number, truth = (self.places[arg] for arg in node.args)
        if self._static(truth) is True:
            return number
        made = self.whether(truth, number, self.fault(), node.type)
        self.guards.add(made)
        return made

    def _op_called(self, index: int, node: Node) -> int:
        args = [self.places[arg] for arg in node.args]
        if index in self.native:
            return args[0]
        made = self.make(CALLED, *args, value=node.value, type_=node.type)
        self.nodes[made] = replace(self.nodes[made], series=node.series)
        return made

    def _op_fault(self, _index: int, _node: Node) -> int:
        return self.fault()

    def _op_draw(self, index: int, node: Node) -> int:
        family, _, _, data = parts(node.value)
        values = [self.nodes[self.places[arg]] for arg in node.args]
        if all(item.op == "const" for item in values):
            numbers = tuple([item.value for item in values])
            return self.make("const", value=median(str(family), numbers, data), type_=node.type)  # type: ignore[arg-type]
        args = [self.places[arg] for arg in node.args]
        form = _MEDIANS.get(str(family))
        if form is None:
            self.refusals.add(f"draw {family}", index)
            return self.fault()
        return form(self, args)

    def _op_choose(self, _index: int, node: Node) -> int:
        """A choice whose key is known, such as the likeliest of several things, is what is chosen."""
        key, *items = [self.places[arg] for arg in node.args]
        known = self.nodes[key].value if self.nodes[key].op == "const" else None
        if isinstance(known, float) and known.is_integer() and 0 <= known < len(items):
            return items[int(known)]
        made = self.make("choose", key, *items, value=node.value, type_=node.type)
        self.nodes[made] = replace(self.nodes[made], series=node.series)
        return made

    def _op_previous(self, _index: int, node: Node) -> int:
        source, first = node.args
        start = self.places[first]
        start = self.at(start, 0, node.type)
        if not self.plan.nodes[source].series:
            begun = self.make("eq", self.make("period"), self.constant(0.0))
            return self.whether(begun, start, self.places[source], node.type)
        made = self.carried(None, start, node.type)
        self._later.append((made, source))
        return made

    def _op_cumulative(self, _index: int, node: Node) -> int:
        return self.running_sum(self.places[node.args[0]])

    def _op_cohort(self, index: int, node: Node) -> int:
        new, survival = (self.places[arg] for arg in node.args)
        if node.value == "rate":
            before = self.carried(None, self.constant(0.0))
            total = self.make("add", self.make("mul", before, survival), new)
            self.point_at(before, total)
            return total
        if node.value == "list":
            alive = list(self.nodes[survival].args) if self.nodes[survival].op == "list" else []
        else:
            alive = [self.make("at", survival, value=age) for age in range(self.periods)]
        alive = alive[: self.periods]
        if not alive or len(alive) > MOST_LAYERS:
            self.refusals.add("cohort", index)
            return self.fault()
        layer = new if self.is_series(new) else self.make("add", new, self.data([0.0] * self.periods, "Nothing"))
        layers: list[int] = []
        for age, share in enumerate(alive):
            if age:
                layer = self.carried(layer, self.constant(0.0))
            self.steps.setdefault(layer, f"New {age} periods ago")
            layers.append(self.make("mul", layer, share, step=f"Alive of those new {age} periods ago"))
        return self.added(layers)

    def _op_list(self, _index: int, node: Node) -> int:
        args = tuple([self.places[arg] for arg in node.args])
        return self.make("list", *args, type_="list")

    def _of_list(self, index: int, node: Node) -> int:
        source = self.nodes[self.places[node.args[0]]]
        if source.op != "list" or not source.args:
            self.refusals.add("list input", index)
            return self.fault()
        return self.make(node.op, self.places[node.args[0]])

    _op_list_sum = _op_list_mean = _op_list_min = _op_list_max = _of_list

    def _op_tier(self, index: int, node: Node) -> int:
        quantity, starts, prices, graduated = (self.places[arg] for arg in node.args)
        if self.nodes[starts].op != "list" or self.nodes[prices].op != "list":
            self.refusals.add("list input", index)
            return self.fault()
        begins, costs = self.nodes[starts].args, self.nodes[prices].args
        if len(begins) != len(costs) or not begins:
            return self.fault()
        zero = self.constant(0.0)
        by_band: list[int] = []
        reached: list[int] = []
        for number, (begin, price) in enumerate(zip(begins, costs, strict=True)):
            last = number == len(begins) - 1
            within = quantity if last else self.make("min", quantity, begins[number + 1])
            part = self.make("max", zero, self.make("sub", within, begin))
            by_band.append(self.make("mul", part, price, step=f"Band {number + 1}"))
            inside = self.make("ge", quantity, begin)
            if not last:
                inside = self.make("and", inside, self.make("lt", quantity, begins[number + 1]))
            reached.append(self.whether(inside, self.make("mul", quantity, price), zero))
        mode = self.nodes[graduated]
        if mode.op == "const":
            cost = self.added(by_band if mode.value else reached)
        else:
            cost = self.whether(graduated, self.added(by_band), self.added(reached))
        sound = [self.make("ge", quantity, zero)]
        for one, other in pairwise(begins):
            known = self.nodes[one], self.nodes[other]
            if not all(item.op == "const" for item in known):
                sound.append(self.make("lt", one, other))
            elif not known[0].value < known[1].value:  # type: ignore[operator]
                return self.fault()
        return self.whether(self.all_of(sound), cost, self.fault())

    def _op_by_period(self, _index: int, node: Node) -> int:
        items = [self.places[arg] for arg in node.args]
        numbers = [-1.0 if item is None else float(whole_number(item)) for item in parts(node.value)]
        if len(set(numbers)) == 1 and numbers[0] >= 0 and self.is_series(items[int(numbers[0])]):
            return items[int(numbers[0])]
        chosen = self.data(numbers, "Item in force, counted from 0")
        return self.make("choose", chosen, *items, type_=node.type)

    def _op_known(self, _index: int, node: Node) -> int:
        values = parts(node.value)
        source = self.places[node.args[0]]
        numbers = [0.0 if value is None else float(value) for value in values]  # type: ignore[arg-type]
        if all(value is not None for value in values):
            return self.data(numbers, "Known figures")
        known = self.data([0.0 if value is None else 1.0 for value in values], "1 where a figure is known")
        figures = self.data(numbers, "Known figures, 0 where none is")
        return self.whether(self.make("eq", known, self.constant(1.0)), figures, source, node.type)

    def _op_at(self, _index: int, node: Node) -> int:
        return self.at(self.places[node.args[0]], node.value, node.type)

    def _op_reduce(self, _index: int, node: Node) -> int:
        return self.reduce(self.places[node.args[0]], node.value, node.type)

    def _op_npv(self, _index: int, node: Node) -> int:
        amounts, rate = self.spread(self.places[node.args[0]]), self.places[node.args[1]]
        return self.sound_rate(self.make("npv", amounts, rate), rate)

    def sound_rate(self, worth: int, rate: int) -> int:
        """Nothing is worth anything at a rate of -100% or below; spreadsheets differ about it."""
        item = self.nodes[rate]
        if item.op == "const" and isinstance(item.value, float) and item.value > -1:
            return worth
        return self.whether(self.make("gt", rate, self.constant(-1.0)), worth, self.fault())

    def _op_xnpv(self, _index: int, node: Node) -> int:
        # XNPV refuses rates below 0, and the sum it stands for does not
        amounts, rate = self.spread(self.places[node.args[0]]), self.places[node.args[1]]
        return self.sound_rate(self._worth(amounts, rate), rate)

    def _worth(self, amounts: int, rate: int) -> int:
        timeline = self.plan.timeline
        years = self.data(running_sum_years(timeline.days if timeline else ()), "Years of 365 days from the start")
        growth = self.make("pow", self.make("add", self.constant(1.0), rate), years)
        return self.total(self.make("div", amounts, growth, step="Discounted"))

    def _op_irr(self, _index: int, node: Node) -> int:
        return self.make("irr", self.spread(self.places[node.args[0]]))

    def _op_xirr(self, _index: int, node: Node) -> int:
        return self.make("xirr", self.spread(self.places[node.args[0]]))

    def _op_payback(self, _index: int, node: Node) -> int:
        amounts = self.spread(self.places[node.args[0]])
        zero = self.constant(0.0)
        total = self.running_sum(amounts)
        before = self.carried(total, zero)
        turns = self.make("and", self.make("lt", before, zero), self.make("ge", total, zero))
        moment = self.make("sub", self.make("period"), self.make("div", before, amounts))
        crossing = self.whether(turns, moment, zero)
        self.steps[crossing] = "When the running sum turns positive"
        latest = self.make("reduce", crossing, value=("max", 0, self.periods))
        ended = self.make("ge", self.make("at", total, value=self.periods - 1), zero)
        return self.whether(ended, latest, self.fault())

    def _op_depreciate(self, _index: int, node: Node) -> int:
        cost, residual, life, factor = (self.places[arg] for arg in node.args)
        zero, one = self.constant(0.0), self.constant(1.0)
        period = self.make("period")
        base = self.make("sub", cost, residual, step="To be written off")
        running = self.make("lt", period, life)
        left = self.make("sub", life, period)
        if node.value == "straight":
            part = self.make("max", zero, self.make("min", one, left))
            amount = self.make("div", self.make("mul", base, part), life)
        else:
            before = self.carried(None, base)
            if node.value == "declining":
                share = self.make("min", self.make("div", factor, life), one)
                wanted = self.make("mul", self.make("add", before, residual), share)
            else:
                squares = self.make("mul", life, self.make("add", life, one))
                wanted = self.make("div", self.make("mul", self.make("mul", base, left), self.constant(2.0)), squares)
            kept = self.make("max", zero, self.make("min", wanted, before))
            amount = self.whether(self.make("ge", base, zero), kept, wanted)
            if node.value == "digits":
                amount = self.whether(self.make("le", left, one), before, amount)
            amount = self.whether(running, amount, zero)
            self.point_at(before, self.make("sub", before, amount, step="Left to be written off"))
        sound = [self.make("gt", life, zero)]
        if node.value == "declining":
            sound.append(self.make("gt", factor, zero))
        return self.whether(self.all_of(sound), amount, self.fault())

    def _op_solve(self, index: int, node: Node) -> int:
        if not all(str(node.value) in answers for answers in self.answers):
            self.refusals.add("solve", index)
            return self.fault()
        place = self.append(Node("fault", (), ("", ())))  # its answer comes when everything it asks about is there
        self._asked.append((place, node))
        return place

    _op_minimize = _op_solve

    def _candidates(self, pairs: Sequence[int]) -> tuple[int, ...]:
        """Each key where its truth holds, and an empty text, which no range function counts, where it does not."""
        empty = self.constant("")
        keys, truths = pairs[::2], pairs[1::2]
        return tuple([self.whether(truth, key, empty) for key, truth in zip(keys, truths, strict=True)])

    def _op_best(self, _index: int, node: Node) -> int:
        pairs = [self.places[arg] for arg in node.args]
        made = self.make(node.op, *pairs, value=node.value)
        self.candidates[made] = self._candidates(pairs)
        return made

    _op_median = _op_best

    def _op_count(self, _index: int, node: Node) -> int:
        one, zero = self.constant(1.0), self.constant(0.0)
        return self.added([self.whether(self.places[arg], one, zero) for arg in node.args[1::2]])


_MEDIANS: dict[str, Callable[[_Lowering, list[int]], int]] = {
    "lognormal90": lambda e, a: e.make("sqrt", e.make("mul", a[0], a[1])),
    "normal90": lambda e, a: e.make("div", e.make("add", a[0], a[1]), e.constant(2.0)),
    "uniform": lambda e, a: e.make("div", e.make("add", a[0], a[1]), e.constant(2.0)),
    "normal": lambda e, a: a[0],  # noqa: ARG005
    "lognormal": lambda e, a: e.make(
        "div",
        a[0],
        e.make("sqrt", e.make("add", e.constant(1.0), e.make("pow", e.make("div", a[1], a[0]), e.constant(2.0)))),
    ),
}
