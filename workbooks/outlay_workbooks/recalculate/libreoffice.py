"""LibreOffice without a window, with a profile of its own for every run, so that runs never meet."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

from outlay.diagnostics import OutlayError
from outlay_workbooks.recalculate.values import ERRORS, CellError, CellValue

OLDEST = (25, 2)  # older ones lack XLOOKUP and LET
_FIRST_DAY = datetime.datetime(1899, 12, 30)  # day 0 of a spreadsheet's calendar, in no zone
_NEW_PROFILE = 81  # the code with which it ends once after setting up a profile


def missing() -> str | None:
    """What is missing for LibreOffice to be used, in a sentence; None when nothing is."""
    program = _program()
    if program is None:
        return "LibreOffice is not installed: `soffice` is not on the path."
    version = _version(program)
    if version < OLDEST:
        return f"LibreOffice {'.'.join(map(str, version))} is too old: {OLDEST[0]}.{OLDEST[1]} or newer is needed."
    return None


def convert(path: str, form: str, folder: str, seconds: float) -> str:
    """The workbook at `path` saved by LibreOffice in `folder` as `form` ("xlsx", "pdf"); gives the new file's path.

    Raises `OutlayError` when LibreOffice takes longer than `seconds`, or writes nothing.
    """
    program = _program()
    if program is None:
        raise OutlayError(missing() or "LibreOffice is not installed.")
    target = os.path.join(folder, f"{Path(path).stem}.{form.split(':', 1)[0]}")
    with tempfile.TemporaryDirectory(prefix="outlay-profile-") as profile:
        command = [
            program,
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            form,
            "--outdir",
            folder,
            path,
        ]
        code, said = _run(command, seconds)
        if code == _NEW_PROFILE and not os.path.exists(target):
            code, said = _run(command, seconds)
    if not os.path.exists(target):
        raise OutlayError(f"LibreOffice cannot open this workbook (code {code}): {said.strip()[-300:]}")
    return target


def calculated(path: str, seconds: float) -> dict[str, dict[str, CellValue]]:
    """Every cell's value after LibreOffice has calculated the workbook. Raises `OutlayError` when it cannot."""
    from openpyxl import load_workbook  # reading what LibreOffice wrote itself

    with tempfile.TemporaryDirectory(prefix="outlay-") as folder:
        saved = convert(path, "xlsx:Calc MS Excel 2007 XML", folder, seconds)
        book = load_workbook(saved, data_only=True, read_only=False)
        found: dict[str, dict[str, CellValue]] = {}
        for sheet in book.worksheets:
            cells = found.setdefault(sheet.title, {})
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None and cell.value != "":
                        cells[cell.coordinate] = _value(cell.value)
        return found


def _value(value: object) -> CellValue:
    if isinstance(value, str):
        return CellError(value) if value in ERRORS else value
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(_FIRST_DAY, value)
    elif isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    if isinstance(value, datetime.datetime):
        value = value - _FIRST_DAY
    if isinstance(value, datetime.timedelta):
        return value / datetime.timedelta(days=1)
    return str(value)


def _run(command: list[str], seconds: float) -> tuple[int, str]:
    # A group of its own: the launcher's children must end with it.
    with subprocess.Popen(  # noqa: S603 a fixed command, the path as an argument
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise OutlayError(f"LibreOffice took longer than {seconds:g} seconds.") from None
        return process.returncode, said


def _program() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None and os.name == "nt":
        usual = r"C:\Program Files\LibreOffice\program\soffice.exe"
        return usual if os.path.exists(usual) else None
    return found


@lru_cache(maxsize=4)
def _version(program: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    for word in said.split():
        numbers = word.split(".")
        if len(numbers) >= 2 and all(each.isdigit() for each in numbers[:2]):
            return tuple(int(each) for each in numbers[:2])
    return (0,)
