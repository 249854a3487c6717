"""The rows that could not be used: gathered by chunk with their places in it, listed at the end with their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from outlay.studies.bad_cells import BadColumn

MOST_ASKED = 20  # reasons of each output in a chunk
SCHEMA = pa.schema([("row", pa.int64()), ("column", pa.string()), ("reason", pa.string())])


class ErrorRows:
    """The errors of one chunk; rows are counted from 0 in the chunk."""

    def __init__(self) -> None:
        self._tables: list[Any] = []
        self._block: list[tuple[Any, Any, Any]] = []
        self._start = 0
        self._asked: dict[str, int] = {}  # reasons, by output
        self.count = 0
        self.bad_rows = 0

    def strange(self, rows: Mapping[int, tuple[str, str]]) -> None:
        """Rows of the block that are none."""
        if rows:
            columns, reasons = zip(*rows.values(), strict=True)
            self._add(np.fromiter(rows, np.int64, len(rows)), list(columns), list(reasons))

    def cells(self, bad: Sequence[BadColumn], strange: Any) -> None:
        """Cells that are no value, but for rows that are none."""
        for each in bad:
            codes, positions = each.codes, each.positions
            if len(strange):
                told = ~np.isin(positions, strange)
                codes, positions = codes[told], positions[told]
            reasons = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), list(each.reasons)).cast(pa.string())
            self._add(positions, [each.column] * len(positions), reasons)

    def faults(self, output: str, positions: Any, why: Callable[[int], str]) -> None:
        """Rows in which an output has no number, or a series none in some period; `why` says the reason in a row.

        Each reason takes a run, so those of the first rows of a chunk are asked for, and the others are told apart by
        nothing.
        """
        plain = f"{output} has no number with these values."
        asked = self._asked.get(output, 0)
        reasons = [why(int(row)) or plain for row in positions[: max(MOST_ASKED - asked, 0)]]
        self._asked[output] = asked + len(reasons)
        self._add(positions, [output] * len(positions), reasons + [plain] * (len(positions) - len(reasons)))

    def _add(self, positions: Any, columns: list[str], reasons: Any) -> None:
        if len(positions):
            self._block.append((positions, columns, reasons))

    def end_block(self, rows: int, without: int) -> None:
        """What was added belongs to a block of so many rows, of which so many have no results."""
        if self._block:
            parts = [
                pa.table(
                    [pa.array(positions + self._start, pa.int64()), pa.array(columns, pa.string()), reasons],
                    schema=SCHEMA,
                )
                for positions, columns, reasons in self._block
            ]
            found = pa.concat_tables(parts)
            order = np.argsort(found.column("row").to_numpy(), kind="stable")
            self._tables.append(found.take(pa.array(order)))
            self.count += len(found)
            self._block = []
        self.bad_rows += without
        self._start += rows

    def write(self, path: Any) -> None:
        """Keep them in a file."""
        import pyarrow.parquet as pq  # here, as text files have no other use for it

        pq.write_table(
            pa.concat_tables(self._tables) if self._tables else SCHEMA.empty_table(), path, compression="zstd"
        )
