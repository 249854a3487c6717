"""What the things are called that a draw chooses among: records, texts, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.display import show_value

if TYPE_CHECKING:
    from outlay.plan import Node, Plan


def option_names(plan: Plan, draw: int) -> tuple[str, ...]:
    """The names of a draw's options in their order; none where the plan does not say them."""
    for node in plan.nodes:
        if node.op == "choose" and node.args[0] == draw:
            return tuple(_name(plan, node, plan.nodes[option]) for option in node.args[1:])
    return ()


def _name(plan: Plan, chosen: Node, option: Node) -> str:
    if option.op != "const":
        return "worked out"
    if isinstance(chosen.value, str) and isinstance(option.value, float):
        table = plan.tables[chosen.value]
        return (table.rows if table.dated is None else table.families)[int(option.value)]
    value = option.value
    return show_value(value, type=chosen.type) if isinstance(value, bool | float | str) else "worked out"
