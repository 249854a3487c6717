"""`--lambda`: a workbook that defines the exported functions itself, and calculates what the engine does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lambdas import Calls, arguments, book_of_calls, call, inlined, required

import outlay
from outlay.compilation import Compilation
from outlay.diagnostics import Source
from outlay_workbooks.build import Options, build_with
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.lambdas.body import LONGEST
from outlay_workbooks.lambdas.define import Lambda, Lambdas, define
from outlay_workbooks.lint import lint
from outlay_workbooks.package import contents_of, open_package, sheet_parts, write_package
from outlay_workbooks.package.parts import defined_names
from outlay_workbooks.recalculate import CellError, recalculate
from outlay_workbooks.verify import verify


@pytest.fixture(scope="module")
def lambdas() -> Lambdas:
    return define(Compilation(Source("<functions>", ""), ()))


def says(one: Lambda, values: tuple[object, ...]) -> float | str:
    """What the engine answers, or its reason for none; dates in cells count from another day than the engine's."""
    facts = one.signature.parameters
    given = [value + EPOCH if facts[at].type == "date" else value for at, value in enumerate(values)]  # type: ignore[operator]
    try:
        return float(outlay.function(one.signature.name)(*given))
    except outlay.OutlayError as error:
        return str(error)


def assert_all(calls: Calls, path: Path, engine: str) -> None:
    cells = recalculate(path, engine)["Calls"]
    for cell, expected in calls.expected.items():
        found = cells.get(cell)
        if isinstance(expected, str):
            assert isinstance(found, CellError), f"{calls.what[cell]}: {found}, expected an error"
        else:
            assert found == pytest.approx(expected, rel=1e-9), calls.what[cell]


def test_every_library_function_has_a_native_form(lambdas: Lambdas) -> None:
    assert lambdas.left_out == ()
    assert {one.signature.name for one in lambdas.functions} == {one.name for one in outlay.functions()}


def test_definitions_are_stored_as_excel_stores_them(lambdas: Lambdas) -> None:
    for one in lambdas.functions:
        formula = one.body.formula
        assert formula.startswith("_xlfn.LAMBDA(")
        assert len(formula) <= LONGEST
        bare = re.sub(r'"[^"]*"', '""', formula)
        for name in ("LET", "LAMBDA", "ISOMITTED", "XMATCH", "SEQUENCE", "NORM.INV"):
            assert not re.search(rf"(?<!_xlfn\.)\b{re.escape(name)}\(", bare), (one.signature.name, name)
        declared = re.findall(r"_xlop\.(\w+)", formula)
        assert declared == [each.name for each in one.body.parameters if each.optional]
        assert "[" not in bare  # brackets are how people write what may be left out; files have _xlop


def test_calls_give_what_the_engine_gives(lambdas: Lambdas, tmp_path: Path) -> None:
    """By name, with what must be given alone and with everything, in a program that has LAMBDA."""

    def formulas():  # type: ignore[no-untyped-def]
        for one in lambdas.functions:
            both = [arguments(one, 0), arguments(one, 1)]
            for values in both:
                for given in (values, required(one, values)):
                    yield call(one, given), call(one, given), says(one, given)

    calls = book_of_calls(lambdas, formulas())
    path = tmp_path / "calls.xlsx"
    path.write_bytes(calls.content)
    assert sum(isinstance(each, float) for each in calls.expected.values()) > 210
    assert_all(calls, path, "ironcalc")


def test_what_the_engine_refuses_is_an_error(lambdas: Lambdas, tmp_path: Path) -> None:
    refused = (
        "TRAIN_COST(-1,300)", 'TRAIN_COST("1",300)', "TRAIN_COST(1,2,,1.5)", 'TRAIN_COST(1,2,"no such thing")',
        "TRAIN_COST(,2)", "TIER_COST(5,{0,3,2},{1,1,1})", "TIER_COST(5,{0,3},{1,1,1})", "TIER_COST(-5,{0,3},{1,1})",
        "TIER_COST({5,6},{0,3},{1,1})", 'GPU_SPEC("A100","colour")', 'API_PRICE("davinci","input",3)',
        'OFFER_PRICE("H100 SXM","nobody")', 'TOKEN_COST(1,1,1,1,0.6,1,0,0,0,0.6)',
    )  # fmt: skip
    calls = book_of_calls(lambdas, ((each, each, "an error") for each in refused))
    path = tmp_path / "refused.xlsx"
    path.write_bytes(calls.content)
    assert_all(calls, path, "ironcalc")


@pytest.mark.xdist_group("libreoffice")
def test_bodies_give_what_the_engine_gives_in_libreoffice(lambdas: Lambdas, tmp_path: Path) -> None:
    """LibreOffice 25.2 has no LAMBDA, so arguments stand in the body. Ranges of them give ranges of results."""

    def formulas():  # type: ignore[no-untyped-def]
        for one in lambdas.functions:
            first, second = arguments(one, 0), arguments(one, 1)
            for given in (first, required(one, first)):
                yield call(one, given), inlined(one, given), says(one, given)
            if one.signature.name in ("TIER_COST", "OFFER_PRICE"):
                continue  # they gather, and refuse ranges
            both = [[a, b] for a, b in zip(first, second, strict=True)]
            results = [each for each in (says(one, first), says(one, second)) if isinstance(each, float)]
            if len(results) == 2:
                yield call(one, both), f"SUM({inlined(one, both)})", sum(results)

    calls = book_of_calls(lambdas, formulas())
    path = tmp_path / "inlined.xlsx"
    path.write_bytes(calls.content)
    package = open_package(path)
    part = sheet_parts(package)["Calls"]
    # in Excel every formula may work on arrays; here it has to say so
    stored = re.sub(rb'<c r="(\w+)"([^>]*)><f>', rb'<c r="\1"\2><f t="array" ref="\1">', package.parts[part])
    write_package(package.replaced({part: stored}), path)
    assert_all(calls, path, "libreoffice")


@pytest.mark.xdist_group("libreoffice")
def test_a_build_defines_them_and_keeps_its_rules(small_model: Path, tmp_path: Path) -> None:
    built = build_with(outlay.load(small_model), Options(lambdas=True))
    path = tmp_path / "small.xlsx"
    path.write_bytes(built.content)
    assert built.notes == ()
    assert built.content == build_with(outlay.load(small_model), Options(lambdas=True)).content
    guide = {content.value for content in contents_of(open_package(path), frozenset({"Guide"}))["Guide"].values()}
    assert {"Functions", "Library"} <= guide
    assert lint(path) == []
    assert defined_names(open_package(path))["TRAIN_COST"].startswith("_xlfn.LAMBDA(")
    assert list(sheet_parts(open_package(path)))[-2:] == ["Functions", "Library"]
    found = verify(path, outlay.load(small_model))
    assert found.ok
    assert found.engines == ("ironcalc", "libreoffice")


OWN = """"Own functions"
timeline month from 2026-01 for 3
input users : user = 100 "Users"
export function TOLL_OF(a : ratio, b : ratio = max(a, 2)) = min(a, b, 7) + (if a > 3 and not (b < 1) then 1 else 0)
export function OVER_TIME(a : ratio) = sum(grow(a, 10% per month))
export function SPREAD_OF(items : [ratio]) = max(items) - min(items) + sum(items) * mean([2, 4])
input toll_too : ratio = 2
export function TOLL_TOO(a : ratio) = a * 2
output bill = users * $1 "Bill"
"""


def test_a_models_own_functions_come_too_and_what_has_no_form_is_named(tmp_path: Path) -> None:
    model = tmp_path / "own.cost"
    model.write_text(OWN)
    command = [sys.executable, "-m", "outlay", "workbook", "build", str(model), "-o", str(tmp_path / "own.xlsx")]
    found = subprocess.run([*command, "--lambda"], capture_output=True, text=True, check=True)
    assert "left out: OVER_TIME: it works on periods" in found.stderr
    assert "left out: TOLL_TOO: a number of the model has this name" in found.stderr
    lambdas = define(outlay.load(model).compilation, {"toll_too"})
    toll, spread = lambdas.functions[:2]
    engine, engine_of_lists = (outlay.load(model).function(name) for name in ("TOLL_OF", "SPREAD_OF"))
    given = [call(toll, each) for each in ((1.0,), (5.0,), (9.0, 8.0), (4.0, 0.5))]
    expected = [engine(1.0), engine(5.0), engine(9.0, 8.0), engine(4.0, 0.5), engine_of_lists([3.0, 9.0, 4.0])]
    given.append(call(spread, ([3.0, 9.0, 4.0],)))
    calls = book_of_calls(lambdas, ((each, each, value) for each, value in zip(given, expected, strict=True)))
    path = tmp_path / "calls.xlsx"
    path.write_bytes(calls.content)
    assert_all(calls, path, "ironcalc")
