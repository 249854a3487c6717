"""`outlay watch`: run, check or test a model again whenever it is saved."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from os.path import basename
from typing import TYPE_CHECKING

import click

from outlay.cells import text_table
from outlay.cli.screen import Paint
from outlay.cli.shared import (
    emit,
    model_argument,
    note,
    point_option,
    report,
    report_error,
    scenario_option,
    search_option,
    set_option,
)
from outlay.diagnostics import OutlayError
from outlay.diagnostics.render import safe, summary, wants_colour
from outlay.model import Model
from outlay.steps import Step, steps
from outlay.watch.files import changed, states, unlike

if TYPE_CHECKING:
    from outlay.evaluation import Run

ACTIONS = ("run", "check", "test")
LEAST_WAIT = 0.01


@dataclass(slots=True)
class Watched:
    """A model under watch: what is asked of it each time, and how it stood before."""

    file: str
    actions: tuple[str, ...]
    scenario: str
    overrides: tuple[tuple[str, str], ...]
    point: str
    search: tuple[str, ...]
    full: bool
    before: Run | None = None
    failing: set[str] | None = None
    dependencies: dict[str, str | None] = field(default_factory=dict)

    def look(self) -> None:
        """Everything that is asked for, once. What is wrong with the model is said, and nothing is raised for it."""
        if self.before is not None and _empty(self.file):
            note(f"{safe(self.file)} is empty just now; the numbers before still stand to compare with")
            self.dependencies = {}
            return
        model = Model(self.file, self.search)
        compilation = model.compilation
        try:
            for action in self.actions:
                if action == "run":
                    self._run(model)
                elif action == "check":
                    self._check(model)
                else:
                    self._test()
        except OutlayError as error:
            report_error(error)
            if self.before is not None and "run" in self.actions:
                note("waiting for the next save; the numbers before still stand to compare with")
        finally:
            compilation.check()
            self.dependencies = dict(compilation.dependencies)

    def _run(self, model: Model) -> None:
        from outlay.cli.run_forms import table

        run, diagnostics = model.run_of(self.scenario, list(self.overrides), self.point)
        result = run.result((*diagnostics, *run.faults()), model.name)
        colour = wants_colour(sys.stdout)
        if self.before is None or self.full:
            emit(table(result, everything=False, periods=False, yearly=False, colour=colour))
        if self.before is not None:
            emit(told(steps(self.before, run), Paint(colour)))
            failing = [each.name for each in result.checks if not each.ok]
            if failing and not self.full:
                note(f"failing: {safe(', '.join(failing[:12]))}{' …' if len(failing) > 12 else ''}")
        self.before = run
        report(result.diagnostics)

    def _check(self, model: Model) -> None:
        found = model.check()
        if found and "run" not in self.actions:
            report(found)
        elif not found:
            note(summary(found))

    def _test(self) -> None:
        from outlay.cli.test import as_text
        from outlay.testing import run_tests

        results = list(run_tests(self.file, self.search))
        failed = [each for each in results if not each.ok]
        emit(as_text(failed, len(results), len(failed), colour=wants_colour(sys.stdout)))
        names = {each.name for each in failed}
        if self.failing is not None and names != self.failing:
            better = [f"holds now: {name}" for name in self.failing - names]
            note(safe("; ".join([*sorted(better), *(f"fails now: {name}" for name in sorted(names - self.failing))])))
        self.failing = names


def _empty(path: str) -> bool:
    """Whether a file holds nothing: some editors empty one before they write it anew."""
    try:
        return os.path.isfile(path) and os.path.getsize(path) == 0
    except OSError:
        return False


def told(found: list[Step], paint: Paint) -> str:
    """What changed, a line each."""
    if not found:
        return "No number changed."
    rows = []
    for each in found[:60]:
        mark = "" if each.good is None else "✓ " if each.good else "✗ "
        way = f"{each.old} → {each.new}" if each.old and each.new else each.new or each.old
        rows.append([mark + each.name, way, each.about])
    text = text_table(rows)
    more = len(found) - len(rows)
    return f"{paint.bold('What changed')}\n{text}" + (f"\n  and {more} more" if more > 0 else "")


@click.command(
    "watch",
    epilog="\b\nExamples:\n"
    "  outlay watch saas_margin.cost\n"
    "  outlay watch saas_margin.cost check test\n"
    "  outlay watch saas_margin.cost --scenario heavy --full",
)
@model_argument
@click.argument("actions", nargs=-1, type=click.Choice(ACTIONS), metavar="[run] [check] [test]")
@scenario_option
@set_option
@point_option
@click.option("--full", is_flag=True, help="Show all outputs each time, not only what changed.")
@click.option(
    "--every", type=click.FloatRange(LEAST_WAIT, 3_600), default=0.3, show_default=True, metavar="SECONDS",
    help="How often to look whether a file was saved.",
)  # fmt: skip
@search_option
def command(
    file: str,
    actions: tuple[str, ...],
    scenario: str | None,
    overrides: tuple[tuple[str, str], ...],
    point: str,
    full: bool,
    every: float,
    search: tuple[str, ...],
) -> int:
    """Run FILE, and again whenever it or a file it reads is saved; show what changed in its numbers.

    `check` and `test` may be asked for instead or as well. A mistake is shown and waited out. Ctrl-C ends it.
    """
    chosen = tuple(dict.fromkeys(actions)) or ("run",)
    watched = Watched(file, chosen, scenario or "", overrides, point, search, full)
    try:
        _watch(watched, every, lambda: time.strftime("%H:%M:%S"))
    except KeyboardInterrupt:
        note("\nstopped")
    return 0


def _watch(watched: Watched, every: float, clock: Callable[[], str]) -> None:
    """Look, wait, look again; never ends by itself."""
    note(f"{clock()} {watched.file}")
    while True:
        before = states([watched.file, *watched.dependencies])
        watched.look()
        now = states([watched.file, *watched.dependencies])
        if any(now.get(path, state) != state for path, state in before.items()) or unlike(watched.dependencies):
            time.sleep(every)
            continue  # saved while it was looked at
        note(f"watching {_count(watched.dependencies)}; Ctrl-C ends")
        names = changed(now, every)
        note(f"\n{clock()} {safe(', '.join(sorted({basename(name) for name in names})) or watched.file)}")


def _count(dependencies: dict[str, str | None]) -> str:
    from outlay.loader import LIBRARY

    own = [path for path, known in dependencies.items() if known is not None and not path.startswith(str(LIBRARY))]
    return "1 file" if len(own) == 1 else f"{len(own)} files"
