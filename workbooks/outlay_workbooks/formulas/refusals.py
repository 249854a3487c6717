"""What a model has that a spreadsheet has no form for, gathered so that one sentence names all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from outlay.diagnostics import OutlayError

REASONS = {
    "cohort": "a cohort by age needs a row for each age, and these are more than 120",
    "list input": "a list that a run may set has no fixed number of cells",
    "solve": "its answer could not be found while the workbook was built",
    "draw beta90": "the median of an interval of shares whose ends are worked out has no formula",
    "draw triangular": "the median of a triangle whose corners are worked out has no formula",
    "draw pert": "the median of a PERT distribution whose corners are worked out has no formula",
    "draw choice": "the median of values that are worked out has no formula",
    "draw sampled": "the median of samples that are worked out has no formula",
}


@dataclass(slots=True)
class Refusals:
    """Operations without a native form, by the node of the plan where they stand."""

    found: list[tuple[str, int]] = field(default_factory=list)

    def add(self, what: str, node: int) -> None:
        self.found.append((what, node))

    def raise_if_any(self, named: Callable[[int], str]) -> None:
        """An OutlayError that lists every one. `named` says what a node is part of."""
        if not self.found:
            return
        lines = [
            f"{named(node)}: {REASONS.get(what, f'`{what}` has no native form')}"
            for what, node in dict.fromkeys(self.found)
        ]
        raise OutlayError("This model has parts that no spreadsheet formula can hold. " + "; ".join(lines) + ".")
