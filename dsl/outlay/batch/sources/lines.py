"""JSON lines: an object a line; the first says which columns there are. Objects inside are columns with dots."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import pyarrow as pa

from outlay.batch import places
from outlay.batch.blocks import Block, Piece
from outlay.batch.sources import judge_names
from outlay.batch.sources.cells import Kinds, column
from outlay.batch.sources.packed import text_stream
from outlay.batch.sources.rows import PIECE_BYTES, judge_text
from outlay.batch.sources.text_files import BYTE_ORDER_MARK, TextFiles
from outlay.diagnostics import OutlayError

_DEEPEST = 8
_SHOWN = 60


@dataclass(frozen=True)
class Lines(TextFiles):
    """Files of JSON lines with the same names."""

    kinds: tuple[tuple[str, Any], ...] | None = None  # Arrow types of the columns that are kept, once they are known

    def schema(self) -> Any:
        """The columns that are texts, and those that are kept with their types."""
        if self.kinds is None:
            return super().schema()
        return pa.schema(list((dict.fromkeys(self.texts, pa.string()) | dict(self.kinds)).items()))

    def staged(self, folder: str) -> Self:
        """See `Source`. Every row is looked at to tell the types of what is kept."""
        found = super().staged(folder)
        return replace(found, kinds=tuple(found._kinds()))

    def _kinds(self) -> Iterator[tuple[str, Any]]:
        known = frozenset(self.names)
        seen = {name: Kinds() for name in self.kept}
        if not seen:
            return
        for piece in self.pieces():
            for line in self.read(piece).decode("utf-8").split("\n"):
                row, _ = _object(line, known) if line.strip() else ({}, None)
                for name, kinds in seen.items():
                    kinds.see(row.get(name))
            if all(kinds.mixed for kinds in seen.values()):
                break
        for name, kinds in seen.items():
            yield name, kinds.arrow

    def pieces(self) -> Iterator[Piece]:
        """Some megabytes each."""
        yield from self.ranges([_beginning(path) for path in self.files], quotes=False)

    def blocks(self, piece: Piece) -> Iterator[Block]:
        """One block: a piece is no longer than what fits into memory."""
        raw = self.read(piece)
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
            known_kinds = dict.fromkeys(self.texts, pa.string()) | dict(self.kinds or ())
            arrays = [column([row.get(name) for row in found], known_kinds.get(name)) for name in self.columns]
            yield Block(pa.table(arrays, names=list(self.columns)), len(found), strange)


def _object(line: str, known: frozenset[str]) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """The cells of a line by column, and what is wrong with it, if anything: the column, and why."""
    try:
        content = _DECODER.decode(line)
        if not isinstance(content, dict):
            return {}, ("", "The line is no JSON object.")
        cells = _flat(content)
        if _ESCAPED_HALF.search(line):
            json.dumps(cells, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return {}, ("", "The line holds half a character: the other half of a surrogate pair is missing.")
    except (ValueError, RecursionError) as error:
        return {}, ("", f"The line is no JSON: {str(error).rstrip('.')}.")
    if not cells.keys() <= known:
        strange = next(name for name in cells if name not in known)[:_SHOWN]
        return {}, (strange, f"{strange} is no name of the first line, which says what columns there are.")
    return cells, None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object. Raises ValueError where a name stands twice, of which a reader would take either."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        raise ValueError(f"{twice[:_SHOWN]} stands twice in it")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _flat(content: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            inside = {f"{name}.{inner}": held for inner, held in _flat(value, depth + 1).items()}
        else:
            inside = {name: value}
        twice = found.keys() & inside.keys()
        if twice:
            raise ValueError(f"{min(twice)[:_SHOWN]} stands twice in it")
        found |= inside
    return found


def _beginning(path: str) -> int:
    with places.open_read(path) as stream:
        return len(BYTE_ORDER_MARK) if stream.read(3) == BYTE_ORDER_MARK else 0


def open_files(files: tuple[str, ...]) -> Lines:
    """JSON lines by their first line."""
    names = _names(files[0])
    for path in files[1:]:
        if set(_names(path)) != set(names):
            raise OutlayError(f"{path} has other columns than {files[0]}; one batch takes files of one shape.")
    return Lines(files, names)


def _names(path: str) -> tuple[str, ...]:
    with text_stream(path) as stream:
        raw = stream.read(PIECE_BYTES).removeprefix(BYTE_ORDER_MARK).lstrip()
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
        listed = " Write one object a line, not a list of them." if line.startswith(b"[") else ""
        raise OutlayError(f'{path}: the first line is no JSON object such as {{"plan": 12}}.{listed}')
    try:
        names = tuple(_flat(content))
        "".join(names).encode()
    except UnicodeEncodeError:
        raise OutlayError(f"{path}: a name in the first line holds half a character.") from None
    except ValueError as error:
        raise OutlayError(f"{path}: the first line names a column twice: {error}.") from None
    judge_names(path, names)
    return names
