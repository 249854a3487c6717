"""Scenarios, checks, solves, what is made small, and tests that models carry."""

from __future__ import annotations

import pytest
from tiny import answers, codes, diagnostics, judged, mended, mistakes, only, plan, result, run, verdicts

MODEL = "input plan = $10\ninput n = 3\ncost = plan * n\noutput x = cost\n"

# ----------------------------------------------------------------------------------------------------------- scenarios


def test_a_scenario_overrides_an_input() -> None:
    assert result(MODEL + "scenario a { plan = $12 }", "a") == 36


def test_a_scenario_overrides_an_equation_and_an_output() -> None:
    text = MODEL + "output y = x * 2\nscenario a { cost = $7 }\nscenario b { x = $9 }"
    assert run(text, "a") == {"x": 7, "y": 14}
    assert run(text, "b") == {"x": 9, "y": 18}


def test_the_overridden_path_on_the_right_is_the_bases_value() -> None:
    assert result(MODEL + "scenario a { plan = plan * 1.5 }", "a") == 45


def test_an_override_of_an_equation_sees_the_scenarios_inputs() -> None:
    assert result(MODEL + "scenario a { n = 4 ; cost = cost + plan }", "a") == 50


def test_a_scenario_builds_on_another() -> None:
    text = MODEL + "scenario a { plan = $12 }\nscenario b : a { plan = plan * 2 }\nscenario c : b { n = 1 }"
    assert [result(text, name) for name in "abc"] == [36, 72, 24]


def test_a_base_may_follow_the_scenario_that_builds_on_it() -> None:
    assert result(MODEL + "scenario b : a { n = 1 }\nscenario a { plan = $12 }", "b") == 12


def test_an_empty_scenario_is_the_base() -> None:
    assert result(MODEL + "scenario a { }", "a") == 30


def test_scenarios_are_listed_in_file_order() -> None:
    assert plan(MODEL + "scenario b { }\nscenario a { }").scenarios == ("b", "a")


def test_an_override_refers_to_the_model() -> None:
    assert result(MODEL + "scenario a { plan = cost_of_all / 5 }\ncost_of_all = $100", "a") == 60


def test_an_override_in_another_unit_of_the_same_dimension_is_converted() -> None:
    text = "input t = 2 hour\noutput x = t\nscenario a { t = 30 minute }"
    assert result(text, "a") == 0.5


def test_an_annotated_input_takes_a_bare_override() -> None:
    assert result("input p : USD = 10\noutput x = p\nscenario a { p = 12 }", "a") == 12


def test_a_bare_override_of_a_quantity_is_mended() -> None:
    text = "input load = 3 user\noutput x = load\nscenario a { load = 5 }"
    assert (only(text).code, only(text).text) == ("E0341", "5")
    assert "load = 5 user" in mended(text)


def test_texts_truths_and_dates_are_overridden() -> None:
    text = (
        "input on = true\n"
        'input name = "abc"\n'
        "input day = 2026-01-01\n"
        "output x = if on then 1 else 2\n"
        "output y = name\n"
        "output z = day - 2026-01-01\n"
        'scenario a { on = false ; name = "def" ; day = 2026-02-01 }'
    )
    assert run(text, "a") == {"x": 2, "y": "def", "z": 31}


def test_a_scenario_puts_doubt_in_a_certain_numbers_place() -> None:
    assert result("input p = 10\noutput x = p\nscenario a { p = 4 to 9 }", "a") == pytest.approx(6)


def test_the_command_line_takes_bare_numbers_and_formulas() -> None:
    assert result(MODEL, plan="12") == 36
    assert result(MODEL, plan="plan * 2", n="4") == 80


def test_an_unknown_path_is_mended() -> None:
    text = MODEL + "scenario a { plna = $12 }"
    found = only(text)
    assert (found.code, found.text, found.fix) == ("E0801", "plna", "plan")
    mended(text)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("f", "a function"),
        ("box", "a kind"),
        ("s", "the answer to a question"),
        ("w.nope", "no member"),
        ("plan.nope", "no members"),
        ("w.weeks.nope", "no members"),
    ],
)
def test_what_cannot_be_overridden(path: str, said: str) -> None:
    extra = (
        "function f(a : ratio) : ratio = a\nkind box { size : GB }\nusage w { }\nsolve s: n in 1 .. 9 where x == $20\n"
    )
    found = only(MODEL + extra + f"scenario a {{ {path} = 3 }}")
    assert (found.code, found.text) == ("E0801", path)
    assert said in found.message


def test_an_override_in_another_unit_is_refused() -> None:
    found = only(MODEL + "scenario a { plan = 12 user }")
    assert (found.code, found.text) == ("E0802", "12 user")


def test_an_override_of_another_sort_is_refused() -> None:
    found = only(MODEL + 'scenario a { plan = "x" }')
    assert (found.code, found.text) == ("E0212", '"x"')


def test_a_scenario_builds_on_one_there_is() -> None:
    text = MODEL + "scenario heavy { n = 4 }\nscenario a : haevy { plan = $12 }"
    found = only(text)
    assert (found.code, found.text, found.fix) == ("E0803", "haevy", "heavy")
    mended(text)


def test_two_scenarios_of_one_name() -> None:
    assert (only(MODEL + "scenario a { n = 1 }\nscenario a { n = 2 }").code) == "E0804"


@pytest.mark.parametrize("chain", [("a : b", "b : a"), ("a : a",), ("a : b", "b : c", "c : a")])
def test_scenarios_that_build_on_each_other_are_told_once(chain: tuple[str, ...]) -> None:
    assert codes(MODEL + "\n".join(f"scenario {one} {{ n = 1 }}" for one in chain)) == ["E0805"]


def test_overridden_twice() -> None:
    found = only(MODEL + "scenario a { plan = $12 ; plan = $13 }")
    assert (found.code, found.text) == ("E0806", "plan")


def test_a_mistake_in_a_scenario_is_told_once_for_all_that_build_on_it() -> None:
    found = only(MODEL + "scenario a { plan = nope }\nscenario b : a { n = 1 }\nscenario c : b { }")
    assert (found.code, found.text) == ("E0201", "nope")


def test_an_override_that_clashes_with_the_model_is_told_at_the_override() -> None:
    found = only(MODEL + "scenario a { plan = plan + 3 user }")
    assert (found.code, found.text) == ("E0340", "plan + 3 user")


def test_a_circle_made_by_a_scenario() -> None:
    assert only(MODEL + "scenario a { plan = cost / 2 }").code == "E0203"


def test_an_unknown_scenario_asked_for() -> None:
    from tiny import compiled

    compilation = compiled(MODEL + "scenario heavy { n = 4 }")
    assert compilation.plan("haevy") is None
    assert [(item.code.id, item.fix) for item in compilation.bag.items] == [("E0803", "heavy")]


# -------------------------------------------------------------------------------------------------------------- checks


def test_a_check_holds_or_not() -> None:
    assert verdicts(MODEL + 'check "a": cost > $20\ncheck "b": cost > $20 and n < 3') == {"a": True, "b": False}


def test_a_check_keeps_both_sides_of_its_comparisons() -> None:
    (found,) = plan(MODEL + 'check "a": cost > $20 and n < 3').checks
    assert [(operator, unit) for _, operator, _, unit in found.comparisons] == [(">", "USD"), ("<", "")]


def test_a_check_of_a_slice_is_about_its_periods_only() -> None:
    text = "timeline month from 2026-01 for 4\nu = grow(100 user, 10% per month)\n"
    text += 'check "slice": u[2026-02 .. 2026-03] > 105 user\n'
    text += 'test "t" { expect not (u[2026-02 .. 2026-03] <= 105 user) }'
    assert verdicts(text) == {"slice": [True, True, True, True]}
    assert judged(text)["t"].ok
    assert verdicts(text.replace("105", "115"))["slice"] == [True, False, True, True]
    assert not judged(text.replace("105", "115"))["t"].ok


def test_a_check_says_something() -> None:
    found = only(MODEL + 'check "cheap": cost')
    assert (found.code, found.text) == ("E0807", "cost")


def test_two_checks_of_one_text_are_a_warning() -> None:
    found = only(MODEL + 'check "a": n > 1\ncheck "a": n > 2')
    assert (found.code, found.line) == ("W0801", 6)


def test_two_tests_of_one_text_are_a_warning() -> None:
    assert only(MODEL + 'test "a" { expect n == 3 }\ntest "a" { expect n > 2 }').code == "W0801"


def test_a_check_and_a_test_may_share_a_text() -> None:
    assert codes(MODEL + 'check "a": n > 1\ntest "a" { expect n > 2 }') == []


# --------------------------------------------------------------------------------------------------------------- solve


def test_solve_finds_where_both_sides_are_equal() -> None:
    found = answers(MODEL + "solve s: plan in $1 .. $100 where cost == $45")["s"]
    assert found.value == pytest.approx(15)


def test_bounds_share_their_unit() -> None:
    text = (
        "input p = $3 / user / month\n"
        "output x = p * 2\n"
        "solve s: p in $1 .. $100 / user / month where x == $20 / user / month"
    )
    assert answers(text)["s"].value == pytest.approx(10)


def test_no_root_is_a_result() -> None:
    found = answers(MODEL + "solve s: plan in $1 .. $2 where cost == $45")["s"]
    assert found.value is None
    assert found.roots == ()
    assert "$45" in found.detail


def test_of_several_roots_the_lowest() -> None:
    found = answers("input p = 3\nsolve s: p in -10 .. 10 where p ^ 2 == 4")["s"]
    assert found.value == pytest.approx(-2)
    assert found.roots == pytest.approx((-2, 2))


def test_the_answer_is_a_value_like_any_other() -> None:
    text = MODEL + "solve s: plan in $1 .. $100 where cost == $45\noutput y = s * 2\noutput z = plan"
    assert run(text) == pytest.approx({"x": 30, "y": 30, "z": 10})


def test_a_missing_answer_is_a_fault_where_it_is_used() -> None:
    found = run(MODEL + "solve s: plan in $1 .. $2 where cost == $45\noutput y = s * 2")
    assert found["x"] == 30
    assert found["y"] != found["y"]


def test_solve_varies_an_equation_and_a_member() -> None:
    assert answers(MODEL + "solve s: cost in $1 .. $100 where x == $50")["s"].value == pytest.approx(50)
    text = (
        "price p { input = $1 / Mtoken ; output = $2 / Mtoken }\n"
        "c = p.input * 5 Mtoken\n"
        "solve s: p.input in $0.1 .. $10 / Mtoken where c == $20"
    )
    assert answers(text)["s"].value * 1e6 == pytest.approx(4)


def test_solve_reads_a_series_at_a_period() -> None:
    text = (
        "timeline month from 2026-01 for 12\n"
        "input p = $10\n"
        "y = grow(p, 10% per month)\n"
        "solve s: p in $1 .. $100 where y[last] == $50"
    )
    assert answers(text)["s"].value == pytest.approx(50 / 1.1**11)


def test_solve_follows_the_scenario() -> None:
    text = MODEL + "solve s: plan in $1 .. $100 where cost == $45\nscenario a { n = 9 }"
    assert answers(text, "a")["s"].value == pytest.approx(5)


def test_an_answer_cannot_need_itself() -> None:
    assert set(codes("input p = $10\nsolve s: p in $1 .. $100 where p == s")) == {"E0203"}


def test_solve_wants_an_equation() -> None:
    text = MODEL + "solve s: plan in $1 .. $100 where cost > $30"
    found = only(text)
    assert (found.code, found.text) == ("E0808", "cost > $30")
    assert mended(text).endswith("cost == $30")


def test_solve_wants_one_number() -> None:
    text = (
        "timeline month from 2026-01 for 12\n"
        "input p = $10\n"
        "y = grow(p, 1% per month)\n"
        "solve s: p in $1 .. $100 where y == $20"
    )
    assert (only(text).code, only(text).text) == ("E0809", "y")
    assert mended(text).endswith("y[last] == $20")


@pytest.mark.parametrize(
    "word", ["solve s: plna in $1 .. $100 where cost == $20", "minimize s: cost over plna in $1 .. $100"]
)
def test_what_is_varied_is_in_the_model(word: str) -> None:
    found = only(MODEL + word)
    assert (found.code, found.text, found.fix) == ("E0810", "plna", "plan")
    mended(MODEL + word)


@pytest.mark.parametrize("path", ["w", "f", "u", "t"])
def test_one_number_is_varied(path: str) -> None:
    text = (
        "timeline month from 2026-01 for 3\n"
        "usage w { }\n"
        "function f(a : ratio) : ratio = a\n"
        "u = grow(1, 1% per month)\n"
        't = "x"\n'
        "input n = 3\n"
    )
    assert only(text + f"solve s: {path} in 1 .. 2 where n == 3").code in ("E0810", "E0206")


@pytest.mark.parametrize(("bounds", "fix"), [("$100 .. $1", "$1 .. $100"), ("$5 .. $5", None)])
def test_bounds_hold_something(bounds: str, fix: str | None) -> None:
    text = MODEL + f"solve s: plan in {bounds} where cost == $20"
    found = only(text)
    assert (found.code, found.text, found.fix) == ("E0811", bounds, fix)
    if fix is not None:
        mended(text)


def test_bounds_in_another_unit() -> None:
    assert only(MODEL + "solve s: plan in 1 user .. 5 user where cost == $20").code == "E0340"


def test_the_two_sides_agree() -> None:
    assert only(MODEL + "solve s: plan in $1 .. $5 where cost == 3 user").code == "E0340"


# ------------------------------------------------------------------------------------------------------------ minimize

COST = "input n = 3\ncost = n * 5 + 100 / n\n"


def test_minimize_tries_whole_numbers() -> None:
    found = answers(COST + "minimize fleet: cost over n in 1 .. 64")["fleet"]
    assert found.value == 4  # 45 as well at 5: the lower of two equals


def test_minimize_under_a_condition() -> None:
    text = COST + "minimize fleet: cost over n in 1 .. 64 where n >= 7\noutput x = fleet"
    assert result(text) == 7


def test_minimize_without_a_name_is_named_after_what_it_varies() -> None:
    assert answers(COST + "minimize cost over n in 1 .. 64")["best_n"].value == 4


def test_minimize_where_nothing_holds() -> None:
    assert answers(COST + "minimize cost over n in 1 .. 64 where n > 100")["best_n"].value is None


def test_minimize_makes_a_number_small() -> None:
    found = only(COST + 'minimize m: "cost" over n in 1 .. 64')
    assert (found.code, found.text) == ("E0816", '"cost"')


def test_what_stands_after_where_is_a_condition() -> None:
    found = only(COST + "minimize m: cost over n in 1 .. 64 where cost")
    assert (found.code, found.text) == ("E0807", "cost")


# -------------------------------------------------------------------------------------------------------------- charts


def test_a_chart_shows_named_numbers() -> None:
    (found,) = plan(MODEL + 'usage w { }\nchart bar "Costs": cost, x, w.weeks').charts
    assert (found.type, found.title, len(found.quantities)) == ("bar", "Costs", 3)


def test_a_chart_of_something_without_a_name() -> None:
    found = only(MODEL + 'chart bar "Costs": cost * 2')
    assert (found.code, found.text) == ("E0813", "cost * 2")


def test_an_unknown_chart_is_told_once() -> None:
    assert codes(MODEL + 'chart pie "Costs": cost') == ["E0136"]


# --------------------------------------------------------------------------------------------------------------- tests


def passed(items: str, model: str = MODEL) -> bool:
    (found,) = judged(model + f'test "t" {{ {items} }}').values()
    return found.ok


@pytest.mark.parametrize(
    ("items", "ok"),
    [
        ("expect x == $30", True),
        ("expect x == $31", False),
        ("expect x ~= $30.000000001", True),
        ("expect x ~= $30.001", False),
        ("expect x ~= $30.2 within 1%", True),
        ("expect x ~= $31 within 1%", False),
        ("expect x ~= $31 within $1", True),
        ("expect x ~= $32 within $1", False),
        ("expect x > $5 and x < $40", True),
        ("expect x > $5", True),
        ("expect x != $30", False),
        ("given plan = $20 expect x == $60", True),
        ("given plan = plan * 2 expect x == $60", True),
        ("scenario a expect x == $36", True),
        ("given n = n + 1 scenario a expect x == $48", True),
        ('note "why" expect x == $30 note "more"', True),
        ("expect x == $30 expect n == 3 expect cost == $31", False),
    ],
)
def test_an_expectation(items: str, ok: bool) -> None:
    assert passed(items, MODEL + "scenario a { plan = $12 }\n") is ok


def test_texts_and_truths_are_expected() -> None:
    assert passed('expect t == "ABC" expect b', 'input t = "abc"\ninput b = true\n')


def test_a_figure_at_a_period_is_expected() -> None:
    assert passed(
        "expect u[last] ~= 121 user expect sum(u) ~= 331 user",
        ("timeline month from 2026-01 for 3\nu = grow(100 user, 10% per month)\n"),
    )


def test_a_test_works_out_only_what_it_needs() -> None:
    text = "input a = 3\nb = a * 2\nc = b * 2\noutput d = c\n" + 'test "t" { expect b == 6 }'
    from tiny import compiled

    (case,) = compiled(text).tests()
    assert {one.path for one in case.plan.quantities} == {"a", "b"}


def test_a_tolerance_fits_what_it_is_for() -> None:
    text = MODEL + 'test "t" { expect x ~= $30 within 5 user }'
    found = only(text)
    assert (found.code, found.text) == ("E0814", "5 user")
    mended(text)


def test_an_expectation_of_a_series() -> None:
    text = (
        "timeline month from 2026-01 for 3\n"
        "u = grow($3, 1% per month)\n"
        'test "t" { expect u[first] == $3 expect u ~= $3 }'
    )
    found = only(text)
    assert (found.code, found.text, found.fix) == ("E0815", "u", "u[last]")


@pytest.mark.parametrize(
    ("items", "code", "blamed"),
    [
        ("scenario nope expect n == 3", "E0803", "nope"),
        ("given plna = $1 expect n == 3", "E0801", "plna"),
        ("given plan = $1 given plan = $2 expect n == 3", "E0806", "plan"),
        ("expect n", "E0807", "n"),
        ("expect nope == 3 user", "E0201", "nope"),
        ("expect x == 3 user", "E0340", "x == 3 user"),
        ("given plan = 3 user expect x == $3", "E0802", "3 user"),
    ],
)
def test_a_mistake_in_a_test(items: str, code: str, blamed: str) -> None:
    found = only(MODEL + f'test "t" {{ {items} }}')
    assert (found.code, found.text) == (code, blamed)


def test_all_mistakes_of_all_tests_are_told() -> None:
    text = MODEL + 'test "a" { expect nope == 1 expect nope2 == 1 }\ntest "b" { expect nope3 == 1 }'
    assert [one.text for one in mistakes(text)] == ["nope", "nope2", "nope3"]


def test_a_mistake_of_the_model_is_not_told_again_by_its_tests() -> None:
    text = (
        "input a = nope\n"
        "output x = a\n"
        "scenario s { }\n"
        'test "t" { expect x == 3 }\n'
        'test "u" { scenario s expect a == 3 }'
    )
    assert len(diagnostics(text)) == 1
