"""The demonstration workbook is what the command writes, and calls every function."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from outlay_addin.examples import EXAMPLES
from outlay_addin.functions import Functions
from outlay_workbooks.package import contents_of, open_package

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "templates" / "functions.xlsx"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demonstration") / "functions.xlsx"
    command = [sys.executable, "-m", "outlay", "workbook", "functions", "-o", str(path)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "77"})
    return path


def test_the_workbook_beside_the_templates_is_what_the_command_writes(made: Path) -> None:
    built, kept = open_package(made), open_package(KEPT)
    different = [part for part in {*kept.parts, *built.parts} if kept.parts.get(part) != built.parts.get(part)]
    assert different == [], "run `make templates`"


def test_every_function_is_called_once_with_the_engines_value_in_the_cell(made: Path) -> None:
    core = Functions()
    calls: dict[str, list[object]] = {}
    for cells in contents_of(open_package(made)).values():
        for content in cells.values():
            if content.formula and "(" in content.formula:
                calls.setdefault(content.formula.lstrip("=").partition("(")[0], []).append(content.value)
    assert set(calls) == {*EXAMPLES, "OUTLAY", "OUTLAY_VERSION", "OUTLAY_WHY"}
    for name, arguments in EXAMPLES.items():
        cells = [[[one] for one in each] if isinstance(each, list) else each for each in arguments]
        assert calls[name] == [pytest.approx(core.call(name, cells), rel=1e-15)], name


def test_arguments_stand_with_names_units_and_sources(made: Path) -> None:
    texts = {str(content.value) for cells in contents_of(open_package(made)).values() for content in cells.values()}
    for signature in Functions().table.signatures:
        assert {each.name for each in signature.parameters} <= texts
        assert {each.label for each in signature.parameters if each.label} <= texts
        if signature.facts.source is not None:
            assert any(text.startswith(signature.facts.source.where) for text in texts), signature.name


def test_a_workbook_that_is_there_is_not_overwritten(made: Path) -> None:
    before = made.read_bytes()
    command = [sys.executable, "-m", "outlay", "workbook", "functions", "-o", str(made)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert made.read_bytes() == before
