"""Models written from the description of the language alone give the numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import hand_figures  # noqa: F401 - fills CASES
import hand_periods  # noqa: F401 - fills CASES
import pytest
from broken_models import BROKEN, Broken
from hand import CASES, Case

import outlay
from outlay.diagnostics import Severity

FOLDER = Path(__file__).parent
TOLERANCE = 1e-9


def close(found: object, wanted: object) -> bool:
    if isinstance(wanted, (bool, str)) or wanted is None or found is None or isinstance(found, (bool, str)):
        return found == wanted
    assert isinstance(found, (int, float))
    assert isinstance(wanted, (int, float))
    return abs(found - wanted) <= TOLERANCE * max(abs(wanted), 1e-12)


def pairs(found: object, wanted: object) -> list[tuple[object, object]]:
    """Number beside number; a number beside a series is meant in every period."""
    if isinstance(found, tuple):
        numbers = wanted if isinstance(wanted, list) else [wanted] * len(found)
        return list(zip(found, numbers, strict=True))
    return [(found, wanted)]


def name_of(case: Case) -> str:
    return f"{case.model}-{case.scenario}" if case.scenario else case.model


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_model_gives_what_the_hand_gives(case: Case) -> None:
    result = outlay.load(FOLDER / f"{case.model}.cost").run(scenario=case.scenario or None)
    shown = {name: (output.value, output.unit) for name, output in result.outputs.items()}
    wrong = [
        f"{name}: expected {value} {unit}, got {shown.get(name)}"
        for name, (value, unit) in case.outputs.items()
        if name not in shown
        or (unit != "*" and shown[name][1] != unit)
        or not all(close(*pair) for pair in pairs(shown[name][0], value))
    ]
    for name, (value, roots) in case.solves.items():
        solved = result.solves[name]
        if not close(solved.value, value) or (roots >= 0 and solved.roots != roots):
            wrong.append(f"{name}: expected {value} of {roots} roots, got {solved}")
    assert not wrong, "\n".join(wrong)
    assert result.ok, [check.as_dict() for check in result.checks if not check.ok]


@pytest.mark.parametrize("model", sorted(path.stem for path in FOLDER.glob("*.cost")))
def test_every_model_is_clean_and_worked_out(model: str) -> None:
    diagnostics = outlay.Model(FOLDER / f"{model}.cost").check()
    errors = [item.as_dict() for item in diagnostics if item.severity is Severity.ERROR]
    assert not errors
    assert any(case.model == model for case in CASES)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name.replace(" ", "-"))
def test_broken_model_is_blamed_on_the_right_line(broken: Broken, tmp_path: Path) -> None:
    path = tmp_path / "broken.cost"
    path.write_text(broken.text, encoding="utf-8")
    errors = [item for item in outlay.Model(path).check() if item.severity is Severity.ERROR]
    assert errors, "no mistake was found"
    first = errors[0]
    assert first.source.position(first.span[0])[0] == broken.line, [item.as_dict() for item in errors]
    said = " ".join([first.message, first.fix or "", *(note.message for note in first.notes)]).lower()
    assert all(word.lower() in said for word in broken.words), said
    if broken.mended is not None:
        assert first.fix is not None, first.message
        start, end = first.span
        mended = broken.text[:start] + first.fix + broken.text[end:]
        assert mended.splitlines()[broken.line - 1] == broken.mended
        path.write_text(mended, encoding="utf-8")
        left = [item.message for item in outlay.Model(path).check() if item.severity is Severity.ERROR]
        assert not left
