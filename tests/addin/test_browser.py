"""The functions in a browser's Python: the wheel in Pyodide under Node, with nothing else, as xlwings Lite has them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from outlay_addin.errors import CellError
from outlay_addin.examples import EXAMPLES
from outlay_addin.functions import Functions

pytestmark = pytest.mark.xdist_group("browser")

ROOT = Path(__file__).resolve().parent.parent.parent
PYODIDE = ROOT / ".venv" / "pyodide" / "node_modules" / "pyodide"

# Stands in for xlwings: its decorators write down what they are given.
BEFORE = """
import json, sys, types

told = {}

def func(function):
    told.setdefault(function.__name__, {})["func"] = True
    return function

def arg(name, **options):
    def decorate(function):
        told.setdefault(function.__name__, {})[name] = options
        return function
    return decorate

sys.modules["xlwings"] = types.SimpleNamespace(func=func, arg=arg)
"""

AFTER = """
import inspect

def cell(value):
    return [[one] for one in value] if isinstance(value, list) else [[value]]

examples = json.loads(EXAMPLES)
answer = json.dumps({
    "examples": {name: globals()[name](*map(cell, given)) for name, given in examples.items()},
    "range": TRAIN_COST([[7e9], [70e9]], [[1e12]], [["H100_SXM5", "A100_SXM_80GB"]]),
    "left out": TRAIN_COST([[7e9]], [[1e12]], None, [[None]], None, [[2.0]]),
    "empty": TRAIN_COST([[None]], [[1e12]]),
    "wrong": TRAIN_COST([[7e9]], [[-1.0]]),
    "why": OUTLAY_WHY([["TRAIN_COST"]], [[7e9]], [[-1.0]]),
    "own": our_cost([[4.0]]),
    "signature": str(inspect.signature(TRAIN_COST)),
    "told": {name: told["TRAIN_COST"][name] for name in ("func", "params", "runs")},
    "loaded": sorted({name.split(".")[0] for name in sys.modules} & {"lark", "click", "numpy", "pandas", "xlwings"}),
})
"""


def programs() -> list[str]:
    """The programs the page shows."""
    page = (ROOT / "docs" / "xlwings-lite.md").read_text(encoding="utf-8")
    return [re.sub(r"(?m)^   ", "", text) for text in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None or not PYODIDE.is_dir():
        pytest.skip("there is no Pyodide: `make .venv/.browser` brings it where node and npm are to be had")
    folder = tmp_path_factory.mktemp("browser")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    program = folder / "program.py"
    examples = f"EXAMPLES = {json.dumps(EXAMPLES)!r}\n"
    program.write_text(BEFORE + "\n".join(programs()) + examples + AFTER, encoding="utf-8")
    done = subprocess.run(
        [node, str(ROOT / "tests" / "addin" / "browser.mjs"), str(PYODIDE), str(wheel), str(program)],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def core() -> Functions:
    return Functions()


def test_every_function_gives_the_engines_number(answer: dict[str, Any], core: Functions) -> None:
    for name, arguments in EXAMPLES.items():
        cells = [[[one] for one in each] if isinstance(each, list) else each for each in arguments]
        assert answer["examples"][name] == pytest.approx(core.call(name, cells), rel=1e-12, abs=0), name


def test_ranges_spill(answer: dict[str, Any], core: Functions) -> None:
    expected = [
        [core.call("TRAIN_COST", (params, 1e12, gpu)) for gpu in ("H100_SXM5", "A100_SXM_80GB")]
        for params in (7e9, 70e9)
    ]
    assert answer["range"] == [pytest.approx(row, rel=1e-12) for row in expected]


def test_what_is_left_out_takes_its_default(answer: dict[str, Any], core: Functions) -> None:
    assert answer["left out"] == pytest.approx(2 * core.call("TRAIN_COST", (7e9, 1e12)), rel=1e-12)


def test_what_cannot_be_says_why(answer: dict[str, Any], core: Functions) -> None:
    expected = core.call("TRAIN_COST", (7e9, -1.0))
    assert isinstance(expected, CellError)
    assert answer["wrong"] == str(expected)
    assert answer["why"] == expected.reason
    assert answer["empty"].startswith("#VALUE!")


def test_functions_of_ones_own_join(answer: dict[str, Any]) -> None:
    assert answer["own"] == 12.0


def test_xlwings_is_told_names_help_and_what_may_be_left_out(answer: dict[str, Any]) -> None:
    assert answer["signature"] == "(params, tokens, gpu=None, mfu=None, price=None, runs=None)"
    assert answer["told"]["func"] is True
    assert "Full-size runs" in answer["told"]["runs"]["doc"]
    assert answer["told"]["params"]["ndim"] == 2


def test_nothing_but_the_wheel_is_needed(answer: dict[str, Any]) -> None:
    assert answer["loaded"] == ["xlwings"]
