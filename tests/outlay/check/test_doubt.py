"""Uncertain numbers: which family, which median, which stream, and which ends cannot be."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import NormalDist

import pytest
from tiny import codes, files, mended, only, plan, result, run

from outlay.plan import Node

Z = NormalDist().inv_cdf(0.95)


def draws(text: str, scenario: str = "") -> dict[str, Node]:
    """The draws of a plan by stream."""
    return {
        str(node.value[1]): node
        for node in plan(text, scenario).nodes
        if node.op == "draw" and isinstance(node.value, tuple)
    }


def family(text: str) -> str:
    (found,) = draws(text).values()
    assert isinstance(found.value, tuple)
    return str(found.value[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("input x = 5 to 7 token", "lognormal90"),
        ("input x = -5 to 7 user", "normal90"),
        ("input x = 20% to 60%", "beta90"),
        ("input x : share = 0.2 to 0.6", "beta90"),
        ("input x : ratio = 20% to 60%", "lognormal90"),
        ("input x = 90% to 120%", "lognormal90"),
        ("input x = -5% to 10%", "normal90"),
        ("input x = 2% to 6% per month", "lognormal90"),
        ("input x = uniform(1, 2)", "uniform"),
        ("input x = normal(1, 2)", "normal"),
        ("input x = lognormal(1, 2)", "lognormal"),
        ("input x = triangular(1, 2, 3)", "triangular"),
        ("input x = pert(1, 2, 3)", "pert"),
        ("input x = choice(1, 2, 3)", "choice"),
    ],
)
def test_the_family(text: str, wanted: str) -> None:
    assert family(text) == wanted


@pytest.mark.parametrize(
    ("text", "median"),
    [
        ("4 to 9", 6),
        ("-5 to 7", 1),
        ("$4 to $9 / run", 6),
        ("1k to 4k token", 2_000),
        ("uniform(3 user, 9 user)", 6),
        ("normal(9, 3)", 9),
        ("lognormal(3, 4)", 3 / math.sqrt(1 + (4 / 3) ** 2)),
        ("triangular(1, 2, 6)", 6 - math.sqrt(5 * 4 / 2)),
        ("choice(1, 2, 3)", 2),
        ("choice([1: 20%, 5: 80%])", 5),
    ],
)
def test_the_median_of_a_plain_run(text: str, median: float) -> None:
    assert result(f"output x = {text}") == pytest.approx(median)


def test_the_ends_are_the_5_and_95_percent_quantiles() -> None:
    from outlay import doubt

    assert doubt.point("mean", "normal90", (2.0, 6.0), None) == pytest.approx(4)
    sigma = math.log(9 / 4) / (2 * Z)
    assert doubt.point("mean", "lognormal90", (4.0, 9.0), None) == pytest.approx(6 * math.exp(sigma**2 / 2))


@pytest.mark.parametrize(
    ("bare", "full"),
    [
        ("5 to 7 token", "5 token to 7 token"),
        ("$4 to 12 / run", "$4 / run to $12 / run"),
        ("10 to 20%", "10% to 20%"),
        ("6% to 8 per month", "6% per month to 8% per month"),
        ("5 token to 7 token / user", "5 token / user to 7 token / user"),
        ("-3 to 7 user", "-3 user to 7 user"),
    ],
)
def test_a_bare_end_takes_the_others_unit(bare: str, full: str) -> None:
    assert result(f"output x = {bare}") == pytest.approx(result(f"output x = {full}"))


def test_a_bare_end_does_not_take_the_others_suffix() -> None:
    assert result("output x = 1 to 4k token") == pytest.approx(math.sqrt(4_000))


def test_one_name_is_one_draw() -> None:
    text = "input a = 5 to 7\nb = a\noutput x = a - b"
    assert result(text) == 0
    assert list(draws(text)) == ["a"]


def test_different_names_are_different_draws() -> None:
    assert set(draws("input a = 5 to 7\ninput b = 5 to 7\noutput x = a - b")) == {"a", "b"}


def test_two_intervals_in_one_definition_are_two_draws() -> None:
    assert len(draws("output x = (1 to 3) + (1 to 3)")) == 2


def test_an_inherited_member_shares_its_bases_draw() -> None:
    text = (
        "usage w { tokens_in = 5 to 7 token / user / day }\n"
        "usage v : w { tokens_out = 3 token / user / day }\n"
        "output x = v.tokens_in - w.tokens_in"
    )
    assert list(draws(text)) == ["w.tokens_in"]
    assert result(text) == 0


def test_a_kinds_doubtful_default_is_one_draw_for_a_record_and_all_that_extend_it() -> None:
    text = "kind box { n : ratio = 3 to 5 }\nbox a { }\nbox b : a { }\nbox c { }\noutput x = a.n - b.n + c.n"
    assert set(draws(text)) == {"a.n", "c.n"}


def test_an_overridden_interval_keeps_its_stream() -> None:
    text = "input a = 5 to 7 user\noutput x = a\nscenario s { a = 8 to 18 user }"
    assert set(draws(text, "s")) == {"a"}
    assert result(text, "s") == pytest.approx(12)


def test_an_override_of_an_uncertain_number_keeps_its_draw() -> None:
    text = "input a = 4 to 9 user\noutput x = a\nscenario s { a = a * 2 }"
    assert set(draws(text, "s")) == {"a"}
    assert result(text, "s") == pytest.approx(12)


def test_an_override_that_adds_doubt_draws_from_a_stream_of_its_own() -> None:
    text = "input a = 4 to 9 user\noutput x = a\nscenario s { a = a * (0.5 to 2) }"
    assert set(draws(text, "s")) == {"a", "a in s"}


def test_a_draw_serves_the_whole_timeline() -> None:
    text = "timeline month from 2026-01 for 3\ninput a = 4 to 9 user\noutput x = grow(a, 0% per year)"
    assert not draws(text)["a"].series
    assert result(text) == pytest.approx([6, 6, 6])


def test_each_period_draws_anew() -> None:
    text = "timeline month from 2026-01 for 3\ninput a = 4 to 9 user @each_period\noutput x = a"
    assert draws(text)["a"].series
    assert result(text) == pytest.approx([6, 6, 6])


def test_a_sample_of_a_file(tmp_path: Path) -> None:
    files(tmp_path, {"pilot.csv": "latency,word\n1.5,a\n2.5,b\n9,c\n"})
    assert result('output x = sampled("pilot.csv", latency) * 1 second', folder=tmp_path) == 2.5


BOXES = "kind box { size : ratio  price : USD }\nbox small { size = 1; price = $2 }\nbox big { size = 5; price = $7 }\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('output x = choice(["low": 30%, "high": 70%])', "high"),
        ('output x = choice("low", "high")', "low"),
        ("output x = if choice([true: 20%, false: 80%]) then 1 else 0", 0),
        (BOXES + "input b = choice([small: 1, big: 3])\noutput x = b.price", 7),
        (BOXES + "b = choice(small, big)\noutput x = b.size * 2", 2),
    ],
)
def test_a_choice_among_things_without_order_stands_at_the_likeliest(text: str, value: object) -> None:
    assert result(text) == value
    assert [node.value[0] for node in draws(text).values() if isinstance(node.value, tuple)] == ["categorical"]


def test_what_an_argument_draws_belongs_to_the_definition_that_writes_it() -> None:
    text = "function twice(x : ratio) = 2 * x\nx = 1\n"
    text += "a = twice(3 to 5) + (1 to 2)\nb = twice(3 to 5)\noutput y = a + b + x"
    assert set(draws(text)) == {"a", "a#2", "b"}


def test_what_a_function_draws_is_the_functions() -> None:
    text = "function noisy(x : ratio) = { n = 0.9 to 1.1\n x * n * (1 to 2) }\n"
    text += "a = noisy(1)\nb = noisy(2)\noutput y = a + b"
    assert set(draws(text)) == {"noisy", "noisy.n"}


def test_what_a_clause_draws_is_one_draw_for_all_rows(tmp_path: Path) -> None:
    text = 'kind box { n : ratio }\nrecords box from "boxes.csv"\nrow = 2 to 3\n'
    text += "output y = best(boxes, by n * (1 to 2)).n * row"
    files(tmp_path, {"boxes.csv": "name,n\na,3\nb,4\n"})
    made = [n.value[1] for n in plan(text, folder=tmp_path).nodes if n.op == "draw" and isinstance(n.value, tuple)]
    assert sorted(map(str, made)) == ["row", "y"]


def test_a_members_draw_goes_by_the_module_that_holds_its_record(tmp_path: Path) -> None:
    files(tmp_path, {"lib.cost": "kind box { n : ratio }\nbox q { n = 1 to 2 }\ninput z = 1 to 2"})
    text = 'use "lib.cost" as lib\nbox q { n = 1 to 2 }\nkind box { n : ratio }\noutput y = q.n + lib.q.n + lib.z'
    made = [n.value[1] for n in plan(text, folder=tmp_path).nodes if n.op == "draw" and isinstance(n.value, tuple)]
    assert sorted(map(str, made)) == ["lib.q.n", "lib.z", "q.n"]


def test_one_choice_of_a_record_serves_all_its_members() -> None:
    assert set(draws(BOXES + "b = choice(small, big)\noutput x = b.price / b.size")) == {"b"}


def test_a_choice_is_among_things_of_one_sort() -> None:
    assert only('output x = choice(1, "two")').code == "E0704"
    assert only(BOXES + "output x = choice(small, 3)").code == "E0704"
    text = BOXES + "kind tin { n : ratio }\ntin t { n = 1 }\nb = choice(small, t)\noutput x = b.size"
    assert only(text).code == "E0402"


# ----------------------------------------------------------------------------------------------------------- mistakes


def test_reversed_ends_are_mended() -> None:
    text = "input x = 9 to 3 token"
    assert (only(text).code, only(text).text) == ("E0701", "9 to 3 token")
    assert mended(text).endswith("3 to 9 token")


def test_ends_that_are_the_same_are_one_figure() -> None:
    assert mended("output x = 5 to 5").endswith("x = 5")


@pytest.mark.parametrize(
    ("text", "pert"), [("0 to 7 token", "pert(0, 3.5 token, 7 token)"), ("0% to 20%", "pert(0%, 10%, 20%)")]
)
def test_an_end_at_zero_is_mended_with_pert(text: str, pert: str) -> None:
    found = only(f"input x = {text}")
    assert (found.code, found.text) == ("E0702", text)
    assert mended(f"input x = {text}").endswith(pert)


def test_ends_are_figures() -> None:
    found = only("base = 3\ninput x = base to 7")
    assert (found.code, found.text) == ("E0703", "base")


@pytest.mark.parametrize(
    "call",
    [
        "uniform(9, 3)",
        "normal(9, -3)",
        "lognormal(-3, 2)",
        "triangular(3, 2, 1)",
        "pert(3, 2, 1)",
        "pert(1, 5, 3)",
        "choice()",
        "choice(3)",
        "choice([1: -20%, 5: 80%])",
    ],
)
def test_no_such_distribution(call: str) -> None:
    found = only(f"input x = {call}")
    assert (found.code, found.text) == ("E0704", call)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("uniform(1)", "E0502"),
        ("uniform(1, 2, 3)", "E0503"),
        ("uniform(a = 1, b = 2)", "E0504"),
        ("uniform(1, 2 user)", "E0341"),
    ],
)
def test_a_distribution_takes_its_figures(call: str, code: str) -> None:
    assert only(f"input x = {call}").code == code


def test_what_is_certain_is_not_correlated() -> None:
    found = only("input a = 3\ninput b = 2 to 4\ncorrelate a, b = 0.6")
    assert (found.code, found.text) == ("E0705", "a")


def test_correlations_are_kept_with_their_streams() -> None:
    text = (
        "input a = 1 to 2\n"
        "usage w { tokens_in = 2 to 4 token / user / day }\n"
        "correlate a, w.tokens_in = 0.6\n"
        "output x = a"
    )
    assert plan(text).correlations == (("a", "w.tokens_in", 0.6),)


@pytest.mark.parametrize("value", ["1.5", "-2"])
def test_a_correlation_lies_between_minus_1_and_1(value: str) -> None:
    found = only(f"input a = 1 to 2\ninput b = 1 to 2\ncorrelate a, b = {value}")
    assert (found.code, found.text) == ("E0706", value)


def test_a_number_is_not_correlated_with_itself() -> None:
    assert only("input a = 1 to 2\ncorrelate a, a = 0.5").code == "E0706"


def test_correlations_fit_together() -> None:
    text = (
        "input a = 1 to 2\n"
        "input b = 1 to 2\n"
        "input c = 1 to 2\n"
        "correlate a, b = 0.9\n"
        "correlate b, c = 0.9\n"
        "correlate a, c = "
    )
    assert codes(text + "0.7") == []
    assert only(text + "-0.9").code == "E0706"


def test_pairs_that_are_not_stated_count_as_uncorrelated() -> None:
    text = "input a = 1 to 2\ninput b = 1 to 2\ninput c = 1 to 2\ncorrelate a, b = 0.9\ncorrelate b, c = 0.9"
    found = only(text)
    assert found.code == "E0706"
    assert "a and c are not said to be correlated" in found.message


def test_a_number_that_is_another_takes_its_correlations() -> None:
    text = "input a = 1 to 2\ninput b = 1 to 2\ninput c = 1 to 2\ncorrelate a, b = 1\ncorrelate a, c = 0.5\n"
    assert codes(text + "correlate b, c = 0.5") == []
    assert only(text + "correlate b, c = -0.5").code == "E0706"


def test_only_the_contradicting_numbers_are_named() -> None:
    names = "abcdz"
    text = "".join(f"input {name} = 1 to 2\n" for name in names)
    text += (
        "correlate z, a = 0.1\ncorrelate a, b = 0.9\ncorrelate b, c = 0.9\ncorrelate a, c = -0.9\ncorrelate c, d = 0.1"
    )
    assert "a, b and c contradict one another" in only(text).message


def test_a_pair_is_correlated_once() -> None:
    text = "input a = 1 to 2\ninput b = 1 to 2\ncorrelate a, b = 0.5\ncorrelate b, a = "
    assert codes(text + "0.5") == []
    assert only(text + "0.6").code == "E0706"


def test_numbers_drawn_in_each_period_are_correlated_among_themselves() -> None:
    text = "timeline month from 2026-01 for 3\ninput a = 1 to 2 @each_period\ninput b = 1 to 2{}\ncorrelate a, b = 0.5"
    assert codes(text.format(" @each_period")) == []
    assert only(text.format("")).code == "E0706"


@pytest.mark.parametrize("ends", ["20% to 120%", "50% to 100%", "-10% to 50%"])
def test_a_shares_ends_lie_within_0_to_1(ends: str) -> None:
    found = only(f"input x : share = {ends}")
    assert (found.code, found.text) == ("E0707", ends)


def test_a_sample_of_nothing(tmp_path: Path) -> None:
    files(tmp_path, {"pilot.csv": "latency,word\n1.5,a\n"})
    assert only('input x = sampled("pilot.csv", word)', tmp_path).code == "E0708"
    assert only('input x = sampled("pilot.csv")', tmp_path).code == "E0708"
    assert only('input x = sampled("pilot.csv", nope)', tmp_path).code == "E0910"
    assert only('input x = sampled("none.csv", latency)', tmp_path).code == "E0901"


def test_the_ends_agree() -> None:
    assert only("input x = 5 token to 7 user").code == "E0340"


def test_a_misspelt_correlation_is_told_once() -> None:
    assert list(codes("input a = 1 to 2\ncorrelate a, nope = 0.5")) == ["E0201"]


@pytest.mark.parametrize(
    "change", ["a = a * 2", "a = 7 user", "a = 3 to 9 user", "w.n = w.n + 1", "v.n = 4", "w.n = 5"]
)
def test_a_correlation_outlives_what_a_scenario_makes_of_its_numbers(change: str) -> None:
    text = "kind box { n : ratio }\nbox w { n = 2 to 4 }\nbox v : w { }\ninput a = 1 to 2 user\n"
    text += f"correlate a, v.n = 0.6\noutput x = a * v.n * w.n\nscenario s {{ {change} }}"
    assert plan(text, "s").correlations == (("a", "w.n", 0.6),)


def test_a_correlation_outlives_a_change_of_an_imported_number(tmp_path: Path) -> None:
    files(tmp_path, {"lib.cost": "input z = 1 to 2"})
    text = 'use "lib.cost" as lib\ninput a = 1 to 2\ncorrelate a, lib.z = 0.6\noutput x = a * lib.z\n'
    assert plan(text + "scenario s { lib.z = 3 }", "s", tmp_path).correlations == (("a", "lib.z", 0.6),)


def test_correlations_do_not_change_medians() -> None:
    assert run("input a = 4 to 9\ninput b = 4 to 9\ncorrelate a, b = 0.5\noutput x = a + b") == pytest.approx({"x": 12})


@pytest.mark.parametrize(
    "written", ["1 to 5", "3 to 9", "uniform(1, 3)", "pert(3, 4, 9)", "triangular(1, 3, 4)", "choice(3, 9)"]
)
def test_ends_of_an_interval_lie_within_the_range_of_the_input(written: str) -> None:
    assert only(f"input x = {written} @range(2 .. 8)\noutput y = x").code == "E0352"


@pytest.mark.parametrize("written", ["2 to 8", "-5 to 2", "choice(3, 7)", "normal(3, 50)"])
def test_tails_may_reach_beyond_the_range(written: str) -> None:
    assert not codes(f"input x = {written} @range(-6 .. 8)\noutput y = x")
