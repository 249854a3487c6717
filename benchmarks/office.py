"""LibreOffice with an extension in a profile of its own, for tests and benchmarks: nobody's settings are touched."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 120


@contextmanager
def profile_with(*extensions: Path) -> Iterator[Path]:
    """The folder of a new user profile in which the extensions are installed, removed at the end.

    `unopkg` refuses to run as root; root has it run as the user nobody, who must be able to reach every folder above.
    """
    with tempfile.TemporaryDirectory(prefix="outlay-profile-") as folder:
        profile = Path(folder, "profile")
        profile.mkdir()
        copies = [Path(shutil.copy(extension, folder)) for extension in extensions]
        other: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            other = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for each in (Path(folder), profile, *copies):
                os.chown(each, nobody.pw_uid, nobody.pw_gid)
        done = subprocess.run(
            ["unopkg", "add", "--force", f"-env:UserInstallation={profile.as_uri()}", *map(str, copies)],
            env={**os.environ, "HOME": folder}, capture_output=True, text=True, timeout=SECONDS, check=False, **other,
        )  # type: ignore[call-overload]  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"unopkg: {done.stdout}{done.stderr}")
        yield profile
