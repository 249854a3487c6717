"""Ways to run a model of a few lines, and to ask what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outlay.compilation import Compilation
from outlay.diagnostics import Diagnostic, Source
from outlay.diagnostics.render import render_text
from outlay.plan import Plan
from outlay.scalar import compile_plan
from outlay.testing import TestResult, judge

NOWHERE = Path("/nonexistent/model.cost")  # models that read no other file need no folder


@dataclass(frozen=True)
class Mistake:
    """One diagnostic, as a test wants to see it."""

    code: str
    line: int
    text: str  # what is underlined
    message: str
    fix: str | None


def compiled(text: str, folder: Path | None = None) -> Compilation:
    path = NOWHERE if folder is None else folder / "model.cost"
    return Compilation(Source(str(path), text))


def plan(text: str, scenario: str = "", folder: Path | None = None, **overrides: str) -> Plan:
    """The plan of a model that must have no mistakes."""
    compilation = compiled(text, folder)
    found = compilation.plan(scenario, tuple((path.replace("__", "."), value) for path, value in overrides.items()))
    assert found is not None, render_text(compilation.bag.sorted())
    return found


def run(text: str, scenario: str = "", folder: Path | None = None, **overrides: str) -> dict[str, Any]:
    """The value of every output; `writer__days="3 day / week"` overrides `writer.days`."""
    made = plan(text, scenario, folder, **overrides)
    values = compile_plan(made).run()
    return {made.quantities[index].path: values.quantity(index) for index in made.outputs}


def result(text: str, scenario: str = "", folder: Path | None = None, **overrides: str) -> Any:
    """The value of the output `x`."""
    return run(text, scenario, folder, **overrides)["x"]


def unit(text: str, name: str = "x") -> str:
    """The unit an output is shown in."""
    made = plan(text)
    return next(quantity.unit for quantity in made.quantities if quantity.path == name)


def verdicts(text: str, scenario: str = "") -> dict[str, Any]:
    """What each check comes to: true, false, or one of them for each period."""
    made = plan(text, scenario)
    values = compile_plan(made).run()
    return {check.text: values.check(index) for index, check in enumerate(made.checks)}


def answers(text: str, scenario: str = "") -> dict[str, Any]:
    """The result of each solve and minimize, by name."""
    made = plan(text, scenario)
    values = compile_plan(made).run()
    return {question.name: values.solve(index) for index, question in enumerate(made.solves)}


def judged(text: str) -> dict[str, TestResult]:
    """Each test of the file, judged."""
    compilation = compiled(text)
    found = {case.text: judge(case, "model.cost") for case in compilation.tests()}
    assert not compilation.bag.failed, render_text(compilation.bag.sorted())
    return found


def diagnostics(text: str, folder: Path | None = None) -> list[Diagnostic]:
    """Everything `outlay check` would say."""
    compilation = compiled(text, folder)
    compilation.check()
    return compilation.bag.sorted()


def mistakes(text: str, folder: Path | None = None) -> list[Mistake]:
    """Everything wrong or doubtful in a model, in order of place."""
    return [
        Mistake(
            item.code.id,
            item.source.position(item.span[0])[0],
            item.source.text[item.span[0] : item.span[1]],
            item.message,
            item.fix,
        )
        for item in diagnostics(text, folder)
    ]


def codes(text: str, folder: Path | None = None) -> list[str]:
    return [found.code for found in mistakes(text, folder)]


def only(text: str, folder: Path | None = None) -> Mistake:
    """The single thing wrong with a model."""
    found = mistakes(text, folder)
    assert len(found) == 1, found
    return found[0]


def mended(text: str, folder: Path | None = None) -> str:
    """The model with the fix of its single mistake pasted over what is underlined; nothing is wrong then."""
    found = diagnostics(text, folder)
    assert len(found) == 1, render_text(found)
    assert found[0].fix is not None, found[0].message
    start, end = found[0].span
    after = text[:start] + found[0].fix + text[end:]
    left = diagnostics(after, folder)
    assert not left, f"{after}\n{render_text(left)}"
    return after


def files(folder: Path, contents: Mapping[str, str]) -> Path:
    """A folder with these files in it."""
    for name, text in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
