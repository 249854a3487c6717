"""Room for results: taken again when nobody looks at what it held, and never before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.outlay.plans import Builder

from outlay.arrays import compile_arrays, room

ROWS = 100_000


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    room._kept.clear()
    yield
    room._kept.clear()


def address(array: Any) -> int:
    return int(array.ctypes.data)


def doubled(values: float) -> Any:
    """A run over rows that all hold the same number."""
    build = Builder()
    double = build.node("mul", build.input("x", build.const(1.0)), build.const(2.0))
    program = compile_arrays(build.plan(), [double], [0])
    return program.run({0: np.full(ROWS, values)}, ROWS, engine="numpy").node(double)


def test_a_run_writes_where_a_result_was_that_is_gone() -> None:
    first = doubled(1.0)
    where = address(first)
    del first
    second = doubled(2.0)
    assert address(second) == where
    assert set(second) == {4.0}


def test_a_result_that_is_held_stays_as_it_is() -> None:
    first = doubled(1.0)
    second = doubled(2.0)
    assert set(first) == {2.0}
    assert set(second) == {4.0}


def test_a_part_of_a_result_holds_all_of_it() -> None:
    part = doubled(1.0)[10:20]
    doubled(2.0)
    assert set(part) == {2.0}


def test_a_frame_made_of_a_result_holds_it() -> None:
    frame = pd.DataFrame({"double": doubled(1.0)}, copy=False)
    doubled(2.0)
    assert set(frame["double"]) == {2.0}


def test_no_more_lies_ready_than_is_meant_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEPT", 3 * 8 * ROWS)
    held = [room.room((ROWS,)) for _ in range(5)]
    last = address(held[-1])
    while held:
        del held[0]
    assert sum(memory.nbytes for memory in room._kept.values()) == 3 * 8 * ROWS
    assert address(room.room((ROWS,))) == last


def test_what_is_larger_than_all_that_is_kept_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEPT", 8 * ROWS - 1)
    room.room((ROWS,))
    assert not room._kept


def test_a_room_is_not_taken_for_far_smaller_results() -> None:
    room.room((10 * ROWS,))
    small = room.room((ROWS,))
    assert small.size == ROWS
    assert len(room._kept) == 1


def test_a_small_room_is_numpy_s_own() -> None:
    room.room((1_000,))
    assert not room._kept


def test_a_large_room_begins_with_a_large_page() -> None:
    assert address(room.room((2, 500_000))) % (2 * 1024 * 1024) == 0


def test_a_room_is_an_array_like_any_other() -> None:
    made = room.room((3, ROWS))
    assert type(made) is np.ndarray
    assert made.shape == (3, ROWS)
    assert made.dtype == np.float64
    assert made.flags.writeable
    assert made.flags.c_contiguous
