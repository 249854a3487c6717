"""What changed in the numbers of a model from one run to the next, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlay.display import show_value

if TYPE_CHECKING:
    from outlay.evaluation import Run
    from outlay.result import CheckResult, Output


@dataclass(frozen=True, slots=True)
class Step:
    """One change: what it is about, from what to what, and by how much or where."""

    name: str
    old: str
    new: str
    about: str = ""
    good: bool | None = None  # of a check: whether it holds now


def steps(old: Run, new: Run) -> list[Step]:
    """Outputs, checks and answers that are not what they were, in the order of the newer file."""
    return [*_outputs(old, new), *_checks(old, new), *_answers(old, new)]


def _outputs(old: Run, new: Run) -> list[Step]:
    before, after = (
        {run.plan.quantities[number].path: run.output(number) for number in run.plan.outputs} for run in (old, new)
    )
    found: list[Step] = []
    for name, output in after.items():
        if name not in before:
            found.append(Step(_title(new, output), "", _shown(new, output), "new"))
        elif output.value != before[name].value or output.unit != before[name].unit:
            found.append(_changed(old, new, before[name], output))
    gone = [output for name, output in before.items() if name not in after]
    return found + [Step(_title(old, output), _shown(old, output), "", "gone") for output in gone]


def _is_list(output: Output) -> bool:
    return isinstance(output.value, tuple) and not output.periods


def _title(run: Run, output: Output) -> str:
    """Its name, with what of a series is told: `net_revenue, total`."""
    basis = "" if _is_list(output) else run.figure(output.name).basis
    return f"{output.name}, {basis}" if basis else output.name


def _shown(run: Run, output: Output) -> str:
    if isinstance(output.value, tuple) and not output.periods:
        return ", ".join(map(output.words, output.value[:6]))
    return run.figure(output.name).shown


def _changed(old: Run, new: Run, before: Output, after: Output) -> Step:
    texts = _shown(old, before), _shown(new, after)
    title = _title(new, after)
    if _is_list(after) or _is_list(before):
        return Step(title, *texts)
    if texts[0] == texts[1]:
        return Step(title, *texts, about=_periods(before, after) or "changed beyond the digits shown")
    about = new.figure(after.name).difference(old.figure(before.name))
    return Step(title, *texts, about="" if about == "=" else about)


def _periods(before: Output, after: Output) -> str:
    """Where series differ whose figures over the whole time are alike."""
    if not isinstance(before.value, tuple) or not isinstance(after.value, tuple) or before.periods != after.periods:
        return ""
    both = list(zip(after.periods, before.value, after.value, strict=True))
    other = [(label, a, b) for label, a, b in both if a != b]
    if not other:
        return ""
    label, a, b = other[0]
    return f"in {len(other)} of {len(both)} periods, first in {label}: {after.words(a)} → {after.words(b)}"


def _checks(old: Run, new: Run) -> list[Step]:
    before, after = ([run.check(number) for number in range(len(run.plan.checks))] for run in (old, new))
    known: dict[str, CheckResult] = {each.name: each for each in before}
    found: list[Step] = []
    for each in after:
        was = known.get(each.name)
        if was is None:
            found.append(Step(each.name, "", "holds" if each.ok else "fails", f"new: {each.detail}", each.ok))
        elif was.ok != each.ok:
            found.append(Step(each.name, "held" if was.ok else "failed", "holds" if each.ok else "fails", each.detail,
                              each.ok))  # fmt: skip
    names = {each.name for each in after}
    found += [Step(each.name, "held" if each.ok else "failed", "", "gone") for each in before if each.name not in names]
    return found


def _answers(old: Run, new: Run) -> list[Step]:
    before, after = ({each.name: each for each in map(run.solve, range(len(run.plan.solves)))} for run in (old, new))
    found: list[Step] = []
    for name, answer in after.items():
        was = before.get(name)
        told = show_value(answer.value, answer.unit, percent=answer.percent)
        if was is None:
            found.append(Step(name, "", told, "new"))
        elif was.value != answer.value or was.unit != answer.unit:
            found.append(Step(name, show_value(was.value, was.unit, percent=was.percent), told,
                              answer.detail if answer.value is None else ""))  # fmt: skip
    return found + [
        Step(name, show_value(each.value, each.unit, percent=each.percent), "", "gone")
        for name, each in before.items()
        if name not in after
    ]
