"""The hooks and the action do what their files say: every command is run as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from tests.outlay.since.checkout import PLAIN, Repository

from outlay.cli.group import command

HOOKS = yaml.safe_load((Path(__file__).parents[3] / ".pre-commit-hooks.yaml").read_text())
ACTION = yaml.safe_load((Path(__file__).parents[3] / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
BESIDE = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


# -------------------------------------------------------------------------------------------------- pre-commit


@pytest.mark.parametrize("hook", HOOKS, ids=lambda each: each["id"])
def test_a_hook_passes_sound_models_and_stops_others(hook: dict[str, Any], repository: Repository) -> None:
    def outcome() -> int:
        tracked = repository.git("ls-files").splitlines()
        files = [name for name in tracked if re.search(hook["files"], name)]
        done = subprocess.run([*shlex.split(hook["entry"]), *files], env=os.environ | {"PATH": BESIDE}, check=False)
        changed = repository.git("status", "--porcelain")
        return done.returncode or bool(changed)

    repository.git("config", "core.safecrlf", "false")
    subprocess.run(["outlay", "fmt", "plain.cost", "reader.cost"], env=os.environ | {"PATH": BESIDE}, check=True)
    repository.commit()
    assert outcome() == 0
    repository.write(plain=PLAIN.replace("== $1_000 / month", "== $1_000").replace("input", "  input  "))
    repository.commit()
    assert outcome() == 1


def test_hooks_name_commands_and_options_that_exist() -> None:
    context = click.Context(command)
    for hook in HOOKS:
        program, name, *options = shlex.split(hook["entry"])
        found = command.get_command(context, name)
        assert program == "outlay"
        assert found is not None
        assert set(options) <= {flag for each in found.params for flag in each.opts}


# ------------------------------------------------------------------------------------------------------ action

# Stands for GitHub's own program: notes what it is asked, and knows the comment it was told of.
GH = """#!/usr/bin/env python3
import json, os, sys
with open(os.environ["GH_SEEN"], "a") as seen:
    body = next((each[6:] for each in sys.argv if each.startswith("body=@")), "")
    told = {"asked": sys.argv[1:], "me": os.environ.get("ME"), "body": open(body).read() if body else ""}
    seen.write(json.dumps(told) + "\\n")
if "-X" in sys.argv and os.environ.get("GH_REFUSES"):
    sys.exit("HTTP 403: Resource not accessible by integration")
if "user" in sys.argv:
    print(os.environ["GH_IS"]) if "GH_IS" in os.environ else sys.exit("HTTP 403")
elif "-X" not in sys.argv and os.environ.get("GH_KNOWS"):
    print(os.environ["GH_KNOWS"])
"""


class Job:
    """A run of the action's steps in a repository, as a runner would make it."""

    def __init__(self, repository: Repository, folder: Path, base: str, **more: str) -> None:
        tools = folder / "tools"
        tools.mkdir()
        (tools / "gh").write_text(GH)
        (tools / "gh").chmod(0o755)
        self.repository = repository
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.seen = folder / "seen"
        self.seen.write_text("")
        self.written = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for path in self.written.values():
            path.write_text("")
        self.environment = os.environ | {
            "PATH": f"{tools}{os.pathsep}{BESIDE}", "RUNNER_TEMP": str(self.temp), "GH_SEEN": str(self.seen),
            "GITHUB_REPOSITORY": "somebody/shop", **{name: str(path) for name, path in self.written.items()}, **more,
        }  # fmt: skip
        self.known = {
            "github.action_path": str(Path(__file__).parents[3]), "github.token": "token",
            "github.event.pull_request.base.sha": base, "github.event.pull_request.number": "7",
            **{f"inputs.{name}": each["default"] for name, each in ACTION["inputs"].items()},
        }  # fmt: skip

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        """One step's script, with its environment filled in."""
        found = next(each for each in STEPS if each["name"] == name)
        assert found["shell"] == "bash"
        outputs = dict(line.split("=", 1) for line in self.written["GITHUB_OUTPUT"].read_text().splitlines())
        known = self.known | {f"steps.since.outputs.{key}": value for key, value in outputs.items()}
        own = {
            key: re.sub(r"\$\{\{ *([\w.]+) *\}\}", lambda each: known[each[1]], str(value))
            for key, value in found.get("env", {}).items()
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]], cwd=self.repository.folder,
            env=self.environment | own, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def all(self) -> dict[str, int]:
        """Every step's exit code."""
        return {each["name"]: self.step(each["name"]).returncode for each in STEPS}

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.seen.read_text().splitlines()]


@pytest.fixture
def job(repository: Repository, tmp_path: Path) -> Callable[..., Job]:
    def made(text: str, **more: str) -> Job:
        base = repository.git("rev-parse", "HEAD")
        repository.write(plain=text)
        repository.commit()
        return Job(repository, tmp_path, base, **more)

    return made


def test_a_sound_change_is_told_in_one_comment(job: Callable[..., Job]) -> None:
    run = job(PLAIN.replace("100 user", "200 user").replace("$1_000", "$2_000"))
    assert set(run.all().values()) == {0}
    _, looked, told = run.asked
    assert "POST" not in looked["asked"]
    assert told["asked"][1:4] == ["-X", "POST", "repos/somebody/shop/issues/7/comments"]
    assert told["body"].startswith("<!-- outlay -->\n### Cost models")
    assert "| revenue | $1,000.00/month | $2,000.00/month |" in told["body"]
    assert "$2,000.00/month" in run.written["GITHUB_STEP_SUMMARY"].read_text()


def test_a_comment_that_is_there_is_written_anew(job: Callable[..., Job]) -> None:
    run = job(PLAIN.replace("$10", "$11").replace("$1_000", "$1_100"), GH_KNOWS="31")
    run.all()
    assert run.asked[-1]["asked"][1:4] == ["-X", "PATCH", "repos/somebody/shop/issues/comments/31"]


def test_mistakes_and_failing_tests_fail_their_steps_and_are_told(job: Callable[..., Job]) -> None:
    run = job("output x = nothing\n")
    codes = run.all()
    assert codes["Check"] != 0
    assert codes["Comment"] == 0
    assert "has mistakes" in run.asked[-1]["body"]
    assert "::error file=plain.cost" in run.step("Check").stdout


def test_a_failing_test_fails_its_step(job: Callable[..., Job]) -> None:
    run = job(PLAIN.replace("$1_000", "$1_001"))
    codes = run.all()
    assert codes["Check"] == 0
    assert codes["Test"] != 0


def test_a_token_that_may_only_read_is_a_warning(job: Callable[..., Job]) -> None:
    run = job(PLAIN.replace("$10", "$11").replace("$1_000", "$1_100"), GH_REFUSES="1")
    assert run.all()["Comment"] == 0
    assert "::warning::Outlay could not comment: HTTP 403" in run.step("Comment").stdout


def test_a_repository_without_models_is_a_warning(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("rm", "-q", "-r", ".")
    (repository.folder / "with blank.txt").write_text("x")
    repository.commit()
    run = Job(repository, tmp_path, base)
    assert "::warning::Outlay found no models" in run.step("Find the models").stdout
    assert run.step("Check").returncode == run.step("Test").returncode == 0


def test_models_with_odd_names_are_looked_at_and_run_nothing(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    for name in ("$(touch run).cost", "a b.cost", "-o.cost"):
        (repository.folder / name).write_text("output x = 1\n")
    repository.commit()
    run = Job(repository, tmp_path, base)
    assert set(run.all().values()) == {0}
    assert not (repository.folder / "run").exists()
    assert "a b.cost" in run.asked[-1]["body"]


def test_nothing_from_outside_is_put_into_a_script() -> None:
    assert not [each["name"] for each in STEPS if "${{" in each["run"]]


# --------------------------------------------------------------------------------- what a pull request may hold


def body(run: Job) -> str:
    """The comment, when every step has been taken."""
    run.all()
    text: str = run.asked[-1]["body"]
    return text


def test_a_model_that_was_deleted_is_told(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("rm", "-q", "plain.cost")
    repository.commit()
    assert "#### plain.cost\n\nremoved" in body(Job(repository, tmp_path, base))


def test_when_the_last_model_is_deleted_that_is_told(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("rm", "-q", "-r", ".")
    (repository.folder / "left.txt").write_text("x")
    repository.commit()
    text = body(Job(repository, tmp_path, base))
    assert text.count("removed") == 3


def test_a_model_under_a_new_name_is_compared_with_itself(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("mv", "plain.cost", "new name.cost")
    (repository.folder / "new name.cost").write_text(PLAIN.replace("100 user", "200 user"))
    repository.commit()
    text = body(Job(repository, tmp_path, base))
    assert "was plain.cost · 1 number changed" in text
    assert "| revenue | $1,000.00/month | $2,000.00/month |" in text
    assert "removed" not in text


def test_what_a_merge_is_compared_with_is_its_first_parent(repository: Repository, tmp_path: Path) -> None:
    stale = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "-b", "change")
    repository.write(plain=PLAIN.replace("100 user", "200 user"))
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write(other="output somebody_else_s = 1\n")
    repository.commit()
    repository.git("checkout", "-q", "--detach")
    repository.git("merge", "-q", "--no-ff", "-m", "merged", "change")
    text = body(Job(repository, tmp_path, stale, GITHUB_REF="refs/pull/7/merge"))
    assert "plain.cost" in text
    assert "other.cost" not in text


def test_a_link_to_a_file_elsewhere_spoils_no_comparison(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    (tmp_path / "outside.cost").write_text("output secret = 1\n")
    (repository.folder / "link.cost").symlink_to(tmp_path / "outside.cost")
    repository.write(plain=PLAIN.replace("100 user", "200 user"))
    repository.commit()
    text = body(Job(repository, tmp_path, base))
    assert "$2,000.00/month" in text
    assert "secret" not in text


def test_sixty_models_fit_one_comment(repository: Repository, tmp_path: Path) -> None:
    names = [f"team_{number:02d}__model" for number in range(60)]
    lines = "".join(f'output cost_{n} = plan * {n + 1} "{"words " * 20}"\n' for n in range(20))
    repository.write(**dict.fromkeys(names, f"input plan = $10\n{lines}"))
    base = repository.commit()
    repository.write(**dict.fromkeys(names, f"input plan = $11\n{lines}"))
    repository.commit()
    text = body(Job(repository, tmp_path, base))
    assert len(text) < 65_536
    assert "more models: `outlay since` shows them all." in text


def test_a_comment_of_the_person_whose_token_is_used_is_written_anew(job: Callable[..., Job]) -> None:
    run = job(PLAIN.replace("$10", "$11").replace("$1_000", "$1_100"), GH_KNOWS="31", GH_IS="somebody")
    run.all()
    asked = next(each for each in run.asked if "--paginate" in each["asked"])
    assert asked["me"] == "somebody"
    assert ".user.login == env.ME" in asked["asked"][-1]


def test_a_branch_named_like_a_command_runs_nothing(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "-b", "a$(touch${IFS}ran);`touch${IFS}ran`")
    repository.write(plain=PLAIN.replace("$10", "$11").replace("$1_000", "$1_100"))
    repository.commit()
    name = "refs/heads/a$(touch${IFS}ran);`touch${IFS}ran`"
    run = Job(repository, tmp_path, base, GITHUB_REF=name, GITHUB_HEAD_REF=name)
    assert set(run.all().values()) == {0}
    assert not (repository.folder / "ran").exists()
