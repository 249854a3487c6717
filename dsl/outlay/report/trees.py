"""Where the outputs come from: their trees over one run, as far as a page has room for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outlay.explain import Explanation, explain

if TYPE_CHECKING:
    from outlay.evaluation import Run

MOST_TREES = 30
MOST_NODES = 1_500  # on the whole page
MOST_OF_ONE = 200
DEEPEST = 14


def trees(run: Run, names: Sequence[str]) -> tuple[tuple[Explanation, ...], str]:
    """The trees of the outputs, and a sentence on what there was no room for."""
    traced = run.program.trace(run.inputs, point=run.point)
    room = MOST_NODES
    found: list[Explanation] = []
    for name in names[:MOST_TREES]:
        if room <= 0:
            break
        whole = explain(run.plan, traced.node, name, depth=DEEPEST, given=run.texts)
        shown, used = _within(whole, min(MOST_OF_ONE, room))
        found.append(shown)
        room -= used
    more = len(names) - len(found)
    note = f"{more:,} more outputs: `outlay explain` shows where they come from." if more > 0 else ""
    return tuple(found), note


def _within(whole: Explanation, most: int) -> tuple[Explanation, int]:
    """A tree of at most so many numbers, nearer ones before further ones; and how many it has."""
    kept: set[int] = set()
    level = [whole]
    while level and len(kept) < most:
        for each in level[: most - len(kept)]:
            kept.add(id(each))
        level = [child for each in level if id(each) in kept for child in each.children]
    return _pruned(whole, kept), len(kept)


def _pruned(item: Explanation, kept: set[int]) -> Explanation:
    children = tuple(_pruned(child, kept) for child in item.children if id(child) in kept)
    return replace(item, children=children, cut=item.cut or len(children) < len(item.children))
