"""Statements: every kind of them, words that are keywords only in their places, and where lines go on."""

from __future__ import annotations

import pytest
from tests.outlay.reading import ROOT, SAMPLE, module

from outlay.diagnostics import Bag, Source
from outlay.parse import parse_module, parse_statement
from outlay.parse.generate import TABLES, lark_parser, text
from outlay.split import split
from outlay.syntax import Definition, Function, Kind, Record, Test


def test_the_tables_are_those_of_the_grammar() -> None:
    assert TABLES.read_text(encoding="utf-8") == text(), "run `python -m outlay.parse.generate`"


def test_the_sample_reads_alike_whole_and_by_statements() -> None:
    source = Source("sample.cost", SAMPLE)
    bag = Bag()
    whole = parse_module(source, bag)
    assert not bag.items
    heads = split(source, Bag())
    assert tuple(parse_statement(source, head.span, bag) for head in heads) == whole.statements
    names = [statement.name for statement in whole.statements if isinstance(statement, Definition)]
    assert [head.name for head in heads if head.keyword in ("input", "output", "definition")] == names
    assert len(lark_parser("module").parse(SAMPLE).children[0].children) > 0


@pytest.mark.parametrize(
    ("line", "tree"),
    [
        ('use "shared/prices.cost" as house', "Use(['shared/prices.cost'], True, 'house')"),
        ("use prices.openai", "Use(['prices', 'openai'])"),
        ("timeline quarter from 2026-Q1 to 2030-Q4",
         "Timeline('quarter', DateLiteral('2026-Q1', 2026, 1), DateLiteral('2030-Q4', 2030, 4))"),
        ("timeline year from 2026 for 5",
         "Timeline('year', DateLiteral('2026', 2026), Literal(5.0, '5'))"),
        ("calendar 365.25", "Calendar(365.25)"),
        ("calendar actual", "Calendar()"),
        ("as_of 2023-05-01", "AsOf(DateLiteral('2023-05-01', 2023, 5, 1))"),
        ("unit query plural queries", "UnitDeclaration('query', 'queries', 1.0, '1')"),
        ("unit page = 500 word", "UnitDeclaration('page', 500.0, '500', [UnitTerm('word', 1)])"),
        ("unit GPU_hour = gpu * hour",
         "UnitDeclaration('GPU_hour', 1.0, '1', [UnitTerm('gpu', 1), UnitTerm('hour', 1)])"),
        ("unit newton = 1 kilogram * meter / second^2",
         ("UnitDeclaration('newton', 1.0, '1', "
         "[UnitTerm('kilogram', 1), UnitTerm('meter', 1), UnitTerm('second', -2)])")),
        ("unit byte @prefix(si, binary)",
         "UnitDeclaration('byte', 1.0, '1', [Attribute('prefix', [Argument(Name('si')), Argument(Name('binary'))])])"),
        ("rate EUR = 1.08 USD", "Rate('EUR', Literal(1.08, '1.08', 'USD'))"),
        ('records gpu from "gpus.csv" as cards', "Records('gpu', 'gpus.csv', 'cards')"),
        ('actual x.y from "billing.csv"', "Actual(['x', 'y'], 'billing.csv')"),
        ("correlate a, b.c = 0.6", "Correlate(Name('a'), Member(Name('b'), 'c'), Literal(0.6, '0.6'))"),
        ('chart line "T": a, b[2026]', "Chart('line', 'T', [Name('a'), Index(Name('b'), Literal(2026.0, '2026'))])"),
        ("solve s: p.q in $1 .. $2 where a == b",
         ("Solve('s', ['p', 'q'], Range(Literal(1.0, '1', 'USD'), Literal(2.0, '2', 'USD')), "
         "Binary('==', Name('a'), Name('b')))")),
        ("minimize c over n in 1 .. 64",
         "Minimize(Name('c'), ['n'], Range(Literal(1.0, '1'), Literal(64.0, '64')))"),
        ("minimize f: -c over n in 1 .. 64 where d",
         "Minimize('f', Unary('-', Name('c')), ['n'], Range(Literal(1.0, '1'), Literal(64.0, '64')), Name('d'))"),
        ("scenario s : t { EUR = 1.2 USD, a.b = 1 }",
         ("Scenario('s', 't', "
         "[Override(['EUR'], Literal(1.2, '1.2', 'USD')), Override(['a', 'b'], Literal(1.0, '1'))])")),
        ("x : 1 / month = 3", "Definition('plain', 'x', Annotation([UnitTerm('month', -1)]), Literal(3.0, '3'))"),
        ("x : USD per user = 3",
         "Definition('plain', 'x', Annotation([UnitTerm('USD', 1), UnitTerm('user', -1, True)]), Literal(3.0, '3'))"),
        ("x = 1 @target(>= 70%) @range(-20% .. 50%)", ("Definition('plain', 'x', Literal(1.0, '1'), "
         "[Attribute('target', [Argument(Comparison('>=', Literal(0.7, '70%', True)))]), "
         "Attribute('range', [Argument(Range(Unary('-', Literal(0.2, '20%', True)), Literal(0.5, '50%', True)))])])")),
    ],
)  # fmt: skip
def test_statements(line: str, tree: str) -> None:
    assert module(line) == [tree]


@pytest.mark.parametrize(
    "word",
    "input output use timeline calendar as_of section kind records unit rate export function actual correlate scenario "
    "check solve minimize over test given expect note chart any by from for as plural best error self newest".split(),
)
def test_a_keyword_is_a_name_where_its_shape_does_not_follow(word: str) -> None:
    text = f"{word} = 3\noutput y = {word} + {word}.{word} * f({word}, {word} = {word})\nx.z[{word}] == 1\n"
    assert len(module(text.rsplit("x.z", 1)[0])) == 2
    assert module(f"usage u {{ {word} = 1; x = {word} }}")[0].count(repr(word)) == 2
    assert module(f"scenario s {{ {word} = {word} * 2 }}")[0].count(repr(word)) == 2
    assert module(f"function f({word} : ratio) = {word} * 2")[0].count(repr(word)) == 2


def test_functions() -> None:
    text = """\
export function F(a : any U, b : [token] = [1], c : share = a.b "Share",) : USD/token "Label" = {
  x = 1 "one"; y : ratio = 2

  if x > y
  then x
  else error("too small", y)
}
function G() = "Label" 1 + 2
function H(x) = x "Label" @note("n")
function I(x) = { x } "Label"
"""
    bag = Bag()
    found = [item for item in parse_module(Source("x", text), bag).statements if isinstance(item, Function)]
    assert not bag.items
    assert [item.label for item in found] == ["Label"] * 4
    assert [item.exported for item in found] == [True, False, False, False]
    first = found[0]
    assert [parameter.name for parameter in first.parameters] == ["a", "b", "c"]
    assert first.parameters[0].annotation is not None
    assert first.parameters[0].annotation.variable == "U"
    assert first.parameters[1].annotation is not None
    assert first.parameters[1].annotation.many


def test_kinds_and_records() -> None:
    text = """\
kind price { input : USD/token   output : USD/token   cached : USD/token = input   share : ratio = 0   d : day = 3 day }
price house : openai.gpt at 2023-05-01 "Ours" { cached = 50% of input "Cached" @note("x"); share = 0 }
"""
    bag = Bag()
    kind, record = parse_module(Source("x", text), bag).statements
    assert not bag.items
    assert isinstance(kind, Kind)
    assert [member.name for member in kind.members] == ["input", "output", "cached", "share", "d"]
    assert isinstance(record, Record)
    assert record.label == "Ours"
    assert [member.label for member in record.members] == ["Cached", None]


def test_tests_take_their_items_in_any_order() -> None:
    text = 'test "t" { note "n"; expect a ~= b within 1%\n given x.y = 1\n scenario heavy, expect not c; expect a <= 2}'
    bag = Bag()
    (found,) = parse_module(Source("x", text), bag).statements
    assert not bag.items
    assert isinstance(found, Test)
    assert (found.scenario, found.notes, len(found.given)) == ("heavy", ("n",), 1)
    assert [expect.operator for expect in found.expects] == ["~=", None, "<="]
    beside = 'test "t" { scenario heavy given a = 1 expect b ~= 2 within 1% note "n" }'
    assert "'heavy'" in module(beside)[0]


def test_lines_go_on() -> None:
    text = 'n = a\n  + b   # why\n\n  # more\n  - c\n  "label"\n  @note("x")\nm = 3 +\n 4\nl =\n 5\nk = f(a,\n  b)\n'
    found = module(text)
    assert len(found) == 4
    assert "'label'" in found[0]
    assert module("f = 2\nuse = 3") == module("f = 2\r\nuse = 3\r\n") == module("\ufefff = 2\n\nuse = 3")
    inside = module('usage u {\n  a = 1\n    + 2\n    "label"\n  b =\n    3\n  # c\n  d = f(\n 1)\n}')
    assert inside[0].count("Definition") == 3


def test_every_model_of_the_project_reads_and_says_the_same_to_lark() -> None:
    parser = lark_parser("module")
    paths = [*ROOT.glob("dsl/outlay/**/*.cost"), *ROOT.glob("templates/*.cost"), *ROOT.glob("tests/models/**/*.cost")]
    assert len(paths) > 10
    for path in paths:
        source = Source(str(path), path.read_text(encoding="utf-8-sig"))
        bag = Bag()
        found = parse_module(source, bag)
        assert not bag.items, (path, [item.message for item in bag.items])
        assert len(found.statements) == len(split(source, Bag()))
        parser.parse(source.text)
