"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A number on which a spreadsheet program and the engine do not agree."""

    engine: str  # the program
    scenario: str
    where: str  # "Model!H12", or the path of the number
    found: object
    expected: object

    def __str__(self) -> str:
        scenario = f" in {self.scenario}" if self.scenario else ""
        return f"{self.where}{scenario}: {self.engine} has {self.found}, the engine {self.expected}"


@dataclass(slots=True)
class Report:
    """Numbers compared, the worst difference among them, and those that differ by more than the tolerance."""

    engines: tuple[str, ...]
    scenarios: tuple[str, ...] = ()
    compared: int = 0
    worst: float = 0.0  # relative to the largest number that a formula looks at
    left_out: list[str] = field(default_factory=list)  # what stands still and so cannot be compared, and why
    mismatches: list[Mismatch] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing differs; where nothing could be compared, what was left out says why."""
        return not self.mismatches and (self.compared > 0 or bool(self.left_out))

    def as_dict(self) -> dict[str, object]:
        return {
            "schema": "outlay/1",
            "ok": self.ok,
            "engines": list(self.engines),
            "scenarios": list(self.scenarios),
            "compared": self.compared,
            "worst": self.worst,
            "left_out": self.left_out,
            "mismatches": [
                {"engine": m.engine, "scenario": m.scenario, "where": m.where, "found": m.found, "expected": m.expected}
                for m in self.mismatches
            ],
        }
