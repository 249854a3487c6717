"""Helpers of the tests of reading: trees as short texts, and what is said about a broken text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path

from outlay.diagnostics import Bag, Diagnostic, Source
from outlay.parse import parse_expression, parse_module

ROOT = Path(__file__).resolve().parent.parent.parent

SAMPLE = next(
    block.split("```", 1)[0]
    for block in (ROOT / "docs" / "language.md").read_text(encoding="utf-8").split("```cost\n")
    if block.startswith("# writer")
)


def shown(node: object) -> str:
    """A tree in one line, without its places and what is empty."""
    if isinstance(node, Fraction):
        return str(node)
    if isinstance(node, tuple):
        return "[" + ", ".join(shown(item) for item in node) + "]"
    if not is_dataclass(node):
        return repr(node)
    parts = [
        shown(value)
        for field in fields(node)
        if not field.name.endswith("span") and (value := getattr(node, field.name)) not in (None, (), False)
    ]
    return f"{type(node).__name__}({', '.join(parts)})"


def module(text: str) -> list[str]:
    """The statements of a text that must be right."""
    bag = Bag()
    found = parse_module(Source("test.cost", text), bag)
    assert not bag.items, [item.message for item in bag.items]
    return [shown(statement) for statement in found.statements]


def expression(text: str) -> str:
    """The tree of an expression that must be right."""
    bag = Bag()
    found = parse_expression(Source("test.cost", text), bag)
    assert not bag.items, [item.message for item in bag.items]
    return shown(found)


def mistakes(text: str) -> list[Diagnostic]:
    """What is said about a text."""
    bag = Bag()
    parse_module(Source("test.cost", text), bag)
    return bag.sorted()


def mended(text: str, found: Diagnostic) -> str:
    """The text with one fix pasted."""
    assert found.fix is not None, found.message
    start, end = found.span
    return text[:start] + found.fix + text[end:]
