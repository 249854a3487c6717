"""JSON lines: an object a line; the first says which columns there are. Objects inside are columns with dots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyarrow as pa

from outlay.batch import places
from outlay.batch.blocks import Block, Piece
from outlay.batch.sources import judge_names
from outlay.batch.sources.cells import column
from outlay.batch.sources.rows import PIECE_BYTES, judge_text, pieces
from outlay.diagnostics import OutlayError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DEEPEST = 8
_SHOWN = 60


@dataclass(frozen=True)
class Lines:
    """Files of JSON lines with the same names."""

    files: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def rows(self) -> int | None:
        """Not known before all is read."""
        return None

    @property
    def units(self) -> dict[str, str]:
        """None but what the names say."""
        return {}

    @cached_property
    def weight(self) -> int:
        """Bytes."""
        return sum(map(places.size, self.files))

    def schema(self) -> Any:
        """The columns that are kept as texts."""
        return pa.schema([(name, pa.string()) for name in self.texts])

    def selecting(self, columns: Sequence[str], texts: Sequence[str]) -> Lines:
        """See `Source`."""
        return replace(self, columns=tuple(columns), texts=tuple(texts))

    def at(self, files: Sequence[str]) -> Lines:
        """See `Source`."""
        return replace(self, files=tuple(files))

    def staged(self, folder: str) -> Lines:  # noqa: ARG002 - read where it lies
        """See `Source`."""
        return self

    def pieces(self) -> Iterator[Piece]:
        """Some megabytes each."""
        for number, path in enumerate(self.files):
            for start, stop in pieces(path, _beginning(path), quotes=False):
                yield Piece(number, start, stop, stop - start)

    def blocks(self, piece: Piece) -> Iterator[Block]:
        """One block: a piece is no longer than what fits into memory."""
        path = self.files[piece.file]
        with places.open_read(path) as stream:
            stream.seek(piece.start)
            raw = stream.read(piece.stop - piece.start)
        if len(raw) < piece.stop - piece.start:
            raise OutlayError(f"{path} was cut short while it was read.")
        judge_text(path, raw, piece.start)
        found: list[Mapping[str, Any]] = []
        strange: dict[int, tuple[str, str]] = {}
        known = frozenset(self.names)
        for line in raw.decode("utf-8").split("\n"):
            if not line.strip():
                continue
            row, wrong = _object(line, known)
            if wrong is not None:
                strange[len(found)] = wrong
            found.append(row)
        if found:
            arrays = [column([row.get(name) for row in found], text=name in self.texts) for name in self.columns]
            yield Block(pa.table(arrays, names=list(self.columns)), len(found), strange)


def _object(line: str, known: frozenset[str]) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """The cells of a line by column, and what is wrong with it, if anything: the column, and why."""
    try:
        content = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        return {}, ("", f"The line is no JSON: {str(error).rstrip('.')}.")
    if not isinstance(content, dict):
        return {}, ("", "The line is no JSON object.")
    cells = _flat(content)
    if not cells.keys() <= known:
        strange = next(name for name in cells if name not in known)[:_SHOWN]
        return {}, (strange, f"{strange} is no name of the first line, which says what columns there are.")
    return cells, None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _flat(content: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            found |= {f"{name}.{inner}": held for inner, held in _flat(value, depth + 1).items()}
        else:
            found[name] = value
    return found


def _beginning(path: str) -> int:
    with places.open_read(path) as stream:
        return len(_BYTE_ORDER_MARK) if stream.read(3) == _BYTE_ORDER_MARK else 0


def open_files(files: tuple[str, ...]) -> Lines:
    """JSON lines by their first line."""
    names = _names(files[0])
    for path in files[1:]:
        if set(_names(path)) != set(names):
            raise OutlayError(f"{path} has other columns than {files[0]}; one batch takes files of one shape.")
    return Lines(files, names)


def _names(path: str) -> tuple[str, ...]:
    with places.open_read(path) as stream:
        stream.seek(_beginning(path))
        raw = stream.read(PIECE_BYTES).lstrip()
    if not raw:
        raise OutlayError(f"{path} is empty: each line should be a JSON object.")
    line, end, _ = raw.partition(b"\n")
    if not end and len(raw) >= PIECE_BYTES - 1:
        raise OutlayError(f"{path}: the first line is longer than {PIECE_BYTES // 1_000_000} MB.")
    judge_text(path, line, 0)
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise OutlayError(f'{path}: the first line is no JSON object such as {{"plan": 12}}.')
    names = tuple(_flat(content))
    judge_names(path, names)
    return names
