"""How worker processes come to be. Light to import: the command starts them while it is still reading."""

from __future__ import annotations

import multiprocessing
from typing import Any

_LOADED = (
    "outlay.batch.workers",
    "outlay.arrays.by_period",
    "outlay.batch.sources.parquet",
    "outlay.batch.sources.delimited",
    "outlay.batch.sinks.parquet",
    "outlay.batch.sinks.delimited",
)
_FOR_TEXTS = ("pyarrow.compute",)


def context() -> Any:
    """Processes that begin anew: a copy of this one would have the locks of its threads but not the threads."""
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    found = multiprocessing.get_context(kind)
    if kind == "forkserver":
        found.set_forkserver_preload(list(_LOADED))
    return found


def warm(*, texts: bool) -> None:
    """Have the process that others are copied from import what they need, beside whatever this one does.

    With `texts` also what columns of texts need.
    """
    made = context()
    if made.get_start_method() == "forkserver":
        from multiprocessing import forkserver

        made.set_forkserver_preload([*_LOADED, *(_FOR_TEXTS if texts else ())])

        forkserver.ensure_running()
