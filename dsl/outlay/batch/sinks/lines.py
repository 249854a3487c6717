"""JSON lines: an object a row, null where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from outlay.batch.blocks import OutColumn
from outlay.batch.sinks import Stream, copied
from outlay.batch.sources.cells import json_text

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
            found += [f"{json_text(row)}\n" for row in table.slice(start, _ROWS).to_pylist()]
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
