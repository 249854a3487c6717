"""`outlay since`: what a change under git does to the numbers of models."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest
from tests.outlay.since.checkout import PLAIN, PRICES, Repository

from outlay.cli.group import run

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*arguments: str) -> tuple[int, str, str]:
        code = run(["since", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return said


def test_nothing_changed(repository: Repository, say: Say) -> None:
    assert say("HEAD") == (0, "No model changed since HEAD.\n", "")


def test_a_number_and_a_check_that_changed(repository: Repository, say: Say) -> None:
    repository.write(plain=PLAIN.replace("$10", "$8"))
    code, out, _ = say("HEAD")
    assert code == 1  # a check fails now
    assert "$1,000.00/month → $800.00/month" in out
    assert "✗ enough" in out
    assert "reader" not in out


def test_a_model_changes_with_a_file_it_reads(repository: Repository, say: Say) -> None:
    repository.write(parts__prices=PRICES.replace("$2", "$3"))
    code, out, _ = say("HEAD", "--format", "markdown")
    assert code == 0
    assert "| cost | $24.00/month | $36.00/month | +$12.00/month (+50%) |" in out
    assert "files the models read" in out


def test_why_is_told_in_markdown(repository: Repository, say: Say) -> None:
    repository.write(plain=PLAIN.replace("$10", "$20").replace("100 user", "50 user"))
    out = say("HEAD", "--format", "markdown")[1]
    assert "<details><summary>Why</summary>" not in out  # twice the price for half the users: no number changed
    repository.write(plain=PLAIN.replace("$10", "$20"))
    assert "| plan | +$1,000.00/month | $10 / user / month → $20 / user / month |" in say(
        "HEAD", "--format", "markdown"
    )[1]  # fmt: skip


def test_models_that_come_go_and_break(repository: Repository, say: Say) -> None:
    repository.write(fresh="output one = 1\n", plain="output x = nothing\n")
    os.unlink("reader.cost")
    code, out, _ = say("HEAD", "--format", "json")
    kinds = {each["path"]: each["kind"] for each in json.loads(out)["models"]}
    assert code == 1
    assert kinds == {"fresh.cost": "new", "plain.cost": "broken", "reader.cost": "removed"}


def test_a_model_that_is_mended_has_nothing_to_compare_with(repository: Repository, say: Say) -> None:
    repository.write(plain="output x = nothing\n")
    repository.commit()
    repository.write(plain=PLAIN)
    code, out, _ = say("HEAD")
    assert code == 0
    assert "had mistakes before" in out
    assert "then, line 1: `nothing` is not defined" in out
    assert "$1,000.00/month" in out


def test_models_without_a_changed_number_are_named_together(repository: Repository, say: Say) -> None:
    repository.write(plain=PLAIN + "# a remark\n", reader="output cost = 3\n")
    out = say("HEAD")[1]
    assert "1 more model changed, and none of its numbers: plain.cost." in out
    assert "reader.cost\n" in out


def test_only_the_models_that_are_named(repository: Repository, say: Say) -> None:
    repository.write(plain=PLAIN.replace("$10", "$11"), reader="output cost = 3\n")
    assert "plain" not in say("HEAD", "reader.cost")[1]


def test_markdown_calls_nobody_and_links_nothing(repository: Repository, say: Say) -> None:
    repository.write(
        plain=PLAIN.replace(
            '"Plain"', '"@somebody see #12 GH-12 https://example.com www.example.com <img src=x> [a](b)"'
        ).replace("$10", "$11")
    )
    out = say("HEAD", "--format", "markdown")[1]
    assert "@somebody" not in out
    assert not [call for call in ("#12", "GH-12", "https://example", "www.example") if call in out]
    assert "<img" not in out.replace("\\<", "")  # escaped, it is text
    assert "[a](" not in out.replace("\\[", "")


def test_a_comment_fits_its_host(repository: Repository, say: Say) -> None:
    lines = "\n".join(f'output o{n} = plan * {n + 1} "{"words " * 40}"' for n in range(60))
    for number in range(30):
        repository.write(**{f"many{number}": f"input plan = $1\n{lines}\n"})
    repository.commit()
    for number in range(30):
        repository.write(**{f"many{number}": f"input plan = $2\n{lines}\n"})
    out = say("HEAD", "--format", "markdown")[1]
    assert len(out) < 65_000
    assert "more models" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "git knows no commit called nowhere"),
        (("--", "--output=x"), "git knows no commit called --output=x"),
        (("HEAD", "/etc/passwd"), "in no git checkout"),
    ],
)
def test_what_git_does_not_know_is_said(
    repository: Repository, say: Say, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = say(*arguments)
    assert code in (1, 2)
    assert said in err


def test_a_link_of_another_commit_is_not_followed(repository: Repository, say: Say) -> None:
    os.symlink("/etc/hostname", "link.cost")
    repository.commit()
    os.unlink("link.cost")
    assert "No model changed" in say("HEAD")[1]


def test_a_model_that_only_moved_is_named_with_what_it_was(repository: Repository, say: Say) -> None:
    os.mkdir("sub")
    repository.git("mv", "plain.cost", "sub/plain.cost")
    assert say("HEAD") == (0, "1 model changed, and none of its numbers: sub/plain.cost (was plain.cost).\n", "")


def test_a_whole_hash_is_said_as_people_say_it(repository: Repository, say: Say) -> None:
    commit = repository.git("rev-parse", "HEAD")
    out = say(commit, "--format", "markdown")[1]
    assert commit[:10] in out
    assert commit not in out
