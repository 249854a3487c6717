"""How a number came about: the call with its figures, defaults taken, sources and days; or why there is none."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from outlay.compilation import Compilation
from outlay.diagnostics import OutlayError, Severity, Source
from outlay.evaluation import Run
from outlay.model import in_words
from outlay.scalar import compile_plan
from outlay_addin.errors import CellError, CellFault, said_by
from outlay_addin.grid import Grid, grid, in_list, is_range, used_parts
from outlay_addin.values import MISSING, plain

if TYPE_CHECKING:
    from outlay.plan import Input, ParameterFact, Signature
    from outlay_addin.call import Function
    from outlay_addin.models import Models
    from outlay_addin.table import Table

LONGEST = 32_000  # a cell holds 32,767 characters


def why(table: Table, models: Models, arguments: Sequence[Any]) -> str:
    """`OUTLAY_WHY(function_name, args…)` as a text of several lines. Of ranges, the first cell without a number."""
    name = plain(arguments[0]) if arguments and not is_range(arguments[0]) else MISSING
    if not isinstance(name, str):
        return "OUTLAY_WHY takes the name of a function, then what that function was given."
    name, given = name.strip().lstrip("=").partition("(")[0].upper(), tuple(arguments[1:])
    if name == "OUTLAY":
        return _short(_of_model(models, given))
    entry = table.entries.get(name) or next(
        (each for known, each in table.entries.items() if known.casefold() == name.casefold()), None
    )
    found = table.get(entry.signature.name if entry is not None else name)
    if isinstance(found, CellError):
        return found.reason
    if not given:
        return _short(about(found.signature))
    return _short(_of_call(found, table.compilation(found.name), given))


def about(signature: Signature) -> str:
    """A function in words: its call, its arguments with units and defaults, its source."""
    names = [each.name if each.default is None else f"[{each.name}]" for each in signature.parameters]
    lines = [f"{signature.name}({', '.join(names)})", f"{signature.label} → {signature.result_unit or 'ratio'}"]
    lines += [f"  {each.name}: {argument_help(each)}" for each in signature.parameters]
    source = signature.facts.source
    if source is not None:
        lines.append("source: " + ", ".join(part for part in (source.where, source.date, source.link) if part))
    lines += [text for text in (signature.facts.note, signature.note) if text]
    return "\n".join(lines)


def argument_help(parameter: ParameterFact) -> str:
    """What an argument is, its unit, and its default when it is left out."""
    unit = {
        "number": parameter.unit or ("share, 0 to 1" if parameter.share else "ratio"),
        "list": f"range, {parameter.unit or 'ratio'}",
        "record": f"name of a {parameter.table}",
        "truth": "TRUE or FALSE",
    }.get(parameter.type, parameter.type)
    default = "" if parameter.default is None else f"; {parameter.default} when left out"
    return f"{parameter.label or parameter.name} ({unit}{default})"


# ------------------------------------------------------------------------------------------------------ one call


def _of_call(function: Function, compilation: Compilation, given: tuple[Any, ...]) -> str:
    where, cells = _one_row(function, given)
    try:
        values = function.values(cells)
    except CellFault as fault:
        return f"{where}{fault.error.reason}"
    shown = function.one(cells)
    wrong = shown.reason if isinstance(shown, CellError) else ""
    for number, reader in enumerate(function.readers):  # an argument that is refused needs no tree
        value = values[number] if number < len(values) else MISSING
        if (value is MISSING and reader.item.required) or (value is not MISSING and reader.judge(value)):
            return f"{where}{wrong}"
    written = [
        f"{each.name} = {_written(each.item, value)}"
        for each, value in zip(function.readers, values, strict=False)
        if value is not MISSING and not (each.item.type == "date" and value == "newest")
    ]
    text = f"{function.name}({', '.join(written)})"
    tree = _tree(compilation, text)
    return f"{where}{wrong}\n{tree}".strip() if wrong else f"{where}{tree}"


def _one_row(function: Function, given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The cells of one row: of ranges the first that has no number, or the very first."""
    lists = {n for n, reader in enumerate(function.readers) if reader.item.type == "list"}
    prepared: list[Any] = [
        grid(each) if is_range(each) and number not in lists else each for number, each in enumerate(given)
    ]
    places = [number for number, each in enumerate(prepared) if type(each) is Grid]
    if not places:
        return "", tuple(_as_list(each) if is_range(each) else each for each in prepared)
    for number, part in zip(places, used_parts([prepared[number] for number in places]), strict=True):
        prepared[number] = part
    found = function(given)
    rows = found if isinstance(found, list) else [[found]]
    at = next(((r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if isinstance(cell, CellError)),
              (0, 0))  # fmt: skip
    cells = [plain(each.at(*at)) if type(each) is Grid else _as_list(each) if is_range(each) else each
             for each in prepared]  # fmt: skip
    where = f"Row {at[0] + 1}, column {at[1] + 1} of the result: " if len(rows) * len(rows[0]) > 1 else ""
    return where, tuple(cells)


def _as_list(value: Any) -> tuple[Any, ...]:
    return tuple(map(plain, in_list(grid(value))))


def _written(parameter: Input, value: Any) -> str:
    """A value that has been read as the language writes it."""
    unit = "" if "any " in parameter.unit else parameter.unit
    if parameter.type == "list":
        return "[" + ", ".join(in_words(each, unit) for each in value) + "]"
    if parameter.type == "number":
        return in_words(value, unit)
    if parameter.type == "truth":
        return "true" if value in (True, 1.0) or str(value).casefold() == "true" else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = "".join(character for character in str(value) if character.isprintable() and character not in '"\\')
    return text if parameter.type == "date" else f'"{text}"'


def _tree(compilation: Compilation, text: str) -> str:
    before = len(compilation.bag.items)
    plan = compilation.expression_plan(text)
    said = compilation.bag.items[before:]
    del compilation.bag.items[before:]  # what is asked here is no mistake of the file
    if plan is None:
        errors = [each.message for each in said if each.severity is Severity.ERROR]
        return errors[0] if errors else "There is nothing to explain."
    run = Run(compile_plan(plan, wanted=(plan.outputs[0],)), {}, "median", {})
    try:
        tree = str(run.explain(plan.quantities[plan.outputs[0]].path))
    except OutlayError as error:
        return said_by(error)
    warnings = [each.message for each in said if each.source == Source("expression", text) and each.code.id[0] == "W"]
    return "\n".join([tree, *dict.fromkeys(warnings)])


# ----------------------------------------------------------------------------------------------------- one model


def _of_model(models: Models, given: tuple[Any, ...]) -> str:
    cells = [plain(each) if not is_range(each) else plain(grid(each).cells[0]) for each in given]
    if len(cells) < 2 or not isinstance(cells[0], str) or not isinstance(cells[1], str):
        return 'OUTLAY_WHY("OUTLAY", …) takes what OUTLAY takes: a model file, an output, names and values.'
    name, _, period = cells[1].rstrip("]").partition("[")
    try:
        result = models.run(cells[0].strip(), models.settings(cells[2:]))
        return str(result.explain(name.strip(), period=period.strip() or None))
    except CellFault as fault:
        return fault.error.reason
    except OutlayError as error:
        return said_by(error)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n…"
