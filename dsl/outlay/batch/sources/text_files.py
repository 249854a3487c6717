"""What sources of text files share: which files and columns they are, and how one piece of a file is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import pyarrow as pa

from outlay.batch import places
from outlay.batch.blocks import Piece
from outlay.batch.sources import is_packed
from outlay.batch.sources.packed import unpack
from outlay.batch.sources.rows import judge_text, pieces
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
        return pa.schema([(name, pa.string()) for name in dict.fromkeys((*self.texts, *self.kept))])

    def selecting(self, columns: Sequence[str], texts: Sequence[str], kept: Sequence[str] = ()) -> Self:
        """See `Source`."""
        return replace(self, columns=tuple(columns), texts=tuple(texts), kept=tuple(kept))

    def at(self, files: Sequence[str]) -> Self:
        """See `Source`."""
        return replace(self, files=tuple(files))


@dataclass(frozen=True)
class TextFiles(Files):
    """Files of text, read where they lie, a piece at a time."""

    said: tuple[str, ...] = ()  # what the files are called, where these are copies

    @cached_property
    def weight(self) -> int:
        """Bytes."""
        return sum(map(places.size, self.files))

    def staged(self, folder: str) -> Self:
        """See `Source`. Read where they lie, but for those that are packed; what is unpacked already is used."""
        if not any(map(is_packed, self.files)):
            return self
        files = []
        for number, path in enumerate(self.files):
            copy = places.join(folder, f"input-{number:05d}.txt") if is_packed(path) else path
            if copy != path and not places.exists(copy):
                unpack(path, copy)
            files.append(copy)
        return replace(self, files=tuple(files), said=self.files)

    def name(self, piece: Piece) -> str:
        """What the file of a piece is called, for a sentence."""
        return (self.said or self.files)[piece.file]

    def ranges(self, starts: Sequence[int], *, quotes: bool) -> Iterator[Piece]:
        """Pieces of some megabytes of every file, the first rows of which begin at `starts`."""
        for number, (path, start) in enumerate(zip(self.files, starts, strict=True)):
            said = (self.said or self.files)[number]
            for begin, stop in pieces(path, start, quotes=quotes, said=said):
                yield Piece(number, begin, stop, stop - begin)

    def read(self, piece: Piece) -> bytes:
        """The bytes of a piece. Raises `OutlayError` for a file that became shorter, and for what is no text."""
        path = self.name(piece)
        with places.open_read(self.files[piece.file]) as stream:
            stream.seek(piece.start)
            raw = stream.read(piece.stop - piece.start)
        if len(raw) < piece.stop - piece.start:
            raise OutlayError(f"{path} was cut short while it was read.")
        judge_text(path, raw, piece.start)
        return raw
