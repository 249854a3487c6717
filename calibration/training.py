"""Model FLOP utilisation over whole training runs, by class of hardware, as an interval for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from calibration.pooling import Pool, pool
from calibration.rows import Row, figure, read
from outlay.doubt import Z95, median

SMALLEST = 1e9  # parameters: below, embeddings and idle hardware make 6 · parameters · tokens mislead
WIDEST = 2.9  # upper end over lower: an interval that spans more would hardly help to plan

# Chips that are one design, or one maker's line, stand together; all others take what all hardware has in common.
CLASSES = {
    "A100 80 GB": ("A100_SXM_80GB", "A100_PCIE_80GB"),
    "A100 40 GB": ("A100_SXM_40GB",),
    "H100": ("H100_SXM5", "H100_PCIE", "H100_NVL", "H200_SXM", "GH200"),
    "H800": ("H800_SXM5",),
    "TPU": ("TPU_V2", "TPU_V3", "TPU_V4", "TPU_V5E", "TPU_V5P", "TPU_V6E", "TPU_V7"),
}
GPU = {
    "A100": "A100_SXM_80GB",
    "A100-SXM-80GB": "A100_SXM_80GB",
    "A100-SXM-40GB": "A100_SXM_40GB",
    "H100": "H100_SXM5",
    "H100-SXM-80GB": "H100_SXM5",
    "H800": "H800_SXM5",
    "V100-SXM2": "V100_SXM2_16GB",
    "TPUv2": "TPU_V2",
    "TPUv3": "TPU_V3",
    "TPU v4": "TPU_V4",
    "GH200": "GH200",
}
CLASS = {gpu: name for name, gpus in CLASSES.items() for gpu in gpus}
OTHER = "all other hardware"


@dataclass(frozen=True)
class Run:
    """A published training run that states its hours."""

    row: Row
    parameters: float
    tokens: float
    hours: float
    gpu: str

    @property
    def of(self) -> str:
        """Its class of hardware."""
        return CLASS.get(self.gpu, OTHER)

    @property
    def mfu(self) -> float:
        """6 · parameters · tokens over what the chips could have done in the hours."""
        peak = float(self.row["peak_dense_16bit_flops"])
        return 6 * self.parameters * self.tokens / (self.hours * 3600 * peak)

    @property
    def fitted(self) -> bool:
        """Whether the library is fitted to it: dense, above a billion parameters, of a good tier."""
        return self.row["kind"] == "dense" and self.row["tier"] in "AB" and self.parameters > SMALLEST


def runs(file: str = "training_runs") -> list[Run]:
    """Every run of a file that states parameters, tokens and hours."""
    found = []
    for row in read(file):
        parameters, tokens, hours = (figure(row, name) for name in ("params_active", "tokens", "chip_hours"))
        if parameters and tokens and hours:
            found.append(Run(row, parameters, tokens, hours, GPU[row["hardware"]]))
    return found


@dataclass(frozen=True)
class Interval:
    """A 90% interval of a share, and the median of the beta distribution it stands for."""

    low: float
    high: float

    @cached_property
    def median(self) -> float:
        return float(median("beta90", (self.low, self.high)))

    @property
    def text(self) -> str:
        """As it is written in the language."""
        return f"{self.low * 100:.1f}% to {self.high * 100:.1f}%"


def interval(middle: float, spread: float) -> Interval:
    """Ends in whole tenths of a percent, as far apart as the spread of the logarithm says, about the median."""
    ratio = min(math.exp(2 * Z95 * spread), WIDEST)
    low, high = 0.01, 0.99 / ratio
    for _ in range(60):
        tried = (low + high) / 2
        low, high = (tried, high) if median("beta90", (tried, tried * ratio)) < middle else (low, tried)
    return Interval(round(low, 3), round(low * ratio, 3))


def fitted_pool(fitted: Sequence[Run]) -> Pool:
    return pool([run.of for run in fitted], [run.mfu for run in fitted])


def intervals(fitted: Sequence[Run]) -> dict[str, Interval]:
    """For each class of hardware, and for all other, the interval of a whole run's MFU."""
    found = fitted_pool(fitted)
    return {name: interval(*found.expect(name)) for name in (*CLASSES, OTHER)}


def without(run: Run, fitted: Sequence[Run]) -> Interval:
    """What would have been expected of a run had nobody published it."""
    return interval(*fitted_pool([other for other in fitted if other is not run]).expect(run.of))
