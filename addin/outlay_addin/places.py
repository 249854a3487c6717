"""Where a user's own model files lie: beside the workbook, in configured folders, on `OUTLAY_PATH`."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence

MOST_FOLDERS = 50
CONFIG = os.path.join(".outlay", "addin.conf")  # in the user's home folder
HEAD = "# Folders whose .cost files add functions to spreadsheets: one a line, a line that begins with # is a remark."


def config_file(home: str | None = None) -> str:
    """The file that names folders, one a line."""
    return os.path.join(os.path.expanduser("~") if home is None else home, CONFIG)


def configured(home: str | None = None, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Folders of the configuration file, then those of `OUTLAY_PATH`."""
    return [*in_file(config_file(home)), *[part for part in environ.get("OUTLAY_PATH", "").split(os.pathsep) if part]]


def in_file(path: str) -> list[str]:
    """The folders a configuration file names; none where there is no such file."""
    try:
        with open(path, encoding="utf-8-sig") as stream:
            lines = stream.read(1_000_000).splitlines()
    except (OSError, ValueError):
        return []
    named = [line.strip().strip('"') for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return [os.path.expanduser(os.path.expandvars(each)) for each in named][:MOST_FOLDERS]


def beside_workbooks(path: Sequence[str] | None = None) -> list[str]:
    """Folders of workbooks: xlwings puts them on Python's own path before it loads functions.

    Of that path only folders count that are no part of Python itself.
    """
    own = {os.path.realpath(each) for each in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())}
    found: list[str] = []
    for entry in (sys.path if path is None else path)[:MOST_FOLDERS]:
        real = os.path.realpath(entry)
        if entry and os.path.isdir(real) and not any(real == each or real.startswith(each + os.sep) for each in own):
            found.append(real)
    return found


def folders() -> list[str]:
    """Every folder to look through, the workbooks' own first."""
    named = [each for each in configured() if os.path.isdir(each)]
    return list(dict.fromkeys(map(os.path.realpath, [*beside_workbooks(), *named])))
