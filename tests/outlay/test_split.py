"""Splitting a file into statements: where each begins and ends, what it defines, and what never closes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.outlay.reading import SAMPLE, mistakes
from tests.pace import growth

from outlay.diagnostics import Bag, Source
from outlay.parse.generate import lark_parser
from outlay.split import KEYWORDS, split


def heads(text: str) -> list[tuple[str, str]]:
    return [(head.keyword, head.name) for head in split(Source("test.cost", text), Bag())]


def pieces(text: str) -> list[str]:
    return [text[head.span[0] : head.span[1]] for head in split(Source("test.cost", text), Bag())]


def test_the_sample() -> None:
    found = heads(SAMPLE)
    assert found[:5] == [("title", ""), ("use", ""), ("timeline", ""), ("section", ""), ("input", "launch_users")]
    assert ("record", "writer") in found
    assert ("definition", "llm_cost") in found
    assert found[-5:] == [("scenario", "heavy"), ("scenario", "bigger"), ("solve", "plan_floor"), ("chart", ""),
                          ("test", "")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "keyword", "name"),
    [
        ("export function F(x) = x", "function", "F"),
        ("kind k { a : ratio }", "kind", "k"),
        ("price p : q.r { a = 1 }", "record", "p"),
        ('records gpu from "x.csv"', "records", "gpu"),
        ("unit seat = user", "unit", "seat"),
        ("rate EUR = 1.08 USD", "rate", "EUR"),
        ("calendar 360", "calendar", ""),
        ("as_of 2023-05-01", "as_of", ""),
        ("correlate a, b = 0.6", "correlate", ""),
        ('actual a.b from "x.csv"', "actual", "a.b"),
        ("minimize fleet: c over n in 1 .. 2", "minimize", "fleet"),
        ("minimize c over n in 1 .. 2", "minimize", ""),
        ("input = 3", "definition", "input"),
        ("test : ratio = 3", "definition", "test"),
        ("inptu price = 3", "definition", "price"),
    ],
)
def test_keywords_are_told_by_shape(text: str, keyword: str, name: str) -> None:
    assert heads(text) == [(keyword, name)]


@pytest.mark.parametrize(
    "text",
    [
        "a = 1 +\n  2", "a = 1\n  + 2", 'a = 1\n\n  # why\n\n  "label"\n  @note("x")', "a = f(\n1,\n2\n)",
        "a = b of\n c", "a = 5\n to 7", "a =\n 3", 'a = "text # no comment ( [ {"', "k x {\n a = 1\n\n b = 2\n}",
        "a = 1 # f( [", "scenario s\n{\n a = 1\n}", "a = [\n1\n]\n  * 2",
    ],
)  # fmt: skip
def test_one_statement(text: str) -> None:
    assert len(pieces(text + "\nz = 1\n")) == 2
    assert len(pieces(text)) == 1


def test_spans_hold_the_statement_and_nothing_around_it() -> None:
    assert pieces("# one\n\na = 1   # two\n  \nb = 2 ") == ["a = 1", "b = 2"]
    assert pieces("\ufeffa = 1\r\nb = 2\r\n") == ["a = 1", "b = 2"]


def test_a_reserved_word_at_the_beginning_of_a_definition_goes_on_nothing() -> None:
    assert pieces("a = 1\nof = 3\nb = 2") == ["a = 1", "of = 3", "b = 2"]


def test_what_an_operator_leaves_open_is_not_the_next_statement() -> None:
    assert pieces("a = 1 +\nb = 2\ninput c = 3") == ["a = 1 +", "b = 2", "input c = 3"]


@pytest.mark.parametrize("bracket", ["(", "[", "{"])
def test_an_open_bracket_costs_only_its_statement(bracket: str) -> None:
    text = f"a = 1\nb = {bracket}2 + 3\nc = 4\ninput d = 5\n"
    found = mistakes(text)
    assert [item.code.id for item in found][:1] == ["E0115"]
    assert found[0].span[0] == text.index(bracket)
    assert "c = 4" in pieces(text)
    assert "input d = 5" in pieces(text)


def test_a_block_that_never_closes_keeps_its_lines() -> None:
    text = "usage w {\n  a = 1\n  b = 2\n\nc = 3\n"
    assert [item.code.id for item in mistakes(text)] == ["E0115"]
    assert pieces(text)[-1] == "c = 3"


def test_many_open_brackets_are_all_named() -> None:
    text = "".join(f"x{n} = f({n}\n" for n in range(50))
    assert len([item for item in mistakes(text) if item.code.id == "E0115"]) == 50


def test_an_open_text_is_blamed_on_its_quote() -> None:
    text = 'a = f("one, 2)\nb = 3\n'
    found = mistakes(text)
    assert [(item.code.id, item.span[0]) for item in found] == [("E0118", 6)]
    assert pieces(text)[-1] == "b = 3"


def test_keywords_and_grammar_name_the_same_words() -> None:
    words = {terminal.name.strip("_").lower() for terminal in lark_parser("statement").terminals}
    assert set(KEYWORDS) <= words


def test_time_grows_with_length_alone() -> None:
    def split_lines(lines: int) -> None:
        text = "".join(f"x{n} = (1 + 2  # note\n" if n % 50 == 0 else f"x{n} = f({n}, [1])\n" for n in range(lines))
        split(Source("test.cost", text), Bag())

    bound = 3 * 20  # twenty times as much, and room for noise; time that grew with the square would make it 400
    assert growth(split_lines, 1_000, 20_000, bound) <= bound


def test_splitting_needs_no_parser() -> None:
    script = "import sys, outlay.split; assert not {'lark', 'outlay.parse', 'outlay.parse.lalr'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
