"""The user's own model files, put into the extension as they lie: each with what it imports and reads."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from outlay.compilation import Compilation
from outlay.diagnostics import OutlayError
from outlay.loader import LIBRARY
from outlay_addin.table import Entry

FOLDER = "models"


class OwnModels:
    """Copies of model files in folders of their own, one for each, and the same as parts of the archive."""

    def __init__(self) -> None:
        self.folders: list[str] = []
        self.parts: dict[str, bytes] = {}
        self._main: set[str] = set()
        self._origins: dict[str, str] = {}

    def add(self, model: str, search: Sequence[str], where: str) -> None:
        """Copies a model with all it needs. Raises `OutlayError` for what lies outside its folder."""
        compilation = Compilation(model, search)
        for signature in compilation.signatures(own=True):
            compilation.function_plan(signature.name)  # tables are read when something looks into them
        real = os.path.realpath(model)
        home = os.path.dirname(real)
        folder = os.path.join(where, str(len(self.folders)))
        for path, known in compilation.dependencies.items():
            if known is None or path.startswith(os.path.realpath(LIBRARY) + os.sep):
                continue
            if not path.startswith(home.rstrip(os.sep) + os.sep):
                raise OutlayError(f"{model} needs {path}, which lies outside its folder and so cannot be taken along.")
            relative = Path(path).relative_to(home)
            target = Path(folder, relative)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            self.parts[f"{FOLDER}/{len(self.folders)}/{relative.as_posix()}"] = target.read_bytes()
        self._main.add(os.path.realpath(os.path.join(folder, os.path.basename(real))))
        self._origins[os.path.realpath(folder)] = home
        self.folders.append(folder)

    def in_place(self, text: str) -> str:
        """A text with paths of the copies, with the paths of what was copied instead."""
        for copy, home in self._origins.items():
            text = text.replace(copy + os.sep, home.rstrip(os.sep) + os.sep)
        return text

    def offers(self, entry: Entry) -> bool:
        """Whether a function is the library's or of a model that was named, not merely of one it imports."""
        return entry.file is None or os.path.realpath(entry.file.path) in self._main


@contextmanager
def packed(models: Sequence[str], search: Sequence[str]) -> Iterator[OwnModels]:
    """The models, their copies in place until the end."""
    with tempfile.TemporaryDirectory(prefix="outlay-") as where:
        own = OwnModels()
        for model in models:
            own.add(model, search, where)
        yield own
