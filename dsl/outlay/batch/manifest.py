"""What is there of a batch: a folder beside the output with the parts, a record for each, and what they are parts of.

    out.parquet.batch/
      manifest.json          models, inputs, options: what the parts belong to
      lock                   held while a run lasts
      3f9c…/0000-00000007.parquet, .json, .errors     a chunk's part, its record, its errors

The inner folder is named by the hash of the manifest, so a worker left over from another run can do no harm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO
from zlib import crc32

from outlay.batch import places
from outlay.batch.sinks import FOLDER, FOLDERS, PARTITIONS
from outlay.batch.spec import Done
from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    from typing_extensions import Buffer

FORMAT = 3
_RECORD, _ERRORS = ".json", ".errors"
_WHOLE = "whole"
_PART = re.compile(r"part-.+-([0-9a-f]{16})\.parquet")
_NEW = ".new"  # behind the name of a file that is covered
_BEHIND = 1 << 20


def folder_of(output: str) -> str:
    """Where the parts of an output lie until it is whole."""
    return output.rstrip("/") + ".batch"


class Work:
    """The folder of one run. `identity` is everything that must be the same for two runs to share parts."""

    def __init__(self, output: str, form: str, ending: str, identity: dict[str, Any]) -> None:
        self.output = output.rstrip("/")
        self.folder = folder_of(output)
        self.identity = identity
        self.key = sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:16]
        self.inside = places.join(self.folder, self.key)
        self.parts = self.output if form == FOLDER else self.inside
        self.form = form
        self.ending = ending

    # ------------------------------------------------------------------------------------------------ the manifest

    def begin(self, *, resume: bool, restart: bool) -> bool:
        """Make the folder, or find it as an interrupted run left it; whether there is something to go on with.

        Raises `OutlayError` where there are parts that this run may not use, or does not want to.
        """
        there = places.exists(self._manifest)
        before = self._before() if there else None
        if there and before is None and not restart:
            raise OutlayError(
                f"{self._manifest} is damaged or of another version of Outlay: begin anew with --restart."
            )
        if there and (before is None or restart or not (resume or self._any_record(before))):
            self._clear(str((before or {}).get("key", "")))
            before = None
        if before is not None:
            if not resume:
                raise OutlayError(
                    f"{self.folder} holds what an interrupted run has computed. Go on with --resume, or begin anew "
                    "with --restart."
                )
            changed = _differences(before.get("identity", {}), self.identity)
            if changed:
                raise OutlayError(
                    f"This run cannot go on with {self.folder}: {'; '.join(changed)}. Parts of different runs are "
                    "never mixed: put it back as it was, or begin anew with --restart."
                )
        places.make_folder(self.inside)
        for name in places.names_in(self.inside):
            if name.startswith(f".{_WHOLE}."):  # of a run that was killed while it wrote
                places.discard(places.join(self.inside, name))
        places.make_folder(self.parts)
        if before is None:
            content = {"format": FORMAT, "key": self.key, "identity": self.identity}
            places.write_bytes(self._manifest, json.dumps(content, indent=1).encode())
        return before is not None

    def _any_record(self, before: dict[str, Any]) -> bool:
        """Whether a run that stopped has computed anything that could be lost."""
        names = places.names_in(places.join(self.folder, str(before.get("key", ""))))
        return any(name.endswith(_RECORD) and not name.startswith(".") for name in names)

    @property
    def _manifest(self) -> str:
        return places.join(self.folder, "manifest.json")

    def _before(self) -> dict[str, Any] | None:
        """The manifest as another run has left it, None where it is damaged or of another version."""
        try:
            found = json.loads(places.read_bytes(self._manifest))
        except ValueError:
            return None
        return found if isinstance(found, dict) and found.get("format") == FORMAT else None

    def _clear(self, key: str) -> None:
        """Remove what the run of this key has left, and the lock's holder knows that it is alone."""
        places.discard(self._manifest)
        for name in places.names_in(self.folder):
            if name not in ("lock", "manifest.json"):
                places.discard_folder(places.join(self.folder, name))
        if self.form in FOLDERS and key:
            for path in places.files_below(self.output, ()):
                if key in places.name_of(path):
                    places.discard(path)

    def settle(self) -> None:
        """Let the files of a folder be seen, now that all are there, and take away what else lies in it.

        That is what workers that died were writing, and what another batch has left. Whatever stops this in between,
        the next run finds the rest.
        """
        covered, older = [], []
        for path in places.files_below(self.output, ()):
            name = places.name_of(path)
            found = _PART.fullmatch(name)
            if found is not None and found[1] != self.key:
                older.append(path)
            elif self.key in name and name.endswith(_NEW):
                covered.append(path)
            elif self.key in name and name.startswith(".") and name.endswith(".tmp"):
                places.discard(path)
        for path in covered:
            places.replace(path, _seen(path))
        for path in older:
            places.discard(path)

    def finish(self) -> None:
        """Remove the folder: the output is whole."""
        places.discard(self._manifest)  # first, so that what is left of the rest is no run to go on with
        places.discard_folder(self.folder)

    # ------------------------------------------------------------------------------------------------ parts

    def part(self, name: str) -> str:
        """Where the part of a chunk lies."""
        if self.form == FOLDER:
            return places.join(self.parts, self.covered(f"part-{name}-{self.key}{self.ending}"))
        if self.form == PARTITIONS:  # whose files are called like their part
            return places.join(self.parts, f"{name}-{self.key}{self.ending}")
        return places.join(self.parts, name + self.ending)

    def covered(self, name: str) -> str:
        """What a file of a folder is called until all are there: nothing that readers of folders take for data.

        Where renaming would be copying it has its own name at once.
        """
        return name if places.is_remote(self.output) else f"_{name}{_NEW}"

    def empty(self) -> str:
        """The one file of a folder without rows, which says what its columns are."""
        return places.join(self.output, f"part-empty-{self.key}{self.ending}")

    def whole(self) -> str:
        """A name for the whole output while it is written."""
        return places.beside(places.join(self.inside, _WHOLE))

    def errors(self, name: str) -> str:
        """Where its errors lie."""
        return places.join(self.inside, name + _ERRORS)

    def record(self, done: Done) -> None:
        """Say that a chunk's part is there; the last thing that is done for it."""
        content = json.dumps({each.name: getattr(done, each.name) for each in fields(done)}).encode()
        places.write_bytes(places.join(self.inside, done.name + _RECORD), content)

    def records(self) -> dict[str, Done]:
        """The chunks that are done, by name: those whose part is as it was recorded."""
        found = {}
        for name in places.names_in(self.inside):
            if name.endswith(_RECORD) and not name.startswith("."):
                done = self._read(name)
                if done is not None:
                    found[done.name] = done
        return found

    def _read(self, name: str) -> Done | None:
        try:
            done = Done(**json.loads(places.read_bytes(places.join(self.inside, name))))
        except (ValueError, TypeError, OutlayError):
            return None  # it was being written when the machine stopped; the chunk is computed again
        part = self.part(done.name)
        if self.form == FOLDER and not places.exists(part):
            part = _seen(part)  # of a run that was stopped when all were there
        if not places.exists(part) or (done.size, done.check) != checked(part):
            return None
        return done if not done.errors or places.exists(self.errors(done.name)) else None


def stranger(folder: str) -> str | None:
    """A file of a folder that no batch has written, if there is one."""
    files = places.walked(folder)
    return next((path for path in files if _PART.fullmatch(places.name_of(path)) is None), None)


def _seen(path: str) -> str:
    """Where a file that is covered is seen in the end."""
    name = places.name_of(path)
    return path.removesuffix(name) + name.removeprefix("_").removesuffix(_NEW)


class Checked:
    """A stream that knows the size and the CRC-32 of what was written to it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = self.check = 0

    def write(self, data: Buffer) -> None:
        """Write all of it."""
        self._stream.write(data)
        self.size += memoryview(data).nbytes
        self.check = crc32(data, self.check)


def checked(path: str) -> tuple[int, int]:
    """The size of a file and the CRC-32 of its bytes."""
    length = check = 0
    with places.open_read(path) as stream:
        while held := stream.read(_BEHIND):
            length += len(held)
            check = crc32(held, check)
    return length, check


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What is not the same, in words."""
    return list(_told(before, now))


def _told(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *now]):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        if name == "models":
            changed = [m["name"] for m in new or () if m not in (old or ())] or [m["name"] for m in old or ()]
            yield f"the model {', '.join(changed)} has changed"
        elif name == "inputs":
            changed = [f["path"] for f in new or () if f not in (old or ())] or ["one that was there"]
            yield f"the input {', '.join(changed[:3])} has changed"
        elif isinstance(new, (str, int, float)) and isinstance(old, (str, int, float)):
            yield f"{name} was {old} and is {new}"
        else:
            yield f"{name} is not what it was"
