"""Edited workbooks: each is one row, and a case of its own, for it says its scenario and what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import pyarrow as pa

from outlay.batch.blocks import Block, Piece


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook says: a scenario and settings, or why it says nothing."""

    path: str
    scenario: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    inputs: tuple[str, ...] = ()  # paths of every input it shows, changed or not


@dataclass(frozen=True)
class Edited:
    """The workbooks; their rows have no columns."""

    files: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def rows(self) -> int | None:
        """One each."""
        return len(self.files)

    @property
    def units(self) -> dict[str, str]:
        """None."""
        return {}

    @property
    def weight(self) -> int:
        """One each."""
        return len(self.files)

    def schema(self) -> Any:
        """No columns."""
        return pa.schema([])

    def selecting(
        self, columns: Sequence[str], texts: Sequence[str], kept: Sequence[str] = ()  # noqa: ARG002 - there are none
    ) -> Self:  # fmt: skip
        """See `Source`."""
        return self

    def at(self, files: Sequence[str]) -> Self:
        """See `Source`."""
        return replace(self, files=tuple(files))

    def staged(self, folder: str) -> Edited:  # noqa: ARG002 - nothing is read again
        """See `Source`."""
        return self

    def pieces(self) -> Iterator[Piece]:
        """One for each workbook."""
        for number in range(len(self.files)):
            yield Piece(number, 0, 1, 1)

    def blocks(self, piece: Piece) -> Iterator[Block]:  # noqa: ARG002 - all are alike
        """One row."""
        yield Block(pa.table({}), 1)
