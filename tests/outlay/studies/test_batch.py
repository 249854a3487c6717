"""`model.batch`: rows of a pandas frame through a model."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlay
from outlay import Model, OutlayError


def one(shop: Model, path: str, cell: Any, output: str) -> Any:
    """An output for one row that sets one path."""
    return shop.batch(pd.DataFrame({path: [cell]}), [output])[output].iloc[0]


def reason(shop: Model, path: str, cell: Any) -> str:
    """What is said of a cell that cannot be."""
    made = shop.batch(pd.DataFrame({path: [cell]}), ["users"], errors="keep")
    return str(made["error"].iloc[0])


# ------------------------------------------------------------------------------------------------------- results


def test_every_row_gives_what_a_run_gives(shop: Model) -> None:
    frame = pd.DataFrame({"plan": [5.0, 12.5, 80.0], "users": [10, 200, 3_000], "other": [0.1, 0.2, 0.9]})
    found = shop.batch(frame, ["margin[last]", "box_cost", "words"])
    for position, row in frame.iterrows():
        run = shop.run(**row.to_dict())
        assert found.loc[position, "margin[last]"] == pytest.approx(run["margin"].value[-1], rel=1e-12)
        assert found.loc[position, "words"] == run["words"].value


def test_the_rows_keep_their_index(shop: Model) -> None:
    frame = pd.DataFrame({"plan": [5.0, 6.0]}, index=["acme", "globex"])
    assert list(shop.batch(frame, ["box_cost"]).index) == ["acme", "globex"]


def test_a_series_has_a_column_for_each_period(shop: Model) -> None:
    found = shop.batch(pd.DataFrame({"users": [100]}), ["stock"])
    assert list(found.columns) == ["stock[2026-01]", "stock[2026-02]", "stock[2026-03]"]
    assert found.iloc[0].to_list() == pytest.approx([100, 110, 121])


def test_units_and_labels_stand_beside_the_results(shop: Model) -> None:
    found = shop.batch(pd.DataFrame({"users": [100]}), ["revenue[last]", "total(revenue)", "margin[first]"])
    assert found.attrs["units"] == {"revenue[last]": "USD/month", "total(revenue)": "USD", "margin[first]": ""}
    assert found.attrs["labels"]["revenue[last]"] == "Revenue"


def test_without_names_every_output_is_given(shop: Model) -> None:
    found = shop.batch(pd.DataFrame({"users": [100]}))
    assert {"margin[2026-02]", "box_cost", "started", "rank", "bought", "that_day"} <= set(found.columns)


def test_figures_of_a_series_can_be_asked_for(shop: Model) -> None:
    names = ["total(stock)", "mean(stock)", "min(stock)", "max(stock)", "stock[2026-02]"]
    with pytest.raises(OutlayError, match=r"stock is no rate and has no total"):
        shop.batch(pd.DataFrame({"users": [100]}), names)
    found = shop.batch(pd.DataFrame({"users": [100]}), names[1:])
    assert found.iloc[0].to_list() == pytest.approx([110 + 1 / 3, 100, 121, 110])


def test_texts_truths_and_dates_come_back_as_such(shop: Model) -> None:
    found = shop.batch(pd.DataFrame({"from_day": ["2026-12-24"]}), ["started", "bought", "that_day"])
    assert found.iloc[0].to_list() == ["late", True, pd.Timestamp("2026-12-24")]
    assert found["bought"].dtype == bool


def test_a_check_is_judged_in_every_row(shop: Model) -> None:
    found = shop.batch(pd.DataFrame({"other": [0.2, 0.5]}), ["margin is good", "there are users"])
    assert found["margin is good"].to_list() == [True, False]
    assert found["there are users"].to_list() == [True, True]


def test_what_cannot_be_computed_is_missing(shop: Model) -> None:
    found = shop.batch(pd.DataFrame({"users": [0.0, 1.0]}), ["margin[last]", "margin is good"])
    assert found["margin[last]"].isna().to_list() == [True, False]
    assert found["margin is good"].isna().to_list() == [True, False]


def test_a_scenario_and_settings_hold_for_every_row(shop: Model) -> None:
    frame = pd.DataFrame({"users": [100.0]})
    found = shop.batch(frame, ["revenue[first]"], scenario="cheap", overrides={"growth": 0.5})
    assert found["revenue[first]"].to_list() == [500.0]
    assert shop.batch(frame, ["stock[last]"], overrides={"growth": "50% per month"})["stock[last]"].to_list() == [225.0]


def test_doubtful_inputs_stand_at_their_median_or_mean(shop: Model) -> None:
    frame = pd.DataFrame({"users": [1.0]})
    median, mean = (shop.batch(frame, ["tokens"], point=each)["tokens"].iloc[0] for each in ("median", "mean"))
    assert median == pytest.approx(shop.run()["tokens"].value)
    assert mean == pytest.approx(shop.run(point="mean")["tokens"].value)


def test_no_rows_give_no_rows(shop: Model) -> None:
    assert shop.batch(pd.DataFrame({"plan": pd.Series([], dtype=float)}), ["margin[last]"]).shape == (0, 1)


def test_a_frame_of_many_rows_is_read_whole(shop: Model) -> None:
    count = 50_000
    frame = pd.DataFrame({"plan": np.linspace(1, 100, count), "shelf": ["small", "LARGE"] * (count // 2)})
    found = shop.batch(frame, ["box_cost", "revenue[first]"])
    assert found["revenue[first]"].to_numpy() == pytest.approx(100 * frame["plan"].to_numpy())
    assert found["box_cost"].to_list()[:2] == [6.0, 30.0]


# ------------------------------------------------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12.0),
        ("12", 12.0),
        ("$12 / user / month", 12.0),
        ("$120 / user / year", 10.0),
        ("€10 / user / month", 15.0),
        ("$12", 12.0),
        (" 1.5k cent / user / month ", None),
    ],
)
def test_a_number_may_be_a_quantity_in_words(shop: Model, cell: Any, number: float | None) -> None:
    if number is None:
        assert "no unit" in reason(shop, "plan", cell)
    else:
        assert one(shop, "plan", cell, "plan") == pytest.approx(number)


def test_an_exchange_rate_of_the_scenario_is_used(shop: Model) -> None:
    frame = pd.DataFrame({"plan": ["€10"]})
    assert shop.batch(frame, ["plan"], scenario="euro")["plan"].to_list() == [20.0]


def test_a_header_may_state_the_unit_of_its_numbers(shop: Model) -> None:
    frame = pd.DataFrame({"plan [USD/user/year]": [120.0, "24"], "other [%]": [30.0, 40.0]})
    found = shop.batch(frame, ["plan", "other"])
    assert found["plan"].to_list() == pytest.approx([10.0, 2.0])
    assert found["other"].to_list() == pytest.approx([0.3, 0.4])


def test_the_frame_itself_may_state_units(shop: Model) -> None:
    frame = pd.DataFrame({"plan": [120.0]})
    frame.attrs["units"] = {"plan": "USD/user/year"}
    assert shop.batch(frame, ["plan"])["plan"].to_list() == pytest.approx([10.0])


def test_results_can_be_given_back_with_their_units(shop: Model) -> None:
    first = shop.batch(pd.DataFrame({"users": [100.0]}), ["revenue"])
    again = shop.batch(first, ["revenue"])
    assert again.iloc[0].to_list() == first.iloc[0].to_list()


@pytest.mark.parametrize("name", ["small", "SMALL", "Small"])
def test_a_record_is_named_in_any_case(shop: Model, name: str) -> None:
    assert one(shop, "shelf", name, "box_cost") == 6.0


def test_a_record_of_the_library_is_named_by_any_alias(tmp_path: Any) -> None:
    file = tmp_path / "gpu.cost"
    file.write_text("input card = H100_SXM5\noutput power = card.power\n", encoding="utf-8")
    model = outlay.load(file)
    cards = ["H100_SXM5", "h100-sxm5", "H100"]
    found = model.batch(pd.DataFrame({"card": cards}))["power"]
    assert found.to_list() == [model.run(card=f'"{card}"')["power"].value for card in cards]


@pytest.mark.parametrize(
    "cell", ["2026-12-24", datetime.date(2026, 12, 24), datetime.datetime(2026, 12, 24, 13), pd.Timestamp("2026-12-24")]
)
def test_a_date_is_a_date_or_its_text(shop: Model, cell: Any) -> None:
    assert one(shop, "from_day", cell, "that_day") == pd.Timestamp("2026-12-24")


@pytest.mark.parametrize(("cell", "held"), [(True, True), (0, False), ("TRUE", True), ("false", False)])
def test_a_truth_is_a_truth_a_number_or_its_text(shop: Model, cell: Any, held: bool) -> None:
    assert one(shop, "paying", cell, "bought") == held


def test_a_text_is_compared_in_any_case(shop: Model) -> None:
    found = shop.batch(pd.DataFrame({"tier": ["Gold", "silver", "GOLD"]}), ["rank", "tier"])
    assert found["rank"].to_list() == [1, 2, 1]
    assert found["tier"].to_list() == ["Gold", "silver", "GOLD"]


def test_a_categorical_column_is_one_of_texts(shop: Model) -> None:
    frame = pd.DataFrame({"shelf": pd.Categorical(["large", "small"])})
    assert shop.batch(frame, ["box_cost"])["box_cost"].to_list() == [30.0, 6.0]


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "float32", "int16", "object"])
def test_numbers_come_in_any_kind_of_column(shop: Model, dtype: str) -> None:
    frame = pd.DataFrame({"plan": pd.Series([5, 6], dtype=dtype)})
    assert shop.batch(frame, ["plan"])["plan"].to_list() == [5.0, 6.0]


def test_a_member_is_set_for_all_that_extend_its_record(shop: Model) -> None:
    assert one(shop, "writer.tokens_in", 10.0, "words") == 30.0


def test_an_equation_is_set_like_an_input(shop: Model) -> None:
    assert one(shop, "heavy.tokens_out", 1.0, "words") == 8_001.0
    assert one(shop, "stock", 7.0, "revenue[last]") == 70.0
    assert one(shop, "EUR", 3.0, "rank") == 1.0


def test_a_series_may_have_a_column_for_each_period(shop: Model) -> None:
    frame = pd.DataFrame({"stock[2026-02]": [2.0], "stock[2026-01]": [1.0], "stock[2026-03]": [3.0]})
    assert shop.batch(frame, ["revenue"]).iloc[0].to_list() == [10.0, 20.0, 30.0]


# ------------------------------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("plam", "Did you mean plan?"),
        ("writer.token_in", "Did you mean writer.tokens_in?"),
        ("writer", "writer is a record, and a value is set in one of its members: writer.tokens_in"),
        ("plan [user]", "The column plan cannot be in user"),
        ("plan [usr]", "`usr` is no unit"),
        ("plan price", "is none. What is no part of the model belongs into the index"),
        ("plan[2026-01]", "plan is one value and has no periods"),
        ("stock[2026-01]", "stock needs a column for every period; 2026-02 and 1 more are missing"),
        (7, "named by the path"),
    ],
)
def test_a_column_that_sets_nothing_is_refused(shop: Model, column: Any, said: str) -> None:
    with pytest.raises(OutlayError) as caught:
        shop.batch(pd.DataFrame({column: [1.0]}), ["rank"])
    assert said in str(caught.value)


def test_two_columns_for_one_path_are_refused(shop: Model) -> None:
    with pytest.raises(OutlayError, match="Two columns set plan"):
        shop.batch(pd.DataFrame({"plan": [1.0], "plan [USD/user/month]": [1.0]}))


@pytest.mark.parametrize(
    ("path", "cell", "said"),
    [
        ("plan", 500.0, "@range, 1 to 100 USD/user/month, not 500"),
        ("plan", float("nan"), "plan has no value here"),
        ("plan", float("inf"), "finite number"),
        ("plan", None, "plan has no value here"),
        ("plan", True, "plan is a number, not true or false"),
        ("plan", "5 user", "it is in USD/user/month, and `5 user` is in user"),
        ("plan", "=1+1", "formula of a spreadsheet"),
        ("plan", "users * 2", "write a number"),
        ("plan", ["a"], "here stands a collection"),
        ("other", 1.5, "share and must lie between 0 and 1"),
        ("shelf", "smal", "Did you mean small?"),
        ("shelf", 3.0, "shelf is the name of a record, not a number"),
        ("from_day", "yesterday", "date such as 2026-01-31"),
        ("from_day", 46_000, "from_day is a date, not a number"),
        ("paying", "maybe", "true or false"),
        ("tier", 3, "tier is a text, not a number"),
    ],
)
def test_a_cell_that_cannot_be_says_why(shop: Model, path: str, cell: Any, said: str) -> None:
    assert said in reason(shop, path, cell)


def test_true_among_numbers_is_not_the_number_1(shop: Model) -> None:
    frame = pd.DataFrame({"plan": pd.Series([1, True, 5, 1.0], dtype=object)})
    found = shop.batch(frame, ["plan"], errors="keep")
    assert found["plan"].isna().to_list() == [False, True, False, False]
    assert "plan is a number, not True" in found["error"].iloc[1]


def test_bad_cells_are_one_error_with_the_first_few(shop: Model) -> None:
    frame = pd.DataFrame({"plan": [1.0, 500.0, 3.0, 0.0, 900.0, 901.0]}, index=list("abcdef"))
    with pytest.raises(OutlayError) as caught:
        shop.batch(frame)
    assert str(caught.value).startswith("4 rows cannot be used. row b: plan must lie in its @range")
    assert str(caught.value).endswith("And 1 more.")


def test_bad_rows_are_kept_with_their_reasons(shop: Model) -> None:
    frame = pd.DataFrame({"plan": [5.0, 500.0], "shelf": ["small", "huge"], "other": [0.1, 0.1]})
    found = shop.batch(frame, ["box_cost", "rank", "bought"], errors="keep")
    assert found["box_cost"].isna().to_list() == [False, True]
    assert found["bought"].isna().to_list() == [False, True]
    assert found["error"].isna().to_list() == [True, False]
    assert "@range" in found["error"].iloc[1]
    assert "huge" in found["error"].iloc[1]


def test_one_output_may_be_named_alone(shop: Model) -> None:
    assert list(shop.batch(pd.DataFrame({"plan": [5.0]}), "rank").columns) == ["rank"]


def test_what_is_no_frame_is_refused(shop: Model) -> None:
    with pytest.raises(OutlayError, match="takes a pandas DataFrame, not dict"):
        shop.batch({"plan": [5.0]})  # type: ignore[arg-type]
    with pytest.raises(OutlayError, match="not a complex number"):
        shop.batch(pd.DataFrame({"plan": [5j]}), "rank")
    with pytest.raises(OutlayError, match="raised or kept"):
        shop.batch(pd.DataFrame({"plan": [5.0]}), errors="ignore")


def test_every_engine_gives_the_same(shop: Model) -> None:
    frame = pd.DataFrame({"plan": np.linspace(1, 100, 500), "tier": ["gold", "tin"] * 250, "shelf": ["large"] * 500})
    outputs = ["revenue", "rank", "started", "least_plan", "margin is good"]
    one, other = (shop.batch(frame, outputs, engine=engine) for engine in ("numpy", "numba"))
    pd.testing.assert_frame_equal(one, other, rtol=1e-12)


def test_a_prepared_batch_reads_frame_after_frame(shop: Model) -> None:
    batch = shop.prepared(["plan", "tier"], outputs=["rank", "plan"])
    for plan, tier, rank in ((5.0, "gold", 1), ("$6", "silver", 2)):
        values, bad = batch.read(pd.DataFrame({"plan": [plan], "tier": [tier]}))
        assert len(bad) == 0
        assert batch.run(values, pd.RangeIndex(1))["rank"].to_list() == [rank]


def test_bad_cells_can_be_put_aside(shop: Model) -> None:
    batch = shop.prepared(["plan", "other"], outputs=["plan"])
    _, bad = batch.read(pd.DataFrame({"plan": [1.0, -1.0, 2.0], "other": [0.5, 7.0, 9.0]}, index=[10, 11, 12]))
    assert bad.rows.tolist() == [1, 2]
    assert bad.frame[["position", "row", "column"]].values.tolist() == [
        [1, 11, "plan"],
        [1, 11, "other"],
        [2, 12, "other"],
    ]


def test_an_unknown_output_names_the_nearest(shop: Model) -> None:
    with pytest.raises(OutlayError, match="Did you mean margin"):
        shop.batch(pd.DataFrame({"plan": [1.0]}), ["margn"])
