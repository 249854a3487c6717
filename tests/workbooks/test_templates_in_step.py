"""The workbooks beside the templates are what the templates build, part by part."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import outlay
from outlay_workbooks.build import build
from outlay_workbooks.package import open_package, package_of

TEMPLATES = ("saas_margin", "build_vs_buy", "train_a_model", "own_or_rent", "price_outlook")


def test_every_template_has_its_workbook(root: Path) -> None:
    assert {path.stem for path in (root / "templates").glob("*.cost")} == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_workbook_is_what_its_template_builds(name: str, root: Path) -> None:
    built = package_of(name, build(outlay.load(root / "templates" / f"{name}.cost")))
    kept = open_package(root / "templates" / f"{name}.xlsx")
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
