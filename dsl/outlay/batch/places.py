"""Where files lie: a path of this machine, or whatever address fsspec knows (`s3://…`, `gs://…`, `memory://…`)."""

from __future__ import annotations

import errno
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, BinaryIO

from outlay.diagnostics import OutlayError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_COPIED = 1 << 20
_SAMPLE = 65_536  # bytes at either end that tell files apart which are alike in size and time


def is_remote(path: str) -> bool:
    """Whether `path` is an address for fsspec; `file://` is this machine."""
    return _ADDRESS.match(path) is not None and not path.startswith("file://")


def local(path: str) -> str:
    """A path of this machine without its scheme."""
    return path.removeprefix("file://")


def filesystem(path: str) -> tuple[Any, str]:
    """fsspec's file system for an address, and the path in it."""
    try:
        import fsspec
    except ImportError:
        raise OutlayError(f'{path} needs fsspec: pip install "outlay[batch]".') from None
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(path)
    except (ImportError, ValueError) as error:
        raise OutlayError(f"{path} cannot be reached: {error}.") from None
    return found


def absolute(path: str) -> str:
    """The same place, whatever the current folder is."""
    return path if is_remote(path) else os.path.abspath(local(path))


def real(path: str) -> str:
    """The same place whatever names and links lead to it."""
    return path.rstrip("/") if is_remote(path) else os.path.realpath(local(path))


def join(folder: str, *names: str) -> str:
    """A path below a folder."""
    return "/".join([folder.rstrip("/"), *names]) if is_remote(folder) else os.path.join(local(folder), *names)


def open_read(path: str) -> BinaryIO:
    """A file for reading bytes anywhere in it."""
    try:
        if is_remote(path):
            system, inner = filesystem(path)
            stream: BinaryIO = system.open(inner, "rb")
            return stream
        return open(local(path), "rb")
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: str, error: Exception) -> OutlayError:
    """That a file cannot be read, in a sentence."""
    if isinstance(error, FileNotFoundError):
        return OutlayError(f"There is no file {path}.")
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return OutlayError(f"{path} cannot be read: {reason.lower()}.")


def size(path: str) -> int:
    """Bytes of a file."""
    try:
        if is_remote(path):
            system, inner = filesystem(path)
            return int(system.size(inner))
        return os.stat(local(path)).st_size
    except OSError as error:
        raise unreadable(path, error) from None


def exists(path: str) -> bool:
    """Whether there is a file or folder."""
    if is_remote(path):
        system, inner = filesystem(path)
        return bool(system.exists(inner))
    return os.path.lexists(local(path))


def is_folder(path: str) -> bool:
    """Whether it is a folder."""
    if is_remote(path):
        system, inner = filesystem(path)
        return bool(system.isdir(inner))
    return os.path.isdir(local(path))


def make_folder(path: str) -> None:
    """Make a folder with those above it; one that is there is fine."""
    if is_remote(path):
        system, inner = filesystem(path)
        system.makedirs(inner, exist_ok=True)
    else:
        os.makedirs(local(path), exist_ok=True)


def names_in(path: str) -> list[str]:
    """Names of the files right in a folder, in order; none where there is no folder."""
    if is_remote(path):
        system, inner = filesystem(path)
        if not system.exists(inner):
            return []
        system.invalidate_cache(inner)
        return sorted(name.rstrip("/").rpartition("/")[2] for name in system.ls(inner, detail=False))
    try:
        return sorted(os.listdir(local(path)))
    except FileNotFoundError:
        return []


def files_below(path: str, left_out: tuple[str, ...] = ("_", ".")) -> list[str]:
    """Every file of a folder and the folders in it, in order; what begins with `_` or `.` is not data."""
    return list(walked(path, left_out))


def walked(path: str, left_out: tuple[str, ...] = ("_", ".")) -> Iterator[str]:
    """The same one after the other, as they are found."""
    for name in names_in(path):
        if name.startswith(left_out):
            continue
        whole = join(path, name)
        if is_folder(whole):
            yield from walked(whole, left_out)
        else:
            yield whole


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.replace(os.sep, "/").rstrip("/").rpartition("/")[2]


def matching(pattern: str) -> list[str]:
    """Files that a pattern with `*`, `?` or `[…]` stands for, in order."""
    if is_remote(pattern):
        system, inner = filesystem(pattern)
        return sorted(str(system.unstrip_protocol(name)) for name in system.glob(inner))
    import glob

    return sorted(glob.glob(local(pattern), recursive=True))


def read_bytes(path: str) -> bytes:
    """A whole small file."""
    with open_read(path) as stream:
        return stream.read()


def beside(path: str) -> str:
    """A name that no one else writes to, in the same folder."""
    head, slash, name = path.rpartition("/")
    return f"{head}{slash}.{name}.{uuid.uuid4().hex[:12]}.tmp"


def append(source: BinaryIO, start: int, stop: int, out: Any) -> None:
    """Copy bytes of a file behind what was written to another. Raises OSError where there are fewer."""
    start = _inside(source, start, stop, out)
    source.seek(start)
    while start < stop:
        held = source.read(min(stop - start, _COPIED))
        if not held:
            raise OSError(f"{source} was cut short")
        out.write(held)
        start += len(held)


def _inside(source: BinaryIO, start: int, stop: int, out: Any) -> int:
    """As `append`, by the system alone, without a way through this process; how far it came."""
    try:
        out.flush()
        given, taken = source.fileno(), out.fileno()
        while start < stop:
            copied = os.copy_file_range(given, taken, stop - start, start)
            if not copied:
                break
            start += copied
    except (AttributeError, OSError) as error:  # not between these files, or not on this system
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
    return start


@contextmanager
def written(path: str) -> Iterator[str]:
    """A name beside `path` to write to; it takes the place of `path` at the end, or is gone when something fails."""
    there = beside(path if is_remote(path) else os.path.abspath(local(path)))
    try:
        yield there
        replace(there, path)
    except BaseException:
        discard(there)
        raise


def replace(there: str, path: str) -> None:
    """Give a finished file its name, in place of what had it."""
    if is_remote(path):
        system, inner = filesystem(path)
        system.mv(filesystem(there)[1], inner)
    else:
        os.replace(there, local(path))


def write_bytes(path: str, content: bytes) -> None:
    """A whole small file, at once or not at all."""
    with written(path) as there, open_write(there) as stream:
        stream.write(content)


def open_write(path: str) -> BinaryIO:
    """A file for writing from the start."""
    if is_remote(path):
        system, inner = filesystem(path)
        stream: BinaryIO = system.open(inner, "wb")
        return stream
    return open(local(path), "wb")


def discard(path: str) -> None:
    """Remove a file, if it is there."""
    try:
        if is_remote(path):
            system, inner = filesystem(path)
            system.rm(inner)
        else:
            os.unlink(local(path))
    except OSError:
        pass


def discard_folder(path: str) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if is_remote(path):
        system, inner = filesystem(path)
        if system.exists(inner):
            system.rm(inner, recursive=True)
    else:
        import shutil

        shutil.rmtree(local(path), ignore_errors=True)


def fingerprint(path: str) -> dict[str, Any]:
    """What tells a file from a changed one: its size, when it was written, and what stands at its two ends."""
    length = size(path)
    digest = sha256()
    with open_read(path) as stream:
        digest.update(stream.read(_SAMPLE))
        stream.seek(max(length - _SAMPLE, 0))
        digest.update(stream.read(_SAMPLE))
    if is_remote(path):
        system, inner = filesystem(path)
        info = system.info(inner)
        moment = str(
            next((info[key] for key in ("ETag", "etag", "mtime", "LastModified", "created") if key in info), "")
        )
    else:
        moment = str(os.stat(local(path)).st_mtime_ns)
    return {"path": path, "size": length, "written": moment, "ends": digest.hexdigest()}
