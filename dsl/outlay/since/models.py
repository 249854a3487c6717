"""Each model of a checkout against what it was at a commit: its numbers, its checks, and why they changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from outlay.comparison import Comparison, compare_files
from outlay.diagnostics import OutlayError
from outlay.model import Model
from outlay.since.history import History
from outlay.steps import Step, steps
from outlay.watch.files import digest

if TYPE_CHECKING:
    from outlay.evaluation import Run

MOST_MISTAKES = 10


@dataclass(slots=True)
class Change:
    """One model: new, removed, changed, broken (it has mistakes now) or mended (it had some)."""

    path: str
    kind: str
    title: str = ""
    steps: list[Step] = field(default_factory=list)
    comparison: Comparison | None = None
    mistakes: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()  # checks that do not hold now
    remark: str = ""
    was: str = ""  # its path at the commit, where that was another

    @property
    def silent(self) -> bool:
        """Whether its text changed and nothing else that anybody would notice."""
        return self.kind == "changed" and not self.steps and not self.failing and not self.remark

    @property
    def ok(self) -> bool:
        """Whether it has numbers, and every check holds."""
        return self.kind != "broken" and not self.failing


def models_since(history: History, chosen: Sequence[str] = (), search: Sequence[str] = ()) -> list[Change]:
    """Every model that changed, by itself or by a file it reads; only the `chosen` paths from the root, if any are."""
    with TemporaryDirectory(prefix="outlay-since-") as folder:
        before = {path for path in history.write(folder) if path.endswith(".cost")}
        wanted = list(dict.fromkeys(chosen)) or sorted({*history.models(), *before})
        names = history.renamed()
        moved = {path: names[path] for path in wanted if names.get(path) in before}
        gone = set(moved.values())
        found = [_one(history, folder, path, moved.get(path, path), before, search) for path in wanted
                 if path not in gone]  # fmt: skip
    return [each for each in found if each is not None]


def _one(history: History, folder: str, path: str, was: str, before: set[str], search: Sequence[str]) -> Change | None:
    now = os.path.join(history.root, path)
    if os.path.islink(now):
        return None  # as at the commit: links lead who knows where
    if not os.path.isfile(now):
        return Change(path, "removed") if path in before else None
    model = Model(now, search)
    then = os.path.join(folder, was)
    if path in before and not _differs(model, history.root, folder):
        return None
    try:
        run = model.run_of("", [])[0]
    except OutlayError as error:
        return Change(path, "broken", mistakes=_mistakes(error), was="" if was == path else was)
    failing = tuple(check.name for n in range(len(run.plan.checks)) if not (check := run.check(n)).ok)
    if was not in before:
        return _new(path, "new", run, failing)
    found = _changed(path, run, failing, then, now, _then(search, history.root, folder), search)
    found.was = "" if was == path else was
    return found


def _then(search: Sequence[str], root: str, folder: str) -> list[str]:
    """Search paths within the checkout, as they stood."""
    found = []
    for each in search:
        real = os.path.realpath(each)
        inside = real == root or real.startswith(root + os.sep)
        found.append(os.path.join(folder, os.path.relpath(real, root)) if inside else each)
    return found


def _differs(model: Model, root: str, folder: str) -> bool:
    """Whether the model, or any file of the checkout that it reads or looks for, is not what it was."""
    compilation = model.compilation
    compilation.check()
    top = os.path.realpath(root) + os.sep
    inside = {
        path: known for path, known in compilation.dependencies.items() if path.startswith(top) and known is not None
    }
    return any(digest(os.path.join(folder, path[len(top) :])) != known for path, known in inside.items())


def _mistakes(error: OutlayError) -> tuple[str, ...]:
    said = [
        f"line {item.source.position(item.span[0])[0]}: {item.message}"
        for item in error.diagnostics
        if item.severity.value == "error"
    ]
    more = len(said) - MOST_MISTAKES
    return (*(said or [str(error)])[:MOST_MISTAKES], *([f"and {more} more"] if more > 0 else []))


def _new(path: str, kind: str, run: Run, failing: tuple[str, ...]) -> Change:
    shown = [run.output(number) for number in run.plan.outputs]
    told = [
        Step(each.name, "", run.figure(each.name).shown, each.label)
        for each in shown
        if not isinstance(each.value, tuple) or each.periods
    ]
    return Change(path, kind, run.plan.title, told, failing=failing)


def _changed(
    path: str, run: Run, failing: tuple[str, ...], then: str, now: str, old_search: Sequence[str], search: Sequence[str]
) -> Change:
    try:
        old = Model(then, old_search).run_of("", [])[0]
    except OutlayError as error:
        found = _new(path, "mended", run, failing)
        found.mistakes = tuple(f"then, {mistake}" for mistake in _mistakes(error))
        return found
    found = Change(path, "changed", run.plan.title, steps(old, run), failing=failing)
    if not run.plan.outputs or not found.steps:
        return found
    try:
        found.comparison = compare_files(then, now, search)
    except OutlayError as error:
        found.remark = str(error)
    return found
