"""What a run gives: outputs, checks and solves, immutable and ready for every face."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from outlay.diagnostics import Diagnostic, OutlayError

if TYPE_CHECKING:
    from outlay.explain import Explanation

SCHEMA = "outlay/1"

Scalar = float | bool | str | None
Number = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as `outlay.eval` gives it; `None` where there is no such number."""

    value: Number
    unit: str
    percent: bool = False

    def __str__(self) -> str:
        from outlay.display import show_value

        return show_value(self.value, self.unit, percent=self.percent)

    def __float__(self) -> float:
        if isinstance(self.value, (bool, int, float)):
            return float(self.value)
        raise TypeError(f"{self.value!r} is not one number")


@dataclass(frozen=True, slots=True)
class Output:
    """One named number of a run; a series has one value per period. `None` stands for a number that cannot be."""

    name: str
    value: Number
    unit: str = ""
    label: str = ""
    periods: tuple[str, ...] = ()
    type: str = "number"
    percent: bool = False
    format: str | None = None
    role: str = "output"
    section: str = ""
    rollup: str = ""
    yearly: tuple[tuple[str, Scalar], ...] = ()
    yearly_unit: str = ""
    target: tuple[str, float] | None = None

    @property
    def series(self) -> bool:
        """Whether there is one value per period."""
        return isinstance(self.value, tuple)

    @property
    def in_percent(self) -> bool:
        """Whether it is shown in percent: as it is written, or by its `@format`."""
        return self.percent or (not self.unit and (self.format or "").rstrip().endswith("%"))

    def words(self, value: Scalar) -> str:
        """One of its values as people read it, with its unit."""
        from outlay.display import show_value

        return show_value(value, self.unit, percent=self.percent, format=self.format, type=self.type)

    def __getitem__(self, period: str) -> Scalar:
        """The value in one period, by its label: `output["2026-12"]`."""
        if isinstance(self.value, tuple):
            try:
                return self.value[self.periods.index(period)]
            except ValueError:
                raise KeyError(f"{period} is not a period of {self.name}") from None
        raise KeyError(f"{self.name} is one number and has no periods")

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        found: dict[str, object] = {"value": value, "unit": self.unit, "label": self.label}
        if isinstance(self.value, tuple):
            found["periods"] = list(self.periods)
        return found


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Whether a check held; `detail` says where it did not, and by how much."""

    name: str
    ok: bool
    detail: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {"name": self.name, "ok": self.ok, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class SolveResult:
    """The answer of a solve: a value, or `None` and a sentence that says why there is none."""

    name: str
    value: float | None
    unit: str
    roots: int
    detail: str = ""
    label: str = ""
    variable: str = ""
    condition: str = ""
    kind: str = "solve"
    percent: bool = False

    @property
    def sentence(self) -> str:
        """What was asked and, unless there is just one answer, what was found."""
        if self.value is None:
            return self.detail
        if self.kind == "minimize" or self.roots > 1:
            return self.detail
        return f"the {self.variable} where {self.condition}"

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {"value": self.value, "unit": self.unit, "roots": self.roots, "detail": self.detail}


class Explains(Protocol):
    """What a result needs of the run it came from to explain a number afterwards."""

    def explain(self, name: str, depth: int | None = None, period: str | None = None) -> Explanation: ...

    def quantities(self) -> dict[str, Output]: ...


@dataclass(frozen=True, slots=True)
class Result:
    """One run of a model. Nothing in it can be changed; run the model again to ask something else."""

    model: str
    title: str
    scenario: str
    point: str
    outputs: Mapping[str, Output]
    checks: tuple[CheckResult, ...]
    solves: Mapping[str, SolveResult]
    diagnostics: tuple[Diagnostic, ...]
    periods: tuple[str, ...] = ()
    calendar: str = ""
    uncertain: tuple[str, ...] = ()
    overrides: tuple[tuple[str, str], ...] = ()
    _run: Explains | None = None

    def __post_init__(self) -> None:
        for name in ("outputs", "solves"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __repr__(self) -> str:
        scenario = f", scenario {self.scenario}" if self.scenario else ""
        outputs = ", ".join(self.outputs)
        return f"<Result of {self.model}{scenario}: {outputs}>"

    @property
    def quantities(self) -> Mapping[str, Output]:
        """Every named quantity of the model, the outputs among them; computed when first asked for."""
        return MappingProxyType(self._run.quantities() if self._run is not None else dict(self.outputs))

    @property
    def ok(self) -> bool:
        """Whether every check held and every output has a number."""
        return all(check.ok for check in self.checks) and not any(
            item.severity.value == "error" for item in self.diagnostics
        )

    def __getitem__(self, name: str) -> Output:
        """An output, or any other quantity of the model, by name."""
        found = self.outputs.get(name)
        if found is None:
            quantities = self.quantities
            found = quantities.get(name)
            if found is None:
                from outlay.spelling import did_you_mean

                raise OutlayError(f"{self.model} has no number called {name}.{did_you_mean(name, quantities)}")
        return found

    def explain(self, name: str, depth: int | None = None, period: str | None = None) -> Explanation:
        """Where a number comes from: `print(result.explain("gross_margin"))` shows the tree."""
        if self._run is None:
            raise OutlayError("This result was read from data and has no model to explain it.")
        return self._run.explain(name, depth, period)

    def as_dict(self) -> dict[str, object]:
        """The `outlay/1` JSON form."""
        return {
            "schema": SCHEMA,
            "model": self.model,
            "scenario": self.scenario,
            "outputs": {name: output.as_dict() for name, output in self.outputs.items()},
            "checks": [check.as_dict() for check in self.checks],
            "solves": {name: solve.as_dict() for name, solve in self.solves.items()},
            "diagnostics": [item.as_dict() for item in self.diagnostics],
        }

    def to_frame(self, *, everything: bool = False) -> Any:
        """A pandas frame: a row per period and a column per output; units and labels are in `frame.attrs`.

        A model without a timeline gives one row. `everything` adds the quantities that are not outputs.
        """
        try:
            import pandas
        except ImportError as error:
            raise OutlayError('A frame needs pandas: pip install "outlay[frames]".') from error
        chosen = self.quantities if everything else self.outputs
        rows = max(len(self.periods), 1)
        columns = {
            name: [_in_frame(one, each.type) for one in each.value]
            if isinstance(each.value, tuple)
            else [_in_frame(each.value, each.type)] * rows
            for name, each in chosen.items()
        }
        index = pandas.Index(self.periods, name="period") if self.periods else None
        frame = pandas.DataFrame(columns, index=index)
        frame.attrs["units"] = {name: each.unit for name, each in chosen.items()}
        frame.attrs["labels"] = {name: each.label for name, each in chosen.items()}
        frame.attrs["model"] = self.model
        frame.attrs["scenario"] = self.scenario
        return frame

    def plot(self, *names: str) -> Any:
        """A matplotlib figure: series as lines over time, single figures as bars, all in one unit.

        Without names these are the outputs that share the unit of the first one, series before single figures.
        """
        from outlay.plots.results import of_outputs

        numbers = [each for each in self.outputs.values() if each.type == "number"]
        numbers = [each for each in numbers if each.series] or numbers
        chosen = [self[name] for name in names]
        if not chosen:
            kinds = [(each.unit, each.in_percent) for each in numbers]
            chosen = [each for each, kind in zip(numbers, kinds, strict=True) if kind == kinds[0]]
        parts = [f"scenario {self.scenario}"] if self.scenario else []
        parts += [f"{path} = {text}" for path, text in self.overrides]
        parts += [f"uncertain inputs at their {self.point}s"] if self.uncertain else []
        return of_outputs(chosen, self.title or self.model, " · ".join(parts))

    def _repr_html_(self) -> str:
        """A table for notebooks; whatever an author wrote is escaped."""
        from outlay.html import result_html

        return result_html(self)


def _in_frame(value: Scalar, type_: str) -> object:
    """A value as a frame holds it: a day of the plan is a date."""
    if type_ != "date" or not isinstance(value, float):
        return value
    import datetime

    return datetime.date.fromordinal(int(value))


def clean(value: object) -> Scalar:
    """A value as results carry it: NaN and infinity, which no number of a model can be, become `None`."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None
