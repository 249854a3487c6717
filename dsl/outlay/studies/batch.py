"""A model over the rows of a frame: columns by path in, a column for each output out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays import compile_arrays
from outlay.studies.columns import Columns
from outlay.studies.wanted import Wanted, every_check, fused, whole

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from outlay.arrays import ArrayValues
    from outlay.plan import Plan
    from outlay.studies.bad_cells import BadCells, BadColumn
    from outlay.studies.columns import Floats, ReadsFigures
    from outlay.studies.headers import Header
    from outlay.studies.row_faults import RowFaults

ERROR = "error"  # the column that says what is wrong with a row
DAY_ZERO = 719_163  # 1970-01-01


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of results. `quantity` is what it is of: the output of which it is a period or a quantile."""

    name: str
    quantity: str
    type: str
    unit: str
    label: str
    question: bool = False  # an answer, which a row need not have


class Batch:
    """A plan prepared for frames of one shape: the columns understood, the program compiled, once.

    `headers` say what the columns set; `outputs` are names of outputs or of anything else the model has (`revenue`,
    `revenue[2026-12]`, `total(revenue)`, a solve, a check's text), by default every output; `fixed` sets inputs for
    all rows. With `checks` a truth for each check stands behind the outputs, called `check: …`.
    """

    def __init__(
        self,
        plan: Plan,
        headers: Sequence[Header],
        figures: Callable[[], ReadsFigures],
        outputs: Sequence[str] = (),
        fixed: Mapping[int, Any] | None = None,
        *,
        checks: bool = False,
        drawn: bool = False,
    ) -> None:
        asked = self._asked(plan, outputs)
        plan, made = fused(plan, (*asked, *(every_check(plan) if checks else ())))
        self.wanted, self.checks = made[: len(asked)], made[len(asked) :]
        self.plan = plan
        self._fixed = dict(fixed or {})
        self._columns = Columns(plan, headers, figures)
        nodes = list(dict.fromkeys(each.node for each in (*self.wanted, *self.checks)))
        self._program = compile_arrays(plan, nodes, self._columns.inputs, drawn)
        self._columns.code = self._program.texts.code

    def _asked(self, plan: Plan, outputs: Sequence[str]) -> tuple[Wanted, ...]:
        return whole(plan, outputs)

    @property
    def results(self) -> tuple[ResultColumn, ...]:
        """The columns that a run gives, without the checks."""
        return tuple(
            ResultColumn(name, each.name, each.type, each.unit, each.label, each.question >= 0)
            for each in self.wanted
            for name in names_of(each)
        )

    @property
    def effort(self) -> float:
        """Simple operations for each row, or for each draw of it."""
        return self._program.analysis.effort

    def engine(self, rows: int) -> str:
        """The engine that suits so many rows; see `ArrayProgram.engine`."""
        return self._program.engine("auto", rows).name

    def read(self, frame: pd.DataFrame) -> tuple[dict[int, Floats], BadCells]:
        """The frame's columns as arrays by input, NaN where a cell is no value of its input, and every such cell."""
        return self._columns.read(frame)

    def read_columns(self, columns: Mapping[Any, Any]) -> tuple[dict[int, Floats], tuple[BadColumn, ...]]:
        """The same of columns by label; see `Columns.read_columns`."""
        return self._columns.read_columns(columns)

    def numbers(
        self,
        values: Mapping[int, Floats],
        rows: int,
        *,
        point: str = "median",
        engine: str = "auto",
        threads: int | None = None,
        without: npt.NDArray[np.intp] | None = None,
    ) -> dict[str, Floats]:
        """The columns of `results` and `checks` for each row of `values`, by name, as a plan has them.

        Truths are 1 and 0, days ordinals, texts codes that `text` knows. What cannot be computed is NaN, and so is
        every result of the rows whose positions are in `without`.
        """
        done = self._program.run(values, rows, fixed=self._fixed, point=point, engine=engine, threads=threads)
        columns = dict(pair for each in (*self.wanted, *self.checks) for pair in _named(each, done))
        if without is not None and len(without):
            for name, numbers in columns.items():
                columns[name] = numbers.copy()
                columns[name][without] = np.nan
        return columns

    def reason(self, values: Mapping[int, Floats], row: int, name: str, point: str = "median") -> str:
        """Why an output has no number in a row of `values`, as `outlay run` says it; "" where that is not known."""
        node = next((each.node for each in self.wanted if each.name == name), -1)
        return self._row_faults.reason(values, row, node, point) if node >= 0 else ""

    @cached_property
    def _row_faults(self) -> RowFaults:
        from outlay.studies.row_faults import RowFaults

        return RowFaults(self.plan, self._fixed, self.text)

    def text(self, code: float) -> str | None:
        """The text of a code; None of NaN."""
        return self._program.texts.text(code)

    def run(
        self,
        values: Mapping[int, Floats],
        index: pd.Index[Any],
        **how: Any,
    ) -> pd.DataFrame:
        """The same as a frame; a series has a column for each period, `revenue[2026-12]`.

        Units and labels stand in `frame.attrs`.
        """
        import pandas as pd

        found = self.numbers(values, len(index), **how)
        kinds = {each.name: each.type for each in self.results}
        columns = {name: in_frame(numbers, kinds.get(name, "truth"), self.text) for name, numbers in found.items()}
        frame = pd.DataFrame(columns, index=index, copy=False)
        told = [(each.name, each.unit, each.label) for each in self.results]
        told += [(each.name, each.unit, each.label) for each in self.checks]
        frame.attrs = {
            "units": {name: unit for name, unit, _ in told},
            "labels": {name: label for name, _, label in told},
            "model": self.plan.name,
            "scenario": self.plan.scenario,
        }
        return frame

    def frame(self, frame: pd.DataFrame, *, errors: str = "raise", **how: Any) -> pd.DataFrame:
        """Reads and runs a frame. `errors="keep"` gives bad rows nothing but their reasons, in the column `error`."""
        values, bad = self.read(frame)
        if errors == "raise" and len(bad):
            raise bad.error()
        made = self.run(values, frame.index, without=bad.rows, **how)
        if errors == "keep":
            made[ERROR] = bad.reasons()
        return made


def names_of(each: Wanted) -> list[str]:
    """What the columns of a result are called: a series has one for each period."""
    return [f"{each.name}[{label}]" for label in each.periods] or [each.name]


def _named(each: Wanted, done: ArrayValues) -> list[tuple[str, Floats]]:
    numbers = each.of(done)
    return list(zip(names_of(each), numbers if each.periods else [numbers], strict=True))


def in_frame(numbers: Floats, type_: str, text: Callable[[float], str | None]) -> Any:
    """Numbers of a plan as a frame holds them: truths as truths, days as dates, texts as texts."""
    if type_ == "number":
        return numbers
    import pandas as pd

    missing = np.isnan(numbers)
    if type_ == "truth":
        truths = numbers == 1
        return pd.arrays.BooleanArray(truths, missing) if missing.any() else truths
    if type_ == "date":
        days = np.where(missing, 0, numbers - DAY_ZERO).astype("int64").astype("datetime64[D]")
        days[missing] = np.datetime64("NaT")
        return days.astype("datetime64[s]")
    codes, distinct = pd.factorize(numbers)
    texts = np.array([text(code) for code in distinct] + [None], object)
    return pd.array(texts[codes], dtype="str")
