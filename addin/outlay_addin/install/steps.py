"""Installing and uninstalling as lists of steps: what each writes is known before any is taken."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from outlay.diagnostics import OutlayError
from outlay_addin.install import settings
from outlay_addin.install.book import workbook
from outlay_addin.install.home import MODULE, Home
from outlay_addin.install.vba import module
from outlay_addin.places import HEAD
from outlay_addin.wrappers import Wrapper

BACKUP = ".before-outlay"


@dataclass(frozen=True, slots=True)
class Step:
    """One file written (`content`) or taken away (None), and why."""

    path: Path
    content: bytes | None
    why: str
    shown: str = ""  # the content for people; empty for what is no text

    def taken(self) -> None:
        """Writes beside and renames, or takes the file away. Raises `OutlayError` with what to do about it."""
        try:
            if self.content is None:
                self.path.unlink(missing_ok=True)
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
            try:
                beside.write_bytes(self.content)
                os.replace(beside, self.path)
            finally:
                beside.unlink(missing_ok=True)
        except PermissionError:
            raise OutlayError(f"{self.path} is in use or write-protected: close Excel and run this again.") from None
        except OSError as error:
            raise OutlayError(f"{self.path}: {(error.strerror or str(error)).lower()}.") from None


def install(
    home: Home, xlwings: Path, wrappers: Sequence[Wrapper], folders: Sequence[str] = (), *, replace_python: bool = False
) -> list[Step]:
    """The steps that make the functions available; those whose file is already so are left out.

    `xlwings` is the folder of the installed package, `folders` hold model files, `replace_python` lets an interpreter
    that is set already be replaced.
    """
    before = text_of(home.xlwings_conf)
    had = settings.read(before)
    record = _record(home)
    python = had.get(settings.INTERPRETER, "")
    changes = {settings.MODULES: settings.with_module(had.get(settings.MODULES, ""), MODULE)}
    if not python or replace_python:
        changes[settings.INTERPRETER] = home.python
    after = settings.write(before, changes)
    backup = home.xlwings_conf.with_name(home.xlwings_conf.name + BACKUP)
    steps: list[Step] = []
    if before and after != before and not backup.exists():
        steps.append(_settings(backup, before, "the settings of xlwings as they were"))
    steps.append(_settings(home.xlwings_conf, after, "xlwings starts this Python and offers Outlay's functions"))
    addin = (xlwings / "addin" / "xlwings.xlam").read_bytes()
    steps.append(Step(home.addin, addin, "the add-in of xlwings, which Excel opens when it starts"))
    steps.append(_written(home.module, module(wrappers), "all functions in VBA, to import where macros are locked"))
    used = changes.get(settings.INTERPRETER, python)
    steps.append(Step(home.book, workbook(xlwings, used), "a workbook that works without the add-in"))
    steps.append(_written(home.config, _config(text_of(home.config), folders), "folders of your own .cost files"))
    kept = {
        "interpreter_before": record.get("interpreter_before", python),
        "interpreter": changes.get(settings.INTERPRETER, record.get("interpreter", "")),
        "addin": _hash(addin) if record.get("addin") or not home.addin.exists() else "",
    }
    # first, so that what a later step could not do leaves nothing that is not known to be ours
    steps.insert(0, _written(home.record, json.dumps(kept, indent=1) + "\n", "what was installed, to be taken back"))
    return [each for each in steps if not _is_so(each)]


def uninstall(home: Home) -> list[Step]:
    """The steps that take back what was installed, and nothing else: settings that were there before stay."""
    record = _record(home)
    before = text_of(home.xlwings_conf)
    had = settings.read(before)
    steps: list[Step] = []
    changes: dict[str, str] = {}
    if MODULE in had.get(settings.MODULES, "").split(";"):
        changes[settings.MODULES] = settings.without_module(had[settings.MODULES], MODULE)
    set_by_us = record.get("interpreter", "")
    if set_by_us and had.get(settings.INTERPRETER) == set_by_us:
        changes[settings.INTERPRETER] = record.get("interpreter_before", "")
    if changes:
        after = settings.write(before, changes)
        step = _settings(home.xlwings_conf, after, "the settings of xlwings without Outlay's")
        steps.append(step if after else replace(step, content=None, shown=""))
    if home.addin.exists() and record.get("addin") == _hash(home.addin.read_bytes()):
        steps.append(Step(home.addin, None, "the add-in of xlwings, which came with Outlay"))
    ours = [path for path in (home.module, home.book, home.record) if path.exists()]
    return steps + [Step(path, None, "written by `outlay addin install`") for path in ours]


def _written(path: Path, text: str, why: str) -> Step:
    return Step(path, text.encode("utf-8"), why, text)


def _settings(path: Path, text: str, why: str) -> Step:
    """xlwings' VBA reads its settings in the code page of Windows."""
    try:
        return Step(path, text.encode(_code_page()), why, text)
    except UnicodeEncodeError as error:
        raise OutlayError(
            f"The settings of xlwings cannot hold `{text[error.start : error.end]}`: install Python in a folder whose "
            "name has no such letters."
        ) from None


def _code_page() -> str:
    return locale.getencoding() if sys.platform == "win32" else "utf-8"


def _is_so(step: Step) -> bool:
    try:
        return step.path.read_bytes() == step.content
    except OSError:
        return False


def _config(text: str, folders: Sequence[str]) -> str:
    lines = text.splitlines() or [HEAD]
    return "\n".join([*lines, *(each for each in map(os.path.abspath, folders) if each not in lines)]) + "\n"


def _record(home: Home) -> dict[str, Any]:
    try:
        found = json.loads(text_of(home.record) or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): value for name, value in found.items() if isinstance(value, str)}


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        return path.read_text(encoding=locale.getencoding(), errors="replace")
    except OSError as error:
        raise OutlayError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
