"""JSON lines: an object a row, null where there is nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from outlay.batch.blocks import OutColumn
from outlay.batch.sinks import Stream, copied

if TYPE_CHECKING:
    from typing_extensions import Buffer

_ROWS = 8_192  # turned into Python's own values at once


class Lines:
    """Names are plain; units are not said."""

    ending = ".jsonl"

    def encoded(self, table: Any) -> bytes:
        """See `Sink`."""
        found = []
        for start in range(0, len(table), _ROWS):
            found += [f"{_line(row)}\n" for row in table.slice(start, _ROWS).to_pylist()]
        return "".join(found).encode()

    @contextmanager
    def part(self, stream: Stream, schema: Any) -> Iterator[Callable[[Buffer], None]]:  # noqa: ARG002
        """See `Sink`."""
        yield stream.write

    @contextmanager
    def whole(
        self, stream: BinaryIO, columns: Sequence[OutColumn], schema: Any  # noqa: ARG002 - rows have all their names
    ) -> Iterator[Callable[[str], None]]:  # fmt: skip
        """The parts, one behind the other."""
        yield lambda path: copied(path, stream)


def _line(row: dict[str, Any]) -> str:
    try:
        return json.dumps(row, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:  # a kept column may hold what is no number
        finite = {name: None if isinstance(v, float) and not math.isfinite(v) else v for name, v in row.items()}
        return json.dumps(finite, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat is not None else str(value)
