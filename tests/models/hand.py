"""What a model of this folder must give: a value and a unit for each output, worked out by hand beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

Value = float | bool | str | None | list[float]
Outputs = dict[str, tuple[Value, str]]
Solves = dict[str, tuple[float | None, int]]


@dataclass(frozen=True)
class Case:
    """A run of one model in one scenario. `None` means that there is no such number, a list is one number per period.

    A unit of `*` means: whatever unit the engine shows. A solve has its answer and the number of roots, -1 for any.
    """

    model: str
    scenario: str = ""
    outputs: Outputs = field(default_factory=dict)
    solves: Solves = field(default_factory=dict)


CASES: list[Case] = []


def case(model: str, outputs: Outputs, scenario: str = "", solves: Solves | None = None) -> None:
    """Adds one run to those that are tried."""
    CASES.append(Case(model, scenario, outputs, solves or {}))
