"""What is said about a text that cannot be read: the right place, the reason, and a fix that mends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest
from benchmarks.texts import mutated, sentences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.outlay.reading import mended, mistakes
from tests.pace import Watch, seconds

from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import syntax
from outlay.diagnostics.model import Code
from outlay.parse import parse_expression, parse_module, parse_override
from outlay.parse.lalr import tables_data

HOSTILE_SECONDS = 2.0
CASE_SECONDS = 1.0

# A broken text, its code, what is underlined, and the whole text with the fix pasted (None where no fix can be).
CASES: list[tuple[str, str, str, str | None]] = [
    ("a = 1,000", "E0106", "1,000", "a = 1_000"),
    ("a = 1,234,567 user", "E0106", "1,234,567", "a = 1_234_567 user"),
    ("a = max(1,000)", "E0106", "1,000", "a = max(1_000)"),
    ("a = 1,5", "E0106", "1,5", "a = 1.5"),
    ("a = .5", "E0107", ".5", "a = 0.5"),
    ("a = 5. + 1", "E0107", "5.", "a = 5 + 1"),
    ("a = 1__0", "E0107", "1__0", "a = 1_0"),
    ("a = $ 10", "E0107", "$ 10", "a = $10"),
    ("a = $.50", "E0107", "$.50", "a = $0.50"),
    ("a = 35 %", "E0108", "35 %", "a = 35%"),
    ("a = 3%%", "E0108", "3%%", "a = 3%"),
    ("a = 175 B parameter", "E0108", "175 B", "a = 175B parameter"),
    ("a = 175 B", "E0108", "175 B", "a = 175B"),
    ("a = 5 million", "E0108", "5 million", "a = 5M"),
    ("a = USD 5 / user", "E0109", "USD 5", "a = 5 USD / user"),
    ("TRAIN_COST(7B, 140B, price = 2)", "E0128", "TRAIN_COST(7B, 140B, price = 2)", None),
    ("b * 2 + 1", "E0128", "b * 2 + 1", None),
    ("2 + 3", "E0128", "2 + 3", None),
    ("timeline month from 1850-01 for 3", "E0114", "1850-01", None),
    ("as_of 2250-01-31", "E0114", "2250-01-31", None),
    ("a = sum(A1:A3)", "E0123", "A1:A3", None),
    ("a = SUM($B$2:$B$30)", "E0123", "$B$2:$B$30", None),
    (
        "price p { input = $8 / token  output = $2 / token }",
        "E0101",
        "output",
        "price p { input = $8 / token  ; output = $2 / token }",
    ),
    ("usage w { a = 3 token  b : token = 4 token }", "E0101", "b", "usage w { a = 3 token  ; b : token = 4 token }"),
    ("scenario s { a = 3 b.c = 4 }", "E0101", "b.c", "scenario s { a = 3 ; b.c = 4 }"),
    ("scenario s { a = 35% b = $4 }", "E0101", "b", "scenario s { a = 35% ; b = $4 }"),
    ("a = 3 b = 4", "E0101", "b", "a = 3 \nb = 4"),
    ("a = if 1 < 2 and b = 3 then 1 else 2", "E0125", "=", "a = if 1 < 2 and b == 3 then 1 else 2"),
    ("a = if b then $3 elif c then $2 else $1", "E0122", "elif", "a = if b then $3 else if c then $2 else $1"),
    ('input a = $3 The price @owner("me")', "E0101", "The price", 'input a = $3 "The price" @owner("me")'),
    (
        "input a = $20 / user / month Monthly fee per user",
        "E0101",
        "Monthly fee per user",
        'input a = $20 / user / month "Monthly fee per user"',
    ),
    ("check a > 0", "E0101", "a > 0", 'check "a > 0": a > 0'),
    ('check "text" a > 0', "E0101", "a", 'check "text" : a > 0'),
    ("input a = 100 user Paying users", "E0101", "Paying users", 'input a = 100 user "Paying users"'),
    ("a = 10$", "E0109", "10$", "a = $10"),
    ("a = $10 user", "E0110", "$10 user", "a = $10 / user"),
    ("a = $10 USD", "E0110", "$10 USD", "a = $10"),
    ("a = 5day", "E0111", "5day", "a = 5 day"),
    ("a = 10K token", "E0111", "10K", "a = 10k token"),
    ("a = 3bn", "E0111", "3bn", "a = 3B"),
    ("a = 1e999", "E0112", "1e999", None),
    ("a = 3 meter^(1/0)", "E0113", "(1/0)", None),
    ("a = 2026-13", "E0114", "2026-13", None),
    ("a = 2026-02-30", "E0114", "2026-02-30", "a = 2026-02-28"),
    ("as_of 1800", "E0114", "1800", None),
    ("a = 3 × 4", "E0103", "×", "a = 3 * 4"),
    ("a = 3 – 4", "E0103", "–", "a = 3 - 4"),
    ("a = 3 − 4", "E0103", "−", "a = 3 - 4"),
    ("a = 3 · 4", "E0103", "·", "a = 3 * 4"),
    ("a = b²", "E0103", "²", "a = b^2"),
    ("section “Money”", "E0103", "“Money”", 'section "Money"'),
    ("a = ３", "E0103", "３", "a = 3"),
    ("a = 1\u200b + 2", "E0104", "\u200b", "a = 1 + 2"),
    ("a = 1\x07", "E0104", "\x07", "a = 1"),
    ("a = 1 000", "E0105", "1 000", "a = 1_000"),
    ("a = 1\u00a0000\u00a0000", "E0105", "1\u00a0000\u00a0000", "a = 1_000_000"),
    ("a = f(1", "E0115", "(1", "a = f(1)"),
    ("a = 1)", "E0116", ")", "a = 1"),
    ("a = [1, 2)", "E0117", ")", "a = [1, 2]"),
    ('section "Money', "E0118", '"Money', 'section "Money"'),
    ('a = 1 "Label @owner("x")', "E0118", None, None),
    ("section 'Money'", "E0119", "'Money'", 'section "Money"'),
    ("a = 2 ** 3", "E0120", "**", "a = 2 ^ 3"),
    ("a = b <> c", "E0120", "<>", "a = b != c"),
    ("a = b=>c", "E0120", "=>", "a = b>=c"),
    ("a = b && c", "E0120", "&&", "a = b and c"),
    ("a = b||c", "E0120", "||", "a = b or c"),
    ("a = !b", "E0120", "!", "a = not b"),
    ("a = b AND c", "E0120", "AND", "a = b and c"),
    ("a := 3", "E0120", ":=", "a = 3"),
    ("a = +5", "E0120", "+", "a = 5"),
    ("a = 3 // three", "E0121", "//", "a = 3 # three"),
    ("// three\na = 3", "E0121", "//", "# three\na = 3"),
    ("a = 3 /* three */", "E0121", "/* three */", "a = 3 # three"),
    ("a = IF(b, 1, 2)", "E0122", "IF(b, 1, 2)", "a = (if b then 1 else 2)"),
    ("a = if(b, 1, 2)", "E0122", "if(b, 1, 2)", "a = (if b then 1 else 2)"),
    ("a = AND(b, c)", "E0122", "AND(b, c)", "a = (b and c)"),
    ("a = b > 1 ? c : d", "E0122", "b > 1 ? c : d", "a = if b > 1 then c else d"),
    ("let a = 3", "E0122", "let ", "a = 3"),
    ("def f(x):\n    return x * 2", "E0122", "def f(x):\n    return x * 2", "function f(x) = x * 2"),
    ("f = lambda x: x * 2", "E0122", "f = lambda x: x * 2", "function f(x) = x * 2"),
    ("import prices.openai", "E0122", "import ", "use prices.openai"),
    ("a = 3;", "E0122", ";", "a = 3"),
    ("function f(x) = {\n  a = x\n  return a\n}", "E0122", "return ", "function f(x) = {\n  a = x\n  a\n}"),
    ("=A1*2", "E0123", "=", None),
    ("a = =A1*2", "E0123", "=", "a = A1*2"),
    ("a = $A$1", "E0123", "$A$1", None),
    ("a = max(1; 2)", "E0124", ";", "a = max(1, 2)"),
    ('check "c": a = b', "E0125", "=", 'check "c": a == b'),
    ("a == 5", "E0125", "==", "a = 5"),
    ("a = if b = 2 then 1 else 3", "E0125", "=", "a = if b == 2 then 1 else 3"),
    ("a = 1 < b + 1 < 3", "E0126", "<", "a = 1 < b + 1 and b + 1 < 3"),
    ("a = 3 +", "E0127", "+", None),
    ("input a =", "E0127", "=", None),
    ("input a", "E0127", "a", None),
    ("a : USD/month", "E0127", "a : USD/month", None),
    ("a = f(1, , 2)", "E0127", ",", None),
    ("function f(x) = {\n  a = x\n}", "E0127", "}", "function f(x) = {\n  a = x\n  a\n}"),
    ("input a 10", "E0128", "10", "input a = 10"),
    ("function f(x) { x }", "E0128", "{", "function f(x) = { x }"),
    ("name: 10", "E0129", ":", "name = 10"),
    ("usage w {\n  a: 3\n}", "E0129", ":", "usage w {\n  a = 3\n}"),
    ("scenario s { a.b: 3 }", "E0129", ":", "scenario s { a.b = 3 }"),
    ("inptu a = 3", "E0130", "inptu", "input a = 3"),
    ("scenaro s { a.b = 3 }", "E0130", "scenaro", "scenario s { a.b = 3 }"),
    ('test "t" {\n  expct a == b\n}', "E0130", "expct", 'test "t" {\n  expect a == b\n}'),
    ("of = 3", "E0131", "of", "of_value = 3"),
    ("input first = 3", "E0131", "first", "input first_value = 3"),
    ("EUR = 3", "E0131", "EUR", "eur_value = 3"),
    ("2nd = 3", "E0132", "2nd", "n2nd = 3"),
    ('scenario "heavy use" { a = 1 }', "E0132", '"heavy use"', "scenario heavy_use { a = 1 }"),
    ("rate usd = 1.08 EUR", "E0133", "usd", "rate USD = 1.08 EUR"),
    ("input a : 10 USD = 3", "E0134", "10 USD", "input a : USD = 3"),
    ("calendar lunar", "E0135", "lunar", "calendar actual"),
    ('chart lines "c": a', "E0136", "lines", 'chart line "c": a'),
    ('kind k "one" { a : ratio } "two"', "E0137", '"two"', 'kind k "one" { a : ratio } '),
    ('a = 3 "one" "two"', "E0137", '"two"', 'a = 3 "one" @note("two")'),
    ('test "t" { scenario a; scenario b; expect c }', "E0138", "b", None),
    ("a = 1 + if b then 1 else 2", "E0139", "if b then 1 else 2", "a = 1 + (if b then 1 else 2)"),
    ("a = if b then 1", "E0140", "if", None),
    ('a = 3 @note("x") "label"', "E0141", '@note("x") "label"', 'a = 3 "label" @note("x")'),
    ('section "Money"\n"Title"\n', "E0142", '"Title"', None),
    ("a = " + "(" * 150 + "1" + ")" * 150, "E0143", "(", None),
    ("a = " + " + ".join("b" * 1_000), "E0143", None, None),
    ("a = " + "- " * 400 + "b", "E0143", None, None),
    ("a = [" + "1, " * 200_000 + "1]", "E0144", None, None),
    ("timeline month 2026-01 for 3", "E0101", "2026-01", "timeline month from 2026-01 for 3"),
    ("section Money", "E0101", "Money", 'section "Money"'),
    ("check margin: a > b", "E0101", "margin", 'check "margin": a > b'),
    ("test example { expect a == b }", "E0101", "example", 'test "example" { expect a == b }'),
    ("scenario s = { a = 1 }", "E0101", "=", "scenario s  { a = 1 }"),
    ("a = b c", "E0101", "c", None),
    ("a = b \\ c", "E0102", "\\", None),
]


@pytest.mark.parametrize(("text", "code", "underlined", "fixed"), CASES, ids=[case[0][:40] for case in CASES])
def test_mistakes(text: str, code: str, underlined: str | None, fixed: str | None) -> None:
    found = mistakes(text)
    assert [item.code.id for item in found] == [code], [(item.code.id, item.message) for item in found]
    assert underlined is None or text[slice(*found[0].span)] == underlined
    if fixed is None:
        return
    assert mended(text, found[0]) == fixed
    assert mistakes(fixed) == []


def test_every_code_of_this_subject_is_earned_here() -> None:
    codes = {value.id for value in vars(syntax).values() if isinstance(value, Code)}
    assert codes - {"W0101"} == {case[1] for case in CASES}


def test_every_mistake_of_a_statement_is_found_in_one_pass() -> None:
    text = "function f(x) = {\n  a = 3 4\n  b = 35 %\n  c = 1 +\n  d = 2 ** 2\n  return a && b\n}\n"
    assert [item.code.id for item in mistakes(text)] == ["E0101", "E0108", "E0127", "E0120", "E0122", "E0120"]
    text = "usage w {\n  a = b c\n  d == 5\n  e = 1,000\n}\n"
    assert [item.code.id for item in mistakes(text)] == ["E0101", "E0125", "E0106"]


def test_one_broken_statement_hides_no_other() -> None:
    text = "".join(f"x{n} = {n} +\ny{n} = {n}\n" for n in range(200))
    bag = Bag()
    found = parse_module(Source("x", text), bag)
    assert len(bag.items) == len(found.statements) == 200


def test_messages_never_name_a_terminal() -> None:
    terminals = {name for name in tables_data()["terminals"] if len(name.strip("_")) > 3} - {"NAME", "DATE", "EDGE"}
    texts = """\
a = b ]|a {|use|kind|unit x 3|solve x|solve x: a|test "t" { 3 }|chart line: a|a = f(|minimize a|a = b @|x.y = 3
kind k { 3 }|scenario s { 3 }|a = b @x(|correlate a|timeline|function f|function f(3) = 1|export a = 3|rate EUR
records gpu|actual a"""
    for text in re.split(r"[|\n]", texts):
        found = mistakes(text)
        assert found, text
        for item in found:
            assert not terminals & set(re.findall(r"\w+", item.message)), item.message
            assert "ANON" not in item.message


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "(" * 100_000, "a = " + "(" * 100_000 + ")" * 100_000, "a = " + "[" * 100_000, "{" * 100_000,
        ")" * 100_000, "a = " + "-" * 100_000 + "1", "a = " + "not " * 50_000 + "b", "a = " + "1+" * 100_000,
        "a = " + "if b then " * 20_000 + "c", '"' * 100_001, "a" * 1_000_000, "a = " + "9" * 100_000,
        " " * 1_000_000 + "a", "\n" * 1_000_000, "a = 1" + " " * 200_000 + "b", "a.b" * 100_000, "\0" * 100_000,
        "a = b " + "? " * 50_000, "a = 1 // x\n" * 20_000, "a = '" + "x" * 100_000, "=" * 100_000, "a = f(" * 5_000,
        "scenario s {\n" + "  a = b c\n" * 5_000 + "}", "a = 2^" * 50_000, "a = 1" + ",000" * 50_000, "“" * 50_000,
        "kind k { " + "a : ratio " * 20_000 + "}",
    ],
    ids=range(27),
)  # fmt: skip
def test_hostile_texts_end_quickly(text: str) -> None:
    def read_all() -> None:
        mistakes(text)
        for read in (parse_expression, parse_override):
            read(Source("x", text), Bag())

    taken = seconds(read_all, HOSTILE_SECONDS)
    assert taken <= HOSTILE_SECONDS, f"{taken:.2f} s"


def read_into_diagnostics(text: str) -> None:
    source, bag = Source("x", text), Bag()
    found = parse_module(source, bag)
    for item in bag.items:
        assert 0 <= item.span[0] <= item.span[1] <= len(text)
        assert item.message
        item.as_dict()
    for statement in found.statements:
        assert 0 <= statement.span[0] < statement.span[1] <= len(text)


def read_in_every_way(text: str) -> None:
    for read in (parse_module, parse_expression, parse_override):
        bag = Bag()
        found = read(Source("x", text), bag)
        assert found is not None or bag.failed


def test_whatever_is_read_only_diagnostics_come_out() -> None:
    watch = Watch(read_into_diagnostics, CASE_SECONDS)

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.randoms(use_true_random=False), st.sampled_from([sentences, mutated]))
    def holds(random: Random, make: Callable[[Random], str]) -> None:
        watch(make(random))

    holds()
    assert watch.slow() == []


def test_any_text_at_all() -> None:
    watch = Watch(read_in_every_way, CASE_SECONDS)

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=60))
    def holds(text: str) -> None:
        watch(text)

    holds()
    assert watch.slow() == []


def test_a_unit_without_a_value_is_underlined_to_its_end_however_it_is_spaced() -> None:
    for text in ("input cached :share", "input cached  :  share", "input cached : share\n"):
        bag = Bag()
        parse_module(Source("model.cost", text), bag)
        (found,) = bag.items
        assert text[slice(*found.span)].endswith("share")
