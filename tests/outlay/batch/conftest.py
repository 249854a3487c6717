"""A small model, accounts to run it over, and the command in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.outlay.batch.tables import MODEL, PARTS

from outlay.batch import workers
from outlay.batch.sources import parquet, rows
from outlay.batch.spec import Chunk
from outlay.cli.group import run
from outlay.diagnostics import OutlayError


class Said(NamedTuple):
    """What one command did."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the model, in which commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTLAY_CACHE", str(tmp_path / "kept"))
    monkeypatch.delenv("OUTLAY_DEBUG", raising=False)
    (tmp_path / "m.cost").write_text(MODEL, encoding="utf-8")
    (tmp_path / "parts.cost").write_text(PARTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that a short file has many."""
    monkeypatch.setattr(rows, "PIECE_BYTES", 1_000)
    monkeypatch.setattr(parquet, "PIECE_ROWS", 100)


@pytest.fixture
def outlay(capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """The command; nothing it says may be a traceback."""

    def say(*arguments: str) -> Said:
        code = run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    return say


@pytest.fixture
def batch(outlay: Callable[..., Said]) -> Callable[..., Said]:
    """`outlay batch m.cost …` in this process alone."""
    return lambda *arguments: outlay("batch", "m.cost", *arguments, "--jobs", "1")


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[None]]:
    """Within it, a run stops after four chunks."""

    @contextmanager
    def within() -> Iterator[None]:
        begin, count = workers.Worker.begin, 0

        def few(self: workers.Worker, chunk: Chunk) -> object:
            nonlocal count
            count += 1
            if count > 4:
                raise OutlayError("stopped")
            return begin(self, chunk)

        with monkeypatch.context() as patch:
            patch.setattr(workers.Worker, "begin", few)
            yield

    return within
