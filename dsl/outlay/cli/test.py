"""`outlay test`: the tests written in model files."""

from __future__ import annotations

import sys

import click

from outlay.cli.shared import FAILED, ModelFile, as_json, emit, format_option, report_error, search_option
from outlay.diagnostics import OutlayError
from outlay.diagnostics.render import safe, wants_colour
from outlay.testing import TestResult, library_files, run_tests


@click.command(
    "test",
    epilog="\b\nExamples:\n"
    "  outlay test saas_margin.cost\n"
    "  outlay test models/*.cost -k reserved\n"
    "  outlay test                         the library's own tests",
)
@click.argument("files", nargs=-1, type=ModelFile(), metavar="[FILES]...")
@click.option("-k", "keyword", default="", metavar="TEXT", help="Run only tests whose name contains TEXT.")
@click.option("--quiet", "-q", is_flag=True, help="Show only what fails, and the count.")
@format_option("text", "json")
@search_option
def command(files: tuple[str, ...], keyword: str, quiet: bool, form: str, search: tuple[str, ...]) -> int:
    """Run the tests of FILES, or the library's when no file is named.

    Each test is listed by name with its notes; where one fails, both sides are shown.
    """
    results: list[TestResult] = []
    broken: list[OutlayError] = []
    for file in files or library_files():
        try:
            results += run_tests(file, search, keyword)
        except OutlayError as error:
            broken.append(error)
    failed = [each for each in results if not each.ok]
    if form == "json":
        from outlay.diagnostics.render import render_dicts

        emit(as_json({
            "schema": "outlay/1",
            "tests": [each.as_dict() for each in results],
            "diagnostics": [item for each in broken for item in render_dicts(each.diagnostics)],
        }))  # fmt: skip
    else:
        if results or not broken:
            emit(as_text(failed if quiet else results, len(results), len(failed), colour=wants_colour(sys.stdout)))
        for each in broken:
            report_error(each)
    return FAILED if failed or broken else 0


def as_text(shown: list[TestResult], count: int, failed: int, *, colour: bool) -> str:
    """The tests that are shown, and how many there are."""
    lines: list[str] = []
    file = ""
    for result in shown:
        if result.file != file:
            file = result.file
            lines.append(("\n" if lines else "") + safe(file))
        mark = "✓" if result.ok else "✗"
        if colour:
            mark = f"\x1b[{'32' if result.ok else '1;31'}m{mark}\x1b[0m"
        lines.append(f"  {mark} {safe(result.name)}")
        for each in result.expectations:
            if not each.ok:
                lines.append(f"      line {each.line}: {safe(each.text)}")
                if each.right:
                    where = f" ({each.detail})" if each.detail else ""
                    lines.append(f"        left  {safe(each.left)}")
                    lines.append(f"        right {safe(each.right)}{where}")
                elif each.left:
                    lines.append(f"        is {safe(each.left)}")
        lines += [f"      {safe(note)}" for note in result.notes]
    tests = "1 test" if count == 1 else f"{count} tests"
    said = "no tests" if not count else f"{tests}, {failed} failed" if failed else f"{tests}, all hold"
    lines.append(("\n" if lines else "") + said)
    return "\n".join(lines)
