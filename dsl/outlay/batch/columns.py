"""Arrow columns as a model takes them, and its numbers as Arrow columns. Plain ones never pass through pandas, which
takes longer to import than many a batch takes to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlay.studies.batch import DAY_ZERO
from outlay.studies.columns import Coded

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay.batch.blocks import Block


def given(block: Block, names: Sequence[str]) -> dict[str, Any]:
    """The columns of a block by name, as `Columns.read_columns` takes them."""
    return {name: _given(block.table.column(name)) for name in names}


def _given(column: Any) -> Any:
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return _plain(column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        coded = column.combine_chunks().dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False)
        empty = np.isnan(codes) if coded.null_count else False
        return Coded(np.where(empty, -1, codes).astype(np.intp), coded.dictionary.to_pylist())
    if pa.types.is_decimal(kind):
        return _plain(column.cast(pa.float64()))
    return column.to_pandas(split_blocks=True, date_as_object=False)


def _plain(column: Any) -> npt.NDArray[np.float64]:
    """Numbers as they lie in memory: Arrow's own way to NumPy imports pandas."""
    kind = column.type
    sort = "f" if pa.types.is_floating(kind) else "i" if pa.types.is_signed_integer(kind) else "u"
    parts = []
    for chunk in column.chunks:
        known, data = chunk.buffers()
        if data is None:
            continue
        stop = chunk.offset + len(chunk)
        numbers = np.frombuffer(data, f"{sort}{kind.bit_width // 8}")[chunk.offset : stop].astype(
            np.float64, copy=False
        )
        if chunk.null_count:
            bits = np.unpackbits(np.frombuffer(known, np.uint8), count=stop, bitorder="little")
            numbers = np.where(bits[chunk.offset :] == 1, numbers, np.nan)
        parts.append(numbers)
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0)


def made(
    numbers: npt.NDArray[np.float64], missing: npt.NDArray[np.bool_] | None, kind: Any, text: Callable[[float], Any]
) -> Any:
    """Numbers of a plan as an Arrow column of the type `kind`; `missing` are those that are none, if there are any."""
    if pa.types.is_floating(kind):
        return _array(kind, np.ascontiguousarray(numbers), missing)
    if pa.types.is_boolean(kind):
        return _array(kind, np.packbits(numbers == 1, bitorder="little"), missing, len(numbers))
    if pa.types.is_date32(kind):
        days = numbers if missing is None else np.where(missing, DAY_ZERO, numbers)
        return _array(kind, (days - DAY_ZERO).astype(np.int32), missing)
    distinct, codes = np.unique(numbers, return_inverse=True)
    return pa.array([text(code) for code in distinct.tolist()], kind).take(_array(pa.int64(), codes, None))


def _array(kind: Any, values: npt.NDArray[Any], missing: npt.NDArray[np.bool_] | None, rows: int = -1) -> Any:
    """Of the values themselves: `pyarrow.array` would copy them, and import pandas to see whether they are a series."""
    known = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values) if rows < 0 else rows, [known, pa.py_buffer(values)])
