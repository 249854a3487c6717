"""Figures: what stands on them, and that no text an author wrote is read as anything but text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import outlay
from outlay import OutlayError
from outlay.comparison import compare_scenarios
from outlay.plots import axes, bridge, heat, histogram, series, style, tornado

MODEL = """
"A shop for $ and $"
timeline month from 2026-01 for 14
input users = 100 user
input plan = $10 / user / month
output revenue = users * plan * (1 + 0 * growth)    "Revenue"
growth = grow(1, 10% per month)
output stock = grow(users, 10% per month)           "Users"
output cost : USD/month = 2 * growth * $100 / month "Cost"
output margin = 1 - cost / revenue                  "Margin"
output verdict = "fine"
scenario dear { plan = $20 / user / month }
"""


@pytest.fixture
def shop(tmp_path: Path) -> outlay.Model:
    file = tmp_path / "shop.cost"
    file.write_text(MODEL, encoding="utf-8")
    return outlay.load(file)


def texts(figure: style.Drawing) -> list[str]:
    """Every text of a figure, as it was written."""
    from matplotlib.text import Text

    style.png(figure)
    return [each.get_text().replace("\\$", "$") for each in figure.findobj(Text) if each.get_text()]


# ----------------------------------------------------------------------------------------------- numbers with units


@pytest.mark.parametrize(
    ("value", "unit", "percent", "shown"),
    [
        (1_234_567, "USD/month", False, "$1.23M"),
        (12_500, "USD", False, "$12.5k"),
        (9_999, "USD", False, "$9,999"),
        (-3_000_000, "EUR", False, "-€3M"),
        (0.7341, "", True, "73.4%"),
        (0.02, "1/month", True, "2%"),
        (0, "USD", False, "$0"),
        (2.5e12, "token", False, "2.5T"),
        (0.00314159, "", False, "0.00314"),
        (1e21, "FLOP", False, "1e+21"),
        (float("nan"), "USD", False, "no value"),
    ],
)
def test_numbers_are_short(value: float, unit: str, percent: bool, shown: str) -> None:
    assert axes.short(value, unit, percent=percent) == shown


def test_units_stand_beside_the_axis() -> None:
    figure = series.over_time(["2026-01", "2026-02"], {"revenue": [1.0, 2.0]}, title="Revenue", unit="USD/month")
    assert "USD/month" in texts(figure)


def test_a_dollar_is_no_mathematics_and_a_control_character_is_seen() -> None:
    figure = series.over_time(
        ["a", "b"], {"$x^2$": [1.0, 2.0], "y": [1.0, 2.0]}, title="$\\alpha$ \x1b[31m", unit="USD"
    )
    found = texts(figure)
    assert any("$\\\\alpha$ ␛[31m" in each for each in found)
    assert "$x^2$" in found
    assert style.png(figure).startswith(b"\x89PNG")


# ------------------------------------------------------------------------------------------------------ kinds of figure


def test_a_gap_is_left_where_there_is_no_number() -> None:
    figure = series.over_time(["a", "b", "c"], {"x": [1.0, None, 3.0]}, title="x")
    assert np.isnan(figure.axes[0].lines[0].get_ydata()[1])


def test_a_fan_has_a_band_for_each_pair_of_quantiles() -> None:
    lines = {share: [share, 2 * share] for share in (0.05, 0.25, 0.5, 0.75, 0.95)}
    figure = series.fan(["a", "b"], lines, title="x", mean=[0.5, 1.0])
    assert [each.get_label() for each in figure.axes[0].collections] == ["90% of the draws", "50% of the draws"]
    assert {"median", "mean"} <= set(texts(figure))


def test_a_histogram_marks_and_lists_percentiles_and_counts_what_it_cuts() -> None:
    draws = np.concatenate([np.linspace(0, 1, 10_000), [1e6, np.nan]])
    figure = histogram.histogram(draws, {0.05: 0.05, 0.5: 0.5, 0.95: 0.95}, title="x", mean=0.5, target=0.9)
    found = texts(figure)
    assert {"p5", "median", "p95"} <= set(found)
    assert any("mean ▲" in each and "target" in each for each in found)
    assert any("draws lie beyond the edges" in each for each in found)


@pytest.mark.parametrize("draws", [[], [np.nan], [3.0], [2.0, 2.0]])
def test_a_histogram_of_next_to_nothing_is_drawn(draws: list[float]) -> None:
    assert style.png(histogram.histogram(draws, {0.5: 2.0}, title="x")).startswith(b"\x89PNG")


def test_a_tornado_shows_the_greatest_and_says_how_many_more() -> None:
    swings = [tornado.Swing(f"input {n}", -n, n, "low", "high") for n in range(30, 0, -1)]
    found = texts(tornado.tornado(swings, 0.0, title="x"))
    assert "input 30" in found
    assert "input 1" not in found
    assert "and 15 more that move it less" in found


def test_a_tornado_says_where_there_is_no_number() -> None:
    found = texts(tornado.tornado([tornado.Swing("a", 1.0, None)], 0.5, title="x"))
    assert "no value" in [each.strip() for each in found]


def test_a_heat_map_writes_its_numbers_while_there_is_room() -> None:
    down, across = heat.GridAxis("down", ["1", "2"]), heat.GridAxis("across", ["x", "y"])
    found = texts(heat.heat_map(down, across, np.array([[0.1, 0.2], [np.nan, 0.4]]), title="x", percent=True))
    assert {"10.0%", "20.0%", "–", "40.0%"} <= set(found)
    wide = heat.GridAxis("across", [str(n) for n in range(40)])
    figure = heat.heat_map(down, wide, np.ones((2, 40)), title="x")
    assert len(figure.axes) == 2  # a colour bar stands for the numbers


def test_a_bridge_has_its_ends_its_steps_and_what_is_left() -> None:
    steps = [(f"cause {n}", float(n)) for n in range(1, 21)]
    figure = bridge.bridge(100.0, 310.0, steps, title="x", unit="USD", ends=("old", "new"))
    found = texts(figure)
    assert {"old", "new", "9 others", "+$20"} <= set(found)
    assert "$310" in found


def test_a_bridge_far_from_nothing_says_that_its_axis_does_not_begin_there() -> None:
    said = "the axis does not begin at 0"
    assert said in texts(bridge.bridge(100.0, 101.0, [("a", 1.0)], title="x"))
    assert said not in texts(bridge.bridge(100.0, 10.0, [("a", -90.0)], title="x"))


def test_changes_of_a_percentage_are_points() -> None:
    assert "-5 points" in texts(bridge.bridge(0.75, 0.70, [("a", -0.05)], title="x", percent=True))


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_figure_gives_the_same_file(form: str) -> None:
    made = [series.over_time(["a", "b"], {"x": [1.0, 2.0]}, title="x") for _ in range(2)]
    assert style.rendered(made[0], form) == style.rendered(made[1], form)


# ------------------------------------------------------------------------------------------------------- results


def test_a_result_draws_the_outputs_that_share_the_first_ones_unit(shop: outlay.Model) -> None:
    figure = shop.run(scenario="dear", plan=30).plot()
    assert [line.get_label() for line in figure.axes[0].lines] == ["Revenue", "Cost"]
    assert "scenario dear · plan = 30 USD/user/month" in texts(figure)


def test_a_result_draws_what_is_named(shop: outlay.Model) -> None:
    assert "Margin" in texts(shop.run().plot("margin"))
    with pytest.raises(OutlayError, match=r"revenue is in USD/month and stock in user"):
        shop.run().plot("revenue", "stock")
    with pytest.raises(OutlayError, match="verdict is no number"):
        shop.run().plot("verdict")


def test_single_figures_are_bars(tmp_path: Path) -> None:
    file = tmp_path / "two.cost"
    file.write_text("output a = $3\noutput b = $1_500_000\noutput c = 5 user\n", encoding="utf-8")
    found = texts(outlay.load(file).run().plot())
    assert {"a", "b", "$3", "$1.5M"} <= set(found)
    assert "c" not in found


def test_a_comparison_draws_the_bridge_of_an_output(shop: outlay.Model) -> None:
    found = compare_scenarios(shop.path, "base", "dear")
    assert {"base case", "dear", "plan"} <= set(texts(found.plot("revenue")))
    with pytest.raises(OutlayError, match="There is no bridge of revenu here"):
        found.plot("revenu")
    page = found._repr_html_()
    assert "plan" in page
    assert "<script" not in page


def test_nothing_is_imported_before_a_figure_is_asked_for() -> None:
    code = (
        "import sys, outlay; outlay.eval('1 + 1'); import outlay.result, outlay.bridge;"
        "print([n for n in ('matplotlib', 'numpy', 'outlay.plots') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_matplotlib_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import outlay\n"
        "try:\n    outlay.plots = __import__('outlay.plots.style')\n"
        "except outlay.OutlayError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == 'A figure needs matplotlib: pip install "outlay[plot]".'


def test_without_numpy_the_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.cost").write_text("input a = 3\noutput x = a\n", encoding="utf-8")
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "import outlay\n"
        "try:\n    outlay.load('a.cost').sweep('a = 1, 2')\n"
        "except outlay.OutlayError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == 'Many rows at once need NumPy, SciPy and pandas: pip install "outlay[arrays]".'
