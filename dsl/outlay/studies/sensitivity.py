"""What moves a result: by swinging each input on its own, by ranks over draws, by shares of variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    from outlay.studies.wanted import Wanted

METHODS = ("tornado", "rank", "sobol")
FIGURES = {
    "tornado": ("low", "high", "output_low", "output_high", "swing"),
    "rank": ("correlation",),
    "sobol": ("first", "first_low", "first_high", "total", "total_low", "total_high"),
}
KEY = {"tornado": "swing", "rank": "correlation", "sobol": "total"}


@dataclass(frozen=True, slots=True)
class Influence:
    """One input's part in one output. `figures` are those of the method; None where there is no number."""

    path: str
    label: str
    unit: str
    percent: bool
    figures: Mapping[str, float | None]
    low: str = ""  # the ends of a swing, in words
    high: str = ""
    remark: str = ""  # how far the input was swung, and what cut it short

    def __getitem__(self, name: str) -> float:
        value = self.figures[name]
        return float("nan") if value is None else value

    @property
    def title(self) -> str:
        """What it is called where there is room."""
        return self.label or self.path


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every input's part in one output, the greatest first; `base` is the output with nothing swung."""

    output: Wanted
    base: float
    influences: tuple[Influence, ...]

    @property
    def idle(self) -> tuple[str, ...]:
        """Paths of the inputs that change nothing."""
        return tuple(each.path for each in self.influences if each[_key(each)] == 0)


def _key(each: Influence) -> str:
    return next(key for key in KEY.values() if key in each.figures)


@dataclass(frozen=True)
class Sensitivity:
    """What moves each of some outputs, by one method. `notes` say what was left out, and how sure the figures are."""

    model: str
    title: str
    scenario: str
    method: str  # tornado, rank, sobol
    rankings: tuple[Ranking, ...]
    draws: int = 0  # 0 for a tornado
    seed: int = 0
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Sensitivity ({self.method}) of {self.model}: {', '.join(each.output.name for each in self.rankings)}>"

    def __getitem__(self, output: str) -> Ranking:
        """The ranking of one output."""
        for each in self.rankings:
            if each.output.name == output:
                return each
        names = ", ".join(each.output.name for each in self.rankings)
        raise OutlayError(f"There is no {output} here; there is {names}.")

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each output and input, in order of influence; the units of both in columns of their own."""
        rows = [
            {
                "output": ranking.output.name, "input": each.path, "label": each.label, "unit": each.unit,
                **{name: each[name] for name in FIGURES[self.method]},
                "output_unit": ranking.output.unit, "remark": each.remark,
            }
            for ranking in self.rankings
            for each in ranking.influences
        ]  # fmt: skip
        names = ("output", "input", "label", "unit", *FIGURES[self.method], "output_unit", "remark")
        frame = pd.DataFrame(rows, columns=list(names))
        frame.attrs = {
            "units": {each.output.name: each.output.unit for each in self.rankings},
            "model": self.model, "scenario": self.scenario, "method": self.method,
        }  # fmt: skip
        return frame

    def to_frame(self) -> pd.DataFrame:
        """See `frame`."""
        return self.frame

    def as_dict(self) -> dict[str, object]:
        """The `outlay/1` JSON form."""
        return {
            "schema": "outlay/1",
            "model": self.model,
            "scenario": self.scenario,
            "method": self.method,
            "draws": self.draws or None,
            "outputs": {
                ranking.output.name: {
                    "unit": ranking.output.unit,
                    "label": ranking.output.label,
                    "basis": ranking.output.basis or None,
                    "base": None if ranking.base != ranking.base else ranking.base,
                    "inputs": [
                        {"path": each.path, "label": each.label, "unit": each.unit, **each.figures,
                         "remark": each.remark or None}
                        for each in ranking.influences
                    ],
                }
                for ranking in self.rankings
            },
            "notes": list(self.notes),
        }  # fmt: skip

    def plot(self, output: str = "") -> Any:
        """A matplotlib figure of one output, the first when none is named: a tornado, or bars."""
        from outlay.studies.pictures import of_sensitivity

        return of_sensitivity(self, self[output] if output else self.rankings[0])

    def _repr_html_(self) -> str:
        from outlay.studies.pages import sensitivity_html

        return sensitivity_html(self)


def ordered(method: str, influences: list[Influence]) -> tuple[Influence, ...]:
    """The greatest influence first; what has no number last."""
    key = KEY[method]

    def size(each: Influence) -> float:
        value = each[key]
        return -1.0 if value != value else abs(value)

    return tuple(sorted(influences, key=size, reverse=True))
