"""What the pages and pictures show: each published figure beside what the library says, seen and unseen."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import outlay
from calibration import serving, training


@dataclass(frozen=True)
class Compared:
    """A published figure, what is expected of it at the library's defaults, and unseen: with it left out of the fit."""

    name: str
    subject: str
    detail: str
    published: float
    expected: float
    low: float
    high: float
    unseen: float | None = None  # expected when it, or all of its source, is left out
    unseen_low: float = 0.0
    unseen_high: float = 0.0

    @property
    def error(self) -> float:
        return self.expected / self.published - 1

    @property
    def unseen_error(self) -> float:
        return (self.unseen or self.expected) / self.published - 1

    @property
    def held(self) -> bool:
        """Whether the interval holds the figure; the one made without it, where there is one."""
        low, high = (self.low, self.high) if self.unseen is None else (self.unseen_low, self.unseen_high)
        return low <= self.published <= high


@dataclass(frozen=True)
class Summary:
    """How far some figures lie from what was expected without having seen them."""

    count: int
    median: float
    worst: float  # times too much or too little
    held: float
    widest: float

    @classmethod
    def of(cls, rows: Sequence[Compared]) -> Summary:
        ratios = [row.published / (row.unseen or row.expected) for row in rows]
        widths = [row.high / row.low if row.unseen is None else row.unseen_high / row.unseen_low for row in rows]
        return cls(
            len(rows),
            statistics.median(abs(row.unseen_error) for row in rows),
            max(max(ratio, 1 / ratio) for ratio in ratios),
            sum(row.held for row in rows) / len(rows),
            max(widths),
        )


def training_rows(runs: Sequence[training.Run], fitted: Sequence[training.Run]) -> list[Compared]:
    """GPU-hours of runs by the library's `TRAIN_GPU_HOURS`; those fitted also as if they had not been."""
    hours: Callable[..., float] = outlay.function("TRAIN_GPU_HOURS")
    cells = training.intervals(fitted)
    found = []
    for run in runs:
        told = cells[run.of]
        without = training.without(run, fitted) if run in fitted else None
        at = [hours(run.parameters, run.tokens, run.gpu, share) for share in (told.high, told.low)]
        left = [] if without is None else [
            hours(run.parameters, run.tokens, run.gpu, share) for share in (without.median, without.high, without.low)
        ]  # fmt: skip
        found.append(
            Compared(
                run.row["id"],
                run.row["model"],
                run.row["hardware"],
                run.hours,
                hours(run.parameters, run.tokens, run.gpu),
                *at,
                *left,
            )
        )
    return found


def serving_rows(points: Sequence[serving.Point], fitted: Sequence[serving.Point]) -> list[Compared]:
    """Measured rates and times beside the library's, at its defaults; those fitted also with their source left out."""
    low, high = serving.engine()
    told = serving.expected(points, [serving.shipped()])[0]
    unseen = dict(zip(map(id, fitted), serving.without_source(fitted), strict=True)) if points[0] in fitted else {}
    found = []
    for point, value in zip(points, told, strict=True):
        row = point.row
        ends = (low, high) if point.what == "tok/s" else (1 / high, 1 / low)  # an engine that is faster takes less time
        how = f"{row['precision']}, {row['isl']} → {row['osl']}, batch {row['batch']}"
        left = point.measured / unseen[id(point)] if id(point) in unseen else None
        found.append(
            Compared(
                row["id"],
                f"{row['model']}: {point.what}",
                f"{row['n_gpus']} × {row['gpu']}, {how}",
                point.measured,
                float(value),
                *(float(value) * end for end in ends),
                *(() if left is None else (left, *(left * end for end in ends))),
            )
        )
    return found
