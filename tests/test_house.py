"""The habits of the house that no linter knows: sizes, words, what may be imported, pages that keep up."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("dsl", "addin", "workbooks")
GROWING = {"docs/diagnostics.md", "docs/functions.md", "docs/worked-examples.md"}
TEXT_ENDINGS = {".py", ".cost", ".lark", ".md", ".toml", ".txt", ".csv", ".cfg", ".yml", ""}

# Each pattern has a class of one letter, so that this file does not match itself.
FORBIDDEN = {
    "work left undone": re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b"),
    "a number of a tracker": re.compile(r"\b([i]ssue|[p]ull request)s? #?\d+\b|\bP[R] ?#\d+", re.IGNORECASE),
    "a path of one machine": re.compile(r"(?<![\w.])/(wor[k]|roo[t]|hom[e]|User[s])/\w"),
    "a host of packages": re.compile(r"\b(pyp[i]\.org|pythonhoste[d]|npmj[s]|crates\.i[o])", re.IGNORECASE),
}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def texts() -> list[Path]:
    return [path for path in tracked() if path.suffix in TEXT_ENDINGS]


def modules() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in SOURCES]


def test_no_file_is_long() -> None:
    # hostile golden cases and generated pages are as long as they need to be
    limit = {".py": 500, ".cost": 600, ".lark": 500, ".md": 700}
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix in limit
        and (lines := path.read_text(encoding="utf-8", errors="replace").count("\n")) > limit[path.suffix]
        and path.relative_to(ROOT).as_posix() not in GROWING
        and "golden" not in path.parts
    }
    assert not long, f"split these by job: {long}"


def test_the_median_module_is_read_in_one_sitting() -> None:
    lengths = [path.read_text(encoding="utf-8").count("\n") for path in modules() if path.name != "__init__.py"]
    assert statistics.median(lengths) <= 220


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_the_project_speaks_of_itself_alone(what: str) -> None:
    pattern = FORBIDDEN[what]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"{what}: {found}"


def test_every_public_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if not re.match(r'\s*(#!.*\n)?r?"""', path.read_text(encoding="utf-8"))
    ]
    assert not silent


def test_constraints_name_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20
    odd = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.!+]+( ; [\w\s'\"<>=!.()]+)?", line)]
    assert not odd


def test_there_is_one_version() -> None:
    import outlay
    import outlay_addin
    import outlay_workbooks
    from outlay.version import VERSION

    assert outlay.__version__ == outlay_addin.__version__ == outlay_workbooks.__version__ == VERSION


def test_the_command_page_shows_every_command() -> None:
    import click

    from outlay.cli.group import command

    page = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
    names = command.list_commands(click.Context(command))
    assert len(names) >= 11
    assert not [name for name in names if f"`outlay {name}" not in page]


LIGHT = """
import sys
import outlay
model = outlay.load(sys.argv[1])
model.run()
heavy = [name for name in ("numpy", "pandas", "rich", "pyarrow", "openpyxl", "xlwings") if name in sys.modules]
assert not heavy, heavy
"""

CACHED = """
import sys
import outlay
outlay.load(sys.argv[1]).run()
heavy = [name for name in ("lark", "numpy", "pandas", "rich", "click") if name in sys.modules]
assert not heavy, heavy
"""


def test_the_scalar_path_is_light() -> None:
    model = str(ROOT / "templates" / "saas_margin.cost")
    for script in (LIGHT, CACHED):  # the first run fills the cache, the second needs no parser
        done = subprocess.run([sys.executable, "-c", script, model], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
