"""Writes the pages of `docs/` that come from tables in the code. `--check` only says whether they are in step."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import outlay
from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import every_code
from outlay.parse import parse_module
from outlay.plan import Signature
from outlay.syntax import Kind, KindMember

DOCS = Path(__file__).resolve().parent
LIBRARY = Path(outlay.__file__).parent / "library"
GOLDEN = DOCS.parent / "tests" / "golden"

SUBJECTS = {
    "01": "Spelling and syntax",
    "02": "Names",
    "03": "Units",
    "04": "Records and tables",
    "05": "Functions",
    "06": "Time",
    "07": "Doubt",
    "08": "Questions",
    "09": "Files and limits",
    "10": "Numbers, when a model runs",
}


def diagnostics() -> str:
    """Every error and warning: what it means, a file that earns it, and what is printed for it."""
    codes = every_code()
    lines = [
        "# Errors and warnings",
        "",
        "Every message has a code that never changes its meaning: `E` is an error, `W` a warning, the first two digits",
        f"are the subject. There are {len(codes)} of them. `fix` is the text that replaces exactly what is underlined.",
        "",
        "This page is written by `make docs` from the table the checker uses.",
        "",
    ]
    for subject, group in groupby(codes, key=lambda code: code.id[1:3]):
        lines += [f"## {SUBJECTS[subject]}", ""]
        for code in group:
            lines += [f"### {code.id} {code.title}", "", code.explanation, ""]
            if code.example:
                lines += ["```cost", code.example.strip("\n"), "```", ""]
            shown = GOLDEN / f"{code.id}_example.txt"
            if shown.is_file():
                lines += ["```text", shown.read_text(encoding="utf-8").strip("\n"), "```", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def functions() -> str:
    """Every exported function: parameters in their frozen order, units, defaults, sources."""
    table = outlay.functions()
    lines = [
        "# Functions",
        "",
        "What models, the command and Python can call, and spreadsheets will. Names and the order of parameters never",
        "change. A parameter with a default may be left out; a bare number takes the parameter's unit; `gpu`, `model`,",
        "`price` and `offer` take a record or its name as a text. A negative number is refused where it makes no",
        "sense.",
        "",
        "```sh",
        "outlay functions TRAIN_COST",
        "outlay eval 'TRAIN_COST(175B, 300B, \"A100\", mfu = 40%)'",
        "```",
        "",
        "This page is written by `make docs` from the function table.",
        "",
    ]
    categories = dict.fromkeys(each.category for each in table)
    for category in categories:
        lines += [f"## {category}", ""]
        for each in table:
            if each.category == category:
                lines += _function(each)
    return "\n".join(lines).rstrip("\n") + "\n"


def _function(each: Signature) -> list[str]:
    names = ", ".join(f"[{p.name}]" if p.default is not None else p.name for p in each.parameters)
    lines = [
        f"### {each.name}",
        "",
        f"`{each.name}({names})`: {each.label}, in {each.result_unit or 'a plain number'}.",
        "",
    ]
    lines += ["| parameter | unit | default | |", "|---|---|---|---|"]
    for parameter in each.parameters:
        kind = "share" if parameter.share else parameter.unit or (parameter.table or parameter.type)
        kind = "plain number" if kind == "number" else kind
        default = "" if parameter.default is None else f"`{_cell(parameter.default)}`"
        lines.append(f"| `{parameter.name}` | {_cell(kind)} | {default} | {_cell(parameter.label)} |")
    lines.append("")
    source = each.facts.source
    if source is not None:
        lines += [f"Source: {source.where}" + (f", {source.date}" if source.date else "") + ".", ""]
    if each.note:
        lines += [each.note, ""]
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def vocabulary() -> str:
    """The units and kinds of the library: what a model may name without declaring it."""
    lines = [
        "# Units and kinds",
        "",
        "What the library declares and every model may use. Plurals in `-s` are understood; a model declares its own",
        "by `unit x` and `kind x { … }`. This page is written by `make docs` from the library itself.",
        "",
        "## Units",
        "",
        "`si` takes `k M G T P E` in front (`Mtoken`, `kW`), `binary` also `Ki Mi Gi Ti Pi`, `small` takes `m u n`",
        "(`millisecond`). Money is any currency by its ISO code.",
        "",
    ]
    for block in (LIBRARY / "units.cost").read_text(encoding="utf-8").split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("unit ")]
        heading = next((line for line in block.splitlines() if line.startswith("# ")), "")
        if rows:
            lines += [f"**{heading[2:].split('. ')[0].rstrip('.')}**: " + " · ".join(map(_unit, rows)), ""]
    lines += ["## Kinds", "", "A member without a default has to be given before it is used.", ""]
    text = (LIBRARY / "kinds.cost").read_text(encoding="utf-8")
    for statement in parse_module(Source("kinds.cost", text), Bag()).statements:
        if isinstance(statement, Kind):
            label = f": {statement.label}" if statement.label else ""
            lines += [f"### {statement.name}{label}", "", "| member | unit | default | |", "|---|---|---|---|"]
            lines += [_member(member, text) for member in statement.members]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _unit(line: str) -> str:
    """`unit page = 500 word` as it is listed."""
    said, _, prefix = line.removeprefix("unit ").partition("@prefix")
    taken = f" {prefix.strip()}" if prefix else ""
    return f"`{said.strip()}`{taken}"


def _member(member: KindMember, text: str) -> str:
    unit = text[slice(*member.annotation.span)].lstrip(": ") if member.annotation is not None else ""
    default = f"`{_cell(text[slice(*member.default.span)])}`" if member.default is not None else ""
    return f"| `{member.name}` | {_cell(unit)} | {default} | {_cell(member.label or '')} |"


PAGES: dict[str, Callable[[], str]] = {
    "diagnostics.md": diagnostics,
    "functions.md": functions,
    "vocabulary.md": vocabulary,
}


def main() -> int:
    """Write every page, or with `--check` name those that are out of step."""
    only_check = "--check" in sys.argv[1:]
    stale = []
    for name, write in PAGES.items():
        page = DOCS / name
        text = write()
        if not page.is_file() or page.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not only_check:
                page.write_text(text, encoding="utf-8")
    if stale:
        print(("out of step, run `make docs`: " if only_check else "wrote ") + ", ".join(stale))
    return 1 if stale and only_check else 0


if __name__ == "__main__":
    sys.exit(main())
