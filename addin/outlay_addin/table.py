"""The function table as spreadsheets are offered it: the library's functions, and those of the user's own files."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from outlay.compilation import Compilation
from outlay.diagnostics import OutlayError, Severity, Source
from outlay.model import function_plan
from outlay.spelling import did_you_mean
from outlay_addin.call import Function
from outlay_addin.errors import NAME, VALUE, CellError
from outlay_addin.watch import Watch

if TYPE_CHECKING:
    from outlay.plan import Plan, Signature

MOST_FILES = 200  # model files looked at in one folder
MOST_ARGUMENTS = 59  # what VBA and Calc can hand over
ABOUT = ("OUTLAY", "OUTLAY_TABLE", "OUTLAY_WHY", "OUTLAY_VERSION")  # functions about the functions
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,200}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A function as it was when the table was made, and the file it is from; None for the library."""

    signature: Signature
    file: OwnFile | None


class Table:
    """All functions a spreadsheet can call. What it offers is fixed when it is made; how each computes is not.

    `folders` are looked through for `.cost` files that export functions, in this order; `search` are folders their
    imports may come from, besides their own and `OUTLAY_PATH`.
    """

    def __init__(self, folders: Sequence[str] = (), search: Sequence[str] = ()) -> None:
        self.folders = tuple(dict.fromkeys(map(os.path.realpath, folders)))
        self.search = tuple(search)
        self.problems: list[str] = []  # what a user should know of files that were found
        self._library = Library()
        self._functions: dict[str, Function] = {}
        self.entries: dict[str, Entry] = {each.name: Entry(each, None) for each in self._library.signatures}
        self._add_own()

    @property
    def signatures(self) -> list[Signature]:
        """Every function offered, the library's first."""
        return [entry.signature for entry in self.entries.values()]

    def get(self, name: str) -> Function | CellError:
        """A function ready to be called, as its file is now; an error where it cannot be."""
        entry = self.entries.get(name)
        if entry is None:
            return self._unknown(name)
        if entry.file is not None:
            return entry.file.function(entry.signature)
        found = self._functions.get(name)
        if found is None:
            found = self._functions[name] = Function(
                entry.signature, function_plan(name), lambda: self._library.figures
            )
        return found

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """What the cell `=NAME(arguments)` shows; see `Function`."""
        found = self.get(name)
        return found if isinstance(found, CellError) else found(arguments)

    def compilation(self, name: str) -> Compilation:
        """What expressions that call this function are checked against."""
        entry = self.entries.get(name)
        return self._library.compilation if entry is None or entry.file is None else entry.file.compilation

    def is_current(self, folders: Sequence[str]) -> bool:
        """Whether a table made now would offer the same: no file has come, gone or changed its functions."""
        if tuple(dict.fromkeys(map(os.path.realpath, folders))) != self.folders:
            return False
        return self._files([]) == [file.path for file in self._own] and all(file.as_offered() for file in self._own)

    # -------------------------------------------------------------------------------------------------- inside

    def _unknown(self, name: str) -> CellError:
        known = {each.casefold(): each for each in self.entries}
        same = known.get(name.casefold())
        if same is not None and same != name:
            return CellError(NAME, f"there is no function {name}. Did you mean {same}?")
        return CellError(NAME, f"there is no function {name}.{did_you_mean(name, list(self.entries))}")

    def _add_own(self) -> None:
        taken = {name.casefold(): "the library" for name in self.entries}  # a spreadsheet knows no capitals
        taken |= {name.casefold(): "Outlay itself" for name in ABOUT}
        self._own = [OwnFile(path, self.search) for path in self._files(self.problems)]
        for file in self._own:
            path = file.path
            if file.problem:
                self.problems.append(file.problem)
            for signature in file.signatures.values():
                reason = _unfit(signature)
                other = path if reason else taken.setdefault(signature.name.casefold(), path)
                if reason or other != path:
                    reason = reason or f"{other} has that name"
                    self.problems.append(f"{path}: {signature.name} is not offered, since {reason}.")
                    continue
                self.entries[signature.name] = Entry(signature, file)

    def _files(self, problems: list[str]) -> list[str]:
        found: list[str] = []
        for folder in self.folders:
            try:
                names = sorted(name for name in os.listdir(folder) if name.endswith(".cost"))
            except OSError as error:
                problems.append(f"{folder}: {(error.strerror or 'it cannot be read').lower()}.")
                continue
            if len(names) > MOST_FILES:
                problems.append(f"{folder} has {len(names)} .cost files; the first {MOST_FILES} were looked at.")
            found += [os.path.join(folder, name) for name in names[:MOST_FILES]]
        return found


class Library:
    """The functions that come with Outlay."""

    @cached_property
    def compilation(self) -> Compilation:
        return Compilation(Source("<functions>", ""))

    @cached_property
    def signatures(self) -> tuple[Signature, ...]:
        return self.compilation.signatures()

    @cached_property
    def figures(self) -> Any:
        return self.compilation.figures()


class OwnFile:
    """A `.cost` file of the user's, read again whenever it, or a file it imports, is another one."""

    def __init__(self, path: str, search: Sequence[str]) -> None:
        self.path = path
        self._search = tuple(search)
        self._read()
        self._offered = (self.problem, *self.signatures.values())

    def function(self, offered: Signature) -> Function | CellError:
        """A function of the file as it is now; an error when it cannot be called as it is offered any more."""
        if self._watch.changed():
            self._read()
        if self.problem:
            return CellError(NAME, self.problem)
        now = self.signatures.get(offered.name)
        file = os.path.basename(self.path)
        if now is None:
            return CellError(NAME, f"{file} has no function {offered.name} any more: import functions again")
        if called_as(now) != called_as(offered):
            return CellError(VALUE, f"{file} has changed the arguments of {offered.name}: import functions again")
        found = self._functions.get(offered.name)
        if found is None:
            found = self._functions[offered.name] = self._make(now)
        return found

    def as_offered(self) -> bool:
        """Whether the file still has the functions it had when it was first read."""
        if self._watch.changed():
            self._read()
        return self._offered == (self.problem, *self.signatures.values())

    def _make(self, signature: Signature) -> Function | CellError:
        plan: Plan | None = self.compilation.function_plan(signature.name)
        if plan is None:
            return CellError(NAME, self._said() or f"{signature.name} cannot be used.")
        return Function(signature, plan, lambda: self._figures)

    @cached_property
    def _figures(self) -> Any:
        return self.compilation.figures()

    def _read(self) -> None:
        self.__dict__.pop("_figures", None)
        self._functions: dict[str, Function | CellError] = {}
        self.signatures: dict[str, Signature] = {}
        self.problem = ""
        try:
            self.compilation = Compilation(self.path, self._search)
            self.signatures = {each.name: each for each in self.compilation.signatures(own=True)}
            self.problem = self._said()
        except (OutlayError, RecursionError, MemoryError) as error:
            self.problem = f"{self.path}: {error}"
        self._watch = Watch({self.path: None, **self.compilation.dependencies})

    def _said(self) -> str:
        """The file's first mistake, with its place."""
        errors = [each for each in self.compilation.bag.sorted() if each.severity is Severity.ERROR]
        if not errors:
            return ""
        line, _ = errors[0].source.position(errors[0].span[0])
        return f"{os.path.basename(errors[0].source.path)}, line {line}: {errors[0].message}"


def _unfit(signature: Signature) -> str:
    """Why no spreadsheet could call a function; empty where one can."""
    if _NAME.fullmatch(signature.name) is None:
        return "its name has other letters than A to Z, digits and _"
    if len(signature.parameters) > MOST_ARGUMENTS:
        return f"it has {len(signature.parameters)} arguments, and a spreadsheet hands over {MOST_ARGUMENTS} at most"
    return ""


def called_as(signature: Signature) -> tuple[object, ...]:
    """What a spreadsheet has stored of a function: whatever of it changes, functions are imported again."""
    return tuple((each.name, each.type == "list", each.default is not None) for each in signature.parameters)
