"""Expressions: what binds how tightly, what a literal takes, and where each node stands."""

from __future__ import annotations

import pytest
from tests.outlay.reading import expression, shown

from outlay.diagnostics import Bag, Source
from outlay.parse import parse_expression, parse_override
from outlay.syntax import Binary, Literal, Override


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", "Binary('+', Name('a'), Binary('*', Name('b'), Name('c')))"),
        ("a - b - c", "Binary('-', Binary('-', Name('a'), Name('b')), Name('c'))"),
        ("2 ^ 3 ^ 2", "Binary('^', Literal(2.0, '2'), Binary('^', Literal(3.0, '3'), Literal(2.0, '2')))"),
        ("-a ^ 2", "Unary('-', Binary('^', Name('a'), Literal(2.0, '2')))"),
        ("a ^ -1", "Binary('^', Name('a'), Unary('-', Literal(1.0, '1')))"),
        ("a ^ 2 / n", "Binary('/', Binary('^', Name('a'), Literal(2.0, '2')), Name('n'))"),
        ("10% of a * b", "Binary('*', Binary('of', Literal(0.1, '10%', True), Name('a')), Name('b'))"),
        ("10% to 20% of a",
         "Binary('of', Interval(Literal(0.1, '10%', True), Literal(0.2, '20%', True)), Name('a'))"),
        ("-2 to 3", "Interval(Unary('-', Literal(2.0, '2')), Literal(3.0, '3'))"),
        ("a .. b + 1", "Range(Name('a'), Binary('+', Name('b'), Literal(1.0, '1')))"),
        ("not a == b and c or d",
         "Binary('or', Binary('and', Unary('not', Binary('==', Name('a'), Name('b'))), Name('c')), Name('d'))"),
        ("if a then b else if c then d else e",
         "If(Name('a'), Name('b'), If(Name('c'), Name('d'), Name('e')))"),
        ("1 + (if a then b else c)", "Binary('+', Literal(1.0, '1'), If(Name('a'), Name('b'), Name('c')))"),
        ("a.b[last](c)", "Call(Index(Member(Name('a'), 'b'), Name('last')), [Argument(Name('c'))])"),
        ("p at newest", "At(Name('p'), Name('newest'))"),
        ("(p at 2023-05-01).input", "Member(At(Name('p'), DateLiteral('2023-05-01', 2023, 5, 1)), 'input')"),
        ("x[2026-01 .. 2026-Q2]",
         "Index(Name('x'), Range(DateLiteral('2026-01', 2026, 1), DateLiteral('2026-Q2', 2026, 2)))"),
        ("x[2026]", "Index(Name('x'), Literal(2026.0, '2026'))"),
        ("2026-01", "DateLiteral('2026-01', 2026, 1)"),
        ("2026 - 01", "Binary('-', Literal(2026.0, '2026'), Literal(1.0, '01'))"),
        ("5000-12", "Binary('-', Literal(5000.0, '5000'), Literal(12.0, '12'))"),
        ("[a, b: c]", "ListLiteral([ListItem(Name('a')), ListItem(Name('b'), Name('c'))])"),
        ("best(t, by -p, where q >= 1)",
         ("Call(Name('best'), [Argument(Name('t')), Argument('by', Unary('-', Name('p')), True), "
         "Argument('where', Binary('>=', Name('q'), Literal(1.0, '1')), True)])")),
        ("f(by, by = 1, by - 3)",
         ("Call(Name('f'), [Argument(Name('by')), Argument('by', Literal(1.0, '1')), "
         "Argument(Binary('-', Name('by'), Literal(3.0, '3')))])")),
        ("by_date [2026-01: a]",
         "Call(Name('by_date'), [Argument(ListLiteral([ListItem(DateLiteral('2026-01', 2026, 1), Name('a'))]))])"),
        ("TRUE and False", "Binary('and', Boolean(True), Boolean())"),
        ('"a \\"b\\" \\\\ C:\\dir"', "Text('a \"b\" \\\\ C:\\\\dir')"),
    ],
)  # fmt: skip
def test_trees(text: str, tree: str) -> None:
    assert expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1_000", "Literal(1000.0, '1_000')"),
        ("3.14e23", "Literal(3.14e+23, '3.14e23')"),
        ("175B", "Literal(175000000000.0, '175B')"),
        ("1.1M", "Literal(1100000.0, '1.1M')"),
        ("7.3%", "Literal(0.073, '7.3%', True)"),
        ("10x", "Literal(10.0, '10x')"),
        ("€5", "Literal(5.0, '5', 'EUR')"),
        ("40 CHF / user", "Literal(40.0, '40', 'CHF', [UnitTerm('user', -1)])"),
        ("$10/user/month", "Literal(10.0, '10', 'USD', [UnitTerm('user', -1), UnitTerm('month', -1)])"),
        ("6% per month", "Literal(0.06, '6%', True, [UnitTerm('month', -1, True)])"),
        ("3 meter^2 / second^(1/2)", "Literal(3.0, '3', [UnitTerm('meter', 2), UnitTerm('second', -1/2)])"),
        ("3 second^-1", "Literal(3.0, '3', [UnitTerm('second', -1)])"),
        ("2 / n ^ 2", "Literal(2.0, '2', [UnitTerm('n', -2)])"),
        ("2 / n ^ m", "Binary('/', Literal(2.0, '2'), Binary('^', Name('n'), Name('m')))"),
        ("2 / n.m", "Binary('/', Literal(2.0, '2'), Member(Name('n'), 'm'))"),
        ("2 / n(1)", "Binary('/', Literal(2.0, '2'), Call(Name('n'), [Argument(Literal(1.0, '1'))]))"),
        ("2 / n[1]", "Binary('/', Literal(2.0, '2'), Index(Name('n'), Literal(1.0, '1')))"),
        ("1 user..2 user", "Range(Literal(1.0, '1', [UnitTerm('user', 1)]), Literal(2.0, '2', [UnitTerm('user', 1)]))"),
        ("$0.002 / 1k token",
         "Binary('/', Literal(0.002, '0.002', 'USD'), Literal(1000.0, '1k', [UnitTerm('token', 1)]))"),
        ("-5 user", "Unary('-', Literal(5.0, '5', [UnitTerm('user', 1)]))"),
        ("4 day\u00a0/\u00a0week", "Literal(4.0, '4', [UnitTerm('day', 1), UnitTerm('week', -1)])"),
    ],
)  # fmt: skip
def test_literals(text: str, tree: str) -> None:
    assert expression(text) == tree


def test_places() -> None:
    text = "  ( a + $10 / user ) * 2"
    found = parse_expression(Source("x", text), Bag())
    assert isinstance(found, Binary)
    assert text[slice(*found.span)] == text.strip()
    assert text[slice(*found.operator_span)] == "*"
    assert isinstance(found.left, Binary)
    assert text[slice(*found.left.span)] == "a + $10 / user"
    literal = found.left.right
    assert isinstance(literal, Literal)
    assert text[slice(*literal.number_span)] == "$10"
    assert text[slice(*literal.chain[0].span)] == "user"


def test_an_override() -> None:
    text = "writer.tokens_out = 16_000 token / user / day"
    found = parse_override(Source("x", text), Bag())
    assert isinstance(found, Override)
    assert found.path == ("writer", "tokens_out")
    assert text[slice(*found.path_span)] == "writer.tokens_out"
    assert shown(found.value).startswith("Literal(16000.0")


@pytest.mark.parametrize("text", ["", "   ", "a b", "a = 1", "(1", '"x', "1,000", "a\nb"])
def test_what_is_no_expression(text: str) -> None:
    bag = Bag()
    assert parse_expression(Source("x", text), bag) is None
    assert bag.failed


def test_a_fraction_of_a_unit_is_warned_of() -> None:
    for text, fix in {"3/4 hour": "0.75 hour", "1/16 month": "0.0625 month"}.items():
        bag = Bag()
        assert parse_expression(Source("x", text), bag) is not None
        assert [(item.code.id, item.fix) for item in bag.items] == [("W0101", fix)]
    bag = Bag()
    for text in ("$3/4 hour", "a/4 hour", "3/4", "3 / 4k token", "4 day / 4 hour", "1 / hour"):
        parse_expression(Source("x", text), bag)
    assert not bag.items
