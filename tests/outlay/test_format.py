"""Laying a file out: columns like the sample's, comments kept, meaning kept, and nothing left to do the second time."""

from __future__ import annotations

import pytest
from benchmarks.texts import mutated, sentences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.outlay.reading import ROOT, SAMPLE

from outlay.diagnostics import Bag, Source
from outlay.format import format_source


def formatted(text: str) -> str:
    bag = Bag()
    found = format_source(Source("x", text), bag)
    assert not bag.items
    assert found is not None
    return found


CASES = {
    "definitions share the column of their signs, labels and attributes": (
        'a=1\nlonger   =  22 user "Label" @note( "x" )\ninput x=1\ninput yy=2   "y"',
        'a      = 1\nlonger = 22 user    "Label"    @note("x")\ninput x  = 1\ninput yy = 2        "y"\n',
    ),
    "a blank line or a comment parts columns": (
        "a = 1\n\n\n\nlonger = 2\n# why\nb = 3",
        "a = 1\n\nlonger = 2\n# why\nb = 3\n",
    ),
    "a stated unit stands before its sign": (
        "output a:USD/month=1\noutput bcd : ratio=2",
        "output a   : USD/month = 1\noutput bcd : ratio = 2\n",
    ),
    "operators get their blanks, brackets lose theirs": (
        "a = -b+c*( d-  -e )/f [ 1 ]^2 .. g ( h,i = 2 )",
        "a = -b + c * (d - -e)/f[1]^2 .. g(h, i = 2)\n",
    ),
    "a slash keeps its blanks on both sides or on neither": (
        "a = $10 /user/ month + b/c\nd : USD/ user = 1",
        "a = $10 / user / month + b/c\nd : USD / user = 1\n",
    ),
    "comments behind lines stand in a column": (
        "a = 1 # one\nlonger = 2   # two\n# own line",
        "a      = 1  # one\nlonger = 2  # two\n# own line\n",
    ),
    "a block is indented": (
        'usage w {\na=1 # one\n\n  # two\nbcd=2;\n}\ntest "t" {\n   given x=1; expect a==b within 1%\n}',
        'usage w {\n  a = 1  # one\n\n  # two\n  bcd = 2\n}\ntest "t" {\n  given x = 1; expect a == b within 1%\n}\n',
    ),
    "a line that goes on is indented": (
        'a = b\n+ c\n"label"\n@note("x")\nd = f(\n1,\n2\n)',
        'a = b\n  + c\n  "label"\n  @note("x")\nd = f(\n  1,\n  2\n)\n',
    ),
    "parameters stand in columns": (
        'function F(\na : user "A",\nbcd:share=1 "B",\n) : USD = {\nx=1\nx*2\n}',
        'function F(\n  a   : user         "A",\n  bcd : share = 1    "B",\n) : USD = {\n  x = 1\n  x * 2\n}\n',
    ),
    "colons of lists, checks and questions stand tight": (
        'check "c" : a>b\nsolve x : y in 1..2 where z==3\nw = tiered(q,[ 0 token : $3, 1B token:$2 ])',
        'check "c": a > b\nsolve x: y in 1 .. 2 where z == 3\nw = tiered(q, [0 token: $3, 1B token: $2])\n',
    ),
    "colons of bases and units have blanks": (
        "scenario s:t {a=1}\nprice p:q {a:USD/token=1}",
        "scenario s : t { a = 1 }\nprice p : q { a : USD/token = 1 }\n",
    ),
    "windows line ends stay": ("a=1\r\nb = 2\r\n", "a = 1\r\nb = 2\r\n"),
    "nothing": ("", ""),
    "only a comment": ("  # why", "# why\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_layout(name: str) -> None:
    text, wanted = CASES[name]
    assert formatted(text) == wanted
    assert formatted(wanted) == wanted


def test_the_sample_keeps_its_columns() -> None:
    found = formatted(SAMPLE)
    assert formatted(found) == found
    for line in SAMPLE.splitlines():
        if line.startswith("input "):
            assert line.split("@")[0].rstrip() in found


def test_every_model_of_the_project_keeps_its_meaning() -> None:
    for path in [*ROOT.glob("dsl/outlay/**/*.cost"), *ROOT.glob("templates/*.cost"), *ROOT.glob("tests/models/*.cost")]:
        text = path.read_text(encoding="utf-8-sig")
        found = formatted(text)
        assert formatted(found) == found, path
        assert [line for line in found.splitlines() if line.endswith((" ", "\t"))] == []


def test_a_broken_file_is_left_alone() -> None:
    bag = Bag()
    assert format_source(Source("x", "a = (1\nb=2"), bag) is None
    assert bag.failed


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.sampled_from([sentences, mutated]))
def test_a_second_time_changes_nothing(random: object, make: object) -> None:
    text = make(random)  # type: ignore[operator]
    found = format_source(Source("x", text), Bag())
    if found is not None:
        assert format_source(Source("x", found), Bag()) == found
