"""Texts that a spreadsheet would take for formulas, in Arrow columns and in heads."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from outlay.batch.sources.cells import as_text
from outlay.cells import defused

# What `defused` marks, but for plain numbers, which are no formulas and lose nothing.
_DANGEROUS = "^[ \u00a0]*[=+\\-@\t\r\n]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"


def defused_columns(table: Any) -> Any:
    """The table with every text so marked that no spreadsheet takes it for a formula."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            import pyarrow.compute as pc  # here, as it takes a tenth of a second, and numbers do without

            column = table.column(place)
            risky = pc.match_substring_regex(column, _DANGEROUS)
            if pc.any(risky).as_py():
                risky = pc.and_(risky, pc.invert(pc.match_substring_regex(column, _NUMBER)))
                marked = pc.binary_join_element_wise(pa.scalar("'", field.type), column, pa.scalar("", field.type))
                table = table.set_column(place, field, pc.if_else(risky, marked, column))
    return table


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
