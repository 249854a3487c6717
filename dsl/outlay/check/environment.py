"""Where an expression stands: what its bare names may mean, and which quantities it refers to."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from outlay.resolve import ModuleScope
from outlay.structs import replace, struct

if TYPE_CHECKING:
    from outlay.check.records import AnyRecord
    from outlay.check.values import AnyValue
    from outlay.diagnostics import Source
    from outlay.syntax import Span
    from outlay.units import Unit

Path = tuple[str, ...]


@struct(slots=True)
class Frame:
    """Gathers what one quantity refers to while its right side is worked out."""

    path: str
    references: list[tuple[Span, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    calendar: bool = False
    distribution: str = ""
    draws: int = 0
    each_period: bool = False  # uncertain numbers are drawn anew for each period
    stream: str = ""  # of the uncertain numbers written here, the path unless it says otherwise

    def part(self, path: str) -> Frame:
        """For a part of the right side that is gathered by itself; what it draws is still this quantity's."""
        return Frame(path, draws=self.draws, each_period=self.each_period, stream=self.stream or self.path)

    def take_draws(self, part: Frame) -> None:
        """Goes on counting draws where a part has ended."""
        self.draws = max(self.draws, part.draws)
        self.distribution = self.distribution or part.distribution


@struct(slots=True)
class Env:
    """The surroundings of an expression. Copied, never changed, when one goes further in."""

    scope: ModuleScope
    frame: Frame
    locals: dict[str, AnyValue] = field(default_factory=dict)
    record: AnyRecord | None = None  # bare names are its members first
    row: AnyRecord | None = None  # the row a clause of best, median or count looks at
    below: dict[Path, int] = field(default_factory=dict)  # inside an override: this path means the value beneath
    later: frozenset[str] = frozenset()  # inside a default: the parameters that come after it
    judging: bool = False  # in the condition of a check, where the last digits of a number do not count
    expects_share: bool = False
    forbids_share: bool = False
    unit_names: dict[str, Unit] = field(default_factory=dict)  # unit variables of the function being worked out
    free_units: bool = False  # a function whose result's unit hangs on a text, worked out without that text
    depth: int = 0  # of calls and records
    caller: tuple[Source, Span] | None = None  # where a model calls the library function being worked out

    def inner(self, **changes: object) -> Env:
        """A copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]
