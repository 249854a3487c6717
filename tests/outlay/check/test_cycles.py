"""A circle of definitions is told once, from the definition that stands first in the file."""

from __future__ import annotations

from tiny import codes, only


def test_a_circle_is_told_from_its_first_definition() -> None:
    found = only("a = b + 1\nb = c * 2\nc = a\n")
    assert (found.code, found.line, found.text) == ("E0203", 1, "b")
    assert "`a` → `b` → `c` → `a`" in found.message


def test_a_circle_is_told_so_in_any_order_of_lines() -> None:
    found = only("output x = c\nc = a\nb = c * 2\na = b + 1\n")
    assert (found.line, found.text) == (2, "a")
    assert "`c` → `a` → `b` → `c`" in found.message


def test_a_definition_that_needs_itself() -> None:
    found = only("a = a + 1\n")
    assert "`a` → `a`: this needs itself" in found.message


def test_two_circles_are_two_mistakes() -> None:
    assert codes("a = b\nb = a\nc = d\nd = c\n") == ["E0203", "E0203"]
