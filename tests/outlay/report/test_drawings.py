"""Drawings: what is written on them fits, and what arithmetic leaves in last digits is no movement."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import outlay
from outlay.report import Options, gather
from outlay.report.charts.frame import along, spanned, ticks, upright
from outlay.report.charts.over_time import spark
from outlay.report.thinning import told


def test_a_number_that_only_rounding_moves_is_a_level_line() -> None:
    line = spark((0.1125, 0.1125 + 1e-17, 0.11250000000000002, 0.1125))
    heights = set(re.findall(r"[ML][0-9.]+ ([0-9.]+)", line))
    assert len(heights) == 1
    low, high = spanned((0.1125, 0.11250000000000002), zero=False)
    assert low == high


def test_long_numbers_of_an_axis_get_the_room_they_take() -> None:
    values = ticks(1e-6, 1.25e-6)
    _, left, drawn = upright(values, "USD/token", percent=False)
    longest = max(len(each) for each in re.findall(r">([^<>]+)</text>", "".join(drawn)))
    assert left >= 7 * longest


def test_the_last_period_is_written_below_the_axis() -> None:
    labels = [f"{2026 + month // 12}-{month % 12 + 1:02d}" for month in range(36)]
    drawn = "".join(along(labels, [50 + 380 * at / 35 for at in range(36)]))
    assert re.findall(r">([^<>]+)</text>", drawn) == ["2026-01", "2027-01", "2028-01", "2028-12"]


@pytest.mark.parametrize(("count", "words"), [(240, ""), (300, "every 2nd"), (700, "every 3rd"), (2_700, "every 12th")])
def test_thinned_series_say_what_is_drawn(count: int, words: str) -> None:
    assert told(count) == (f"{words} period is drawn" if words else "")


def test_a_waterfall_that_does_not_add_up_says_so(write: Callable[[str], Path]) -> None:
    text = "input a = $10\ninput b = $4\noutput c = a - b\n"
    path = write(f'{text}output d = -b\nchart waterfall "wrong": a, b, c\nchart waterfall "right": a, d, c\n')
    wrong, right = gather(outlay.load(path), Options(as_of=datetime.date(2026, 1, 1))).pictures
    assert "the steps come to $14.00, not to the last bar" in wrong.note
    assert "steps" not in right.note


def test_a_timeline_of_years_shows_every_year(write: Callable[[str], Path]) -> None:
    path = write("timeline year from 2026 for 5\noutput o = grow($1 / year, 10% per year)\n")
    (grid,) = gather(outlay.load(path), Options(as_of=datetime.date(2026, 1, 1))).outputs
    assert grid.head == ("", "2026", "2027", "2028", "2029", "2030")
    assert len(grid.rows[0].cells) == 5


def test_a_timeline_of_one_period_shows_it_once(write: Callable[[str], Path]) -> None:
    path = write("timeline quarter from 2026-Q1 for 1\noutput o = grow($1 / quarter, 1% per quarter)\n")
    (grid,) = gather(outlay.load(path), Options(as_of=datetime.date(2026, 1, 1))).outputs
    assert grid.head == ("", "2026-Q1", "2026 (1 quarter)")


def test_what_only_last_digits_move_is_neither_doubtful_nor_another_scenario_s(write: Callable[[str], Path]) -> None:
    path = write(
        "timeline month from 2026-01 for 3\ninput a = $10 to $20\n"
        "output share = grow(a, 1% per month) / (grow(a, 1% per month) * 3)\nscenario other { a = $29 }\n"
    )
    found = gather(outlay.load(path), Options(as_of=datetime.date(2026, 1, 1), draws=500))
    assert (found.cards[0].doubt, found.spreads, found.scenario_pictures) == ("", (), ())


def test_a_truth_over_time_is_told_as_it_ends(write: Callable[[str], Path]) -> None:
    path = write("timeline month from 2026-01 for 3\noutput late = grow($1, 60% per month) > $2\n")
    (card,) = gather(outlay.load(path), Options(as_of=datetime.date(2026, 1, 1))).cards
    assert (card.value, card.basis) == ("yes", "at the end")
