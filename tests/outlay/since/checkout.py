"""A git repository to commit models in."""

from __future__ import annotations

import subprocess
from pathlib import Path

PLAIN = """"Plain"
input plan = $10 / user / month
input users = 100 user
output revenue = plan * users
check "enough": revenue >= $900 / month
test "as planned" { expect revenue == $1_000 / month }
"""
READER = """"Reader"
use "parts/prices.cost" as prices
output cost = 12 user * prices.each
"""
PRICES = "each = $2 / user / month\n"


class Repository:
    """A checkout to commit in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str) -> str:
        names = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *names, *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / (name.replace("__", "/") + ".cost")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a step")
        return self.git("rev-parse", "HEAD")
