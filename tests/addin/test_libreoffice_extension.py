"""The extension as a file: the same bytes each time, all it needs within, nothing said that LibreOffice cannot read."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

import outlay
from outlay.cli.group import run
from outlay.diagnostics import OutlayError
from outlay_addin.libreoffice.extension import build
from outlay_addin.libreoffice.type_library import Method, Parameter, type_library

NAME = "{http://openoffice.org/2001/registry}name"
OWN = 'export function our_cost(runs : ratio "Runs & <all>", price : USD = $3) : USD "What we pay" = runs * price\n'

# A cell calls these as LibreOffice does, with nothing on the path but the extension.
BARE = """
import sys
sys.path.insert(0, "pythonpath")
import json
from outlay_addin.libreoffice.bridge import methods
offered = json.load(open("functions.json"))["functions"]
made = methods(offered, "models", lambda address: address)
calls = [("TRAIN_COST", (7e9, 1e12)), ("our_cost", (2.0,)), ("TRAIN_COST", (((7e9,), (70e9,)), 1e12))]
print(json.dumps([made[name](None, *given) for name, given in calls]))
print(sorted(name for name in sys.modules if name.split(".")[0] in ("lark", "numpy", "click", "pandas")))
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "ours.cost"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def archive(model: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(build([str(model)])[0]))


def test_the_same_functions_give_the_same_bytes(model: Path) -> None:
    assert build([str(model)]) == build([str(model)])


def test_the_engine_within_needs_nothing_else(archive: zipfile.ZipFile, tmp_path: Path) -> None:
    archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", BARE], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    numbers, loaded = done.stdout.splitlines()
    one, own, two = json.loads(numbers)
    train = outlay.function("TRAIN_COST")
    assert one == [[train(7e9, 1e12)]]
    assert own == [[6.0]]
    assert two == [[train(7e9, 1e12)], [train(70e9, 1e12)]]
    assert loaded == "[]"


def test_titles_and_help_are_the_tables(archive: zipfile.ZipFile) -> None:
    tree = ElementTree.fromstring(archive.read("CalcAddIns.xcu"))
    nodes = {each.get(NAME): each for each in tree.iter("node")}
    for signature in outlay.functions():
        shown = nodes[signature.name]
        parameters = next(each for each in shown if each.get(NAME) == "Parameters")
        assert [each.get(NAME) for each in parameters] == [each.name for each in signature.parameters]
        texts = [value.text for value in shown.iter("value")]
        assert f"COST.{signature.name}" in texts
        assert any(signature.label in (text or "") for text in texts)
    help_of_runs = [value.text for value in nodes["our_cost"].iter("value")]
    assert any("Runs & <all>" in (text or "") for text in help_of_runs)


def test_types_are_laid_out_as_libreoffice_reads_them() -> None:
    """Header, root map, module, interface: every offset leads to what it says."""
    library = type_library("one.XTwo", [Method("F", "[][]any", (Parameter("x", "any"),))])

    def number(at: int) -> int:
        return int.from_bytes(library[at : at + 4], "little")

    def name(at: int) -> bytes:
        return library[at : library.index(b"\0", at)]

    assert library[:8] == b"UNOIDL\xff\0"
    root, entries = number(8), number(12)
    assert (entries, root + 8) == (1, len(library))
    assert name(number(root)) == b"one"
    module = number(root + 4)
    assert (library[module], number(module + 1)) == (0, 1)
    assert name(number(module + 5)) == b"XTwo"
    interface = number(module + 9)
    assert library[interface] == 5
    assert b"\x01\0\0\0F\x07\0\0\0[][]any\x01\0\0\0\0\x01\0\0\0x\x03\0\0\0any\0\0\0\0" in library[interface:]


def test_a_model_that_is_wrong_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "wrong.cost").write_text("export function f(x) : USD = y\n", encoding="utf-8")
    with pytest.raises(OutlayError, match=r"wrong\.cost, line 1"):
        build([str(tmp_path / "wrong.cost")])


def test_tables_that_functions_look_into_are_taken_along(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text("name,fee\nBasic,10\nTeam,40\n", encoding="utf-8")
    (tmp_path / "plans.cost").write_text(
        'kind plan_kind { fee : USD }\nrecords plan_kind from "plans.csv"\n'
        'export function plan_fee(plan : plan_kind = plans.team "Plan") : USD "Fee" = plan.fee\n',
        encoding="utf-8",
    )
    content, notes = build([str(tmp_path / "plans.cost")])
    assert notes == []
    assert "models/0/plans.csv" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_a_name_calc_cannot_hold_is_told_and_the_rest_is_offered(tmp_path: Path) -> None:
    odd = tmp_path / "odd.cost"
    odd.write_text(
        "export function ünit_cost(x : ratio) : ratio = x\nexport function our_two(x : ratio) : ratio = 2 * x\n",
        encoding="utf-8",
    )
    content, notes = build([str(odd)])
    assert len(notes) == 1
    assert notes[0].startswith(f"{odd}: ünit_cost is not offered")
    offered = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("functions.json"))["functions"]
    assert "our_two" in offered
    assert "ünit_cost" not in offered


def test_what_lies_outside_a_models_folder_is_not_taken_along(tmp_path: Path) -> None:
    shared, home = tmp_path / "shared", tmp_path / "home"
    shared.mkdir()
    home.mkdir()
    (shared / "prices.cost").write_text("each : USD = $3\n", encoding="utf-8")
    (home / "ours.cost").write_text("use prices\nexport function f(x) : USD = x * prices.each\n", encoding="utf-8")
    with pytest.raises(OutlayError, match="outside its folder"):
        build([str(home / "ours.cost")], [str(shared)])


def test_the_command_writes_a_file_and_never_over_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")  # no development kit, no LibreOffice
    assert run(["addin", "libreoffice"]) == 0
    assert Path("outlay.oxt").read_bytes() == build()[0]
    assert run(["addin", "libreoffice"]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["addin", "libreoffice", "--force", "-o", "outlay.oxt"]) == 0
    assert run(["addin", "libreoffice", "-o", "outlay.zip"]) == 2
