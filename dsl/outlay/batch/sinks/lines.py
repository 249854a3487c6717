"""JSON lines: an object a row, null where there is nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from outlay.batch import places
from outlay.batch.blocks import OutColumn
from outlay.batch.sinks import copied

_ROWS = 8_192  # turned into Python's own values at once


class Lines:
    """Names are plain; units are not said."""

    ending = ".jsonl"

    @contextmanager
    def part(self, path: str, schema: Any) -> Iterator[Callable[[Any], None]]:  # noqa: ARG002 - tables have it
        """See `Sink`."""
        with places.open_write(path) as stream:

            def write(table: Any) -> None:
                for start in range(0, len(table), _ROWS):
                    rows = table.slice(start, _ROWS).to_pylist()
                    stream.write("".join(f"{_line(row)}\n" for row in rows).encode())

            yield write

    def join(self, parts: Sequence[str], columns: Sequence[OutColumn], schema: Any, path: str) -> None:  # noqa: ARG002
        """The parts, one behind the other."""
        with places.written(path) as there, places.open_write(there) as stream:
            for _ in copied(parts, stream):
                pass


def _line(row: dict[str, Any]) -> str:
    try:
        return json.dumps(row, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:  # a kept column may hold what is no number
        finite = {name: None if isinstance(v, float) and not math.isfinite(v) else v for name, v in row.items()}
        return json.dumps(finite, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat is not None else str(value)
