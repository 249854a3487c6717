"""Outlay: declarative cost models with units, for AI products.

    import outlay

    model = outlay.load("saas_margin.cost")
    result = model.run(scenario="heavy", plan=12)
    print(result.outputs["gross_margin"].value)
    print(result.explain("gross_margin"))

Everything is imported when it is first used: `import outlay` itself costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlay.version import VERSION as __version__

if TYPE_CHECKING:
    from outlay.diagnostics import Diagnostic, OutlayError
    from outlay.model import Model, eval, function, functions, load  # noqa: A004 - the library's own word
    from outlay.result import Output, Quantity, Result

_HOMES = {
    "Diagnostic": "outlay.diagnostics",
    "Model": "outlay.model",
    "OutlayError": "outlay.diagnostics",
    "Output": "outlay.result",
    "Quantity": "outlay.result",
    "Result": "outlay.result",
    "eval": "outlay.model",
    "function": "outlay.model",
    "functions": "outlay.model",
    "load": "outlay.model",
}

__all__ = [
    "Diagnostic", "Model", "OutlayError", "Output", "Quantity", "Result", "__version__", "eval", "function",
    "functions", "load",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'outlay' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
