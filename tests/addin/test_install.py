"""Setting Excel up, on a made-up home folder: what is written, what is kept, what is wrong and how it is mended."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from outlay.cli.addin_excel import xlwings
from outlay.cli.group import command
from outlay.cli.group import run as outlay
from outlay.diagnostics import OutlayError
from outlay_addin.functions import Functions
from outlay_addin.install import doctor, settings, steps
from outlay_addin.install.home import MODULE, Home, home_of
from outlay_addin.install.vba import module
from outlay_addin.wrappers import Argument, Wrapper, wrappers


@pytest.fixture
def home(tmp_path: Path) -> Home:
    python = tmp_path / "python" / "Scripts" / "pythonw.exe"
    python.parent.mkdir(parents=True)
    python.touch()
    return home_of(str(tmp_path), str(python))


@pytest.fixture(scope="module")
def offered(functions: Functions) -> list[Wrapper]:
    return list(wrappers(functions))


def install(home: Home, offered: list[Wrapper], **options: Any) -> list[steps.Step]:
    taken = steps.install(home, xlwings(), offered, **options)
    for step in taken:
        step.taken()
    return taken


def uninstall(home: Home) -> None:
    for step in steps.uninstall(home):
        step.taken()


def conf(home: Home) -> dict[str, str]:
    return settings.read(home.xlwings_conf.read_text())


def had(home: Home, text: str) -> None:
    home.xlwings_conf.parent.mkdir(parents=True, exist_ok=True)
    home.xlwings_conf.write_text(text)


# ------------------------------------------------------------------------------------------------------ installing


def test_xlwings_is_told_the_python_and_the_module(home: Home, offered: list[Wrapper]) -> None:
    install(home, offered)
    assert conf(home) == {"INTERPRETER_WIN": home.python, "UDF MODULES": MODULE}


def test_other_settings_stay_and_a_copy_is_kept(home: Home, offered: list[Wrapper]) -> None:
    before = '"PYTHONPATH","C:\\costs, all of them"\n"udf modules","mine;theirs"\n"SHOW CONSOLE","True"\nodd line\n'
    had(home, before)
    install(home, offered)
    after = home.xlwings_conf.read_text()
    assert conf(home)["UDF MODULES"] == f"mine;theirs;{MODULE}"
    assert all(line in after for line in ('"PYTHONPATH","C:\\costs, all of them"', '"SHOW CONSOLE","True"', "odd line"))
    assert home.xlwings_conf.with_name("xlwings.conf.before-outlay").read_text() == before


def test_a_python_that_is_set_stays_unless_it_may_be_replaced(home: Home, offered: list[Wrapper]) -> None:
    had(home, '"INTERPRETER_WIN","C:\\other\\pythonw.exe"\n')
    install(home, offered)
    assert conf(home)["INTERPRETER_WIN"] == "C:\\other\\pythonw.exe"
    install(home, offered, replace_python=True)
    assert conf(home)["INTERPRETER_WIN"] == home.python


def test_installing_again_has_nothing_to_do(home: Home, offered: list[Wrapper]) -> None:
    install(home, offered)
    assert steps.install(home, xlwings(), offered) == []


def test_folders_of_models_are_added_once(home: Home, offered: list[Wrapper], tmp_path: Path) -> None:
    install(home, offered, folders=[str(tmp_path)])
    install(home, offered, folders=[str(tmp_path)])
    lines = home.config.read_text().splitlines()
    assert lines.count(str(tmp_path)) == 1
    assert lines[0].startswith("#")


def test_uninstalling_leaves_what_was_there(home: Home, offered: list[Wrapper]) -> None:
    before = '"UDF MODULES","mine"\n"INTERPRETER_WIN","C:\\other\\pythonw.exe"\n'
    had(home, before)
    home.startup.mkdir(parents=True)
    home.addin.write_bytes(b"an add-in of another version")
    install(home, offered, replace_python=True)
    uninstall(home)
    assert home.xlwings_conf.read_text() == before
    assert home.addin.exists()
    assert not home.module.exists()
    assert not home.book.exists()


def test_uninstalling_takes_back_everything_that_came(home: Home, offered: list[Wrapper]) -> None:
    install(home, offered)
    uninstall(home)
    assert not home.xlwings_conf.exists()
    assert not home.addin.exists()
    assert home.config.exists()  # names of the user's own folders
    assert steps.uninstall(home) == []


def test_a_setting_changed_since_is_not_taken_back(home: Home, offered: list[Wrapper]) -> None:
    install(home, offered)
    had(home, f'"INTERPRETER_WIN","C:\\chosen\\pythonw.exe"\n"UDF MODULES","{MODULE};mine"\n')
    uninstall(home)
    assert conf(home) == {"INTERPRETER_WIN": "C:\\chosen\\pythonw.exe", "UDF MODULES": "mine"}


def test_a_file_that_is_locked_is_named_with_what_to_do(home: Home, offered: list[Wrapper]) -> None:
    taken = steps.install(home, xlwings(), offered)
    step = next(each for each in taken if each.path == home.addin)
    home.addin.mkdir(parents=True)  # nothing can be renamed onto a folder
    with pytest.raises(OutlayError, match=r"xlwings\.xlam"):
        step.taken()
    assert list(home.startup.glob("*.tmp")) == []


def test_what_a_locked_file_interrupted_is_taken_back_all_the_same(home: Home, offered: list[Wrapper]) -> None:
    for step in steps.install(home, xlwings(), offered):
        if step.path == home.addin:
            break
        step.taken()
    install(home, offered)
    uninstall(home)
    assert not home.xlwings_conf.exists()
    assert not home.addin.exists()


def test_an_addin_of_a_newer_xlwings_is_still_ours(home: Home, offered: list[Wrapper], tmp_path: Path) -> None:
    install(home, offered)
    newer = tmp_path / "newer"
    shutil.copytree(xlwings() / "addin", newer / "addin")
    shutil.copy(xlwings() / "quickstart_standalone.xlsm", newer)
    (newer / "addin" / "xlwings.xlam").write_bytes(b"newer")
    for step in steps.install(home, newer, offered):
        step.taken()
    assert home.addin.read_bytes() == b"newer"
    uninstall(home)
    assert not home.addin.exists()


def test_the_workbook_has_xlwings_vba_and_names_the_module(home: Home, offered: list[Wrapper]) -> None:
    install(home, offered)
    with zipfile.ZipFile(home.book) as made, zipfile.ZipFile(xlwings() / "quickstart_standalone.xlsm") as shipped:
        assert made.testzip() is None
        assert set(made.namelist()) == set(shipped.namelist())
        assert made.read("xl/vbaProject.bin") == shipped.read("xl/vbaProject.bin")
    book = openpyxl.load_workbook(io.BytesIO(home.book.read_bytes()), keep_vba=True)
    sheet = book["xlwings.conf"]
    assert {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)} == {
        "INTERPRETER_WIN": home.python,
        "UDF MODULES": MODULE,
    }


def test_the_vba_to_import_by_hand_has_every_function(functions: Functions, offered: list[Wrapper]) -> None:
    text = module(offered)
    lines = text.split("\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert all(line.isascii() and len(line) < 1024 for line in lines)
    for name in [*functions.table.entries, "OUTLAY", "OUTLAY_TABLE", "OUTLAY_WHY", "OUTLAY_VERSION"]:
        assert sum(line.startswith(f"Function {name}(") for line in lines) == 1
    assert "Function TRAIN_COST(params, tokens, Optional gpu, Optional mfu, Optional price, Optional runs)" in lines
    assert '    TRAIN_COST = OutlayCall("TRAIN_COST", Array(params, tokens, gpu, mfu, price, runs))' in lines


def test_long_lines_of_vba_go_on_below() -> None:
    many = Wrapper("our_cost", "", "", tuple(Argument(f"a_long_name_{n}", "", True) for n in range(59)))
    text = module([many])
    assert all(len(line) < 1024 for line in text.split("\r\n"))
    assert "".join(part.strip() for part in text.split(" _\r\n")).count("Optional a_long_name_58") == 1


# ---------------------------------------------------------------------------------------------------------- doctor

WINDOWS = {"system": "Windows", "bits": 64, "has": lambda name: True, "registry": lambda key, name: None}


def look(home: Home, version: str = "1.2.3", **machine: Any) -> dict[str, doctor.Finding]:
    here = doctor.Machine(**{"python": home.python, "runs": lambda command: None, **WINDOWS, **machine})
    return {each.what: each for each in doctor.examine(home, xlwings(), version, here)}


def registry(**values: Any) -> Any:
    return lambda key, name: values.get(name)


@pytest.fixture
def installed(home: Home, offered: list[Wrapper]) -> Home:
    install(home, offered)
    (Path(home.python).parent.parent / "xlwings64-1.2.3.dll").touch()
    return home


def test_nothing_is_wrong_after_installing(installed: Home) -> None:
    found = look(installed, registry=registry(AccessVBOM=1))
    assert [each for each in found.values() if not each.ok] == []


def test_nothing_is_right_before(home: Home) -> None:
    found = look(home)
    wrong = {each.what for each in found.values() if not each.ok and each.fatal}
    assert wrong == {"UDF Modules", "interpreter", "xlwings add-in", "library for 64-bit Excel"}


@pytest.mark.parametrize(
    ("what", "machine", "mend"),
    [
        ("64-bit Python", {"bits": 32}, "64-bit one from python.org"),
        ("system", {"system": "Darwin"}, "xlwings Lite"),
        ("Python that Excel may start", {"python": r"C:\Users\a\Microsoft\WindowsApps\python.exe"}, "Store"),
        ("pywin32", {"has": lambda name: name != "win32com"}, "outlay[excel]"),
        ("NumPy, for ranges of many cells", {"has": lambda name: name != "numpy"}, "outlay[arrays]"),
        ("library for 32-bit Excel", {"registry": registry(Platform="x86")}, "force-reinstall"),
        ("macros", {"registry": registry(VBAWarnings=4)}, "exception"),
        ("Import Functions may write VBA", {"registry": registry(AccessVBOM=0)}, "Trust access"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_mend(installed: Home, what: str, machine: Any, mend: str) -> None:
    found = look(installed, **machine)[what]
    assert not found.ok
    assert mend in found.mend


def test_an_interpreter_that_has_gone_is_named(installed: Home) -> None:
    Path(installed.python).unlink()
    assert "is not there" in look(installed)["interpreter"].said


def test_two_pythons_are_told_apart(installed: Home, tmp_path: Path) -> None:
    other = tmp_path / "other" / "pythonw.exe"
    other.parent.mkdir()
    other.touch()
    had(installed, settings.write(installed.xlwings_conf.read_text(), {"INTERPRETER_WIN": str(other)}))
    asked: list[Any] = []
    without = look(installed, runs=lambda command: asked.append(command))["interpreter"]
    assert not without.ok
    assert "Two Pythons" in without.mend
    assert asked[0][0] == str(other.with_name("python.exe"))
    older = look(installed, runs=lambda command: "0.0.1")["interpreter"]
    assert "has Outlay 0.0.1" in older.said


def test_a_python_from_the_path_is_not_left_to_chance(installed: Home) -> None:
    had(installed, f'"INTERPRETER_WIN","pythonw"\n"UDF MODULES","{MODULE}"\n')
    assert "first on the PATH" in look(installed)["interpreter"].mend


def test_an_excel_that_is_open_is_seen(installed: Home) -> None:
    installed.addin.with_name("~$xlwings.xlam").touch()
    assert "close every Excel" in look(installed)["files free to be written"].mend


def test_an_addin_of_another_version_is_seen(installed: Home) -> None:
    installed.addin.write_bytes(b"old")
    assert "another version" in look(installed)["xlwings add-in"].said


def test_a_file_marked_as_from_the_internet_is_seen(installed: Home) -> None:
    Path(f"{installed.book}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    assert "Unblock" in look(installed)["file from the internet"].mend


def test_a_broken_model_of_ones_own_is_seen(installed: Home, tmp_path: Path) -> None:
    (tmp_path / "broken.cost").write_text("export function (((\n")
    installed.config.write_text(f"{tmp_path}\n")
    assert "broken.cost, line 1" in look(installed)["your own .cost files"].said


# --------------------------------------------------------------------------------------------------------- command


def run(*arguments: str) -> Any:
    return CliRunner().invoke(command, ["addin", *arguments], catch_exceptions=False)


def test_a_dry_run_shows_every_file_and_writes_none(tmp_path: Path) -> None:
    done = run("install", "--dry-run", "--home", str(tmp_path))
    assert done.exit_code == 0
    assert f"write {tmp_path}/.xlwings/xlwings.conf" in done.output
    assert '  | "UDF MODULES","outlay_addin.udfs"' in done.output
    assert "  | Function TRAIN_COST(params, tokens" in done.output
    assert list(tmp_path.iterdir()) == []


def test_the_command_installs_says_its_status_and_takes_back(tmp_path: Path) -> None:
    place = ("--home", str(tmp_path))
    done = run("install", *place)
    assert done.exit_code == 0
    assert "Trust access to the VBA project object model" in done.stderr
    status = run("status", "--format", "json", *place)
    rows = {each["what"]: each for each in json.loads(status.stdout)["findings"]}
    assert rows["UDF Modules"]["ok"]
    assert outlay(["addin", "status", *place]) == 1  # this is not Windows
    assert "Excel meets Python through xlwings on Windows alone" in run("doctor", *place).output
    assert run("uninstall", *place).exit_code == 0
    assert not (tmp_path / ".xlwings" / "xlwings.conf").exists()


def test_own_functions_are_in_the_vba(tmp_path: Path, own: Path) -> None:
    run("install", "--home", str(tmp_path / "home"), "--folder", str(own.parent))
    assert "Function our_cost(runs, Optional price)" in (tmp_path / "home/.outlay/outlay_functions.bas").read_text()
