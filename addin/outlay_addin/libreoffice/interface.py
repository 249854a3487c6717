"""The function table as methods that Calc can call: names, types, order, and the words the wizard shows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from outlay.plan import Signature
from outlay.structs import struct
from outlay_addin.libreoffice.type_library import Method, Parameter
from outlay_addin.why import argument_help

SERVICE = "COST"  # what stands before the point in a cell: =COST.TRAIN_COST(…)
INTERFACE = "outlay.calc.XFunctions"

# A result is always rows of cells: of the forms Calc takes, Python can return only this one for ranges, and one cell
# is a range too. An argument of type `any` may be left out, and may be a cell or a range.
RESULT, ARGUMENT, MORE = "[][]any", "any", "[]any"
DOCUMENT = "com.sun.star.beans.XPropertySet"  # Calc hands in the document that asks; nobody types it

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@struct(frozen=True, slots=True)
class Argument:
    """One argument as the wizard shows it; `type` is the UNO type it arrives as."""

    name: str
    title: str
    help: str
    type: str = ARGUMENT


@struct(frozen=True, slots=True)
class CalcFunction:
    """One function as Calc offers it."""

    name: str
    description: str
    category: str
    arguments: tuple[Argument, ...]
    asks_document: bool = False

    @property
    def method(self) -> Method:
        """The method Calc calls; the document that asks comes first where it is wanted."""
        first = (Parameter("caller", DOCUMENT),) if self.asks_document else ()
        return Method(self.name, RESULT, (*first, *(Parameter(each.name, each.type) for each in self.arguments)))


ABOUT = (
    CalcFunction(
        "OUTLAY", "One output of a model file, with other values for its inputs if you like", "Models",
        (
            Argument("model_file", "model file", "The .cost file, beside this document or with its full path"),
            Argument("output", "output", "The name of an output, of a series also with a period: profit[2026-03]"),
            Argument("names_and_values", "name, value", "A name, then its value, as many pairs as you like", MORE),
        ),
        asks_document=True,
    ),
    CalcFunction(
        "OUTLAY_TABLE", "All outputs of a model file with units, and its checks; an array", "Models",
        (
            Argument("model_file", "model file", "The .cost file, beside this document or with its full path"),
            Argument("scenario", "[scenario]", "The name of a scenario (the model as it stands when left out)"),
        ),
        asks_document=True,
    ),
    CalcFunction(
        "OUTLAY_WHY", "How a number came about, or why there is none", "Models",
        (
            Argument("function_name", "function name", "The name of a function: TRAIN_COST"),
            Argument("arguments", "arguments", "What that function was given, in its order", MORE),
        ),
        asks_document=True,
    ),
    CalcFunction("OUTLAY_VERSION", "The version of Outlay that calculates here", "Models", ()),
)  # fmt: skip


def offered(signatures: Iterable[Signature]) -> tuple[CalcFunction, ...]:
    """Every function Calc can offer, the functions about functions last."""
    found = [_function(each) for each in signatures if _IDENTIFIER.fullmatch(each.name)]
    return (*found, *ABOUT)


def left_out(signatures: Iterable[Signature]) -> list[str]:
    """The functions whose names Calc cannot hold."""
    return [each.name for each in signatures if not _IDENTIFIER.fullmatch(each.name)]


def _function(signature: Signature) -> CalcFunction:
    unit = signature.result_unit
    result = f" → {unit}" if unit and unit != "ratio" else ""
    arguments = tuple(
        Argument(
            each.name if _IDENTIFIER.fullmatch(each.name) else f"argument{number}",
            each.name if each.default is None else f"[{each.name}]",
            argument_help(each),
        )
        for number, each in enumerate(signature.parameters, 1)
    )
    return CalcFunction(signature.name, f"{signature.label or signature.name}{result}", signature.category, arguments)
