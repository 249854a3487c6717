"""What sources of text files share: which files and columns they are, and how one piece of a file is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import pyarrow as pa

from outlay.batch import places
from outlay.batch.blocks import Piece
from outlay.batch.sources.rows import judge_text
from outlay.diagnostics import OutlayError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Files:
    """Files with the same columns, whose rows are counted only by reading them. `texts` are kept as written."""

    files: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def rows(self) -> int | None:
        """Not known before all is read."""
        return None

    @property
    def units(self) -> dict[str, str]:
        """None but what the names say."""
        return {}

    def schema(self) -> Any:
        """The columns that are texts or kept, which are texts where a format has no types."""
        return pa.schema([(name, pa.string()) for name in (*self.texts, *self.kept)])

    def selecting(self, columns: Sequence[str], texts: Sequence[str], kept: Sequence[str] = ()) -> Self:
        """See `Source`."""
        return replace(self, columns=tuple(columns), texts=tuple(texts), kept=tuple(kept))

    def at(self, files: Sequence[str]) -> Self:
        """See `Source`."""
        return replace(self, files=tuple(files))


@dataclass(frozen=True)
class TextFiles(Files):
    """Files of text, read where they lie, a piece at a time."""

    def staged(self, folder: str) -> Self:  # noqa: ARG002 - read where it lies
        """See `Source`."""
        return self

    def read(self, piece: Piece) -> bytes:
        """The bytes of a piece. Raises `OutlayError` for a file that became shorter, and for what is no text."""
        path = self.files[piece.file]
        with places.open_read(path) as stream:
            stream.seek(piece.start)
            raw = stream.read(piece.stop - piece.start)
        if len(raw) < piece.stop - piece.start:
            raise OutlayError(f"{path} was cut short while it was read.")
        judge_text(path, raw, piece.start)
        return raw
