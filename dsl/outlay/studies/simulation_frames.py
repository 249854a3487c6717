"""A simulation as pandas frames."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outlay.studies.simulation_rows import rows

if TYPE_CHECKING:
    from outlay.studies.simulation import Simulation


def summary_frame(simulation: Simulation) -> pd.DataFrame:
    """A row per case, output and period."""
    frame = pd.DataFrame(rows(simulation)).drop(columns="type", errors="ignore")
    _describe(frame, simulation)
    return frame


def draws_frame(simulation: Simulation) -> pd.DataFrame:
    """A row per draw, a column per output of the first case, or per period of one: `cost[2026-12]`."""
    columns: dict[str, Any] = {}
    for drawn in simulation.outputs.values():
        found = simulation.values(drawn.name)
        if not drawn.series:
            columns[drawn.name] = _in_frame(found, drawn.type)
        for place, period in enumerate(drawn.periods):
            columns[f"{drawn.name}[{period}]"] = _in_frame(found[place], drawn.type)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(simulation.count, name="draw"))
    _describe(frame, simulation)
    units = {name: each.unit for name, each in simulation.outputs.items()}
    frame.attrs["units"] = {column: units[column.partition("[")[0]] for column in columns}
    return frame


def _in_frame(numbers: np.ndarray[Any, Any], type_: str) -> Any:
    if type_ == "truth":
        return (
            pd.array(np.where(np.isnan(numbers), 0, numbers).astype(bool)) if not np.isnan(numbers).any() else numbers
        )
    if type_ == "date":
        return [None if day != day else datetime.date.fromordinal(int(day)) for day in numbers]
    return numbers


def _describe(frame: pd.DataFrame, simulation: Simulation) -> None:
    frame.attrs["model"] = simulation.model
    frame.attrs["draws"] = simulation.count
    frame.attrs["seed"] = simulation.seed
    frame.attrs["method"] = simulation.method
    frame.attrs["units"] = {name: each.unit for name, each in simulation.outputs.items()}
    frame.attrs["labels"] = {name: each.label for name, each in simulation.outputs.items()}
