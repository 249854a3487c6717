"""Every message there is, kept: `golden/<CODE>_<slug>.cost` beside the message it earns in `<same>.txt`.

`UPDATE_GOLDEN=1 pytest tests/outlay/test_golden.py` writes the messages anew; read the difference before it is kept.
`<CODE>_example.cost` is the example of the table itself, written by the same command. A case is checked; when its
code is about numbers (`10`) it is also run. Lines `# set path = value` and `# scenario name` shape that run; a first
line `# repeat 9 "text"` is taken out and `<repeated>` becomes that text so many times.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

import outlay
from outlay.diagnostics import Diagnostic, OutlayError
from outlay.diagnostics.codes import every_code
from outlay.diagnostics.render import render_text
from outlay.parse.generate import TABLES

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
TERMINALS = {name for name in json.loads(TABLES.read_text(encoding="utf-8"))["terminals"] if len(name) > 3}
CODES = {code.id: code for code in every_code()}

SETTING = re.compile(r"^# set (\S+) = (.+)$", re.MULTILINE)
REPEAT = re.compile(rb'\A# repeat (\d+) "(.*)"\n')
SCENARIO = re.compile(r"^# scenario (\w+)$", re.MULTILINE)

if UPDATE:
    for code in CODES.values():
        if code.example:
            (GOLDEN / f"{code.id}_example.cost").write_text(code.example.strip("\n") + "\n", encoding="utf-8")

CASES = sorted(path.name for path in GOLDEN.glob("*.cost"))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to work in: a case is written there, and its fixes are pasted there."""
    folder = tmp_path_factory.mktemp("golden")
    shutil.copytree(GOLDEN / "files", folder / "files")
    return folder


@pytest.fixture(autouse=True)
def on_stage(stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages name files as they were given, so every case is given by its bare name."""
    monkeypatch.chdir(stage)


def staged(name: str) -> Path:
    """The case, with what it repeats written out."""
    content = (GOLDEN / name).read_bytes()
    repeat = REPEAT.search(content)
    if repeat:
        content = content[repeat.end() :].replace(b"<repeated>", repeat[2] * int(repeat[1]))
    Path(name).write_bytes(content)
    return Path(name)


def code_of(name: str) -> str:
    return name.split("_", 1)[0]


def diagnose(path: Path) -> list[Diagnostic]:
    """What `outlay check` finds, and for a number that cannot be, what `outlay run` finds too."""
    model = outlay.Model(path)
    found = list(model.check())
    if code_of(path.name)[1:3] != "10" or errors(found):
        return found
    text = path.read_text(encoding="utf-8")
    scenario = SCENARIO.search(text)
    try:
        return list(model.run(scenario[1] if scenario else None, overrides=SETTING.findall(text)).diagnostics)
    except OutlayError as error:
        return list(error.diagnostics)


@pytest.mark.parametrize("name", CASES)
def test_the_message_is_the_one_kept(name: str) -> None:
    found = diagnose(staged(name))
    assert code_of(name) in {item.code.id for item in found}, render_text(found)
    shown = render_text(found) + "\n"
    kept = (GOLDEN / name).with_suffix(".txt")
    if UPDATE:
        kept.write_text(shown, encoding="utf-8")
    assert shown == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_a_pasted_fix_mends_what_it_is_for(name: str) -> None:
    before = diagnose(staged(name))
    for item in before:
        if item.fix is None or item.source.path != name:
            continue
        start, end = item.span
        source = item.source.text
        Path(name).write_bytes((source[:start] + item.fix + source[end:]).encode("utf-8", "surrogateescape"))
        after = diagnose(Path(name))
        same = [other for other in after if (other.code, other.message) == (item.code, item.message)]
        were = [other for other in before if (other.code, other.message) == (item.code, item.message)]
        assert len(same) < len(were), f"{item.code.id} is still there after the fix {item.fix!r}"
        assert errors(after) <= errors(before), f"the fix {item.fix!r} brings: {render_text(after)}"


def errors(found: list[Diagnostic]) -> int:
    return sum(item.code.id.startswith("E") for item in found)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 80


def test_every_code_has_a_case() -> None:
    assert not sorted(set(CODES) - {code_of(name) for name in CASES})


def test_no_case_is_for_a_code_that_is_gone() -> None:
    assert not sorted({code_of(name) for name in CASES} - set(CODES))


def test_examples_are_those_of_the_table() -> None:
    for code in CODES.values():
        if code.example:
            kept = GOLDEN / f"{code.id}_example.cost"
            assert kept.is_file(), f"{code.id}: run with UPDATE_GOLDEN=1"
            assert kept.read_text(encoding="utf-8") == code.example.strip("\n") + "\n"


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_codes_are_well_made(code: object) -> None:
    from outlay.diagnostics import Code, Severity

    assert isinstance(code, Code)
    assert re.fullmatch(r"[EW](0[1-9]|10)\d\d", code.id)
    assert code.id.startswith("E") == (code.severity is Severity.ERROR)
    assert code.title
    assert not code.title.endswith(".")
    assert len(code.explanation) > 20


@pytest.mark.parametrize("name", CASES)
def test_messages_are_for_people(name: str) -> None:
    for item in diagnose(staged(name)):
        words = " ".join([item.message, *(note.message for note in item.notes)])
        assert not TERMINALS & set(re.findall(r"\w+", words)), words
        assert not re.search(r"Traceback|Error\(|<class|object at 0x|Token\(", words), words
        assert len(item.message) < 600


def test_the_page_of_diagnostics_is_in_step() -> None:
    import subprocess
    import sys

    script = GOLDEN.parent.parent / "docs" / "generate.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
