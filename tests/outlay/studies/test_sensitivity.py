"""`model.sensitivity`: tornado, rank correlation, shares of variance."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import outlay
from outlay import Model, OutlayError
from outlay.doubt import quantile

Load = Callable[[str], Model]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """A model of a text."""

    def made(text: str) -> Model:
        file = tmp_path / "model.cost"
        file.write_text(text, encoding="utf-8")
        return outlay.load(file)

    return made


# -------------------------------------------------------------------------------------------------------- tornado


def test_a_doubtful_input_goes_from_its_5_to_its_95_percent_quantile(load: Load) -> None:
    found = load("input a = 2 to 8 user\ninput b = 3 to 5\noutput x = a * b\n").sensitivity()["x"]
    median_a, median_b = 4.0, 15**0.5
    assert found.base == pytest.approx(median_a * median_b)
    first, second = found.influences
    assert (first.path, second.path) == ("a", "b")
    assert (first["low"], first["high"]) == (pytest.approx(2), pytest.approx(8))
    assert (first["output_low"], first["output_high"]) == (pytest.approx(2 * median_b), pytest.approx(8 * median_b))
    assert second["swing"] == pytest.approx(2 * median_a)


def test_a_plain_input_goes_ten_percent_up_and_down(load: Load) -> None:
    found = load("input price = $50\ninput loss = -$20\noutput x = 3 * price + loss\n").sensitivity()["x"]
    price, loss = found.influences
    assert (price["low"], price["high"], price["output_low"], price["output_high"]) == pytest.approx((45, 55, 115, 145))
    assert (loss["low"], loss["high"], loss.remark) == (pytest.approx(-22), pytest.approx(-18), "±10%")
    wide = load("input price = $50\noutput x = price\n").sensitivity(spread=0.5)["x"].influences[0]
    assert (wide["low"], wide["high"]) == (25, 75)


@pytest.mark.parametrize(
    ("written", "low", "high", "remark"),
    [
        ("a : share = 95%", 0.855, 1.0, "±10%, cut at 100%"),
        ("a = 9.5 @range(0 .. 10)", 8.55, 10.0, "±10%, cut at 10"),
        ("a = 10 @range(9.9 .. 20)", 9.9, 11.0, "±10%, cut at 9.9"),
        ("a = 0", 0.0, 0.0, "stands at 0, so ±10% changes nothing"),
    ],
)
def test_a_swing_keeps_to_what_the_input_may_be_and_says_so(
    load: Load, written: str, low: float, high: float, remark: str
) -> None:
    (each,) = load(f"input {written}\noutput x = 1 + a\n").sensitivity()["x"].influences
    assert (each["low"], each["high"], each.remark) == (pytest.approx(low), pytest.approx(high), remark)


def test_what_changes_nothing_is_told(load: Load) -> None:
    found = load("input a = 1 to 2\ninput b = 5\ninput c = 6\noutput x = a + 0 * b\n").sensitivity()["x"]
    assert found.idle == ("b",)  # c is not even looked at: x does not hang on it


def test_an_input_that_hangs_on_another_moves_with_it_and_alone(load: Load) -> None:
    found = load("input month = $10\ninput year = 12 * month\noutput x = year + month\n").sensitivity()["x"]
    swings = {each.path: each["swing"] for each in found.influences}
    assert swings == {"month": pytest.approx(26), "year": pytest.approx(24)}


def test_doubt_that_is_no_input_is_swung_too(load: Load) -> None:
    text = "days = 3 to 5\nusage writer { tokens_in = 100 to 400 token / user / day }\n"
    found = load(text + "output x = days * writer.tokens_in\n").sensitivity()["x"]
    assert {each.path for each in found.influences} == {"days", "writer.tokens_in"}


def test_what_a_run_sets_is_plain(load: Load) -> None:
    model = load("input a = 2 to 8\noutput x = a\n")
    (each,) = model.sensitivity(overrides={"a": 10})["x"].influences
    assert (each["low"], each["high"], each.remark) == (9, 11, "±10%")
    (each,) = model.sensitivity(overrides={"a": "1 to 4"})["x"].influences
    assert (each["low"], each["high"]) == pytest.approx((1, 4))


def test_a_scenario_has_a_tornado_of_its_own(load: Load) -> None:
    model = load("input a = 2 to 8\ninput b = 1\noutput x = a * b\nscenario more { b = 10 }\n")
    found = model.sensitivity(scenario="more")
    assert found["x"].base == pytest.approx(40)
    assert found.scenario == "more"


def test_the_base_is_a_plain_run_whatever_the_distribution(load: Load, tmp_path: Path) -> None:
    (tmp_path / "seen.csv").write_text("latency\n1\n2\n30\n400\n", encoding="utf-8")
    model = load(
        'input a = sampled("seen.csv", latency)\ninput b = choice([1: 20%, 2: 80%])\ninput c : share = 10% to 30%\n'
        'input d = pert(1, 2, 9)\nword = choice(["slow": 70%, "fast": 30%])\n'
        'output x = a + b + c + d + (if word == "slow" then 100 else 0)\n'
    )
    found = model.sensitivity()["x"]
    assert found.base == pytest.approx(model.run()["x"].value, rel=1e-12)
    words = next(each for each in found.influences if each.path == "word")
    assert words["swing"] == pytest.approx(100)
    assert words.remark == "each option"
    seen = next(each for each in found.influences if each.path == "a")
    assert seen["low"] == quantile("sampled", (), 0.05, (1.0, 2.0, 30.0, 400.0))


def test_ends_of_a_choice_are_called_what_they_are(load: Load) -> None:
    model = load(
        "kind card { price : USD }\ncard small { price = $1 }\ncard big { price = $3 }\n"
        "input c = choice([small: 70%, big: 30%])\ninput gpu = choice(A100_SXM_80GB, H100_SXM5)\n"
        'input v = choice("cloud", "own")\ninput d = choice(2026-01-01, 2026-05-01)\n'
        'output x = c.price * gpu.power / 1 watt * (if v == "own" then 3 else 2) * (if d > 2026-02-01 then 1 else 4)\n'
    )
    ends = {each.path: (each.low, each.high) for each in model.sensitivity()["x"].influences}
    assert ends["c"] == ("small", "big")
    assert set(ends["gpu"]) == {"A100_SXM_80GB", "H100_SXM5"}
    assert ends["v"] == ("cloud", "own")
    assert ends["d"] == ("2026-05-01", "2026-01-01")


def test_a_number_drawn_in_each_period_moves_in_all_alike(load: Load) -> None:
    text = "timeline month from 2026-01 for 3\ncalls = 10 to 40 request / month @each_period\noutput x = total(calls)\n"
    (each,) = load(text).sensitivity()["x"].influences
    assert (each["output_low"], each["output_high"]) == (pytest.approx(30), pytest.approx(120))
    assert each.remark == "5% to 95%, every period alike"


def test_of_a_series_stands_the_total_of_a_rate_or_what_is_asked_for(shop: Model) -> None:
    assert shop.sensitivity(["revenue"])["revenue"].output.basis == "total"
    assert shop.sensitivity(["margin"])["margin"].output.basis == "2026-03"
    assert shop.sensitivity(["revenue"], at="first")["revenue"].base == pytest.approx(1_000)
    assert shop.sensitivity(["revenue[2026-02]"])["revenue[2026-02]"].base == pytest.approx(1_100)


def test_what_is_no_number_is_named_and_left_out(shop: Model) -> None:
    found = shop.sensitivity()
    assert "started" not in {ranking.output.name for ranking in found.rankings}
    assert "shelf (a record)" in found.notes[0]
    with pytest.raises(OutlayError, match="started is no number"):
        shop.sensitivity(["started"])


def test_a_swing_without_a_number_comes_last(load: Load) -> None:
    found = load("input a = 1.05\ninput b = 100\noutput x = sqrt(a - 1) + b\n").sensitivity()["x"]
    assert [each.path for each in found.influences] == ["b", "a"]
    assert found.influences[1].figures["output_low"] is None


def test_an_answer_to_a_question_has_a_tornado(shop: Model) -> None:
    found = shop.sensitivity(["least_plan"])["least_plan"]
    assert found.base == pytest.approx(shop.run().solves["least_plan"].value)
    assert {each.path for each in found.influences} - set(found.idle) == {"tokens", "other"}


# --------------------------------------------------------------------------------------------------- correlation


def test_ranks_rise_fall_or_know_nothing(load: Load) -> None:
    text = "input a = 1 to 100\ninput b = 1 to 1.001\ninput c = 2 to 3\noutput x = exp(-log(a)) * b\noutput y = c\n"
    found = load(text).sensitivity(["x"], "rank", draws=2_000)["x"]
    assert [each.path for each in found.influences] == ["a", "b"]
    assert found.influences[0]["correlation"] == pytest.approx(-1, abs=1e-4)
    assert abs(found.influences[1]["correlation"]) < 0.1


def test_the_same_seed_gives_the_same_ranks(load: Load) -> None:
    model = load("input a = 1 to 3\ninput b = 1 to 3\noutput x = a + b\n")
    first, again, other = (model.sensitivity(method="rank", draws=500, seed=seed).frame for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_correlated_inputs_share_their_ranks(load: Load) -> None:
    text = "input a = 1 to 3\ninput b = 1 to 3\ncorrelate a, b = 0.9\noutput x = a\noutput y = a + b\n"
    found = load(text).sensitivity(["y"], "rank", draws=4_000)["y"]
    assert min(each["correlation"] for each in found.influences) > 0.9


def test_draws_without_a_number_are_left_out_and_counted(load: Load) -> None:
    found = load("input a = normal(1, 1)\noutput x = sqrt(a)\n").sensitivity(method="rank", draws=1_000)
    assert found["x"].influences[0]["correlation"] == pytest.approx(1)
    assert "of 1,000 draws, which are left out" in found.notes[0]


@pytest.mark.parametrize("method", ["rank", "sobol"])
def test_without_doubt_there_is_nothing_to_draw(load: Load, method: str) -> None:
    with pytest.raises(OutlayError, match="nothing to draw; --method tornado"):
        load("input a = 1\ninput b = 2 to 3\noutput x = a\noutput y = b\n").sensitivity(["x"], method)


# ------------------------------------------------------------------------------------------------ shares of variance


def test_a_sum_has_the_variances_of_its_parts(load: Load) -> None:
    found = load("input a = normal(0, 1)\ninput b = normal(5, 2)\noutput x = a + b\n").sensitivity(method="sobol")["x"]
    shares = {each.path: each for each in found.influences}
    for path, share in (("a", 0.2), ("b", 0.8)):
        for figure in ("first", "total"):
            assert shares[path][figure] == pytest.approx(share, abs=0.02)
            assert shares[path][f"{figure}_low"] < share < shares[path][f"{figure}_high"]


def test_a_product_around_nothing_is_all_interaction(load: Load) -> None:
    found = load("input a = normal(0, 1)\ninput b = normal(0, 1)\noutput x = a * b\n").sensitivity(method="sobol")["x"]
    for each in found.influences:
        assert each["first"] == pytest.approx(0, abs=0.05)
        assert each["total"] == pytest.approx(1, abs=0.05)


def test_a_product_of_lognormals_has_the_shares_of_its_closed_form(load: Load) -> None:
    """Sobol indices of a product: (e^s² - 1) / (e^S² - 1) for each factor, S² the sum of all log variances."""
    found = load("input a = 1 to 4\ninput b = 1 to 2\noutput x = a * b\n").sensitivity(method="sobol", draws=16_384)[
        "x"
    ]
    logs = {path: (np.log(high) / (2 * 1.6448536269514722)) ** 2 for path, high in (("a", 4), ("b", 2))}
    whole = np.expm1(sum(logs.values()))
    for each in found.influences:
        assert each["first"] == pytest.approx(np.expm1(logs[each.path]) / whole, abs=0.02)


def test_a_number_drawn_in_each_period_is_one_input(load: Load) -> None:
    text = (
        "timeline month from 2026-01 for 4\n"
        "calls = normal(10 request / month, 1 request / month) @each_period\n"
        "extra = normal(0 request, 2 request)\n"
        "output x = total(calls) + extra\n"
    )
    found = load(text).sensitivity(["x"], "sobol")["x"]
    assert {each.path: round(each["total"], 1) for each in found.influences} == {"calls": 0.5, "extra": 0.5}


def test_an_output_that_does_not_vary_has_no_shares(load: Load) -> None:
    found = load("input a = 1 to 2\noutput x = a - a\n").sensitivity(method="sobol")["x"]
    assert found.idle == ("a",)


def test_correlated_inputs_have_no_shares(load: Load) -> None:
    model = load("input a = 1 to 3\ninput b = 1 to 3\ncorrelate a, b = 0.5\noutput x = a + b\noutput y = 2 * a\n")
    with pytest.raises(OutlayError, match="a and b are correlated, and only the variance of independent inputs"):
        model.sensitivity(["x"], "sobol")
    assert model.sensitivity(["y"], "sobol")["y"].influences[0]["total"] == pytest.approx(1, abs=0.01)
    assert "correlations play no part" in model.sensitivity(["x"]).notes[0]


def test_draws_without_a_number_have_no_shares(load: Load) -> None:
    with pytest.raises(OutlayError, match=r"x has no number in [\d,]+ of [\d,]+ draws"):
        load("input a = normal(1, 1)\noutput x = sqrt(a)\n").sensitivity(method="sobol")


# -------------------------------------------------------------------------------------------------------- showing


@pytest.mark.parametrize("method", ["tornado", "rank", "sobol"])
def test_every_method_gives_a_frame_a_page_and_a_figure(shop: Model, method: str) -> None:
    found = shop.sensitivity(["margin", "cost"], method)
    frame = found.frame
    assert set(frame["output"]) == {"margin", "cost"}
    assert frame.attrs["units"] == {"margin": "", "cost": "USD"}
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["outputs"]["cost"]["basis"] == "total"
    assert "tokens" in found._repr_html_()
    assert "<script" not in found._repr_html_()
    assert found.plot("cost")._repr_png_().startswith(b"\x89PNG")


def test_a_long_list_of_inputs_is_cut_on_the_screen_alone(load: Load) -> None:
    names = [f"a{n}" for n in range(20)]
    text = "".join(f"input {name} = {n + 1}\n" for n, name in enumerate(names)) + f"output x = {' + '.join(names)}\n"
    found = load(text).sensitivity("x")
    assert "5 more inputs move it less" in found._repr_html_()
    assert len(found.frame) == 20


def test_a_sensitivity_is_of_one_scenario(shop: Model) -> None:
    with pytest.raises(OutlayError, match="of one scenario"):
        shop.sensitivity("rank", scenario="all")


def test_an_unknown_method_or_output_is_refused(shop: Model) -> None:
    with pytest.raises(OutlayError, match="tornado, rank or sobol"):
        shop.sensitivity(method="guess")
    with pytest.raises(OutlayError, match="There is no revenue here; there is margin"):
        shop.sensitivity(["margin"])["revenue"]
