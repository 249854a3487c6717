"""What git knows: where a checkout begins, which models it holds, and how their files stood at another commit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outlay.diagnostics import OutlayError

ENDINGS = (".cost", ".csv")  # all that a model reads
MOST_FILES = 20_000
MOST_BYTES = 2**29
_LARGEST = 2**26
_SECONDS = 120
_FILES = ("100644", "100755")  # git's words for plain files: links lead who knows where


@dataclass(frozen=True, slots=True)
class History:
    """A checkout and one of its commits."""

    root: str
    commit: str
    name: str  # the commit, as it was asked for

    @classmethod
    def of(cls, folder: str, name: str) -> History:
        """The checkout a folder lies in. Raises `OutlayError` where there is none, or no such commit."""
        root = _git(folder, "rev-parse", "--show-toplevel", why=f"{folder} lies in no git checkout").rstrip(b"\n")
        commit = _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}",
            why=f"git knows no commit called {name} here; a shallow checkout may lack it (`git fetch` brings it)",
        )  # fmt: skip
        return cls(os.fsdecode(root), commit.decode("ascii", "replace").strip(), name)

    def models(self) -> list[str]:
        """Every `.cost` file of the checkout as it is now, by its path from the root."""
        listed = _git(self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.cost")
        found = [os.fsdecode(each) for each in listed.split(b"\0") if each]
        return sorted(path for path in dict.fromkeys(found) if os.path.isfile(os.path.join(self.root, path)))

    def renamed(self) -> dict[str, str]:
        """For models that git takes for others under a new name: what each was called at the commit."""
        listed = _git(
            self.root, "diff", "--name-status", "-z", "--find-renames", "--diff-filter=R", "--no-relative",
            "--no-ext-diff", self.commit, "--", "*.cost",
        )  # fmt: skip
        parts = [os.fsdecode(each) for each in listed.split(b"\0")[:-1]]
        return {new: old for old, new in zip(parts[1::3], parts[2::3], strict=True)}

    def write(self, folder: str) -> list[str]:
        """The files models read, as they stood at the commit, into a folder; their paths from the root."""
        chosen = list(self._listed())
        if len(chosen) > MOST_FILES or sum(size for _, size, _ in chosen) > MOST_BYTES:
            raise OutlayError(f"There are too many files to compare at {self.name}: name the models you mean.")
        asked = b"".join(blob + b"\n" for blob, _, _ in chosen)
        given = _git(self.root, "cat-file", "--batch", data=asked) if chosen else b""
        at = 0
        for _, size, path in chosen:
            start = given.index(b"\n", at) + 1
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(given[start : start + size])
            at = start + size + 1
        return [path for _, _, path in chosen]

    def _listed(self) -> Iterator[tuple[bytes, int, str]]:
        for line in _git(self.root, "ls-tree", "-r", "-l", "-z", "--full-tree", self.commit).split(b"\0"):
            about, _, name = line.partition(b"\t")
            parts = about.split()
            path = os.fsdecode(name)
            if len(parts) != 4 or parts[0].decode() not in _FILES or not path.endswith(ENDINGS):
                continue
            size = int(parts[3])
            if size <= _LARGEST and not os.path.isabs(path) and ".." not in path.split("/"):
                yield parts[2], size, path


def _git(folder: str, *arguments: str, data: bytes | None = None, why: str = "") -> bytes:
    """What git says. It is asked only to read; its own settings cannot make it run anything for that."""
    command: Sequence[str] = ["git", "-C", folder, "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603
    except FileNotFoundError:
        raise OutlayError("This needs git, and there is none here.") from None
    except subprocess.TimeoutExpired:
        raise OutlayError(f"git {arguments[0]} took longer than {_SECONDS} seconds.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OutlayError(f"{why or f'git {arguments[0]} failed'}{': ' + said[-1] if said and not why else ''}.")
    return done.stdout
