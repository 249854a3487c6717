"""A folder with a small model in it, and a cache of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from outlay.cli.group import run

MODEL = """
"A small model"
timeline month from 2026-01 for 24
input plan = $10 / user / month    "Plan price" @source("page", 2026-01-01) @owner("sales")
input start = 100 user
input growth = 5% per month @status(assumed)
usage writer { tokens = 4_000 to 6_000 token / user / day "Prompts" }
users = grow(start, growth)
revenue = users * plan
ai = users * writer.tokens * $2 / 1M token
output cost : USD/month = ai + 10% of revenue    "Cost of it"
output margin = 100% - cost / revenue    "Margin" @target(>= 50%)
output verdict = if margin[last] > 50% then "=good" else "bad"
check "good margin": margin >= 50%
scenario heavy { writer.tokens = 16_000 token / user / day }
scenario dear : heavy { plan = 2 * plan }
solve floor: plan in $1 .. $50 / user / month where margin[last] == 70%    "Lowest price"
test "revenue at launch" { given start = 10 user  expect revenue[first] == $100 / month  note "ten users" }
test "not so" { expect revenue[first] ~= $1_001 / month within 0.01% }
"""


class Said(NamedTuple):
    """What one command did."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTLAY_CACHE", str(tmp_path / "kept"))
    monkeypatch.delenv("OUTLAY_DEBUG", raising=False)
    (tmp_path / "small.cost").write_text(MODEL, encoding="utf-8")
    (tmp_path / "bad.cost").write_text("output x = nothing\noutput y = $1 + 1 user\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def outlay(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def say(*arguments: str) -> Said:
        code = run(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    return say
