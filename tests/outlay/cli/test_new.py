"""`outlay new`: templates are copied whole, and nothing is overwritten by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlay.cli.group import run
from outlay.cli.new import TEMPLATES, template_path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_copied(template: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "my.cost", "--from", template]) == 0
    assert (here / "my.cost").read_bytes() == Path(template_path(template)).read_bytes()
    assert "outlay run my.cost" in capsys.readouterr().err


def test_the_ending_is_added(here: Path) -> None:
    assert run(["new", "my"]) == 0
    assert (here / "my.cost").exists()


def test_nothing_is_overwritten_without_force(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "my.cost").write_text("precious = 1\n")
    assert run(["new", "my.cost"]) == 2
    assert "already exists" in capsys.readouterr().err
    assert (here / "my.cost").read_text() == "precious = 1\n"
    assert run(["new", "my.cost", "--force"]) == 0
    assert (here / "my.cost").read_text() != "precious = 1\n"


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "nowhere/my.cost"]) == 2
    assert "no folder nowhere" in capsys.readouterr().err


def test_no_half_file_is_left_behind(here: Path) -> None:
    before = set(here.iterdir())
    assert run(["new", "my.cost"]) == 0
    assert set(here.iterdir()) - before == {here / "my.cost"}


def test_every_template_can_be_started_from() -> None:
    folder = Path(__file__).resolve().parents[3] / "templates"
    assert set(TEMPLATES) == {"minimal", *(path.stem for path in folder.glob("*.cost"))}
