"""What a name means, and what is said when it means nothing, two things, or itself."""

from __future__ import annotations

import pytest
from tiny import codes, mended, mistakes, only, result, run


def test_the_order_of_statements_does_not_matter() -> None:
    assert result("output x = b + 1\nb = a * 2\na = 3") == 7


def test_words_of_the_language_are_names_too() -> None:
    text = "input = 3\nuse = 2\nkind = 5\nscenario = 7\nprice = 11\noutput x = input * use * kind * scenario * price"
    assert result(text) == 2_310


def test_a_name_of_the_library_may_be_taken() -> None:
    assert result("H100_SXM5 = 3\nTRAIN_COST = 4\noutput x = H100_SXM5 + TRAIN_COST") == 7


def test_a_misspelt_name_is_mended_with_the_nearest() -> None:
    text = "output x = 2 * prce\ninput price = 3"
    found = only(text)
    assert (found.code, found.line, found.text) == ("E0201", 1, "prce")
    assert "`price`" in found.message
    assert "2 * price" in mended(text)


def test_a_name_defined_twice_points_to_the_first() -> None:
    found = only("a = 1\na = 2\noutput x = a")
    assert (found.code, found.line, found.text) == ("E0202", 2, "a")


@pytest.mark.parametrize(
    "second",
    ["function a(n : ratio) : ratio = n", "usage a { }", "kind a { n : ratio }", "solve a: b in 1 .. 2 where b == 1"],
)
def test_two_statements_of_any_sort_do_not_share_a_name(second: str) -> None:
    assert "E0202" in codes(f"b = 1\na = 1\n{second}\noutput x = b")


def test_a_circle_is_told_once_with_all_its_stations() -> None:
    found = only("a = b + 1\nb = c * 2\nc = a - 1\noutput x = a")
    assert found.code == "E0203"
    assert all(f"`{name}`" in found.message for name in "abc")
    assert "previous(" in found.message


def test_what_needs_itself_is_a_circle() -> None:
    assert only("a = a + 1").code == "E0203"


def test_two_circles_are_both_told() -> None:
    assert codes("a = b\nb = a\nc = d\nd = c") == ["E0203", "E0203"]


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("output x = TRAIN_COST + 1", "TRAIN_COST"),
        ("function f(n : ratio) : ratio = n\noutput x = f", "f"),
        ("kind box { size : GB }\noutput x = box", "box"),
    ],
)
def test_functions_and_kinds_are_no_values(text: str, blamed: str) -> None:
    found = only(text)
    assert (found.code, found.text) == ("E0206", blamed)


def test_a_missing_member_is_mended_with_the_nearest() -> None:
    text = "usage writer { active_days = 4 day / week }\noutput x = writer.active_dys"
    found = only(text)
    assert (found.code, found.text, found.fix) == ("E0207", "active_dys", "active_days")
    assert mended(text).endswith("writer.active_days")


def test_a_number_has_no_members() -> None:
    found = only("price = 3\noutput x = price.input")
    assert (found.code, found.text) == ("E0208", "price")


def test_an_unknown_attribute_is_mended() -> None:
    text = 'input x = 3 @sorce("pricing page")'
    assert only(text).code == "E0209"
    assert '@source("pricing page")' in mended(text)


@pytest.mark.parametrize(
    "attribute",
    [
        "@status(guessed)",
        "@format(3)",
        "@owner(3)",
        "@note(me)",
        "@rollup(sums)",
        "@source(3)",
        "@each_period(3)",
        "@target(3)",
        "@range(3)",
    ],
)
def test_an_attribute_with_the_wrong_contents(attribute: str) -> None:
    found = only(f"output x = 3 {attribute}")
    assert (found.code, found.text) == ("E0210", attribute)


def test_a_range_the_wrong_way_round_is_mended() -> None:
    assert "@range(1 user .. 5 user)" in mended("input x = 3 user @range(5 user .. 1 user)")


def test_a_misspelt_status_is_mended() -> None:
    assert "@status(quoted)" in mended("input x = 3 @status(qoted)")


def test_branches_of_two_sorts() -> None:
    found = only('output x = if 2 > 1 then 3 else "none"')
    assert found.code == "E0211"
    assert "a number" in found.message
    assert "a text" in found.message


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ('"three" + 1', '"three"'),
        ('3 * "a"', '"a"'),
        ("not 3", "3"),
        ("true and 3", "3"),
        ('-"a"', '"a"'),
        ("[1, 2] + 1", "[1, 2]"),
        ('"a" < "b"', '"a" < "b"'),
        ("2026-03-01 + 3", "2026-03-01 + 3"),
        ("if 3 then 1 else 2", "3"),
        ("gpus", "gpus"),
        ("T4", "T4"),
        ("[1, 2]", "[1, 2]"),
        ("1 .. 2", "1 .. 2"),
    ],
)
def test_a_value_of_the_wrong_sort(text: str, blamed: str) -> None:
    found = only(f"output x = {text}")
    assert (found.code, found.text) == ("E0212", blamed)


def test_both_sides_of_an_and_are_told() -> None:
    assert [one.text for one in mistakes("output x = 1 and 2")] == ["1", "2"]


def test_a_number_is_not_compared_with_a_text() -> None:
    assert only('output x = 3 == "a"').code == "E0211"


def test_one_unknown_name_does_not_spoil_what_rests_on_it() -> None:
    found = only('a = nope\nb = a + 1 user\nc = b * 2\noutput x = c + b + a\ncheck "c": c > 3 user')
    assert (found.line, found.text) == (1, "nope")


def test_a_statement_that_does_not_parse_takes_nobody_with_it() -> None:
    assert [one.line for one in mistakes("broken = (3 + \noutput x = broken * 2\noutput y = 3")] == [1]


def test_all_mistakes_come_in_one_pass() -> None:
    text = (
        "a = nope\n"
        "b = 3 user + $4\n"
        "usage w { x = nope2 }\n"
        'check "c": 3\n'
        "scenario s { z = 3 }\n"
        'test "t" { expect nope3 == 1 }'
    )
    assert [(one.code, one.line) for one in mistakes(text)] == [
        ("E0201", 1),
        ("E0340", 2),
        ("E0201", 3),
        ("E0807", 4),
        ("E0801", 5),
        ("E0201", 6),
    ]


# ------------------------------------------------------------------------------------------------- sorts of outputs


def test_texts_truths_and_dates_are_outputs() -> None:
    found = run(
        'output a = "hi"\noutput b = 2 > 1\noutput c = 2026-03-01 - 2026-02-01\noutput d = 2026-03-01 > 2026-02-01'
    )
    assert found == {"a": "hi", "b": True, "c": 28, "d": True}


def test_texts_are_equal_in_any_case() -> None:
    assert result('output x = "On Demand" == "on demand"') is True


def test_conditions_nest() -> None:
    text = "input n = 3\noutput x = if n > 5 then 1 else (if n > 2 then 2 else 3)"
    assert result(text) == 2
    assert result(text, n="6") == 1


def test_truths_combine() -> None:
    assert result("output x = not (1 > 2) and (2 > 1 or false)") is True


def test_a_condition_takes_nothing_from_the_branch_it_does_not_choose() -> None:
    assert result("input n = 0\noutput x = if n == 0 then 1 else 3 / n") == 1
