"""A model as it was when the run began: its files by content, so that every worker anywhere computes the same."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from outlay.loader import LIBRARY
from outlay.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one model, by the path at which each lay; `search` are the folders imports may come from."""

    name: str
    path: str
    search: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]

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
        _forget_later(root)
        return model


def bundle(model: Model, scenarios: Iterable[str]) -> Bundle:
    """The model's own files, as far as these scenarios need them; the library comes with every installation."""
    configured = [part for part in os.environ.get("OUTLAY_PATH", "").split(os.pathsep) if part]
    search = tuple(os.path.realpath(folder) for folder in (*model.search, *configured))
    looked_at = model.dependencies(scenarios)
    own = [path for path, known in looked_at.items() if known is not None and not _of_library(path)]
    return Bundle(model.name, os.path.realpath(model.path), search, tuple(_contents(sorted(own))))


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
