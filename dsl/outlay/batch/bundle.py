"""A model as it was when the run began: its files by content, so that every worker anywhere computes the same.

The plans go with them. A worker need not check the model again, and only where a cell or a reason asks for the words of
the model does it read the files.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from outlay.loader import LIBRARY
from outlay.model import Model
from outlay.plan import LIBRARY_FILES
from outlay.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from outlay.many import Formulas, Paths
    from outlay.plan import Plan

    Plans = dict[tuple[str, Formulas, Paths], Plan]

MOST_PLANS = 64  # of more, workers make those they need


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one model, by the path at which each lay; `search` are the folders imports may come from.

    `plans` are those made of it, by scenario, formulas set and paths opened.
    """

    name: str
    path: str
    search: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]
    plans: Plans

    @property
    def hash(self) -> str:
        """The same for the same content under the same names, wherever the model lies."""
        digest = sha256(self.name.encode())
        folder = os.path.dirname(self.path)
        for path, content in self.files:
            digest.update(f"\0{os.path.relpath(path, folder)}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    def place(self) -> Model:
        """The model in a folder of its own, which lasts as long as the process."""
        root = tempfile.mkdtemp(prefix="outlay-model-")
        for path, content in self.files:
            there = _below(root, path)
            os.makedirs(os.path.dirname(there), exist_ok=True)
            with open(there, "wb") as stream:
                stream.write(content)
        for folder in self.search:
            os.makedirs(_below(root, folder), exist_ok=True)
        model = Model(_below(root, self.path), [_below(root, folder) for folder in self.search])
        model.adopt({key: _moved(plan, lambda path: _below(root, path)) for key, plan in self.plans.items()})
        _forget_later(root)
        return model


def bundle(model: Model, scenarios: Iterable[str]) -> Bundle:
    """The model's own files, as far as these scenarios need them; the library comes with every installation."""
    configured = [part for part in os.environ.get("OUTLAY_PATH", "").split(os.pathsep) if part]
    search = tuple(os.path.realpath(folder) for folder in (*model.search, *configured))
    looked_at = model.dependencies(scenarios)
    own = [path for path, known in looked_at.items() if known is not None and not _of_library(path)]
    made = model.plans()
    plans = {key: _moved(plan, os.path.realpath) for key, plan in made.items()} if len(made) <= MOST_PLANS else {}
    return Bundle(model.name, os.path.realpath(model.path), search, tuple(_contents(sorted(own))), plans)


def _moved(plan: Plan, there: Callable[[str], str]) -> Plan:
    """The plan with the places of its model's own files elsewhere."""
    files = {each.file for each in plan.places}
    moved = {file: file if file.startswith(LIBRARY_FILES) else there(file) for file in files}
    return replace(plan, places=tuple(replace(at, file=moved[at.file]) for at in plan.places))


def _contents(paths: Sequence[str]) -> list[tuple[str, bytes]]:
    found = []
    for path in paths:
        with open(path, "rb") as stream:
            found.append((path, stream.read()))
    return found


def _of_library(path: str) -> bool:
    return path.startswith(str(LIBRARY) + os.sep)


def _below(root: str, path: str) -> str:
    return os.path.join(root, os.path.splitdrive(path)[1].lstrip("/\\"))


def _forget_later(root: str) -> None:
    import atexit
    import shutil

    atexit.register(shutil.rmtree, root, ignore_errors=True)
