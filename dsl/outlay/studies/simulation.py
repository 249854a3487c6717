"""What a simulation gives: how every output is spread, how often checks fail, where the roots lie. Immutable."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import Diagnostic, OutlayError
from outlay.display import format_date
from outlay.result import SCHEMA, Scalar, clean
from outlay.spelling import did_you_mean
from outlay.studies.summary import PERCENTS, Summary

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas
    from numpy import float64

BASE = "base"  # what the model as it stands is called among scenarios


@dataclass(frozen=True, slots=True)
class Drawn:
    """One number of the model and how it is spread, in every period if it is a series.

    `texts` are, for an output that is a text, the texts and the share of draws that gave each. `faults` say why some
    draws have no number.
    """

    name: str
    summaries: tuple[Summary, ...]
    unit: str = ""
    label: str = ""
    percent: bool = False
    format: str | None = None
    type: str = "number"
    periods: tuple[str, ...] = ()
    target: tuple[str, float] | None = None
    texts: tuple[tuple[str, float], ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def series(self) -> bool:
        """Whether there is a summary per period."""
        return bool(self.periods)

    @property
    def summary(self) -> Summary:
        """Of one number; of a series ask for a period: `drawn["2026-12"]`."""
        if self.series:
            raise OutlayError(f'{self.name} has a summary per period: ask for one, such as ["{self.periods[-1]}"].')
        return self.summaries[0]

    @property
    def mean(self) -> float:
        return self.summary.mean

    @property
    def sd(self) -> float:
        return self.summary.sd

    @property
    def median(self) -> float:
        return self.summary.median

    def percentile(self, percent: int) -> float:
        """Of one number: its 5th, 10th, 25th, 50th, 75th, 90th or 95th percentile."""
        return self.summary.percentile(percent)

    def __getitem__(self, period: str) -> Summary:
        """The summary in one period, by its label, or `first` or `last`."""
        if not self.series:
            raise OutlayError(f"{self.name} is one number and has no periods.")
        named = {"first": 0, "last": len(self.periods) - 1}
        place = named.get(period, self.periods.index(period) if period in self.periods else -1)
        if place < 0:
            raise OutlayError(f"{period} is not a period of {self.name}.")
        return self.summaries[place]

    def as_dict(self) -> dict[str, object]:
        """The JSON form: lists where there are periods."""
        found: dict[str, object] = {"unit": self.unit, "label": self.label}
        if self.series:
            found["periods"] = list(self.periods)
        if self.type == "text":
            return found | {"shares": dict(self.texts)}
        table = [_figures(each, self.type) for each in self.summaries]
        for name in table[0]:
            found[name] = [row[name] for row in table] if self.series else table[0][name]
        found["errors"] = _as_lists([_errors(each) for each in self.summaries], self.series)
        faulty = [each.faulty for each in self.summaries]
        found["faulty"] = faulty if self.series else faulty[0]
        if self.faults:
            found["faults"] = [each.as_dict() for each in self.faults]
        return found


def as_told(value: float, figure: str, type_: str) -> Scalar:
    """A figure as CSV and JSON have it: that of a date as a date, how far it is spread or off in days."""
    if type_ != "date" or figure == "sd" or figure.endswith("_error") or figure in ("draws", "faulty"):
        return clean(value)
    return format_date(value) if math.isfinite(value) else None


def _figures(summary: Summary, type_: str = "number") -> dict[str, Any]:
    table = {"mean": summary.mean, "sd": summary.sd}
    table |= {f"p{percent}": value for percent, value in zip(PERCENTS, summary.percentiles, strict=True)}
    return {name: as_told(value, name, type_) for name, value in table.items()}


def _errors(summary: Summary) -> dict[str, Any]:
    named = {f"p{percent}": clean(value) for percent, value in zip(PERCENTS, summary.percentile_errors, strict=True)}
    return {"mean": clean(summary.mean_error), **named}


def _as_lists(table: list[dict[str, Any]], series: bool) -> dict[str, Any]:
    return {name: [row[name] for row in table] for name in table[0]} if series else table[0]


@dataclass(frozen=True, slots=True)
class DrawnCheck:
    """How often a check fails. Over periods a draw fails when any period does; `by_period` has each one's share.

    A condition that cannot be computed counts as failed, and in `faulty`. `is_drawn` tells whether the check depends on
    anything that is drawn; one that does not holds always, or never.
    """

    name: str
    draws: int
    failed: int
    error: float
    faulty: int = 0
    periods: tuple[str, ...] = ()
    by_period: tuple[float, ...] = ()
    is_drawn: bool = True

    @property
    def probability(self) -> float:
        """Share of draws in which the check fails."""
        return self.failed / self.draws

    @property
    def where(self) -> str:
        """For a check over periods that fails: in which of them, and where most often."""
        from outlay.display import format_value
        from outlay.evaluation import spans

        failing = [label for label, share in zip(self.periods, self.by_period, strict=True) if share]
        if not failing:
            return ""
        worst = max(range(len(self.by_period)), key=lambda place: self.by_period[place])
        told = "in " + spans(failing, self.periods)
        if len(failing) > 1:
            told += f", most often in {self.periods[worst]}: {format_value(self.by_period[worst], percent=True)}"
        return told

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        found: dict[str, object] = {
            "name": self.name,
            "probability": self.probability,
            "error": clean(self.error),
            "failed": self.failed,
            "faulty": self.faulty,
        }
        if self.periods:
            found |= {"periods": list(self.periods), "by_period": list(self.by_period)}
        return found


@dataclass(frozen=True, slots=True)
class DrawnSolve:
    """Where the answer of a `solve` or `minimize` lies; draws without one are left out of the summary."""

    name: str
    summary: Summary
    unit: str = ""
    label: str = ""
    percent: bool = False
    several: int = 0  # draws with more than one root, of which the lowest is taken
    format: str | None = None
    type: str = "number"

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """As outputs have them."""
        return (self.summary,)

    @property
    def periods(self) -> tuple[str, ...]:
        """None: the answer is one number."""
        return ()

    @property
    def without(self) -> float:
        """Share of draws without an answer."""
        return self.summary.faulty / self.summary.count

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "unit": self.unit,
            "label": self.label,
            **_figures(self.summary),
            "errors": _errors(self.summary),
            "without": self.without,
            "several": self.several / self.summary.count,
        }


@dataclass(frozen=True, slots=True)
class Case:
    """The model as it stands, or one of its scenarios."""

    scenario: str  # "" for the model as it stands
    outputs: Mapping[str, Drawn]
    checks: tuple[DrawnCheck, ...]
    solves: Mapping[str, DrawnSolve]

    def __post_init__(self) -> None:
        for name in ("outputs", "solves"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __getitem__(self, name: str) -> Drawn:
        """An output by name."""
        found = self.outputs.get(name)
        if found is None:
            hint = did_you_mean(name, self.outputs) or f" It has {', '.join(self.outputs)}."
            raise OutlayError(f"The simulation has no output {name}.{hint}")
        return found

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "scenario": self.scenario,
            "outputs": {name: each.as_dict() for name, each in self.outputs.items()},
            "checks": [each.as_dict() for each in self.checks],
            "solves": {name: each.as_dict() for name, each in self.solves.items()},
        }


@dataclass(frozen=True, slots=True)
class Simulation:
    """A model under many draws of its uncertain inputs, in one case or several that share their draws.

    `outputs`, `checks`, `solves` and `simulation["name"]` are those of the first case.
    """

    model: str
    title: str
    count: int
    seed: int
    method: str
    cases: Mapping[str, Case]
    uncertain: tuple[str, ...]
    notes: tuple[str, ...]
    overrides: tuple[tuple[str, str], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    target_error: float | None = None
    _again: Callable[[str, str], npt.NDArray[float64]] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "cases", MappingProxyType(dict(self.cases)))

    def __repr__(self) -> str:
        cases = "" if tuple(self.cases) == (BASE,) else f", {', '.join(self.cases)}"
        return f"<Simulation of {self.model}{cases}: {self.count:,} draws of {', '.join(self.outputs)}>"

    @property
    def first(self) -> Case:
        """The first case that was asked for."""
        return next(iter(self.cases.values()))

    @property
    def outputs(self) -> Mapping[str, Drawn]:
        return self.first.outputs

    @property
    def checks(self) -> tuple[DrawnCheck, ...]:
        return self.first.checks

    @property
    def solves(self) -> Mapping[str, DrawnSolve]:
        return self.first.solves

    def __getitem__(self, name: str) -> Drawn:
        return self.first[name]

    def case(self, scenario: str) -> Case:
        """One of the cases, by its scenario's name; the model as it stands is `base`."""
        found = self.cases.get(scenario or BASE)
        if found is None:
            raise OutlayError(f"The simulation has no case {scenario}; it has {', '.join(self.cases)}.")
        return found

    def values(self, name: str, period: str | None = None, scenario: str | None = None) -> npt.NDArray[float64]:
        """Every draw of an output, computed once more: (draws,), or (periods, draws) for a series without `period`."""
        case = self.first if scenario is None else self.case(scenario)
        drawn = case[name]
        if self._again is None:
            raise OutlayError("This simulation was read from data and cannot draw again.")
        found = self._again(case.scenario, name)
        if period is None or not drawn.series:
            return found
        drawn[period]  # says what is wrong with a period that is none
        named = {"first": 0, "last": len(drawn.periods) - 1}
        one: npt.NDArray[float64] = found[named[period] if period in named else drawn.periods.index(period)]
        return one

    @property
    def frame(self) -> pandas.DataFrame:
        """A row per case, output and period with mean, sd, percentiles and their standard errors.

        Units are in the column `unit` and in `frame.attrs["units"]`.
        """
        from outlay.studies.simulation_frames import summary_frame

        return summary_frame(self)

    def to_frame(self) -> pandas.DataFrame:
        """The same as `frame`."""
        return self.frame

    @property
    def draws(self) -> pandas.DataFrame:
        """Every draw of every output of the first case, a row per draw; a series has a column per period."""
        from outlay.studies.simulation_frames import draws_frame

        return draws_frame(self)

    def plot(self, name: str | None = None, period: str | None = None, scenario: str | None = None) -> Any:
        """A fan chart of a series, a histogram with percentiles of a single number; unsaid, of the first output."""
        from outlay.studies.simulation_plots import plot

        return plot(self, name, period, scenario)

    def as_dict(self) -> dict[str, object]:
        """The `outlay/1` JSON form."""
        return {
            "schema": SCHEMA,
            "model": self.model,
            "draws": self.count,
            "seed": self.seed,
            "method": self.method,
            "uncertain": list(self.uncertain),
            "cases": [each.as_dict() for each in self.cases.values()],
            "notes": list(self.notes),
            "diagnostics": [each.as_dict() for each in self.diagnostics],
        }

    def _repr_html_(self) -> str:
        from outlay.studies.simulation_html import simulation_html

        return simulation_html(self)
