"""Cells that call functions, calculated by LibreOffice with Outlay's extension in it, are the engine's numbers.

Inputs are edited first, and every scenario is chosen in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.office import profile_with
from calling import CALLS, IMPORTS, NOT_CALLED, OURS

import outlay
from outlay.model import Model
from outlay_addin.libreoffice.extension import build as extension
from outlay_workbooks.build import Options, build_with
from outlay_workbooks.package import contents_of, edit_cells, open_package, sheet_parts, write_package
from outlay_workbooks.recalculate import available
from outlay_workbooks.verify import verify

pytestmark = pytest.mark.xdist_group("calc")

ROOT = Path(__file__).resolve().parents[2]
OWN = {"calls": CALLS, "not_called": NOT_CALLED, "ours": OURS, "imports": IMPORTS}
TEMPLATES = ("saas_margin", "build_vs_buy", "train_a_model", "own_or_rent", "price_outlook")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("calls")
    for name, text in OWN.items():
        (found / f"{name}.cost").write_text(text)
    return found


@pytest.fixture(scope="module")
def profile(folder: Path) -> Iterator[Path]:
    """A profile of LibreOffice with the library's functions and those of the models' own files."""
    lack = available("libreoffice")
    if lack is not None:
        pytest.skip(lack)
    content, notes = extension([str(folder / f"{name}.cost") for name in ("calls", "not_called", "ours")])
    assert notes == []
    (folder / "outlay.oxt").write_bytes(content)
    with profile_with(folder / "outlay.oxt") as installed:
        yield installed


def edited(content: bytes, path: Path, model: Model) -> int:
    """The workbook with its larger inputs a little less than they were built, if they may be; how many they are."""
    least = {each.bounds[0] for each in model.setting("").plan.inputs if each.bounds is not None}
    path.write_bytes(content)
    package = open_package(path)
    inputs = contents_of(package)["Inputs"]
    edits = {
        reference: content.value * (0.99 if number % 2 else 0.97)
        for number, (reference, content) in enumerate(inputs.items())
        if reference.startswith("B") and content.formula is None
        and isinstance(content.value, float) and 2 < content.value < 40_000 and content.value not in least
    }  # fmt: skip
    part = sheet_parts(package)["Inputs"]
    write_package(package.replaced({part: edit_cells(package.parts[part], edits)}), path)
    return len(edits)


@pytest.mark.parametrize("name", [*TEMPLATES, "calls", "not_called", "imports"])
def test_every_cell_that_calls_agrees_after_edits_in_every_scenario(
    name: str, folder: Path, profile: Path, tmp_path: Path
) -> None:
    path = folder / f"{name}.cost" if name in OWN else ROOT / "templates" / f"{name}.cost"
    model = outlay.load(path)
    built = build_with(model, Options(udf=True, studies=False))
    assert "call" in built.notes[0]
    assert edited(built.content, tmp_path / "edited.xlsx", model)
    report = verify(tmp_path / "edited.xlsx", model, ["libreoffice"], str(profile))
    assert report.mismatches == []
    assert not any("which has not the functions" in line for line in report.left_out)
    assert report.worst <= 1e-9
