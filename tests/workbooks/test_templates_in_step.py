"""The workbooks beside the templates are what the templates build, part by part."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import outlay
from outlay_workbooks.build import Options, build, build_with
from outlay_workbooks.package import open_package, package_of

CALLING = ("saas_margin", "build_vs_buy")  # of these there is one for who has the add-in as well
TEMPLATES = ("saas_margin", "build_vs_buy", "train_a_model", "own_or_rent", "price_outlook")


def test_every_template_has_its_workbook(root: Path) -> None:
    assert {path.stem for path in (root / "templates").glob("*.cost")} == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_workbook_is_what_its_template_builds(name: str, root: Path) -> None:
    same_parts(root / "templates" / f"{name}.xlsx", build(outlay.load(root / "templates" / f"{name}.cost")))


@pytest.mark.parametrize("name", CALLING)
def test_a_workbook_that_calls_functions_is_what_its_template_builds(name: str, root: Path) -> None:
    built = build_with(outlay.load(root / "templates" / f"{name}.cost"), Options(udf=True))
    assert not any(note.startswith("not called") for note in built.notes)
    same_parts(root / "templates" / f"{name}_udf.xlsx", built.content)


def same_parts(path: Path, content: bytes) -> None:
    built, kept = package_of(path.name, content), open_package(path)
    # the same parts may be packed differently by another zlib
    different = [part for part in {*kept.parts, *built.parts} if kept.parts.get(part) != built.parts.get(part)]
    assert different == [], "run `make templates`"


def test_a_build_is_the_same_to_the_byte_in_another_process(
    small_model: Path, small_book: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.xlsx"
    command = [sys.executable, "-m", "outlay", "workbook", "build", str(small_model), "-o", str(again)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "77"})
    same = again.read_bytes() == small_book.read_bytes()
    assert same
