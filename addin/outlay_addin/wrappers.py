"""The function table as functions xlwings can import: names, arguments, help and categories taken from the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from keyword import kwlist
from typing import TYPE_CHECKING, Any

from outlay_addin.table import MOST_ARGUMENTS
from outlay_addin.values import MISSING
from outlay_addin.why import argument_help

if TYPE_CHECKING:
    from outlay.plan import Signature as Row
    from outlay_addin.functions import Functions

CATEGORY = "Outlay"
LONGEST_HELP = 255  # characters Excel shows of a description
PAIRS = 20  # names and values OUTLAY takes
WHY_ARGUMENTS = 30  # arguments of another function OUTLAY_WHY takes, more where a function has more

# Words VBA or Python keep for themselves: no argument can be called so. `caller` is xlwings' own.
_RESERVED = frozenset(
    "caller addressof and any as attribute base boolean byref byte byval call case cdec clng close compare const "
    "currency date debug decimal declare dim do double each else elseif empty end enum eqv erase error event exit "
    "explicit false fix for friend function get global gosub goto if imp implements in input integer is len let lib "
    "like line lock long loop lset me mod module new next not nothing null object on open option optional or "
    "paramarray preserve print private property public put raiseevent redim rem resume return rset seek select set "
    "single spc static step stop string sub tab then time to true type unlock until variant wend while with "
    "withevents write xor argsarray failed k".split()
) | {word.casefold() for word in kwlist}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,200}")


@dataclass(frozen=True, slots=True)
class Argument:
    name: str
    help: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What a spreadsheet is told of one function."""

    name: str
    help: str
    category: str
    arguments: tuple[Argument, ...]

    def signature(self) -> Signature:
        """As Python sees it: what is optional has `MISSING` as its default."""
        kind = Parameter.POSITIONAL_OR_KEYWORD
        return Signature(
            [
                Parameter(each.name, kind, default=MISSING if each.optional else Parameter.empty)
                for each in self.arguments
            ]
        )


def wrappers(functions: Functions) -> Iterator[Wrapper]:
    """Every function of the table, then those about the functions."""
    rows = functions.table.signatures
    for row in rows:
        yield _of_row(row)
    longest = max((len(row.parameters) for row in rows), default=0)
    yield from _about(min(MOST_ARGUMENTS, max(WHY_ARGUMENTS, longest)))


def _of_row(row: Row) -> Wrapper:
    source = row.facts.source
    about = [f"{row.label or row.name} → {row.result_unit or 'ratio'}."]
    if source is not None:
        about.append("Source: " + ", ".join(part for part in (source.where, source.date) if part))
    names = names_for([each.name for each in row.parameters], row.name)
    arguments = tuple(
        Argument(name, short(argument_help(each)), each.default is not None)
        for name, each in zip(names, row.parameters, strict=True)
    )
    category = f"{CATEGORY}: {row.category}" if row.category else CATEGORY
    return Wrapper(row.name, short(" ".join(about)), short(category), _optional_last(arguments))


def _optional_last(arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """VBA wants nothing required behind what is optional; the function itself asks for what is missing."""
    from dataclasses import replace

    found: list[Argument] = []
    for each in arguments:
        found.append(replace(each, optional=True) if any(other.optional for other in found) else each)
    return tuple(found)


def names_for(names: Sequence[str], function: str) -> list[str]:
    """Names of arguments VBA can take, each once: it knows no capitals and keeps words of its own."""
    taken = {function.casefold()}
    found: list[str] = []
    for number, name in enumerate(names, 1):
        made = name if _NAME.fullmatch(name) else f"argument{number}"
        while made.casefold() in taken or made.casefold() in _RESERVED:
            made += "_"
        taken.add(made.casefold())
        found.append(made)
    return found


def short(text: str) -> str:
    """A text of one line, as long as Excel shows it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_HELP else line[: LONGEST_HELP - 1].rstrip() + "…"


def _about(most: int) -> Iterator[Wrapper]:
    file = Argument("model_file", "A .cost file beside the workbook or in a configured folder", False)
    pairs: list[Argument] = []
    for number in range(1, PAIRS + 1):
        pairs.append(Argument(f"name{number}", "An input of the model, or scenario; or a range of names", True))
        pairs.append(
            Argument(
                f"value{number}",
                "Its value: a number in its unit, a quantity as text; or a range of values",
                True,
            )
        )
    yield Wrapper(
        "OUTLAY",
        "An output of a model, with inputs set: a series spills to the right.",
        CATEGORY,
        (file, Argument("output_name", "An output, or one period of it: gross_margin[2026-12]", False), *pairs),
    )
    yield Wrapper(
        "OUTLAY_TABLE",
        "Every output of a model with its unit, and every check.",
        CATEGORY,
        (file, Argument("scenario", "A scenario of the model; its base case when left out", True)),
    )
    asked = [
        Argument(f"argument{number}", "What that function was given, in the same order", True)
        for number in range(1, most + 1)
    ]
    yield Wrapper(
        "OUTLAY_WHY",
        "How a number came about: formula, figures, defaults taken, sources; or the reason for an error.",
        CATEGORY,
        (Argument("function_name", 'The name of a function: "TRAIN_COST"', False), *asked),
    )
    yield Wrapper("OUTLAY_VERSION", "The version of Outlay.", CATEGORY, ())


def made(wrapper: Wrapper, call: Callable[[str, Sequence[Any]], Any]) -> Any:
    """The wrapper as a Python function with the signature xlwings reads."""
    name = wrapper.name

    def function(*arguments: Any) -> Any:
        return call(name, arguments)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = wrapper.help
    function.__annotations__ = {}
    function.__signature__ = wrapper.signature()  # type: ignore[attr-defined]
    return function
