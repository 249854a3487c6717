"""What a batch says when it is done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlay.batch.tally import Tally

if TYPE_CHECKING:
    from outlay.batch.spec import Done, Spec

SCHEMA = "outlay/1"
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Line:
    """One output of one case over all rows."""

    name: str
    unit: str
    tally: Tally

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        found = {f"p{share * 100:g}": value for share, value in zip(SHARES, self.tally.quantiles(SHARES), strict=True)}
        figures = {"mean": self.tally.mean, "least": self.tally.least, "greatest": self.tally.greatest} | found
        plain = {name: value if math.isfinite(value) else None for name, value in figures.items()}
        return {"name": self.name, "unit": self.unit, "rows": self.tally.count, "missing": self.tally.missing} | plain


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One model in one scenario."""

    model: str
    scenario: str
    outputs: tuple[Line, ...]
    checks: tuple[tuple[str, int, int], ...]  # text, rows in which it fails, and in which it cannot be judged

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        checks = [{"name": text, "failed": failed, "unknown": unknown} for text, failed, unknown in self.checks]
        outputs = [each.as_dict() for each in self.outputs]
        return {"model": self.model, "scenario": self.scenario, "outputs": outputs, "checks": checks}


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole run. `rows` are those written; `errors` lines of the list of errors, which lie in `errors_path`."""

    output: str
    rows: int
    bad_rows: int
    errors: int
    errors_path: str
    seconds: float
    cases: tuple[CaseSummary, ...]

    @property
    def checks_failed(self) -> int:
        """Checks that fail, over all rows."""
        return sum(failed for case in self.cases for _, failed, _ in case.checks)

    def as_dict(self) -> dict[str, Any]:
        """The `outlay/1` JSON form."""
        return {
            "schema": SCHEMA,
            "output": self.output,
            "rows": self.rows,
            "bad_rows": self.bad_rows,
            "errors": self.errors,
            "errors_file": self.errors_path or None,
            "checks_failed": self.checks_failed,
            "seconds": self.seconds,
            "cases": [each.as_dict() for each in self.cases],
        }


def summed(output: str, spec: Spec, ordered: Sequence[Done], errors_path: str, seconds: float) -> Summary:
    """The records of all chunks as one."""
    groups: dict[tuple[int, str], int] = {}  # workbooks of one scenario are one group
    group = [groups.setdefault((case.bundle, case.scenario), len(groups)) for case in spec.cases]
    tallies: list[dict[str, Tally]] = [{} for _ in groups]
    checks: list[dict[str, list[int]]] = [{} for _ in groups]
    for done in ordered:
        for name, kept in done.tally["outputs"].items():
            tallies[group[done.case]].setdefault(name, Tally()).merge(Tally.of(kept))
        for text, (failed, unknown) in done.tally["checks"].items():
            counts = checks[group[done.case]].setdefault(text, [0, 0])
            counts[0] += failed
            counts[1] += unknown
    units = {column.name: column.unit for column in spec.out}
    cases = tuple(
        CaseSummary(
            spec.cases[group.index(number)].model,
            scenario,
            tuple(Line(name, units.get(name, ""), tally) for name, tally in tallies[number].items()),
            tuple((text, failed, unknown) for text, (failed, unknown) in checks[number].items()),
        )
        for (_, scenario), number in groups.items()
    )
    return Summary(
        output,
        sum(done.rows for done in ordered),
        sum(done.bad_rows for done in ordered),
        sum(done.errors for done in ordered),
        errors_path,
        seconds,
        cases,
    )
