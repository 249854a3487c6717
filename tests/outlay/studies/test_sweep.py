"""`model.sweep`: every combination of the values of some inputs."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from outlay import Model, OutlayError
from outlay.studies.vary import Range, read

PLAN = "plan = $5 .. $50 : 4"


# ------------------------------------------------------------------------------------------------- what is varied


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("plan = $5 .. $50 : 10", Range("$5", "$50", 10)),
        ("plan=$5..$50:10 log", Range("$5", "$50", 10, log=True)),
        ("writer.tokens_in = 1 .. 64", Range("1", "64")),
        ("gpu = A100_SXM_80GB, H100_SXM5", ("A100_SXM_80GB", "H100_SXM5")),
        ('shelf = "a, b", c', ("a, b", "c")),
        ("growth = 6% .. 9% per month : 3", Range("6%", "9% per month", 3)),
        ("day = 2026-01-31, 2026-Q2", ("2026-01-31", "2026-Q2")),
    ],
)
def test_a_text_says_what_is_varied(text: str, values: Any) -> None:
    assert read(text).values == values


@pytest.mark.parametrize(
    "text", ["plan", "plan =", "= 3", "plan = 3 .. 5 : x", "plan = 3 ..", "plan = , ,", "pl an = 3"]
)
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(OutlayError, match="should"):
        read(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("plan = $5 .. $20 : 4", [5, 10, 15, 20]),
        ("plan = 5 .. 20 : 4", [5, 10, 15, 20]),
        ("plan = $20 .. $5 : 2", [20, 5]),
        ("plan = $60 .. $240 / user / year : 3", [5, 12.5, 20]),
        ("plan = €2 .. €4 : 3", [3, 4.5, 6]),
        ("plan = 1 .. 100 : 3 log", [1, 10, 100]),
        ("users = 3 .. 6", [3, 4, 5, 6]),
        ("other = 10 .. 30% : 3", [0.1, 0.2, 0.3]),
        ("growth = 5% .. 10% : 2", [0.05, 0.1]),
        ("growth = 5, 10, 15% per month", [0.05, 0.1, 0.15]),
        ("plan = $60, 84, $120 / user / year", [5, 7, 10]),
        ("plan = $5, 7, €10", [5, 7, 15]),
    ],
)
def test_values_are_in_the_inputs_own_unit(shop: Model, text: str, numbers: list[float]) -> None:
    assert shop.sweep(text, ["rank"]).axes[0].numbers == pytest.approx(numbers)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plam = 5, 6", "Did you mean plan?"),
        ("plan = 5 .. 500 : 3", "@range"),
        ("plan = $5 .. $9.50", "say how many values the range has"),
        ("users = 1 .. 100000", "say how many it shall be"),
        ("plan = 5 .. 6 : 1", "at least 2 values"),
        ("plan = 5 .. 6 : 100000", "the most is 10,000"),
        ("users = 0 .. 6 : 3 log", "two ends above 0"),
        ("shelf = small .. large : 3", "list its values"),
        ("shelf = small, huge", "no record named"),
        ("other = 10%, 150%", "share"),
        ("plan = 5 user", "is in user"),
    ],
)
def test_what_an_input_cannot_be_is_refused(shop: Model, text: str, said: str) -> None:
    with pytest.raises(OutlayError) as caught:
        shop.sweep(text, ["rank"])
    assert said in str(caught.value)


def test_one_path_is_varied_once(shop: Model) -> None:
    with pytest.raises(OutlayError, match="plan is varied twice"):
        shop.sweep([PLAN, "plan = 3, 4"])


def test_a_grid_that_is_too_large_is_refused(shop: Model) -> None:
    grid = ["plan = 1 .. 2 : 5000", "users = 1 .. 2 : 5000"]
    with pytest.raises(OutlayError, match="25,000,000 cells"):
        shop.sweep(grid, ["rank"])


# -------------------------------------------------------------------------------------------------------- results


def test_every_cell_is_what_a_run_gives(shop: Model) -> None:
    found = shop.sweep([PLAN, "other = 10% .. 90% : 3", "shelf = small, LARGE"], ["margin", "box_cost"])
    assert found.values["margin"].shape == (4, 3, 2)
    for i, plan in enumerate(found.axes[0].numbers):
        for j, other in enumerate(found.axes[1].numbers):
            run = shop.run(plan=plan, other=other)
            assert found.values["margin"][i, j, 1] == pytest.approx(run["margin"].value[-1], rel=1e-12)
    assert found.values["box_cost"][0, 0].tolist() == [6.0, 30.0]


def test_of_a_series_stands_the_total_of_a_rate_and_the_end_of_the_rest(shop: Model) -> None:
    found = shop.sweep("users = 100, 200", ["revenue", "margin", "stock"])
    assert [each.basis for each in found.wanted] == ["total", "2026-03", "2026-03"]
    assert found.values["revenue"].tolist() == pytest.approx([3_310, 6_620])
    assert found.of("revenue").unit == "USD"
    assert shop.sweep("users = 100, 200", ["revenue"], at="first").values["revenue"].tolist() == [1_000, 2_000]


def test_the_frame_has_a_row_for_each_cell_with_units(shop: Model) -> None:
    frame = shop.sweep({"plan": [5, 10], "shelf": ["small", "large"]}, ["box_cost", "started"]).frame
    assert frame["plan"].to_list() == [5, 5, 10, 10]
    assert frame["shelf"].to_list() == ["small", "large"] * 2
    assert frame["started"].to_list() == ["early"] * 4
    assert frame.attrs["units"] == {"plan": "USD/user/month", "shelf": "", "box_cost": "USD", "started": ""}


def test_two_sides_make_a_table(shop: Model) -> None:
    table = shop.sweep([PLAN, "users = 1 .. 3"], ["revenue"]).table()
    assert table.shape == (4, 3)
    assert table.loc[20.0, 2.0] == pytest.approx(2 * 20 * 3.31)
    assert table.attrs["unit"] == "USD"


def test_values_may_be_arrays_and_ranges(shop: Model) -> None:
    found = shop.sweep({"plan": np.linspace(5, 6, 3), "users": range(2, 4)}, ["rank"])
    assert [each.numbers for each in found.axes] == [(5.0, 5.5, 6.0), (2.0, 3.0)]


def test_equations_members_and_exchange_rates_are_varied_like_inputs(shop: Model) -> None:
    found = shop.sweep({"writer.tokens_in": [1, 2], "heavy.tokens_out": [3, 4]}, ["words"])
    assert found.values["words"].tolist() == [[4, 5], [5, 6]]


def test_dates_truths_and_texts_are_listed(shop: Model) -> None:
    found = shop.sweep(
        ["from_day = 2026-01-01, 2026-12-01", "paying = true, false", "tier = gold, tin"], ["started", "bought", "rank"]
    )
    assert found.values["started"][:, 0, 0].tolist() == ["early", "late"]
    assert found.values["bought"][0, :, 0].tolist() == [True, False]
    assert found.values["rank"][0, 0].tolist() == [1, 2]
    assert found.axes[1].words == ("yes", "no")


def test_scenarios_make_the_first_side(shop: Model) -> None:
    found = shop.sweep("users = 100, 200", ["revenue"], scenario=["base", "cheap"])
    assert found.axes[0].words == ("base", "cheap")
    assert found.values["revenue"].tolist() == [pytest.approx([3_310, 6_620]), pytest.approx([1_655, 3_310])]
    assert shop.sweep("users = 1, 2", ["rank"], scenario="all").axes[0].words == ("base", "cheap", "euro")


def test_settings_hold_in_every_cell_and_are_told(shop: Model) -> None:
    found = shop.sweep("users = 100, 200", ["revenue[first]"], overrides={"plan": 7})
    assert found.values["revenue[first]"].tolist() == [700, 1_400]
    assert found.given == (("plan", "7 USD/user/month"),)


def test_uncertain_inputs_that_are_not_varied_are_told(shop: Model) -> None:
    assert shop.sweep(PLAN, ["rank"]).uncertain == ("tokens",)
    assert shop.sweep("tokens = 1, 2", ["rank"]).uncertain == ()


# ----------------------------------------------------------------------------------------------------- break-even


def test_a_solve_is_answered_in_every_cell(shop: Model) -> None:
    found = shop.sweep(["other = 5% .. 20% : 4", "tokens = 100k .. 500k : 3"], solve="least_plan")
    for i, other in enumerate(found.axes[0].numbers):
        run = shop.run(other=other, tokens=300_000)
        assert found.values["least_plan"][i, 1] == pytest.approx(run.solves["least_plan"].value)


def test_cells_without_an_answer_are_missing_and_counted(shop: Model) -> None:
    found = shop.sweep("other = 10%, 90%", solve="least_plan", overrides={"tokens": 1e9})
    assert np.isnan(found.values["least_plan"]).tolist() == [True, True]
    assert found.notes == ("least_plan has no answer in 2 of 2 cells: no plan between its ends will do",)


def test_a_new_question_is_asked_in_every_cell(shop: Model) -> None:
    question = "plan in $1 .. $100 / user / month where total(revenue) == $6_620"
    assert shop.sweep("users = 100, 200", solve=question).values["answer"].tolist() == pytest.approx([20, 10])


def test_what_a_solve_searches_is_not_varied(shop: Model) -> None:
    with pytest.raises(OutlayError, match="least_plan searches plan"):
        shop.sweep(PLAN, solve="least_plan")


# ------------------------------------------------------------------------------------------------------- showing


def test_the_json_form_has_no_number_that_is_none(shop: Model) -> None:
    found = json.loads(json.dumps(shop.sweep("users = 0, 1", ["margin", "started"]).as_dict(), allow_nan=False))
    assert found["schema"] == "outlay/1"
    assert found["outputs"]["margin"]["values"][0] is None
    assert found["vary"] == [{"path": "users", "label": "Users", "unit": "user", "values": [0.0, 1.0]}]


def test_a_notebook_shows_a_table_in_which_nothing_runs(shop: Model) -> None:
    page = shop.sweep([PLAN, "tier = <script>alert(1)</script>, gold"], ["rank"])._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<table>" in page


def test_a_long_table_is_cut_in_a_notebook_and_says_so(shop: Model) -> None:
    assert "460 rows left out" in shop.sweep("users = 1 .. 500", ["rank"])._repr_html_()


@pytest.mark.parametrize(
    "vary", [PLAN, "shelf = small, large", [PLAN, "users = 1 .. 3"], [PLAN, "users = 10 .. 1000 : 30 log"]]
)
def test_a_sweep_draws_itself(shop: Model, vary: Any) -> None:
    assert shop.sweep(vary, ["margin"]).plot()._repr_png_().startswith(b"\x89PNG")


def test_a_figure_of_scenarios_has_a_line_for_each(shop: Model) -> None:
    figure = shop.sweep(PLAN, ["cost"], scenario="all").plot()
    assert [line.get_label() for line in figure.axes[0].lines] == ["base", "cheap", "euro"]


def test_three_sides_are_not_drawn(shop: Model) -> None:
    with pytest.raises(OutlayError, match="two sides"):
        shop.sweep([PLAN, "users = 1 .. 2", "other = 1%, 2%"], ["rank"]).plot()
