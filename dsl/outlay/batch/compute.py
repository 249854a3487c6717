"""One block of rows computed for one case: columns out, the errors of its rows, and what a summary counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlay.batch.blocks import OutColumn
from outlay.batch.columns import given, made
from outlay.batch.errors import ErrorRows
from outlay.batch.tally import Tally
from outlay.model import Model
from outlay.studies.bad_cells import rows_of
from outlay.studies.batch import Batch

if TYPE_CHECKING:
    from outlay.batch.blocks import Block
    from outlay.batch.spec import Case, How, Spec

MOST_TALLIED = 200  # columns that a summary describes


@dataclass
class Tallies:
    """What is counted of the rows of one case."""

    outputs: dict[str, Tally]
    checks: dict[str, list[int]]  # rows in which it fails, and in which it cannot be judged

    def as_dict(self) -> dict[str, Any]:
        """For a record."""
        return {"outputs": {name: each.as_dict() for name, each in self.outputs.items()}, "checks": self.checks}


class BrokenRows:
    """A case that cannot be computed: every row is bad, for the same reason."""

    def __init__(self, case: Case, spec: Spec) -> None:
        self._case = case
        self._schema = spec.schema()

    def tallies(self) -> Tallies:
        """Nothing is counted."""
        return Tallies({}, {})

    def compute(self, block: Block, tallies: Tallies, errors: ErrorRows) -> Any:  # noqa: ARG002 - as `CaseRows` has it
        """Rows without results."""
        errors.strange(dict.fromkeys(range(block.rows), ("", self._case.wrong)))
        errors.end_block(block.rows, block.rows)
        constants = dict(self._case.constants)
        arrays = [
            pa.repeat(pa.scalar(constants[field.name], field.type), block.rows)
            if field.name in constants
            else pa.nulls(block.rows, field.type)
            for field in self._schema
        ]
        return pa.Table.from_arrays(arrays, schema=self._schema)


class CaseRows:
    """A model in a scenario, made ready for the rows of a batch."""

    def __init__(self, model: Model, case: Case, spec: Spec) -> None:
        self.case = case
        self.how = spec.how
        self.batch = prepared(model, case, spec.columns, spec.units, spec.outputs, spec.how)
        self._columns = list(spec.columns)
        self._out = spec.out
        self._schema = spec.schema()
        self._constants = dict(case.constants)
        self._own = {each.name: each for each in self.batch.results}

    def tallies(self) -> Tallies:
        """Nothing counted yet."""
        return Tallies({name: Tally() for name in self._tallied}, {each.label: [0, 0] for each in self.batch.checks})

    @cached_property
    def _tallied(self) -> list[str]:
        """The columns that are described: first the ends of every output over time, then what is between."""
        by_output: dict[str, list[str]] = {}
        for name, each in self._own.items():
            if each.type == "number":
                by_output.setdefault(name.partition("[")[0] + name.rpartition("]")[2], []).append(name)
        ends = dict.fromkeys(name for names in by_output.values() for name in (names[0], names[-1]))
        every = list(ends | dict.fromkeys(name for names in by_output.values() for name in names))
        wanted = set(every[:MOST_TALLIED])
        return [name for name in self._own if name in wanted]

    def compute(self, block: Block, tallies: Tallies, errors: ErrorRows) -> Any:
        """The output's columns for the rows of a block, as an Arrow table; bad rows have no results."""
        values, bad = self.batch.read_columns(given(block, self._columns))
        strange = np.fromiter(block.strange, np.intp, len(block.strange))
        without = np.union1d(rows_of(bad), strange) if bad or len(strange) else strange
        done = self.batch.numbers(
            values, block.rows, point=self.how.point, engine=self.how.engine, threads=self.how.threads, without=without
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
            wrong = np.flatnonzero(np.logical_or.reduce(missing) & ~ruled_out)
            errors.faults(name, wrong, partial(self.batch.reason, values, name=name, point=self.how.point))
        errors.end_block(block.rows, len(without))
        return pa.Table.from_arrays(arrays, schema=self._schema)

    def _array(
        self,
        column: OutColumn,
        block: Block,
        done: dict[str, Any],
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
        numbers = done[name]
        missing = np.isnan(numbers)
        count = int(missing.sum())
        if column.type == "number":
            if count > bad and not self._own[name].question:
                faults.setdefault(self._own[name].quantity, []).append(missing)
            tally = tallies.outputs.get(name)
            if tally is not None:
                tally.add(numbers, count)
        return made(numbers, missing if count else None, kind, self.batch.text)


def prepared(
    model: Model, case: Case, columns: Sequence[str], units: Mapping[str, str], outputs: Sequence[str], how: How
) -> Batch:
    """The model's batch with its checks. Raises `OutlayError` for what the model does not have."""
    there = {name: unit for name, unit in units.items() if name in columns}
    return model.prepared(
        tuple(columns), there, outputs, case.scenario, case.overrides, checks=True, draws=how.draws, seed=how.seed
    )


def _count_check(truths: Any, counts: list[int], bad: int) -> None:
    counts[0] += int((truths == 0).sum())
    counts[1] += int(np.isnan(truths).sum()) - bad
