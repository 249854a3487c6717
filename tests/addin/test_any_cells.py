"""Whatever cells hold, a function of Excel answers with finite numbers, texts, truths and days, and never fails."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.addin import excel

excel.install()

TEXTS = [
    "A100",
    "gpt-4o",
    "$2 / Mtoken",
    "40%",
    "1e999",
    "nan",
    "=1+1",
    "((((",
    "newest",
    "2024-10-01",
    "memory",
    "input",
]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(2**33), 2**33),
    st.text(max_size=20),
    st.sampled_from(TEXTS),
    st.sampled_from([excel.error(kind) for kind in excel.ERRORS]),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(9999, 12, 31)).map(
        lambda moment: excel.day(moment.year, moment.month, moment.day)
    ),
)
ARGUMENTS = st.one_of(
    CELLS,
    CELLS.map(excel.cell),
    st.just(excel.LEFT_OUT),
    st.lists(CELLS, min_size=2, max_size=5).map(excel.column),
    st.lists(CELLS, min_size=49, max_size=60).map(excel.column),
    st.lists(CELLS, min_size=2, max_size=3).map(lambda cells: excel.block([cells])),
)


def is_cell(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (str, bool, datetime.datetime)) and not isinstance(value, decimal.Decimal)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_any_cells_give_cells(data: st.DataObject) -> None:
    import outlay_addin.udfs as udfs

    name = data.draw(st.sampled_from([each for each in udfs.__all__ if not each.startswith("OUTLAY")]))
    count = len(udfs.__dict__[name].__xlfunc__["args"])
    arguments = data.draw(st.lists(ARGUMENTS, min_size=0, max_size=count))
    found = excel.call(name, *arguments)
    for row in found if isinstance(found, list) else [[found]]:
        assert all(is_cell(cell) for cell in row), (name, row)
