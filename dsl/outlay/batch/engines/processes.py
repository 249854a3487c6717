"""How worker processes come to be. Light to import: the command starts them while it is still reading."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from typing import Any

_LOADED = ("outlay.batch.workers", "outlay.arrays.by_period")
_FOR_PARQUET = ("outlay.batch.sources.parquet", "outlay.batch.sinks.parquet")
_FOR_TEXTS = ("outlay.batch.sources.delimited", "outlay.batch.sinks.delimited")


def context() -> Any:
    """Processes that begin anew: a copy of this one would have the locks of its threads but not the threads."""
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    found = multiprocessing.get_context(kind)
    if kind == "forkserver":
        found.set_forkserver_preload([*_LOADED, *_FOR_PARQUET, *_FOR_TEXTS])
    return found


def warm(files: Iterable[str]) -> None:
    """Have the process that others are copied from import what these inputs and outputs need, beside whatever this one
    does.
    """
    made = context()
    if made.get_start_method() == "forkserver":
        from multiprocessing import forkserver

        tables = [each.endswith((".parquet", ".pq")) for each in files]
        formats = (_FOR_PARQUET if any(tables) else ()) + (() if all(tables) else _FOR_TEXTS)
        made.set_forkserver_preload([*_LOADED, *formats])
        forkserver.ensure_running()
