"""A git repository with two models, one of which reads a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outlay.since.checkout import PLAIN, PRICES, READER, Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    found = Repository(tmp_path / "shop")
    found.folder.mkdir()
    found.git("init", "-q", "-b", "main")
    found.write(plain=PLAIN, reader=READER, parts__prices=PRICES)
    found.commit()
    monkeypatch.chdir(found.folder)
    return found
