"""One block of rows computed for one case: columns out, the errors of its rows, and what a summary counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlay.batch.blocks import OutColumn
from outlay.batch.errors import ErrorRows
from outlay.batch.tally import Tally
from outlay.model import Model
from outlay.studies.batch import Batch

if TYPE_CHECKING:
    import pandas as pd

    from outlay.batch.blocks import Block
    from outlay.batch.spec import Case, Spec

MOST_TALLIED = 200  # columns that a summary describes


@dataclass
class Tallies:
    """What is counted of the rows of one case."""

    outputs: dict[str, Tally]
    checks: dict[str, list[int]]  # rows in which it fails, and in which it cannot be judged

    def as_dict(self) -> dict[str, Any]:
        """For a record."""
        return {"outputs": {name: each.as_dict() for name, each in self.outputs.items()}, "checks": self.checks}


class CaseRows:
    """A model in a scenario, made ready for the rows of a batch."""

    def __init__(self, model: Model, case: Case, spec: Spec) -> None:
        self.case = case
        self.how = spec.how
        self.batch = prepared(model, case, spec.columns, spec.source.units, spec.outputs)
        self._columns = list(spec.columns)
        self._out = spec.out
        self._schema = spec.schema()
        self._constants = dict(case.constants)
        self._own = {each.name: each for each in columns_of(self.batch)}
        self._quantity = {f"{each.name}[{label}]": each.name for each in self.batch.wanted for label in each.periods}
        self._quantity |= {each.name: each.name for each in self.batch.wanted}
        self._questions = {each.name for each in self.batch.wanted if each.question >= 0}

    def tallies(self) -> Tallies:
        """Nothing counted yet."""
        numbers = [name for name, each in self._own.items() if each.type == "number"]
        return Tallies(
            {name: Tally() for name in numbers[:MOST_TALLIED]}, {each.label: [0, 0] for each in self.batch.checks}
        )

    def compute(self, block: Block, tallies: Tallies, errors: ErrorRows) -> Any:
        """The output's columns for the rows of a block, as an Arrow table; bad rows have no results."""
        frame = _frame(block, self._columns)
        values, bad = self.batch.read(frame)
        strange = np.fromiter(block.strange, np.intp, len(block.strange))
        without = np.union1d(bad.rows, strange)
        done = self.batch.run(
            values, frame.index, point=self.how.point, engine=self.how.engine, threads=self.how.threads, without=without
        )
        errors.strange(block.strange)
        errors.cells(bad, strange)
        ruled_out = np.zeros(block.rows, bool)
        ruled_out[without] = True
        for check in self.batch.checks:
            _count_check(done[check.name], tallies.checks[check.label], len(without))
        faults: dict[str, list[Any]] = {}
        arrays = [self._array(column, block, done, len(without), tallies, faults) for column in self._out]
        for name, missing in faults.items():
            errors.faults(name, np.flatnonzero(np.logical_or.reduce(missing) & ~ruled_out))
        errors.end_block(block.rows, len(without))
        return pa.Table.from_arrays(arrays, schema=self._schema)

    def _array(
        self,
        column: OutColumn,
        block: Block,
        done: pd.DataFrame,
        bad: int,
        tallies: Tallies,
        faults: dict[str, list[Any]],
    ) -> Any:
        name = column.name
        kind = self._schema.field(name).type
        if name in self._constants:
            return pa.repeat(pa.scalar(self._constants[name], kind), block.rows)
        if column.type == "kept":
            return block.table.column(name)
        if name not in self._own:
            return pa.nulls(block.rows, kind)
        found = done[name]
        if column.type != "number":
            return pa.array(found, kind, from_pandas=True)
        numbers = found.to_numpy()
        missing = np.isnan(numbers)
        count = int(missing.sum())
        if count > bad and self._quantity[name] not in self._questions:
            faults.setdefault(self._quantity[name], []).append(missing)
        tally = tallies.outputs.get(name)
        if tally is not None:
            tally.add(numbers, count)
        return pa.array(numbers, kind, mask=missing if count else None)


def prepared(
    model: Model, case: Case, columns: tuple[str, ...], units: dict[str, str], outputs: tuple[str, ...]
) -> Batch:
    """The model's batch with its checks. Raises `OutlayError` for what the model does not have."""
    there = {name: unit for name, unit in units.items() if name in columns}
    return model.prepared(columns, there, outputs, case.scenario, case.overrides, checks=True)


def columns_of(batch: Batch) -> list[OutColumn]:
    """The columns of results, a series having one for each period."""
    found = []
    for each in batch.wanted:
        names = [f"{each.name}[{label}]" for label in each.periods] or [each.name]
        found += [OutColumn(name, each.type, each.unit, each.label) for name in names]
    return found


def _count_check(column: Any, counts: list[int], bad: int) -> None:
    failed = column == False  # noqa: E712 - of a column
    counts[0] += int(failed.sum())
    counts[1] += int(column.isna().sum()) - bad


def _frame(block: Block, columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    if not columns:
        return pd.DataFrame(index=pd.RangeIndex(block.rows))
    frame: pd.DataFrame = block.table.select(columns).to_pandas(split_blocks=True, date_as_object=False)
    return frame
