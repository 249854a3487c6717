"""What the README and the pages of docs/ show is true: their models check, their tests hold, their commands run.

A block fenced as ```cost is a whole model. ```cost fragment only has to read as statements. ```cost wrong must have
a mistake. In a block fenced as ```sh every line that begins with `outlay` is run, and a block fenced as ```text right
after it must be what it prints. Blocks with a file name in their first comment (`# writer.cost`) are files the
page's later commands can use.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
GENERATED = {"diagnostics.md"}  # its examples are the golden cases
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"#\s*([\w./-]+\.cost)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2].strip(), found[3])
        for found in FENCE.finditer(text)
    ]


ALL = [block for page in PAGES if page.name not in GENERATED for block in blocks(page)]
MODELS = [block for block in ALL if block.language == "cost"]


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line as a person types it: a shell reads it, quotes, dollars and all."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "100", "PATH": path}
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_there_is_something_to_check() -> None:
    assert len(MODELS) > 15


@pytest.mark.parametrize("block", [b for b in MODELS if b.info == ""], ids=str)
def test_models_check_and_their_tests_hold(block: Block, tmp_path: Path) -> None:
    (tmp_path / "model.cost").write_text(block.text, encoding="utf-8")
    done = shell("outlay check model.cost", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    if re.search(r"^test ", block.text, re.MULTILINE):
        done = shell("outlay test model.cost", tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("block", [b for b in MODELS if b.info == "wrong"], ids=str)
def test_wrong_models_are_refused(block: Block, tmp_path: Path) -> None:
    (tmp_path / "model.cost").write_text(block.text, encoding="utf-8")
    assert shell("outlay check model.cost", tmp_path).returncode == 1


def test_infos_are_known() -> None:
    assert {block.info for block in MODELS} <= {"", "fragment", "wrong"}


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in GENERATED], ids=lambda page: page.name)
def test_commands_run_and_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    # a page's commands follow one another in one folder, as its reader's do
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    found = blocks(page)
    for block, after in zip_longest(found, found[1:]):
        if block.language == "cost" and (name := NAMED.match(block.text)):
            (tmp_path / name[1]).write_text(block.text, encoding="utf-8")
        if block.language == "python":
            done = subprocess.run(
                [sys.executable, "-c", block.text], cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{block}: {done.stderr}"
            compare(block, after, done.stdout)
        if block.language != "sh":
            continue
        printed = ""
        for line in block.text.splitlines():
            if not line.startswith("outlay "):
                continue
            done = shell(line, tmp_path)
            assert done.returncode in (0, 1), f"{block}: {line}: {done.stderr}"
            assert "Traceback" not in done.stderr
            printed += done.stdout
        compare(block, after, printed)


def compare(block: Block, after: Block | None, printed: str) -> None:
    """A ```text block right behind is the output, where a line `…` stands for lines left out."""
    if after is None or after.language != "text":
        return
    shown = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
    pieces = [piece.strip("\n") for piece in re.split(r"^…$", after.text, flags=re.MULTILINE)]
    if UPDATE and len(pieces) == 1:
        page = after.page.read_text(encoding="utf-8")
        before, behind = page.split(f"{block.text}```\n\n```text\n{after.text}```", 1)
        text = f"{before}{block.text}```\n\n```text\n{shown}\n```{behind}"
        after.page.write_text(text, encoding="utf-8")
        return
    at = 0
    for piece in pieces:
        at = shown.find(piece, at)
        assert at >= 0, f"{block} prints\n{shown}\nand the page shows\n{piece}"
        at += len(piece)
