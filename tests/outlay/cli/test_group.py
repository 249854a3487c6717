"""The frame of the command: help, exit codes, and that nothing but sentences reaches a person."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from outlay import OutlayError
from outlay.cli import group
from outlay.cli.group import command, run

COMMANDS = command.list_commands(click.Context(command))


def test_help_lists_every_command_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Examples:" in shown
    assert f"outlay {name}" in shown


def test_every_option_says_what_it_does() -> None:
    silent = []
    for name in COMMANDS:
        found = command.get_command(click.Context(command), name)
        assert found is not None
        silent += [f"{name} {p.name}" for p in found.params if isinstance(p, click.Option) and not p.help]
    assert not silent


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("outlay ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["runn", "x.cost"], "Did you mean `run`?"),
        (["model.cost"], "write `outlay run model.cost`"),
        (["run", "missing.cost"], "there is no file missing.cost"),
        (["run", "."], ". is a folder"),
        (["run"], "Missing argument"),
        (["run", "x", "--nonsense"], "No such option"),
        (["run", "--set", "x", "missing.cost"], "should read like `plan=12`"),
    ],
)
def test_wrong_usage_is_exit_code_two(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_the_nearest_file_is_suggested(
    tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open("margin.cost", "w") as stream:
        stream.write("x = 1\n")
    assert run(["run", "margn.cost"]) == 2
    assert "Did you mean margin.cost?" in capsys.readouterr().err


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    def invoke(_: list[str]) -> None:
        raise error

    monkeypatch.setattr(group, "_invoke", invoke)
    return run([])


def test_an_unexpected_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OUTLAY_DEBUG", raising=False)
    assert failing(monkeypatch, ZeroDivisionError("secret")) == 1
    shown = capsys.readouterr().err
    assert "please report it" in shown
    assert "OUTLAY_DEBUG=1" in shown
    assert "Traceback" not in shown
    assert shown.count("\n") == 1


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLAY_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        failing(monkeypatch, ZeroDivisionError())


def test_interrupts_and_errors_have_their_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""
    assert failing(monkeypatch, OutlayError("no such\x1b[31m thing")) == 1
    assert capsys.readouterr().err == "outlay: no such␛[31m thing\n"
    assert failing(monkeypatch, RecursionError()) == 1
    assert "too deeply nested" in capsys.readouterr().err


def test_a_closed_pipe_is_quiet() -> None:
    script = "import sys; from outlay.cli import main; main(['completion', 'zsh'])"
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.close()
    assert writer.stderr is not None
    shown = writer.stderr.read()
    writer.stderr.close()
    assert writer.wait() == 141
    assert shown == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_OUTLAY_COMPLETE" in capsys.readouterr().out


def test_light_commands_import_little() -> None:
    script = (
        "import sys, outlay.cli.group\n"
        "heavy = {'lark', 'numpy', 'pandas', 'rich', 'pyarrow', 'importlib.metadata'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert not [name for name in sys.modules if name.startswith('outlay.cli.') and name != 'outlay.cli.group']\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_importing_the_library_imports_nothing_else() -> None:
    script = (
        "import sys, outlay\n"
        "found = {name for name in sys.modules if name.startswith('outlay.')} - {'outlay.version'}\n"
        "found |= {'click', 'lark', 'dataclasses', 'typing_extensions'} & set(sys.modules)\n"
        "assert not found, found\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
