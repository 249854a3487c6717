"""What `docs/excel.md` shows of formulas is what Excel gets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.addin import excel

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "excel.md"
SHOWN = [
    line
    for block in re.findall(r"^```excel\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def parts(text: str, separator: str = ",") -> list[str]:
    """What stands between separators, outside of quotes and braces."""
    held: list[str] = re.split(rf'{separator}(?=(?:[^"{{}}]|"[^"]*"|\{{[^}}]*\}})*$)', text)
    return [each.strip() for each in held]


def cell(text: str) -> Any:
    """A literal of a formula as Excel hands it over."""
    if not text:
        return excel.LEFT_OUT
    if text.startswith("{"):
        return excel.block([[cell(each) for each in parts(row)] for row in parts(text[1:-1], ";")])
    if text.startswith('"'):
        return text[1:-1]
    if text.startswith("#"):
        return excel.error(text)
    return text == "TRUE" if text in ("TRUE", "FALSE") else float(text)


def agrees(found: Any, shown: str) -> bool:
    if shown.startswith("{"):
        rows = [parts(row) for row in parts(shown[1:-1], ";")]
        pairs = [pair for one, other in zip(found, rows, strict=True) for pair in zip(one, other, strict=True)]
        return all(agrees(one, other) for one, other in pairs)
    if shown.startswith("#"):
        return isinstance(found, str) and found.split(" ")[0] == shown
    return isinstance(found, float) and abs(found - float(shown)) <= 1e-3


def test_the_page_shows_formulas() -> None:
    assert len(SHOWN) > 10


@pytest.mark.parametrize("line", SHOWN)
def test_a_formula_gives_what_the_page_says(line: str) -> None:
    formula, shown = line.split(" → ")
    called = re.fullmatch(r"=([A-Z_]+)\((.*)\)", formula)
    assert called is not None
    assert agrees(excel.call(called[1], *map(cell, parts(called[2]))), shown)
