"""What the add-in's tests share: one set of functions, and a model file of one's own beside a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlay_addin.functions import Functions

ROOT = Path(__file__).resolve().parent.parent.parent

OWN = """"Costs of our own"

export function our_cost(
  runs  : ratio       "Runs",
  price : USD = $3    "Price of one",
) : USD "What we pay" = runs * price
"""


@pytest.fixture(scope="session")
def functions() -> Functions:
    return Functions([str(ROOT / "templates")])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A `.cost` file that exports `our_cost(runs, [price])`."""
    path = tmp_path / "ours.cost"
    path.write_text(OWN, encoding="utf-8")
    return path
