"""The one way a file is laid out: what `outlay fmt` writes.

Line breaks are the author's, blanks and columns are not: every line is set again from its tokens, and consecutive
definitions share their columns. The result is read again and must say the same, comments included; a text that did
not come out the same is returned as it was.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

from outlay.diagnostics import Bag, Source
from outlay.layout import Line, aligned, lines_of
from outlay.parse import parse_module, tokens_of
from outlay.split import split

_COMMENT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|(#[^\n]*)")


def format_source(source: Source, bag: Bag) -> str | None:
    """The text of a file as it should stand, or None where the file cannot be read, with its mistakes in the bag."""
    module = parse_module(source, bag)
    if bag.failed:
        return None
    text = _laid_out(source)
    if text == source.text:
        return text
    again = Bag()
    read = parse_module(Source(source.path, text), again)
    same = not again.failed and _same(module.statements, read.statements)
    return text if same and _comments(source.text) == _comments(text) else source.text


def _laid_out(source: Source) -> str:
    text = source.text
    lines: list[Line] = []
    position = len(text) - len(text.lstrip("\ufeff"))
    for head in split(source, Bag()):
        lines += _between(text[position : head.span[0]], lines)
        lines += lines_of(text, tokens_of(source, head.span), head.keyword)
        position = head.span[1]
    lines += _between(text[position:], lines)
    while lines and not lines[-1].pieces and not lines[-1].comment:
        lines.pop()
    out = aligned(lines)
    ends = "\r\n" if "\r\n" in text else "\n"
    return "".join(line + ends for line in out)


def _between(gap: str, before: list[Line]) -> list[Line]:
    """The comments and blank lines between two statements; a comment behind the first joins its line."""
    gap = gap.replace("\ufeff", "")  # a byte-order mark among blanks is nothing to keep
    found: list[Line] = []
    parts = gap.split("\n")
    first = parts[0].strip()
    if first and before:
        before[-1].comment = first
        parts = parts[1:]
    elif not first:
        parts = parts[1:] if before else parts
    for part in parts[:-1] if gap.endswith("\n") or not parts or not parts[-1].strip() else parts:
        comment = part.strip()
        blank = not comment
        previous = found[-1] if found else (before[-1] if before else None)
        if blank and (previous is None or previous.blank):
            continue
        found.append(Line(0, comment=comment))
    return found


def _comments(text: str) -> list[str]:
    return [found[1].rstrip() for found in _COMMENT.finditer(text) if found[1]]


def _same(left: object, right: object) -> bool:
    """Whether two trees say the same: everything but their places is equal."""
    waiting = [(left, right)]
    while waiting:
        one, other = waiting.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, tuple) and isinstance(other, tuple):
            if len(one) != len(other):
                return False
            waiting += zip(one, other, strict=True)
        elif is_dataclass(one):
            waiting += [(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
                        if not field.name.endswith("span")]  # fmt: skip
        elif one != other:
            return False
    return True
