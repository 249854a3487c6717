"""A simulation in every row of a frame: how the outputs of each row are spread over the same draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.diagnostics import OutlayError
from outlay.draws import Draws, Sampler
from outlay.studies.batch import Batch, ResultColumn, names_of
from outlay.studies.spread import MOST_DRAWS, SPREAD, TOGETHER, spread
from outlay.studies.wanted import Wanted, numbers_only, whole

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay.plan import Plan
    from outlay.studies.columns import Floats, ReadsFigures
    from outlay.studies.headers import Header

_MOST_FAIL = 0.5


class RowDraws(Batch):
    """A batch whose results are figures of the draws of each row: `margin.mean`, `margin.sd`, `margin.p5` and so on.

    All rows have the same draws, so that they differ by their values alone. A check holds in a row if it does in at
    least half of its draws. A draw without a number is left out; a row without any has no figures.
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
        draws: int,
        seed: int = 0,
    ) -> None:
        if not 1 <= draws <= MOST_DRAWS:
            raise OutlayError(f"A row takes between 1 and {MOST_DRAWS:,} draws, not {draws:,}.")
        super().__init__(plan, headers, figures, outputs, fixed, checks=checks, drawn=True)
        self.draws = draws
        self._sampler = Sampler.of(self.plan, seed=seed)

    def _asked(self, plan: Plan, outputs: Sequence[str]) -> tuple[Wanted, ...]:
        return numbers_only(whole(plan, outputs), bool(outputs))

    @property
    def results(self) -> tuple[ResultColumn, ...]:
        """Five figures of each output."""
        return tuple(
            ResultColumn(f"{name}.{figure}", each.name, "number", each.unit, each.label, each.question >= 0)
            for each in self.wanted
            for name in names_of(each)
            for figure in SPREAD
        )

    def engine(self, rows: int) -> str:
        """The engine that suits so many rows with all their draws."""
        return super().engine(rows * self.draws)

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
        """See `Batch.numbers`."""
        columns = {each.name: np.full(rows, np.nan) for each in self.results}
        holds = {each.name: np.full(rows, np.nan) for each in self.checks}
        step = max(TOGETHER // self.draws, 1)
        for start in range(0, rows, step):
            stop = min(start + step, rows)
            self._part(values, start, stop, columns, holds, point=point, engine=engine, threads=threads)
        for name, share in holds.items():
            columns[name] = np.where(np.isnan(share), np.nan, share >= _MOST_FAIL)
        if without is not None and len(without):
            for found in columns.values():
                found[without] = np.nan
        return columns

    def reason(self, values: Mapping[int, Floats], row: int, name: str, point: str = "median") -> str:  # noqa: ARG002
        """Not known: every draw may have its own."""
        return ""

    def _part(
        self,
        values: Mapping[int, Floats],
        start: int,
        stop: int,
        columns: Mapping[str, Floats],
        holds: Mapping[str, Floats],
        **how: Any,
    ) -> None:
        """Rows from `start` to `stop`, each beside itself once for every draw."""
        count = stop - start
        repeated = {place: np.repeat(found[..., start:stop], self.draws, axis=-1) for place, found in values.items()}
        draws = Draws(self._sampler, self.draws)
        done = self._program.run(repeated, count * self.draws, fixed=self._fixed, draws=draws, **how)
        for each in self.wanted:
            numbers = np.atleast_2d(each.of(done))
            for name, drawn in zip(names_of(each), numbers, strict=True):
                for figure, found in zip(SPREAD, spread(drawn.reshape(count, self.draws)), strict=True):
                    columns[f"{name}.{figure}"][start:stop] = found
        for each in self.checks:
            truths = each.of(done).reshape(count, self.draws)
            holds[each.name][start:stop] = _mean(truths)


def _mean(truths: Floats) -> Floats:
    """The share of draws in which something holds, of those in which that can be judged; NaN where there are none."""
    known = ~np.isnan(truths)
    times = known.sum(axis=1)
    held = np.where(known, truths, 0.0).sum(axis=1)
    found: Floats = np.divide(held, times, out=np.full(len(truths), np.nan), where=times > 0)
    return found
