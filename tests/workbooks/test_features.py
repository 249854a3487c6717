"""Small models that use the language as others do: every number of every scenario comes from the workbook alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import outlay
from outlay_workbooks.build import build
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.lint import lint
from outlay_workbooks.package import package_of
from outlay_workbooks.verify import verify

PLANS = "name,from,until,rate,limit\nbasic,2025-01-01,2025-12-31,10,\nbasic,2026-01-01,,12,100\npro,2025-06-01,,30,\n"

MODELS = {
    "a record and a text chosen by likelihood, and replaced in a scenario": """
input used : gpu = choice([H100_SXM5: 60%, A100_SXM_80GB: 40%])
input mode = choice("spot", "reserved")
input hours = 100 GPU_hour to 300 GPU_hour
output cost : USD = hours * used.price * (if mode == "spot" then 70% else 90%)
scenario reserved { mode = "reserved" }
scenario older { used = V100_SXM2_16GB }
""",
    "texts, dates and truths that follow others until something is typed in": """
timeline month from 2026-01 for 4
input plan = "small"
input since : date = 2026-03-01
input long = false
input letter = if plan == "small" then "S" else "L"
input also = not long
output word = if letter == "S" then "small" else "large"
output started = since
output paid = step($0 / month, (if also then $10 / month else $20 / month), since)
scenario big { plan = "big"; long = true; since = 2026-02-01 }
""",
    "records of a record that is chosen, and ratios of rates without a name of their own": """
timeline month from 2026-01 for 24
kind plan { card : gpu; cards : gpus = 8 gpu; rent : USD/hour = card.price * cards }
plan small { card = A100 }
plan large { card = H100; cards = 16 gpu }
input pick = small
input price = $40 / user / month
users = grow(1_000 user, 4% per month)
output rent = pick.card.price * pick.cards
output margin = 1 - (pick.rent + users * $3 / user / month) / (users * price)
scenario grown { pick = large }
""",
    "checks that fail, and checks that rounding alone would fail": """
timeline month from 2026-01 for 3
input a = 0.1
input b = 0.2
s = grow(a, 0% per month) * 3
output x = a + b
check "parts add up": a + b == 0.3
check "at most": a + b <= 0.3
check "nothing left": a + b - 0.3 == 0
check "in each": s == 0.3 and s >= 0.3
check "fails": a + b != 0.3
check "fails too": s < 0.2
""",
    "a record copied at a date, with empty cells": """
kind plan_row { rate : USD/month; limit : user }
records plan_row from "plans.csv"
input day : date = 2026-02-01
plan_row mine : plans.basic at day { }
plan_row other : plans.pro at day { limit = 500 user }
output rate = mine.rate
output limit = other.limit
scenario early { day = 2025-08-01 }
""",
    "doubt of every kind, one drawn in each period": """
timeline month from 2026-01 for 3
input a = 10 to 20
input s : share = 10% to 30%
input u = uniform(1, 3)
input t = triangular(1, 2, 6)
input p = pert(1, 2, 6)
input c = choice([1: 20%, 2: 50%, 9: 30%])
input e = 90 to 110 @each_period
output z = a * s + u + t + p + c
output m = mean(e)
scenario wider { a = 5 to 30 }
""",
    "solves with a closed form, with a search, and without an answer": """
timeline month from 2026-01 for 4
input price = $10 / user / month
input users = 100 user
input growth = 3% per month
input share_lost : share = 40%
revenue = grow(users, growth) * price
margin = 1 - share_lost - $300 / month / revenue
output last_margin = margin[last]
output whole : USD = total(revenue)
solve price_for: price in $0.1 .. $500 / user / month where last_margin == 30%
solve growth_for: growth in -10% .. 60% per month where whole == $6_000
solve none_for: share_lost in 0% .. 100% where last_margin == 300%
output asked = price_for
scenario many { users = 400 user }
""",
    "bridges, targets, grids and levels in charts": """
timeline month from 2026-01 for 3
input base = 60%
gain = 2% * grow(1, 3% per month)
output margin = base + gain @target(>= 55%)
low_a = 1 + base "Low, alone"
low_b = 2 + base "Low, together"
high_a = 3 + base "High, alone"
high_b = 4 + base "High, together"
chart waterfall "Bridge": base, gain, margin
chart line "Margin": margin, base
chart bar "Grid": low_a, low_b, high_a, high_b
chart stacked "Stack": margin, base
chart line "Side (log scale)": low_a, high_a
scenario lower { base = 40% }
""",
}
LOSS = """
timeline month from 2026-03 for 24
flow = $100 - step($50_000, $0, 2026-04)
output back = irr(flow)
output by_days = xirr(flow)
"""


def built(text: str, folder: Path) -> Path:
    (folder / "plans.csv").write_text(PLANS)
    (folder / "model.cost").write_text(text)
    path = folder / "model.xlsx"
    path.write_bytes(build(outlay.load(folder / "model.cost"), studies=False))
    return path


@pytest.mark.parametrize("text", MODELS.values(), ids=MODELS)
def test_every_number_in_every_scenario(text: str, tmp_path: Path) -> None:
    path = built(text, tmp_path)
    assert lint(path) == []
    report = verify(path, outlay.load(tmp_path / "model.cost"), ["ironcalc"])
    assert report.mismatches == []
    assert report.compared


@pytest.mark.xdist_group("libreoffice")
@pytest.mark.parametrize("engine", ["ironcalc", "libreoffice"])
def test_the_rate_of_return_of_a_heavy_loss(engine: str, tmp_path: Path) -> None:
    report = verify(built(LOSS, tmp_path), outlay.load(tmp_path / "model.cost"), [engine])
    assert report.mismatches == []
    assert report.compared


@pytest.mark.parametrize(
    ("unit", "values", "form"),
    [
        ("USD/token", [2.5e-6], "$0.0000000##"),  # $0.0000025, and room for two figures more
        ("USD/GPU_hour", [0.95], "$0.00##"),
        ("USD/request", [0.019, 0.018, 0.017] * 4, "$0.00000"),  # periods of a row, their points in one line
        ("gpu", [0.0, 2.5e-10], "#,##0.00"),  # what arithmetic left over beside zeros
    ],
)
def test_small_numbers_are_shown_with_the_figures_they_have(unit: str, values: list[float], form: str) -> None:
    assert number_format(unit, values=values) == form


def test_bars_with_long_names_lie_on_their_side(tmp_path: Path) -> None:
    text = 'output a = 1 "{name}"\noutput b = 2 "Other"\nchart bar "Both": a, b\n'
    for name, direction in (("One", b'barDir val="col"'), ("What the third option would cost", b'barDir val="bar"')):
        model = tmp_path / "bars.cost"
        model.write_text(text.format(name=name))
        package = package_of("bars.xlsx", build(outlay.load(model)))
        assert direction in package.parts["xl/charts/chart1.xml"]


def test_a_choice_among_names_breaks_no_rule_where_it_is_swung(tmp_path: Path) -> None:
    model = tmp_path / "choice.cost"
    model.write_text(
        "input picks = choice(H100_SXM5, A100_SXM_80GB)\ninput hours = 100 GPU_hour\n"
        'output spend : USD = picks.price * hours\nchart tornado "What moves it": spend\n'
        "solve affordable: hours in 1 .. 10_000 GPU_hour where spend == $900\n"
    )
    book = tmp_path / "choice.xlsx"
    book.write_bytes(build(outlay.load(model)))
    assert lint(book) == []
