"""What every worker is told once: models, cases, columns, where parts go; and what it is told of a chunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from outlay.batch.blocks import OutColumn, Piece
from outlay.batch.bundle import Bundle
from outlay.batch.sources import Source

MODEL, SCENARIO, WORKBOOK = "model", "scenario", "workbook"


@dataclass(frozen=True, slots=True)
class Case:
    """One model in one scenario, over all rows; `constants` stand in columns of their own in each of its rows.

    With `file` it is over the rows of one input alone. What is `wrong` with it is said of each of its rows.
    """

    bundle: int
    model: str
    scenario: str
    overrides: tuple[tuple[str, str], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    file: int | None = None
    wrong: str = ""

    @property
    def name(self) -> str:
        """For a sentence."""
        return f"{self.model}, scenario {self.scenario}" if self.scenario else self.model


@dataclass(frozen=True, slots=True)
class How:
    """How rows are computed."""

    point: str = "median"
    jobs: int = 1  # processes
    engine: str = "numpy"
    threads: int | None = None  # that compute one block; None for as many as it is worth
    encoders: int = 1  # threads of each process that turn results into bytes
    draws: int = 0  # of each row; 0 where nothing is drawn
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Spec:
    """A batch as its workers know it. Sent whole to each of them; nothing in it changes while a run lasts."""

    bundles: tuple[Bundle, ...]
    cases: tuple[Case, ...]
    source: Source
    files: tuple[str, ...]  # of the inputs, as they were named
    units: dict[str, str]  # that stand beside the columns' names
    columns: tuple[str, ...]  # that set something
    keep: tuple[str, ...]
    outputs: tuple[str, ...]  # asked for by name; none for every output
    out: tuple[OutColumn, ...]
    form: str  # csv, parquet, jsonl, xlsx, folder, partitions
    parts: str  # the folder of parts
    partitions: tuple[str, ...] = ()  # columns whose values are folders of the output
    how: How = field(default_factory=How)

    def schema(self) -> Any:
        """The Arrow schema of every part."""
        import pyarrow as pa

        kept = self.source.schema()
        kinds = {"number": pa.float64(), "truth": pa.bool_(), "text": pa.string(), "date": pa.date32()}

        def of(column: OutColumn) -> Any:
            if column.type == "kept":
                return kept.field(column.name) if column.name in kept.names else pa.field(column.name, pa.string())
            said = {"unit": column.unit, "label": column.label}
            return pa.field(column.name, kinds[column.type], metadata={k: v for k, v in said.items() if v} or None)

        return pa.schema([of(column) for column in self.out])


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece for one case. Its name is that of its part; the order of names is the order of rows."""

    case: int
    number: int
    piece: Piece

    @property
    def name(self) -> str:
        return f"{self.case:04d}-{self.number:08d}"


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of a chunk whose part is in its place."""

    name: str
    rows: int
    bad_rows: int
    errors: int
    size: int
    check: int  # CRC-32 of the part
    tally: dict[str, Any]
    seconds: float
    file: int
    case: int
