"""What an answer hangs on: a model's doubtful numbers and its plain inputs, and draws prescribed row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outlay.draws import normal
from outlay.draws.sampler import Draws, Sampler
from outlay.plan import Input, Node

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay.plan import Plan, Quantity

    Floats = npt.NDArray[np.float64]

AS_COLUMNS = ("sampled", "categorical")  # their medians are no quantile of their draws


@dataclass(frozen=True, slots=True)
class Doubt:
    """One stream of draws: its name, its family, the node that draws, the quantity it belongs to if there is one."""

    stream: str
    family: str
    each_period: bool
    node: int
    quantity: Quantity | None = None

    @property
    def path(self) -> str:
        """The name people know: the quantity's path, or the stream's where there are several in one quantity."""
        return self.stream


class Prescribed(Draws):
    """Draws whose scores are given for every row; a stream that is not given stands at its median in every row."""

    def __init__(self, rows: int, scores: Mapping[str, Floats | Callable[[int | None], Floats]]) -> None:
        super().__init__(Sampler(), max(rows, 1))
        self._given = dict(scores)

    def scores(self, stream: str, period: int | None, start: int, stop: int) -> Floats:
        """Standard normal scores of rows `start` to `stop` - 1."""
        found = self._given.get(stream)
        if found is None:
            return np.zeros(stop - start)
        if callable(found):
            found = found(period)
        return found[start:stop]

    def shares(self, stream: str, period: int | None, start: int, stop: int) -> Floats:
        """Shares of the same rows."""
        return normal.shares(self.scores(stream, period, start, stop).copy())


def needed(plan: Plan, roots: Iterable[int]) -> set[int]:
    """Every node that some nodes hang on, the sides of questions included."""
    waiting = list(roots)
    found: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index in found or index < 0:
            continue
        found.add(index)
        node = plan.nodes[index]
        waiting += node.args
        if node.op in ("solve", "minimize") and isinstance(node.value, int):
            question = plan.solves[node.value]
            waiting += [question.left, question.right]
    return found


def doubts(plan: Plan, roots: Iterable[int], fixed: Collection[int] = ()) -> list[Doubt]:
    """Every stream that some nodes hang on, in file order; a draw in place of which a run sets a figure is none."""
    replaced = [plan.inputs[place].node for place in fixed]
    reached = needed_without(plan, roots, replaced)
    by_path = {each.path: each for each in reversed(plan.quantities)}
    order = {each.path: number for number, each in enumerate(plan.quantities)}
    found: dict[str, Doubt] = {}
    for index in sorted(reached):
        node = plan.nodes[index]
        if node.op == "draw" and isinstance(node.value, tuple):
            family, stream, each_period, _ = node.value
            name = str(stream)
            quantity = by_path.get(name.partition("#")[0])
            found.setdefault(name, Doubt(name, str(family), bool(each_period), index, quantity))
    return sorted(found.values(), key=lambda each: order.get(each.stream.partition("#")[0], len(order)))


def needed_without(plan: Plan, roots: Iterable[int], replaced: Sequence[int]) -> set[int]:
    """The same where a run sets some inputs, so that nothing hangs on their defaults."""
    gone = set(replaced)
    bare = replace(
        plan, nodes=tuple(replace(node, args=()) if index in gone else node for index, node in enumerate(plan.nodes))
    )
    return needed(bare, roots)


def plain_inputs(plan: Plan, roots: Iterable[int], fixed: Collection[int], doubtful: Sequence[Doubt]) -> list[int]:
    """Places of the inputs that some nodes hang on and that no doubt stands behind; of two with one path the later."""
    reached = needed_without(plan, roots, [plan.inputs[place].node for place in fixed])
    paths = {each.stream.partition("#")[0] for each in doubtful}
    last = {each.path: place for place, each in enumerate(plan.inputs)}
    return [
        place
        for place, each in enumerate(plan.inputs)
        if last[each.path] == place and each.node in reached and each.path not in paths
    ]


def settled(plan: Plan, place: int) -> bool:
    """Whether an input's default hangs on nothing that another input or a draw may change."""
    default = plan.nodes[plan.inputs[place].node].args
    return not any(plan.nodes[index].op in ("input", "draw") for index in needed(plan, default))


def draws_as_columns(plan: Plan, families: Sequence[str] = AS_COLUMNS) -> tuple[Plan, dict[str, int]]:
    """The plan with the draws of some families as inputs, and the place of each in its inputs by stream."""
    nodes = list(plan.nodes)
    inputs = list(plan.inputs)
    places: dict[str, int] = {}
    for index, node in enumerate(plan.nodes):
        if node.op != "draw" or not isinstance(node.value, tuple) or node.value[0] not in families:
            continue
        stream = str(node.value[1])
        place = places.setdefault(stream, len(inputs))
        if place == len(inputs):
            inputs.append(Input(stream, index, "number", "", "", required=True))
        nodes[index] = Node("input", (), place, node.series, node.type, node.place)
    return replace(plan, nodes=tuple(nodes), inputs=tuple(inputs)), places
