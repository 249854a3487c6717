"""Functions: arguments, defaults, units that are bound by a call, and what may be exported."""

from __future__ import annotations

import math

import pytest
from tiny import codes, compiled, mended, mistakes, only, result, run, unit

from outlay.scalar import compile_function

F = "function f(a : user, b : ratio = 2, c : user = a * b) : user = a + c\n"


def test_arguments_by_position_and_by_name() -> None:
    text = F + "output x = f(3 user)\noutput y = f(3 user, c = 1 user)\noutput z = f(b = 5, a = 1 user)"
    assert run(text) == {"x": 9, "y": 4, "z": 6}


def test_defaults_use_earlier_parameters() -> None:
    assert result(F + "output x = f(2 user, 4)") == 10


def test_a_bare_number_takes_the_parameters_unit() -> None:
    assert result(F + "output x = f(3)") == 9


def test_an_argument_in_another_unit_is_converted() -> None:
    assert result("function f(t : hour) : ratio = t / 1 hour\noutput x = f(90 minute)") == 1.5


def test_an_argument_in_the_wrong_unit_is_told_at_the_argument() -> None:
    found = only(F + "output x = f($3)")
    assert (found.code, found.text) == ("E0340", "$3")
    assert "`a` of `f`" in found.message


def test_parameters_without_units_take_anything() -> None:
    text = "function g(a, b = 2) = a * b\noutput x = g(3 user)\noutput y = g($4, 10%)"
    assert run(text) == pytest.approx({"x": 6, "y": 0.4})
    assert unit(text) == "user"


def test_a_result_is_converted_to_its_stated_unit() -> None:
    assert result("function f(t : hour) : minute = t\noutput x = f(2)") == 120


def test_a_result_in_the_wrong_unit_is_told_without_a_call() -> None:
    found = only("function f(a : user) : USD = a")
    assert (found.code, found.text) == ("E0340", "a")


def test_a_body_has_steps() -> None:
    text = 'function f(a : user) : user = {\n  b = a * 2\n  c : user = b + 1 user\n  c * 3\n} "Label"\noutput x = f(3)'
    assert result(text) == 21


def test_a_step_has_a_name_of_its_own() -> None:
    text = "function f(a : ratio) : ratio = {\n  a = 2\n  b = 3\n  b = 4\n  a * b\n}\noutput x = f(1)"
    assert [(one.code, one.line, one.text) for one in mistakes(text)] == [("E0202", 2, "a"), ("E0202", 4, "b")]


def test_every_step_is_checked_and_told_once() -> None:
    text = "function f(a : ratio) : ratio = {\n  b = nope\n  c = nope2\n  b + c\n}\noutput x = f(1)\noutput y = f(2)"
    assert [one.text for one in mistakes(text)] == ["nope", "nope2"]


def test_a_unit_variable_is_bound_by_the_call() -> None:
    text = (
        "function h(x : any U, y : any U, k : ratio) : U = x * k + y\n"
        "output x = h(3 user, 4 user, 2)\n"
        "output y = h($3, $4, 2)"
    )
    assert run(text) == {"x": 10, "y": 10}
    assert unit(text) == "user"
    assert unit(text, "y") == "USD"


def test_a_unit_variable_is_used_in_other_units() -> None:
    text = "function h(x : any U, y : U) : U/month = (x + y) / 1 month\noutput x = h(3 user, 4 user)"
    assert unit(text) == "user/month"


def test_a_unit_variable_means_one_unit_in_a_call() -> None:
    found = only("function h(x : any U, y : any U) : U = x + y\noutput x = h(3 user, $4)")
    assert (found.code, found.text) == ("E0340", "$4")


def test_a_list_takes_a_unit() -> None:
    text = "function s(items : [token]) : token = sum(items)\noutput x = s([1 token, 2k token])\noutput y = s([1, 2])"
    assert run(text) == {"x": 2_001, "y": 3}


def test_an_item_in_the_wrong_unit_is_told() -> None:
    assert only("function s(items : [token]) : token = sum(items)\noutput x = s([1 user])").code == "E0340"


def test_a_list_counts_gpus() -> None:
    assert unit("function s(items : [gpu]) : gpus = sum(items)\noutput x = s([1, 2])") == "gpu"


def test_a_list_of_any_unit() -> None:
    text = "function m(items : [any U]) : U = max(items) - min(items) + mean(items)\noutput x = m([1 user, 2 user])"
    assert result(text) == 2.5
    assert unit(text) == "user"


def test_a_function_over_a_list_is_called_on_its_own() -> None:
    text = "export function SPREAD_OF(items : [token]) : token = max(items) - min(items) + sum(items) + mean(items)\n"
    plan = compiled(text).function_plan("SPREAD_OF")
    assert plan is not None
    assert compile_function(plan)([1.0, 5.0]) == 4 + 6 + 3


def test_bands_and_prices_as_lists() -> None:
    text = (
        "function t(q : token, from : [token], p : [USD/token], all : truth = true) : USD = tiered(q, from, p, all)\n"
        "output x = t(10 token, [0, 5], [$2/token, $1/token])\noutput y = t(10, [0, 5], [2, 1], false)"
    )
    assert run(text) == {"x": 15, "y": 10}


@pytest.mark.parametrize(("word", "cost"), [("graduated", 40), ("volume", 30), ("true", 40), ("false", 30)])
def test_tiers(word: str, cost: float) -> None:
    assert result(f"output x = tiered(15 token, [0 token: $3/token, 10 token: $2/token], {word})") == cost


def test_a_record_is_passed_or_named() -> None:
    text = 'function m(g : gpu) : GB = g.memory\noutput x = m("h100")\noutput y = m(T4)'
    assert run(text) == {"x": 80, "y": 16}


@pytest.mark.parametrize(("argument", "code"), [('"nonesuch"', "E0404"), ("3", "E0212"), ("w", "E0402")])
def test_what_is_no_record_of_the_kind(argument: str, code: str) -> None:
    found = only(f"usage w {{ }}\nfunction m(g : gpu) : GB = g.memory\noutput x = m({argument})")
    assert (found.code, found.text) == (code, argument)


def test_a_records_name_has_to_be_written_out() -> None:
    found = only('input g = "T4"\nfunction m(g : gpu) : GB = g.memory\noutput x = m(g)')
    assert (found.code, found.text) == ("E0411", "g")


def test_a_members_override_reaches_a_function_that_takes_the_record() -> None:
    text = (
        "price p { input = $1 / Mtoken ; output = $2 / Mtoken }\nfunction c(p : price, n : token) : USD = p.input * n\n"
        "output x = c(p, 2M)\nscenario s { p.input = $3 / Mtoken }"
    )
    assert result(text) == pytest.approx(2)
    assert result(text, "s") == pytest.approx(6)


def test_an_added_member_is_invisible_through_a_kind() -> None:
    text = (
        "function m(g : price) : user = g.note\n"
        "price p { input = $1 / Mtoken ; output = $1 / Mtoken ; note = 3 user }\n"
        "output x = m(p)"
    )
    assert only(text).code == "E0207"


def test_texts_truths_and_dates_are_arguments() -> None:
    text = (
        "function f(a : text, b : truth = true, d : date = 2026-02-01) : day = "
        'if b and a == "go" then d - 2026-01-01 else 0\n'
        'output x = f("GO")\noutput y = f("go", false)\noutput z = f("go", 2 > 1, 2026-01-02)'
    )
    assert run(text) == {"x": 31, "y": 0, "z": 1}


def test_a_series_is_an_argument() -> None:
    text = (
        "timeline month from 2026-01 for 3\n"
        "function f(a : user) : user = a * 2\n"
        "output x = f(grow(1 user, 10% per month))"
    )
    assert result(text) == pytest.approx([2, 2.2, 2.42])


def test_a_function_may_look_at_the_period_before() -> None:
    text = (
        "timeline month from 2026-01 for 3\nfunction f(a : user) : user = previous(a, 0)\n"
        "output x = f(grow(1 user, 10% per month))\noutput y = f(grow(2 user, 10% per month))"
    )
    assert run(text)["x"] == pytest.approx([0, 1, 1.1])
    assert run(text)["y"] == pytest.approx([0, 2, 2.2])


def test_a_function_sees_its_modules_values() -> None:
    assert result("b = 4\nfunction f(a : ratio) : ratio = a * b\noutput x = f(2)") == 8


def test_an_unused_parameter_is_legal() -> None:
    assert result("function f(a : ratio, b : ratio) : ratio = a\noutput x = f(1, 2)") == 1


def test_functions_call_functions() -> None:
    text = "function f(a : ratio) : ratio = g(a) + 1\nfunction g(a : ratio) : ratio = a * 2\noutput x = f(g(1))"
    assert result(text) == 5


def test_an_impossible_request_is_a_fault() -> None:
    text = 'input runs = 9\noutput x = if runs <= 5 then $1 else error("above capacity, which is", 5)'
    assert result(text) != result(text)
    assert result(text, runs="3") == 1


def test_a_call_that_can_only_fail_is_told_by_its_reason_and_not_by_a_unit() -> None:
    text = 'function price(n : ratio) = if n > 9 then $1 / user else error("too few")\noutput x = price(3) + $2 / user'
    assert result(text) != result(text)


# ----------------------------------------------------------------------------------------------------------- mistakes


def test_an_unknown_function_is_mended() -> None:
    text = "output x = TRAIN_FLOP(175B, 300B)"
    found = only(text)
    assert (found.code, found.text, found.fix) == ("E0501", "TRAIN_FLOP", "TRAIN_FLOPS")
    mended(text)


def test_a_built_in_in_capitals_is_mended() -> None:
    assert mended("output x = SQRT(4)").endswith("sqrt(4)")


def test_a_value_is_not_called() -> None:
    found = only("f = 3\noutput x = f(2)")
    assert (found.code, found.text) == ("E0501", "f")
    assert "f * (" in found.message


def test_a_missing_argument_is_named() -> None:
    found = only("output x = TRAIN_COST(175B parameter)")
    assert (found.code, found.text) == ("E0502", "TRAIN_COST(175B parameter)")
    assert "`tokens`" in found.message


def test_an_argument_too_many() -> None:
    found = only("output x = MONTHLY_RATE(10% per year, 3)")
    assert (found.code, found.text) == ("E0503", "3")


def test_a_parameter_there_is_not_is_mended() -> None:
    text = "output x = TRAIN_FLOPS(params = 175B parameter, tokns = 300B token)"
    assert (only(text).code, only(text).text) == ("E0504", "tokns")
    mended(text)


def test_an_argument_given_twice() -> None:
    found = only("output x = TRAIN_FLOPS(175B parameter, 300B token, params = 1B parameter)")
    assert (found.code, found.text) == ("E0505", "params = 1B parameter")


def test_positional_after_named() -> None:
    found = only("output x = TRAIN_FLOPS(params = 175B parameter, 300B token)")
    assert (found.code, found.text) == ("E0506", "300B token")


def test_a_function_that_calls_itself_is_told_once() -> None:
    found = only("function f(n : ratio) : ratio = f(n) * 2\noutput x = f(2)")
    assert (found.code, found.text) == ("E0507", "f(n)")


def test_a_ring_of_functions_is_told_once() -> None:
    text = (
        "function f(n : ratio) : ratio = g(n)\nfunction g(n : ratio) : ratio = f(n)\noutput x = f(2)\noutput y = g(2)"
    )
    assert codes(text) == ["E0507"]


@pytest.mark.parametrize("name", ["COST", "AB12", "R1C1", "R2", "c3", "XFD1048576", "sum"])
def test_a_name_a_spreadsheet_cannot_take(name: str) -> None:
    text = f"export function {name}(n : ratio) : ratio = n"
    assert (only(text).code, only(text).text) == ("E0508", name)
    mended(text)


@pytest.mark.parametrize("name", ["MY_COST", "cost_of", "AB_12"])
def test_a_name_a_spreadsheet_takes(name: str) -> None:
    assert codes(f"export function {name}(n : ratio) : ratio = n") == []


def test_a_function_that_stays_at_home_may_have_any_name() -> None:
    assert codes("function AB12(n : ratio) : ratio = n") == []


def test_an_exported_parameter_has_a_unit() -> None:
    text = "export function MY_COST(n) : ratio = n * 2"
    assert (only(text).code, only(text).text) == ("E0509", "n")
    mended(text)


def test_two_parameters_of_one_name() -> None:
    found = only("function f(n : ratio, n : ratio) : ratio = n * 2")
    assert (found.code, found.text) == ("E0510", "n")


def test_what_must_be_given_comes_first() -> None:
    found = only("function f(a : ratio = 1, b : ratio) : ratio = a + b")
    assert (found.code, found.text) == ("E0511", "b")


def test_functions_that_unfold_without_end() -> None:
    lines = ["function f0(n : ratio) : ratio = n + 1"]
    lines += [
        f"function f{i}(n : ratio) : ratio = " + " + ".join(f"f{i - 1}(n * {i}.{k})" for k in range(1, 6))
        for i in range(1, 9)
    ]
    assert "E0513" in codes("\n".join([*lines, "output x = f8(1)"]))


def test_functions_called_too_deep() -> None:
    lines = ["function f0(n : ratio) : ratio = n"]
    lines += [f"function f{i}(n : ratio) : ratio = f{i - 1}(n)" for i in range(1, 80)]
    assert set(codes("\n".join([*lines, "output x = f79(1)"]))) == {"E0213"}


@pytest.mark.parametrize(
    "call",
    [
        "tiered(5 token, [$3/token, $2/token], graduated)",
        "tiered(5 token, 3, graduated)",
        "tiered(5 token, [10 token: $3/token, 0 token: $2/token])",
        "tiered(5 token, [0 token, 5 token], [$3/token])",
    ],
)
def test_a_list_of_another_form(call: str) -> None:
    assert only(f"output x = {call}").code == "E0514"


@pytest.mark.parametrize(
    ("call", "blamed", "fix"),
    [
        ("nominal(12% per year, monthy)", "monthy", "monthly"),
        ("nominal(12% per year, 3)", "3", None),
        ("tiered(15 token, [0 token: $3/token], gradated)", "gradated", "graduated"),
        ("tiered(15 token, [0 token: $3/token], 3)", "3", None),
    ],
)
def test_a_word_the_function_does_not_know(call: str, blamed: str, fix: str | None) -> None:
    found = only(f"output x = {call}")
    assert (found.code, found.text, found.fix) == ("E0515", blamed, fix)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("min()", "E0502"),
        ("sqrt(1, 2)", "E0503"),
        ("sqrt(y = 2)", "E0504"),
        ("sqrt(x = 2, x = 3)", "E0505"),
        ("error(3)", "E0502"),
    ],
)
def test_built_ins_take_what_they_take(call: str, code: str) -> None:
    assert only(f"output x = {call}").code == code


def test_a_parameters_unknown_unit_is_told_once() -> None:
    found = only("function f(a : usr) : USD = $3\noutput x = f(3)\noutput y = f(4)")
    assert (found.code, found.text, found.fix) == ("E0347", "usr", "user")


def test_a_share_outside_0_to_1_is_told_at_the_argument() -> None:
    found = only("function f(a : share) : ratio = 1 - a\noutput x = f(2)")
    assert (found.code, found.line, found.text) == ("E0348", 2, "2")


def test_a_default_of_the_wrong_sort_is_told_at_the_function() -> None:
    found = only('function f(a : ratio = "x") : ratio = a\noutput x = f(1)')
    assert (found.code, found.text) == ("E0212", '"x"')


def test_the_function_table_lists_what_is_exported() -> None:
    text = (
        'export function MY_COST(n : user "People", k : ratio = 2) : USD "What it costs" = $3 / user * n * k\n'
        "function other(a : ratio) : ratio = a"
    )
    found = compiled(text).signatures()
    mine = next(one for one in found if one.name == "MY_COST")
    assert [(one.name, one.unit, one.default, one.label) for one in mine.parameters] == [
        ("n", "user", None, "People"),
        ("k", "", "2", ""),
    ]
    assert (mine.result_unit, mine.label) == ("USD", "What it costs")
    assert "other" not in {one.name for one in found}
    assert "TRAIN_COST" in {one.name for one in found}


def test_a_function_without_parameters() -> None:
    assert result("function f() : ratio = 3\noutput x = f()") == 3
    found = only("function f() : ratio = 3\noutput x = f(1)")
    assert "takes no arguments" in found.message


def test_a_long_model_may_call_functions_in_every_line() -> None:
    lines = ["function g(n : ratio) : ratio = n + 1", "function f(n : ratio) : ratio = g(n) * 2"]
    lines += [f"v{i} = f({i})" for i in range(5_500)]
    assert result("\n".join([*lines, "output x = v9"])) == 20


def test_a_function_may_refuse_negative_numbers() -> None:
    text = "function f(a : user, b : ratio = 2) : user = a * b @arguments(>= 0)\n"
    assert result(text + "output x = f(0 user)") == 0
    assert only(text + "output x = f(1 user, -2)").text == "-2"
    assert only(text + "output x = f(1 user, b = 1 - 3)").code == "E0354"
    run_ = text + "input low = 3 user\noutput x = f(low - 5 user)"
    assert result(run_, low="5 user") == 0
    assert math.isnan(result(run_))


@pytest.mark.parametrize("held", ["<= 0", ">= 1", ">= 0 user", "", "0"])
def test_what_it_may_say_of_its_arguments(held: str) -> None:
    assert codes(f"function f(a : user) : user = a @arguments({held})\noutput x = f(1 user)") == ["E0210"]


def test_only_a_function_has_arguments() -> None:
    assert codes("output x = 1 @arguments(>= 0)") == ["E0210"]
