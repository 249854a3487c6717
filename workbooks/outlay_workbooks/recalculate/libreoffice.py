"""LibreOffice without a window, with a profile of its own for every run, so that runs never meet."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from outlay.diagnostics import OutlayError
from outlay_workbooks.package import contents_of, open_package
from outlay_workbooks.recalculate.values import ERRORS, CellError, CellValue

OLDEST = (25, 2)  # older ones lack XLOOKUP and LET
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


def convert(paths: Sequence[str], form: str, folder: str, seconds: float, profile: str | None = None) -> list[str]:
    """The workbooks saved by LibreOffice in `folder` as `form` ("xlsx", "pdf"); gives the paths of the new files.

    It runs with the user profile in the folder `profile`, extensions and all, or else with a new one of its own.
    Raises `OutlayError` when LibreOffice takes longer than `seconds`, or leaves one of them out.
    """
    program = _program()
    if program is None:
        raise OutlayError(missing() or "LibreOffice is not installed.")
    ending = form.split(":", 1)[0]
    targets = [os.path.join(folder, f"{Path(path).stem}.{ending}") for path in paths]
    with tempfile.TemporaryDirectory(prefix="outlay-profile-") as own:
        command = [
            program,
            f"-env:UserInstallation={Path(profile or own).as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            form,
            "--outdir",
            folder,
            *paths,
        ]
        code, said = _run(command, seconds)
        if code == _NEW_PROFILE and not os.path.exists(targets[0]):
            code, said = _run(command, seconds)
    if not all(map(os.path.exists, targets)):
        raise OutlayError(f"LibreOffice cannot open this workbook (code {code}): {said.strip()[-300:]}")
    return targets


def calculated(
    paths: Sequence[str], seconds: float, profile: str | None = None
) -> list[dict[str, dict[str, CellValue]]]:
    """For each workbook every cell's value after LibreOffice has calculated it. Raises `OutlayError` when it cannot."""
    with tempfile.TemporaryDirectory(prefix="outlay-") as folder:
        return [_values(saved) for saved in convert(paths, "xlsx:Calc MS Excel 2007 XML", folder, seconds, profile)]


def _values(path: str) -> dict[str, dict[str, CellValue]]:
    package = open_package(path)
    found: dict[str, dict[str, CellValue]] = {}
    for sheet, contents in contents_of(package).items():
        found[sheet] = {
            reference: CellError(content.value) if content.value in ERRORS else content.value
            for reference, content in contents.items()
            if content.value is not None and content.value != ""
        }
    return found


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
