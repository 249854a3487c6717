"""Each thing that can be wrong between Excel and Outlay, and its mend."""

from __future__ import annotations

import os
import platform
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from outlay.diagnostics import OutlayError
from outlay_addin.install import settings
from outlay_addin.install.home import MODULE, Home, windowless
from outlay_addin.install.steps import text_of

_OFFICE = r"Software\{}Microsoft\Office\16.0\Excel\Security"
_TRUST = "File > Options > Trust Center > Trust Center Settings > Macro Settings"

Registry = Callable[[str, str], object]  # a key and the name of a value to its value, None for what is not there


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` says what to do where it is not right; `fatal`: functions cannot work so."""

    what: str
    ok: bool
    said: str
    mend: str = ""
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class Machine:
    """What a check may ask of the system, so that it can be asked of a made-up one."""

    system: str = platform.system()
    bits: int = struct.calcsize("P") * 8
    python: str = sys.executable
    version: tuple[int, ...] = sys.version_info[:3]
    has: Callable[[str], bool] = lambda name: name in sys.modules or find_spec(name) is not None
    registry: Registry = lambda key, name: registry_value(key, name)
    runs: Callable[[Sequence[str]], str | None] = lambda command: output_of(command)


def examine(home: Home, xlwings: Path | None, xlwings_version: str, machine: Machine | None = None) -> list[Finding]:
    """Everything there is to look at, in the order in which Excel meets it."""
    here = machine or Machine()
    found = [*_python(here), *_extras(here)]
    found += _interpreter(home, here)
    found += _libraries(home, xlwings_version, here)
    found += _addin(home, xlwings)
    found += _macros(home, here)
    found += _own_files(home)
    return found


# ------------------------------------------------------------------------------------------------------- Python


def _python(here: Machine) -> Iterator[Finding]:
    windows = here.system == "Windows"
    yield Finding(
        "system", windows, here.system or "unknown",
        "Excel meets Python through xlwings on Windows alone. LibreOffice works here (`outlay addin libreoffice`), and "
        "on a Mac or in a browser xlwings Lite does: see docs/excel.md.",
    )  # fmt: skip
    yield Finding(
        "64-bit Python", here.bits == 64, f"Python {'.'.join(map(str, here.version))}, {here.bits}-bit",
        "A 32-bit Python lacks NumPy and memory: install the 64-bit one from python.org, then Outlay in it. "
        "Excel itself may be of either kind.",
    )  # fmt: skip
    store = "WindowsApps" in here.python
    yield Finding(
        "Python that Excel may start", not store, here.python,
        "The Python of the Microsoft Store cannot be started by Excel: install the one from python.org.",
    )  # fmt: skip


def _extras(here: Machine) -> Iterator[Finding]:
    for name, what, extra, fatal in (
        ("xlwings", "xlwings", "excel", True),
        ("win32com", "pywin32", "excel", here.system == "Windows"),
        ("numpy", "NumPy, for ranges of many cells", "arrays", False),
    ):
        has = here.has(name)
        yield Finding(what, has, "installed" if has else "missing", f'pip install "outlay[{extra}]"', fatal)


def _interpreter(home: Home, here: Machine) -> Iterator[Finding]:
    try:
        text = text_of(home.xlwings_conf)
    except OutlayError as error:
        yield Finding(
            "settings of xlwings", False, str(error), f"Close Excel, and see who may read {home.xlwings_conf}."
        )
        return
    had = settings.read(text)
    modules = had.get(settings.MODULES, "")
    yield Finding(
        "UDF Modules", MODULE in [each.strip() for each in modules.split(";")], modules or "not set",
        f"`outlay addin install`, or write {MODULE} into UDF Modules of the xlwings ribbon.",
    )  # fmt: skip
    python = had.get(settings.INTERPRETER, "") or had.get("INTERPRETER", "")
    if not python or python in ("python", "pythonw"):
        yield Finding(
            "interpreter", False, python or "not set",
            "Excel would start whatever Python is first on the PATH: `outlay addin install` writes this one down.",
        )  # fmt: skip
        return
    if not os.path.isfile(os.path.expandvars(python)):
        yield Finding("interpreter", False, f"{python} is not there", "`outlay addin install --replace-python`")
        return
    same = {os.path.normcase(os.path.realpath(each)) for each in (here.python, windowless(here.python), home.python)}
    if os.path.normcase(os.path.realpath(os.path.expandvars(python))) in same:
        yield Finding("interpreter", True, python)
    else:
        yield from _other_python(python, here)
    for name in ("CONDA PATH", "CONDA ENV"):
        if had.get(name):
            yield Finding(
                name.title(), False, had[name],
                f"With {name} set, xlwings may start conda's Python instead: empty it in the xlwings ribbon.",
                fatal=False,
            )  # fmt: skip


def _other_python(python: str, here: Machine) -> Iterator[Finding]:
    quiet = os.path.expandvars(python)
    loud = os.path.join(os.path.dirname(quiet), os.path.basename(quiet).replace("pythonw", "python"))
    from outlay.version import VERSION

    found = here.runs([loud, "-c", "import outlay_addin, xlwings; print(outlay_addin.__version__)"])
    mend = (
        f"Two Pythons: Excel starts {python}, and this is {here.python}. Install Outlay there "
        f'("{loud}" -m pip install "outlay[excel]"), or take this one: `outlay addin install --replace-python`.'
    )
    if found is None:
        yield Finding("interpreter", False, f"{python} has no Outlay", mend)
    else:
        yield Finding(
            "interpreter", found == VERSION, f"{python} has Outlay {found}, this is {VERSION}", mend, fatal=False
        )


def _libraries(home: Home, version: str, here: Machine) -> Iterator[Finding]:
    """What xlwings' VBA loads, beside the interpreter or one folder above: there is one for each kind of Excel."""
    if not version or here.system != "Windows":
        return
    platform_of_excel = here.registry(r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration", "Platform")
    bits = {"x64": "64", "x86": "32"}.get(str(platform_of_excel), "64")
    name = f"xlwings{bits}-{version}.dll"
    folder = Path(home.python).parent
    there = any((each / name).is_file() for each in (folder, folder.parent))
    said = name if there else f"{name} is neither in {folder} nor in {folder.parent}"
    yield Finding(
        f"library for {bits}-bit Excel", there, said,
        f'"{home.python}" -m pip install --force-reinstall xlwings=={version}',
    )  # fmt: skip


# -------------------------------------------------------------------------------------------------------- Excel


def _addin(home: Home, xlwings: Path | None) -> Iterator[Finding]:
    if not home.addin.is_file():
        yield Finding(
            "xlwings add-in", False, f"{home.addin} is not there",
            f"`outlay addin install`, or open {home.book}, which needs no add-in.",
        )  # fmt: skip
    elif xlwings is not None:
        same = _content(home.addin) == _content(xlwings / "addin" / "xlwings.xlam")
        yield Finding(
            "xlwings add-in", same, str(home.addin) if same else f"{home.addin} is of another version than the package",
            "Close Excel, then `outlay addin install`.",
        )  # fmt: skip
    locked = home.addin.with_name("~$" + home.addin.name)
    yield Finding(
        "files free to be written", not locked.exists(), "no" if locked.exists() else "yes",
        f"Excel has {home.addin.name} open: close every Excel before installing or removing.", fatal=False,
    )  # fmt: skip


def _macros(home: Home, here: Machine) -> Iterator[Finding]:
    for path in (home.book, home.module):
        if path.exists() and _from_elsewhere(path):
            yield Finding(
                "file from the internet", False, str(path),
                f"Windows blocks its macros: right-click {path.name} > Properties > Unblock.",
            )  # fmt: skip
    if here.system != "Windows":
        return
    for policy in ("Policies\\", ""):
        warnings = here.registry("HKCU\\" + _OFFICE.format(policy), "VBAWarnings")
        if warnings in (4, "4"):
            who = "your organisation" if policy else "a setting"
            yield Finding(
                "macros", False, f"switched off by {who}",
                "Ask for an exception, or use LibreOffice (`outlay addin libreoffice`)." if policy
                else f"{_TRUST}: Disable VBA macros with notification.",
            )  # fmt: skip
            break
    else:
        yield Finding("macros", True, "may run, with a notice")
    trusted = here.registry("HKCU\\" + _OFFICE.format(""), "AccessVBOM") in (1, "1")
    yield Finding(
        "Import Functions may write VBA", trusted, "yes" if trusted else "no",
        f"{_TRUST}: tick Trust access to the VBA project object model. Where that is locked, import {home.module} "
        "by hand (Alt+F11, File > Import File).", fatal=False,
    )  # fmt: skip


def _own_files(home: Home) -> Iterator[Finding]:
    from outlay_addin.places import in_file
    from outlay_addin.table import Table

    folders = in_file(str(home.config))
    problems = Table(folders).problems if folders else []
    yield Finding(
        "your own .cost files", not problems, "; ".join(problems) or (", ".join(folders) or "no folder configured"),
        "`outlay check FILE` shows each mistake with its mend.", fatal=False,
    )  # fmt: skip


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _from_elsewhere(path: Path) -> bool:
    """Whether Windows has marked a file as coming from the internet."""
    try:
        with open(f"{path}:Zone.Identifier", encoding="utf-8", errors="replace") as stream:
            return any(line.strip() in ("ZoneId=3", "ZoneId=4") for line in stream.read(4096).splitlines())
    except OSError:
        return False


def registry_value(key: str, name: str) -> object:
    """A value of the Windows registry; None where there is none, and on other systems."""
    if sys.platform != "win32":
        return None
    import winreg

    root, _, path = key.partition("\\")
    try:
        with winreg.OpenKey(
            {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[root], path
        ) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None


def output_of(command: Sequence[str]) -> str | None:
    """What a command prints; None where it fails or takes longer than half a minute."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
