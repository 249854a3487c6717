"""Texts that a spreadsheet would take for formulas, in Arrow columns and in heads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from outlay.batch.sources.cells import as_text
from outlay.cells import defused

# What `defused` marks, but for plain numbers, which are no formulas and lose nothing.
_DANGEROUS = "^[ \u00a0]*[=+\\-@\t\r\n]"
_FIRST_BYTES = b" \xc2=+-@\t\r\n"  # of what `_DANGEROUS` finds
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_IS_FIRST = np.array([byte in _FIRST_BYTES for byte in range(256)])


def defused_columns(table: Any) -> Any:
    """The table with every text so marked that no spreadsheet takes it for a formula."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            column = table.column(place)
            if not any(_may_begin_so(chunk) for chunk in column.chunks):
                continue
            import pyarrow.compute as pc  # here, as it takes a tenth of a second, and most texts do without

            risky = pc.match_substring_regex(column, _DANGEROUS)
            if pc.any(risky).as_py():
                risky = pc.and_(risky, pc.invert(pc.match_substring_regex(column, _NUMBER)))
                marked = pc.binary_join_element_wise(pa.scalar("'", field.type), column, pa.scalar("", field.type))
                table = table.set_column(place, field, pc.if_else(risky, marked, column))
    return table


def _may_begin_so(texts: Any) -> bool:
    """Whether any of these texts begins with a byte that one to be marked begins with."""
    _, places, held = texts.buffers()
    if held is None or not len(texts):
        return False
    width = np.dtype(np.int64 if pa.types.is_large_string(texts.type) else np.int32)
    ends: Any = np.frombuffer(places, width, len(texts) + 1, texts.offset * width.itemsize)
    first = ends[:-1][ends[1:] > ends[:-1]]
    return bool(_IS_FIRST[np.frombuffer(held, np.uint8)[first]].any())


def flat(table: Any) -> Any:
    """The table with columns of lists and the like as texts, for formats that have none."""
    for place, field in enumerate(table.schema):
        kind = field.type
        plain = (
            pa.types.is_primitive(kind)
            or pa.types.is_decimal(kind)
            or pa.types.is_string(kind)
            or pa.types.is_large_string(kind)
        )
        if not plain:
            texts = [as_text(each) for each in table.column(place).to_pylist()]
            table = table.set_column(place, field.name, pa.array(texts, pa.string()))
    return table


def head(text: str) -> str:
    """A column's name, never a formula."""
    return defused(text)
