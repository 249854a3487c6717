"""Places in a text, as lines and columns."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.diagnostics import Source
from outlay.diagnostics import model as diagnostics

PIECES = st.lists(st.sampled_from(["a", "é", "\n", "\r\n", "b" * 700, "\n" * 900, "x = 1\n" * 400]), max_size=12)


@given(PIECES.map("".join), st.data())
def test_lines_and_columns(text: str, data: st.DataObject) -> None:
    source = Source("x", text)
    starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    offset = data.draw(st.integers(0, len(text)))
    line = bisect_right(starts, offset)
    assert source.position(offset) == (line, offset - starts[line - 1] + 1)
    number = data.draw(st.integers(1, len(starts)))
    assert source.line_start(number) == starts[number - 1]
    assert source.line(number) == text.split("\n")[number - 1].rstrip("\r")


def test_a_line_beyond_the_end() -> None:
    with pytest.raises(IndexError):
        Source("x", "a\nb").line_start(3)


def test_a_text_of_line_ends_alone_needs_little_more_than_itself() -> None:
    source = Source("x", "\n" * 1_000_000)
    assert source.position(999_999) == (1_000_000, 1)
    ended, starts = source._index()
    assert len(ended) == len(starts) == 1_000_000 // diagnostics._BLOCK + 1
