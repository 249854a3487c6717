"""The worked examples: every claim is carried by a test, a check or an input, and the page says by which."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from outlay.diagnostics import Bag, Source
from outlay.loader import LIBRARY
from outlay.parse import parse_module
from outlay.syntax import Check, Definition, Module, Test
from outlay.testing import run_tests

EXAMPLES = sorted((LIBRARY / "examples").glob("*.cost"))
PUBLISHED = sorted((LIBRARY / "published").glob("*.cost"))
CLAIMS = LIBRARY / "examples" / "worked_examples.csv"

# What the claims of the articles got wrong: there a note explains the difference.
ERRED = ["W02", "W08", "W12", "W17", "W25", "W40", "W41", "W44", "W45", "W57", "W59", "W60", "W63", "W64"]


@pytest.fixture(scope="module")
def claims() -> list[dict[str, str]]:
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    found: dict[str, Module] = {}
    for path in EXAMPLES:
        bag = Bag()
        found[path.name] = parse_module(Source(path.name, path.read_text(encoding="utf-8")), bag)
        assert not bag.items, [(path.name, item.message) for item in bag.items]
    return found


@pytest.fixture(scope="module")
def page(root: Path) -> dict[str, str]:
    """By id, the last column of the page's row: where the claim lives."""
    text = (root / "docs" / "worked-examples.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| W\d\d \|", line)]
    found = {row[2:5]: row.rstrip(" |").rsplit(" | ", 1)[1] for row in rows}
    assert len(found) == len(rows)
    return found


def test_there_are_66_claims(claims: list[dict[str, str]]) -> None:
    assert len({claim["id"] for claim in claims}) == len(claims) == 66


def test_the_page_maps_every_claim_to_what_exists(
    claims: list[dict[str, str]], modules: dict[str, Module], page: dict[str, str]
) -> None:
    assert set(page) == {claim["id"] for claim in claims}
    for claim, where in page.items():
        places = re.findall(r"`(\w+\.cost)`: ((?:(?:test|check) \"[^\"]+\"(?:, )?)+)", where)
        assert places, claim
        for file, listed in places:
            statements = modules[file].statements
            tests = {one.text for one in statements if isinstance(one, Test)}
            checks = {one.text for one in statements if isinstance(one, Check)}
            inputs = {one.name for one in statements if isinstance(one, Definition) and one.role == "input"}
            for sort, text in re.findall(r"(test|check) \"([^\"]+)\"", listed):
                assert text in (tests if sort == "test" else checks), f"{claim}: {text}"
                assert text.startswith(claim), f"{claim}: {text}"
            for name in re.findall(r"`(\w+)`", where.split("; input")[1] if "; input" in where else ""):
                assert name in inputs, f"{claim}: {name}"


def test_every_test_of_a_claim_is_on_the_page(modules: dict[str, Module], page: dict[str, str]) -> None:
    for module in modules.values():
        for one in module.statements:
            if isinstance(one, Test):
                assert f'test "{one.text}"' in page[one.text[:3]]


def test_where_an_article_erred_a_note_says_how(modules: dict[str, Module]) -> None:
    tests = [one for module in modules.values() for one in module.statements if isinstance(one, Test)]
    for claim in ERRED:
        mine = [one for one in tests if one.text.startswith(claim)]
        assert any(one.notes for one in mine), claim
        assert sum(len(one.expects) for one in mine) >= 2, claim


@pytest.mark.parametrize("path", [*EXAMPLES, *PUBLISHED], ids=lambda path: path.stem)
def test_the_claims_hold_as_stated(path: Path) -> None:
    results = list(run_tests(str(path)))
    assert results
    assert [(one.name, each) for one in results for each in one.expectations if not each.ok] == []
