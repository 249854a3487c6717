"""Where Excel, xlwings and Outlay keep their files for one user of Windows."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outlay_addin.places import CONFIG

MODULE = "outlay_addin.udfs"


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one user. `python` is the interpreter Excel is to start."""

    folder: Path
    roaming: Path
    python: str

    @property
    def xlwings_conf(self) -> Path:
        """The user's settings of xlwings."""
        return self.folder / ".xlwings" / "xlwings.conf"

    @property
    def startup(self) -> Path:
        """What Excel opens whenever it starts."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addin(self) -> Path:
        """The xlwings add-in as Excel finds it."""
        return self.startup / "xlwings.xlam"

    @property
    def config(self) -> Path:
        """Folders with model files."""
        return self.folder / CONFIG

    @property
    def module(self) -> Path:
        """The VBA of all functions, to import by hand."""
        return self.folder / ".outlay" / "outlay_functions.bas"

    @property
    def book(self) -> Path:
        """A workbook that needs no add-in."""
        return self.folder / ".outlay" / "outlay_functions.xlsm"

    @property
    def record(self) -> Path:
        """What was installed, so that it can be taken back."""
        return self.folder / ".outlay" / "installed.json"


def home_of(folder: str | None = None, python: str | None = None, environ: Mapping[str, str] = os.environ) -> Home:
    """The home folder of this user, or a made-up one."""
    base = Path(folder) if folder else Path(environ.get("USERPROFILE") or os.path.expanduser("~"))
    roaming = environ.get("APPDATA", "")
    placed = base / "AppData" / "Roaming" if folder or not roaming else Path(roaming)
    return Home(base.absolute(), placed.absolute(), python or windowless(sys.executable))


def windowless(python: str) -> str:
    """`pythonw.exe` beside `python.exe`, which opens no console; the same where there is none."""
    folder, name = os.path.split(python)
    quiet = os.path.join(folder, name.replace("python", "pythonw"))
    return quiet if name.startswith("python") and os.path.isfile(quiet) else python
