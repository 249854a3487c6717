"""IronCalc, in a process of its own: what it cannot read may end the process, never ours."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from outlay.diagnostics import OutlayError
from outlay_workbooks.recalculate.values import ERRORS, CellError, CellValue

# What the process runs. Its last line, after whatever IronCalc prints itself, is
# a list of [sheet, reference, value], where ["e", text] is an error value.
_PROGRAM = """
import json, sys
import ironcalc
model = ironcalc.load_from_xlsx(sys.argv[1], "en", "UTC", "en")
model.evaluate()
names = [sheet["name"] for sheet in model.get_worksheets_properties()]
kinds = ironcalc.CellType
found = []
for sheet, row, column in model.get_all_cells():
    value = model.get_cell_value(sheet, row, column)
    if value is None or value == "":
        continue
    kind = model.get_cell_type(sheet, row, column)
    if kind == kinds.ErrorValue:
        value = ["e", str(value)]
    elif kind == kinds.LogicalValue:
        value = str(value).upper() == "TRUE"
    elif kind == kinds.Number:
        value = float(value)
    else:
        value = str(value)
    found.append([names[sheet], ironcalc.column_name_from_number(column) + str(row), value])
print(json.dumps(found))
"""


def missing() -> str | None:
    """What is missing for IronCalc to be used, in a sentence; None when nothing is."""
    if find_spec("ironcalc") is None:
        return 'IronCalc is not installed: `pip install "outlay[verify]"` brings it.'
    return None


def calculated(paths: Sequence[str], seconds: float) -> list[dict[str, dict[str, CellValue]]]:
    """For each workbook every cell's value after IronCalc has calculated it. Raises `OutlayError` when it cannot."""
    return [_calculated(path, seconds) for path in paths]


def _calculated(path: str, seconds: float) -> dict[str, dict[str, CellValue]]:
    try:
        done = subprocess.run(  # noqa: S603 our own program, the path as an argument
            [sys.executable, "-c", _PROGRAM, path], capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise OutlayError(f"IronCalc took longer than {seconds:g} seconds.") from None
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["it ended without a word"]
        raise OutlayError(f"IronCalc cannot calculate this workbook: {last[0][:300]}")
    found: dict[str, dict[str, CellValue]] = {}
    for sheet, reference, value in json.loads(done.stdout.splitlines()[-1]):
        found.setdefault(sheet, {})[reference] = _value(value)
    return found


def _value(value: Any) -> CellValue:
    if isinstance(value, list):
        return CellError(value[1])
    if isinstance(value, str) and value in ERRORS:
        return CellError(value)
    plain: CellValue = value
    return plain
