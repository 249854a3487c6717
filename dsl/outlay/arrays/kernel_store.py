"""The text of compiled code made callable: compiled once, kept in memory, and on disk for the next process.

On disk, in the user's own cache folder, lie the text and, beside it, what numba keeps of its compilation. What runs is
always the text that was just written from the plan, never what a file holds; numba looks at the file to tell whether
its compilation is of this text. A folder that others can write into is not used, and whatever cannot be read is
compiled again.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

from outlay.diagnostics.model import OutlayError
from outlay.own_folder import folder, is_private, make_private, oldest_first, read_own, write_own

Kernel = Callable[[int, Any], None]  # rows, and addresses

MOST_ON_DISK, MOST_IN_MEMORY = 128, 64
_SIGNATURE = "void(int64, int64[::1])"
_OWN = ("kernel_areas.py", "kernel_functions.py", "kernel_intrinsics.py", "../scalar/arithmetic.py")
_lock = threading.Lock()
_kept: OrderedDict[str, Kernel] = OrderedDict()


@lru_cache(maxsize=1)
def is_present() -> bool:
    """Whether numba is installed and compiles; it is not imported."""
    return find_spec("numba") is not None and os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


def is_imported() -> bool:
    return "numba" in sys.modules


def is_warm() -> bool:
    """Whether this process has compiled or loaded something."""
    return bool(_kept)


def require() -> None:
    """Raises an `OutlayError` that says what to install where numba is missing."""
    if not is_present():
        raise OutlayError('The engine "numba" needs the extra `fast`: pip install "outlay[fast]".')


def in_memory(text: str) -> bool:
    """Whether this process has compiled or loaded the text."""
    return name(text) in _kept


def on_disk(text: str) -> bool:
    """Whether an earlier process has left what it compiled of the text."""
    where = _where()
    if where is None or not is_private(where) or not is_private(os.path.join(where, "__pycache__")):
        return False
    kept = name(text)
    with contextlib.suppress(OSError):
        return any(entry.name.startswith(kept) for entry in os.scandir(os.path.join(where, "__pycache__")))
    return False


def kernel(text: str) -> Kernel:
    """The function `kernel(n, p)` of a text that the writer has written."""
    require()
    kept = name(text)
    with _lock:
        found = _kept.get(kept)
        if found is None:
            found = _kept[kept] = _made(kept, text)
            if len(_kept) > MOST_IN_MEMORY:
                _kept.popitem(last=False)
        _kept.move_to_end(kept)
        return found


@lru_cache(maxsize=1)
def _surroundings() -> bytes:
    """What compiled code hangs on besides its text."""
    found = sha256()
    here = os.path.dirname(os.path.abspath(__file__))
    for name in _OWN:
        with open(os.path.join(here, name), "rb") as stream:
            found.update(stream.read())
    from importlib.metadata import PackageNotFoundError, version  # takes longer to import than all else here

    with contextlib.suppress(PackageNotFoundError):
        found.update(version("numba").encode())
    found.update(repr(sys.version_info).encode())
    return found.digest()


@lru_cache(maxsize=256)
def name(text: str) -> str:
    """What a text is kept under."""
    return "k" + sha256(_surroundings() + text.encode()).hexdigest()[:40]


def _where() -> str | None:
    own = folder()
    return None if own is None else os.path.join(own, "kernels")


def _made(kept: str, text: str) -> Kernel:
    path = _path_on_disk(kept, text)
    if path is not None:
        try:
            found = _compiled(text, path, cache=True)
        except Exception:  # whatever a damaged file makes of numba
            _discard(path)
        else:
            _prune(os.path.dirname(path))
            return found
    return _compiled(text, f"<{kept}>", cache=False)


def _compiled(text: str, path: str, *, cache: bool) -> Kernel:
    from numba import njit

    from outlay.arrays import kernel_intrinsics

    made = {name: value for name, value in vars(kernel_intrinsics).items() if not name.startswith("_")}
    # numba imports the module named here when it loads what it has kept
    namespace: dict[str, Any] = made | {"__name__": kernel_intrinsics.__name__, "nan": math.nan, "inf": math.inf}
    exec(compile(text, path, "exec"), namespace)  # noqa: S102 generated from the typed plan alone
    decorate: Any = njit  # its stubs know fewer options than it has
    options = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "cache": cache}
    found: Kernel = decorate([_SIGNATURE], **options)(namespace["kernel"])
    return found


def _path_on_disk(kept: str, text: str) -> str | None:
    """The file of a text, written if it is not there; None where nothing can be kept."""
    own, where = folder(), _where()
    if own is None or where is None or not make_private(own) or not make_private(where):
        return None
    compilations = os.path.join(where, "__pycache__")
    if not make_private(compilations):
        return None
    path = os.path.join(where, f"{kept}.py")
    data = text.encode()
    if read_own(path) != data and not write_own(path, data):
        return None
    return path


def _discard(path: str) -> None:
    kept = os.path.basename(path).removesuffix(".py")
    compilations = os.path.join(os.path.dirname(path), "__pycache__")
    with contextlib.suppress(OSError):
        for entry in os.scandir(compilations):
            if entry.name.startswith(kept):
                os.unlink(entry.path)
    with contextlib.suppress(OSError):
        os.unlink(path)


def _prune(where: str) -> None:
    """The oldest texts beyond the number that is kept go, with what belongs to them, and what dead processes left."""
    texts = oldest_first(where, (".py", ".tmp"))
    for path in texts[: max(0, len(texts) - MOST_ON_DISK)]:
        _discard(path)
