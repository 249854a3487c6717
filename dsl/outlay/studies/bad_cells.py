"""Cells of a frame that are no value of the input they set: where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class BadColumn:
    """The bad cells of one column: their positions, and for each the number of its reason."""

    column: str
    positions: Places
    codes: npt.NDArray[Any]
    reasons: tuple[str, ...]


def rows_of(columns: Sequence[BadColumn]) -> Places:
    """Positions of the rows that hold a bad cell, in order, each once."""
    if not columns:
        return np.zeros(0, np.intp)
    return np.unique(np.concatenate([each.positions for each in columns]))


@dataclass(frozen=True)
class BadCells:
    """Every bad cell of a frame. `frame` lists them, `rows` are the positions of rows that have one."""

    columns: tuple[BadColumn, ...]
    index: pd.Index[Any]

    def __len__(self) -> int:
        return sum(len(each.positions) for each in self.columns)

    @cached_property
    def rows(self) -> Places:
        """Positions of the rows that hold a bad cell, in order, each once."""
        return rows_of(self.columns)

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each bad cell, in the order of the rows: its row's position and name, its column, the reason."""
        import pandas as pd

        parts = [
            pd.DataFrame(
                {
                    "position": each.positions,
                    "row": self.index[each.positions],
                    "column": each.column,
                    "reason": np.asarray(each.reasons, object)[each.codes],
                }
            )
            for each in self.columns
        ]
        if not parts:
            return pd.DataFrame({"position": [], "row": [], "column": [], "reason": []})
        return pd.concat(parts).sort_values("position", kind="stable").reset_index(drop=True)

    def reasons(self) -> pd.Series[Any]:
        """For each row of the frame what is wrong with it, in one text; missing where nothing is."""
        import pandas as pd

        found = pd.Series(pd.NA, index=self.index, dtype="str")
        if self.columns:
            told = self.frame.groupby("position", sort=True)["reason"].agg(" ".join)
            found.iloc[told.index.to_numpy()] = told.to_numpy()
        return found

    def error(self, most: int = 3) -> OutlayError:
        """The first few as one error."""
        frame = self.frame.head(most)
        told = [f"row {row}: {reason}" for row, reason in zip(frame["row"], frame["reason"], strict=True)]
        more = len(self) - len(told)
        rows = len(self.rows)
        head = "One row cannot be used" if rows == 1 else f"{rows:,} rows cannot be used"
        return OutlayError(f"{head}. " + " ".join(told) + (f" And {more:,} more." if more else ""))
