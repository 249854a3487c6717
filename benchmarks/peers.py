"""The programs that are measured beside: which are here, in which version, and which are not."""

from __future__ import annotations

import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measure import Line

NODE_MODULES = Path(__file__).resolve().parent.parent / ".venv" / "peers" / "node_modules"  # `make bench` fills it
SQUIGGLE = NODE_MODULES / "@quri" / "squiggle-lang"


def installed(package: str) -> str | None:
    """The version of a Python package that is installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def called(package: str) -> str:
    """A package with its version."""
    return f"{package} {installed(package)}"


def missing(name: str, how: str) -> Line:
    """The line of a peer that is not here: it is named, and how it comes."""
    return Line(name, f"not installed: {how}")


def node() -> str | None:
    """The program that runs Squiggle, where both are here."""
    return shutil.which("node") if SQUIGGLE.exists() else None
