"""Finds and reads the files of one compilation: the model, what it imports, and its tables.

Files are never trusted: what a model names must lie in its own folder, in a configured search path or in the
library, links followed; sizes are asked for before anything is read; nothing but plain files is opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from outlay import own_lists
from outlay.diagnostics import Bag, Code, Note, Source
from outlay.diagnostics.codes import imports as codes
from outlay.plan import LIBRARY_FILES
from outlay.spelling import nearest
from outlay.structs import struct

if TYPE_CHECKING:
    from outlay.syntax import Span

# Beside this module, so a plain path does; importlib.resources would cost more than reading the files.
LIBRARY = Path(__file__).resolve().parent / "library"
_PRICES = os.path.realpath(LIBRARY / "prices")

MODEL_BYTES = 16_000_000
TABLE_BYTES = 64_000_000
TOTAL_BYTES = 96_000_000
MAX_FILES = 500
MAX_DEPTH = 32
_LISTED = 500  # names of one folder that are looked at for a suggestion
_LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A file that was read. `path` is where it really lies; the same file is the same `Found`."""

    path: Path
    source: Source


@struct(frozen=True, slots=True)
class Problem:
    """Why a file could not be had. Reported where it was asked for, or at its own place inside the file."""

    code: Code
    message: str
    fix: str | None = None
    source: Source | None = None
    span: Span = (0, 0)

    def report(self, bag: Bag, source: Source, span: Span) -> None:
        """Add this to the bag; `source` and `span` are where the file is named."""
        if self.source is None:
            bag.add(self.code, source, span, self.message, fix=self.fix)
        else:
            named = self.source.path != source.path  # the model itself is asked for by no other file
            notes = (Note("it is read because of this", source, span),) if named else ()
            bag.add(self.code, self.source, self.span, self.message, notes=notes)


def _reported(found: Found | Problem, bag: Bag, source: Source, span: Span) -> Found | None:
    if isinstance(found, Found):
        return found
    found.report(bag, source, span)
    return None


class Loader:
    """Reads each file once. `root` is the model's folder; `search` comes before what `OUTLAY_PATH` names."""

    def __init__(self, root: Path, search: Sequence[Path] = (), environ: Mapping[str, str] = os.environ) -> None:
        configured = [Path(part) for part in environ.get("OUTLAY_PATH", "").split(os.pathsep) if part]
        self.root = _real(root)
        self.search = tuple(_real(folder) for folder in (*search, *configured))
        self.dependencies: dict[str, str | None] = {}
        self._allowed = (self.root, *self.search, _real(LIBRARY))
        self._read: dict[str, Found | Problem] = {}
        self._imports: dict[str, dict[str, None]] = {}
        self._depths: dict[str, int] = {}
        self._total = 0

    # ------------------------------------------------------------------------------------------------- asking

    def main(self, path: Path, bag: Bag) -> Found | None:
        """The model itself, wherever it lies; it is shown under the path that was given."""
        real = _real(path)
        if os.path.lexists(path):
            found = self._file(real, str(path), MODEL_BYTES)
        else:
            self.dependencies[real] = None
            found = self._missing(path.name, [os.path.dirname(real)], ".cost", f"there is no file {path}")
        return _reported(found, bag, Source(str(path), ""), (0, 0))

    def prelude(self, bag: Bag) -> Iterator[tuple[str, Found]]:
        """The library's modules that every model sees: those at the top of its folder, by name."""
        for path in sorted(LIBRARY.glob("*.cost")):
            shown = LIBRARY_FILES + path.name
            found = _reported(self._file(_real(path), shown, MODEL_BYTES), bag, Source(shown, ""), (0, 0))
            if found is not None:
                yield path.stem, found

    def price_lists(self) -> list[str]:
        """The names of the library's price lists, which a model asks for by `use`."""
        return sorted(path.stem for path in (LIBRARY / "prices").glob("*.cost"))

    def price_index(self) -> str:
        """The text of the index that says which of the library's price lists knows which name."""
        shown = LIBRARY_FILES + "prices/index.json"
        found = self._file(_real(LIBRARY / "prices" / "index.json"), shown, TABLE_BYTES)
        return found.source.text if isinstance(found, Found) else ""

    def price_list(self, name: str) -> Found | None:
        """The module of one of the library's price lists."""
        path = _PRICES + os.sep + name + ".cost"
        found = self._file(path, LIBRARY_FILES + f"prices/{name}.cost", MODEL_BYTES)
        return found if isinstance(found, Found) else None

    def own_lists(self, bag: Bag) -> list[Found]:
        """The company's own price lists, the newest first; what cannot be read is reported."""
        where = own_lists.folder()
        if where is None:
            return []
        register = _real(Path(where, own_lists.REGISTER))
        if not os.path.lexists(register):
            self.dependencies[register] = None
            return []
        found = _reported(self._file(register, register, MODEL_BYTES), bag, Source(register, ""), (0, 0))
        if found is None:
            return []
        lists = own_lists.parse_register(found.source.text)
        if lists is None:
            message = "this register of own price lists is damaged; remove it and add your lists again"
            bag.add(codes.NOT_TEXT, found.source, (0, 0), message)
            return []
        files = [os.path.join(os.path.dirname(register), one.file) for one in lists]
        read = [_reported(self._file(one, one, TABLE_BYTES), bag, found.source, (0, 0)) for one in files]
        return [one for one in read if one is not None]

    def list_name(self, found: Found) -> str:
        """The name of the library's price list a table is, "" for any other table."""
        folder, name = os.path.split(str(found.path))
        return name.removesuffix(".csv") if folder == _PRICES else ""

    def digest(self, found: Found) -> str | None:
        """The hash of a file that was read."""
        return self.dependencies.get(str(found.path))

    def module(
        self, path: tuple[str, ...], quoted: bool, importer: Path, bag: Bag, source: Source, span: Span
    ) -> Found | None:
        """The file a `use` names: a dotted path, or one quoted path relative to the importing file.

        `source` and `span` are where it is named; a problem is reported there.
        """
        relative = path[0] if quoted else "/".join(path) + ".cost"
        found = self._find(relative, importer, ".cost", MODEL_BYTES, None if quoted else ".".join(path))
        if isinstance(found, Found):
            found = self._linked(found, importer) or found
        return _reported(found, bag, source, span)

    def table(self, path: str, importer: Path, bag: Bag, source: Source, span: Span) -> Found | None:
        """The `.csv` file that a `records`, an `actual` or a `sampled` names."""
        return _reported(self._find(path, importer, ".csv", TABLE_BYTES, None), bag, source, span)

    # ------------------------------------------------------------------------------------------------- finding

    def _find(self, relative: str, importer: Path, ending: str, limit: int, dotted: str | None) -> Found | Problem:
        problem = _unfit(relative)
        if problem is not None:
            return problem
        folders = list(dict.fromkeys((_real(importer.parent), *self._allowed)))
        candidates = [os.path.normpath(os.path.join(folder, relative)) for folder in folders]
        # Where a link leads decides; the path as written must not wander out and back either.
        reals = [_real(Path(path)) for path in candidates if self._inside(path)]
        allowed = [path for path in reals if self._inside(path)]
        if not allowed or (len(allowed) < len(reals) and not any(os.path.lexists(path) for path in allowed)):
            return _outside(f"`{relative}` leads out of the model's folder")
        if not relative.endswith(ending):
            return _unfit_ending(relative, ending)
        for real in allowed:
            if os.path.lexists(real):
                return self._file(real, self._shown(real), limit)
            self.dependencies[real] = None
        return self._missing(relative, folders, ending, dotted=dotted)

    def _missing(
        self, relative: str, folders: Sequence[str], ending: str, message: str = "", dotted: str | None = None
    ) -> Problem:
        above, _, name = relative.rpartition("/")
        names = [entry for folder in folders for entry in _listed(os.path.join(folder, above), ending)]
        # the ending, which all of them share, would make any two names alike
        stem = nearest(name.removesuffix(ending), [entry.removesuffix(ending) for entry in names], 0.7)
        near = None if stem is None else stem + ending
        if message:
            return Problem(codes.FILE_NOT_FOUND, message + (f"; did you mean {near}?" if near else ""))
        asked = f"module `{dotted}`" if dotted else f"file `{relative}`"
        places = "beside this file, in the model's folder, in the search paths or in the standard library"
        message = f"there is no {asked} {places}"
        if not near:
            return Problem(codes.FILE_NOT_FOUND, message)
        meant = f"{above}/{near}" if above else near
        fix = meant.removesuffix(ending).replace("/", ".") if dotted else f'"{meant}"'
        return Problem(codes.FILE_NOT_FOUND, f"{message}; did you mean `{meant}`?", fix)

    def _inside(self, path: str) -> bool:
        return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in self._allowed)

    def _shown(self, real: str) -> str:
        library = self._allowed[-1] + os.sep
        if real.startswith(library):
            return LIBRARY_FILES + real[len(library) :].replace(os.sep, "/")
        here = os.getcwd().rstrip(os.sep) + os.sep
        return real[len(here) :] if real.startswith(here) else real

    def _linked(self, found: Found, importer: Path) -> Problem | None:
        """Note who imports whom; a circle or too long a chain is a problem."""
        source, target = _real(importer), str(found.path)
        way = self._way(target, source)
        if way is not None:
            circle = " → ".join(os.path.basename(path) for path in (source, *way))
            return Problem(codes.IMPORT_CYCLE, f"the import goes in a circle: {circle}")
        self._imports.setdefault(source, {})[target] = None
        depth = max(self._depths.get(target, 0), self._depths.get(source, 0) + 1)
        self._depths[target] = depth
        if depth > MAX_DEPTH:
            return Problem(codes.FILE_LIMIT, f"this import is more than {MAX_DEPTH} files deep")
        return None

    def _way(self, start: str, end: str) -> list[str] | None:
        """The chain of imports from one file to another, if there is one."""
        came: dict[str, str | None] = {start: None}
        waiting = [start]
        while waiting:
            path = waiting.pop()
            if path == end:
                way: list[str] = []
                step: str | None = path
                while step is not None:
                    way.append(step)
                    step = came[step]
                return way[::-1]
            for following in self._imports.get(path, ()):
                if following not in came:
                    came[following] = path
                    waiting.append(following)
        return None

    # ------------------------------------------------------------------------------------------------- reading

    def _file(self, real: str, shown: str, limit: int) -> Found | Problem:
        known = self._read.get(real)
        if known is None:
            known = self._read[real] = self._opened(real, shown, limit)
        return known

    def _opened(self, real: str, shown: str, limit: int) -> Found | Problem:
        if len(self._read) >= MAX_FILES:
            return Problem(
                codes.FILE_LIMIT,
                f"this would be file number {MAX_FILES + 1}, and a model reads at most {MAX_FILES}",
            )
        data = _bytes(real, shown, min(limit, TOTAL_BYTES - self._total), limit)
        if isinstance(data, Problem):
            return data
        self._total += len(data)
        self.dependencies[real] = sha256(data).hexdigest()
        text = decode(data, shown)
        return text if isinstance(text, Problem) else Found(Path(real), Source(shown, text))


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _outside(message: str) -> Problem:
    where = "a model reads only what lies in its own folder, in a configured search path or in the standard library"
    return Problem(codes.FILE_OUTSIDE, f"{message}; {where}")


def _unfit(relative: str) -> Problem | None:
    """What is wrong with a path before any folder is looked at."""
    if not relative or len(relative) > _LONGEST_PATH or not relative.isprintable():
        return Problem(codes.BAD_PATH, f"a path has 1 to {_LONGEST_PATH} ordinary characters")
    if relative.startswith(("/", "\\", "~")) or ":" in relative:
        return _outside(f"`{relative}` is not relative to this file")
    if "\\" in relative:
        plain = relative.replace("\\", "/")
        return Problem(codes.BAD_PATH, "paths are written with `/`, on every system", f'"{plain}"')
    return None


def _unfit_ending(relative: str, ending: str) -> Problem:
    what = "a model is imported" if ending == ".cost" else "a table is read"
    fix = f'"{relative}{ending}"' if "." not in relative.rpartition("/")[2] else None
    return Problem(codes.BAD_PATH, f"{what} from a `{ending}` file, and this is `{relative}`", fix)


def _listed(folder: str, ending: str) -> list[str]:
    """Some names in a folder, for a suggestion; none if it cannot be listed."""
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(ending):
                    names.append(entry.name)
                if len(names) >= _LISTED:
                    break
    except OSError:
        return names
    return sorted(names)


def _bytes(real: str, shown: str, room: int, limit: int) -> bytes | Problem:
    """The bytes of a plain file of at most `room` bytes; `limit` is what its kind may have at all."""
    try:
        problem = _unfit_kind(os.stat(real), shown, room, limit)
        if problem is not None:
            return problem
        # A pipe put in the file's place meanwhile must not make us wait, nor a link lead us elsewhere.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(real, flags), "rb") as file:
            problem = _unfit_kind(os.fstat(file.fileno()), shown, room, limit)
            if problem is not None:
                return problem
            data = file.read(room + 1)
    except FileNotFoundError:
        return Problem(codes.FILE_NOT_FOUND, f"there is no file {shown}")
    except OSError as error:
        reason = "it is a link that goes in a circle" if error.errno == errno.ELOOP else error.strerror or "no reason"
        return Problem(codes.NOT_A_FILE, f"{shown} cannot be read: {reason[0].lower()}{reason[1:]}")
    return _too_large(shown, len(data), room, limit) if len(data) > room else data


def _unfit_kind(status: os.stat_result, shown: str, room: int, limit: int) -> Problem | None:
    if stat.S_ISDIR(status.st_mode):
        return Problem(codes.NOT_A_FILE, f"{shown} is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        return Problem(codes.NOT_A_FILE, f"{shown} is a device or a pipe, not a file")
    return _too_large(shown, status.st_size, room, limit) if status.st_size > room else None


def _too_large(shown: str, size: int, room: int, limit: int) -> Problem:
    if room < limit:
        return Problem(codes.FILE_LIMIT, f"with {shown} this model would read more than {TOTAL_BYTES // 1_000_000} MB")
    return Problem(
        codes.FILE_LIMIT,
        f"{shown} has {size / 1e6:,.0f} MB; at most {limit // 1_000_000} MB are read",
    )


_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_SHOWN_BYTES = 200


def decode(data: bytes, shown: str) -> str | Problem:
    """The text of a file without its byte-order mark, or the place where it stops being text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _not_text(data, 0, 0, shown, f"{shown} is {name}; save it as UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        message = f"{shown} holds a NUL character: it is not a text file, or it was damaged"
        return _not_text(data, nul, nul + 1, shown, message)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `utf-8-sig` counts from behind the mark.
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        guess = data[at : at + 1].decode("cp1252", "ignore")
        meant = f" (it would be “{guess}” in Windows-1252)" if guess else ""
        return _not_text(data, at, at + 1, shown, f"{shown} is not UTF-8 here{meant}; save it as UTF-8")


def _not_text(data: bytes, start: int, end: int, shown: str, message: str) -> Problem:
    """A problem that points into as much of the file as can be shown."""
    before = data[:start].decode("utf-8-sig", "replace")
    after = data[start : end + _SHOWN_BYTES].decode("utf-8", "replace").partition("\n")[0].replace("\0", "\ufffd")
    source = Source(shown, before + after)
    return Problem(codes.NOT_TEXT, message, None, source, (len(before), len(before) + (end > start)))
