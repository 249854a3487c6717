"""What every suite shares: where the checkout is, a time budget for each suite, and no silent skips.

A suite is a folder of `tests/`, or a module that stands in `tests/` itself. Its time is the sum over its tests of
processor seconds at the reference pace (`pace.py`), so the budget means the same on every machine, busy or not, and
whether tests run in one process or several.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests import pace

os.environ["OUTLAY_PRICES"] = "off"  # what is registered on this machine must not show in a test

ROOT = Path(__file__).resolve().parent.parent

# A deadline by the clock would make a test depend on how busy the machine is; time is watched by the budgets below.
settings.register_profile("outlay", deadline=None)
settings.load_profile("outlay")

# Processor seconds at the reference pace. A suite that is not listed fails: give it a budget when it is born.
BUDGETS = {
    "addin": 240.0,  # a LibreOffice with the extension, and a browser's Python, in several processes
    "calibration": 30.0,
    "models": 60.0,
    "outlay": 600.0,
    "templates": 90.0,
    "test_house": 30.0,
    "test_readme": 150.0,
    "test_wheel": 120.0,
    "workbooks": 600.0,
}


def suite_of(nodeid: str) -> str:
    """`tests/outlay/test_x.py::test_y` is in `outlay`, `tests/test_house.py::test_y` in `test_house`."""
    parts = nodeid.split("::", 1)[0].split("/")
    return parts[1] if len(parts) > 2 else parts[-1].removesuffix(".py")


PACE_EVERY = 5.0  # seconds by the clock between two looks at the machine's pace


class Clock:
    """Writes on each report what its step took: processor seconds, of children too, at the reference pace."""

    def __init__(self) -> None:
        self.allowance = 1.0
        self.looked = float("-inf")
        self.since = self.used()

    @staticmethod
    def used() -> float:
        """Processor seconds of this process and of the children it waited for."""
        return sum(os.times()[:4])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self) -> None:
        self.since = self.used()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        taken = self.used() - self.since
        before = self.allowance
        if time.monotonic() - self.looked > PACE_EVERY:
            self.allowance = pace.allowance()
            self.looked = time.monotonic()
        report = yield
        report.at_reference = taken / max(before, self.allowance)  # type: ignore[attr-defined]
        self.since = self.used()
        return report


class Ledger:
    """Adds up what each suite took and remembers what was skipped."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.skipped: dict[str, str] = {}

    @property
    def over(self) -> list[str]:
        return [name for name, taken in sorted(self.seconds.items()) if taken > BUDGETS.get(name, 0.0)]

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[suite_of(report.nodeid)] += report.at_reference  # type: ignore[attr-defined]
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped[report.nodeid] = reason

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        skips_fail = bool(self.skipped) and os.environ.get("CI") == "true"
        if session.exitstatus == 0 and (self.over or skips_fail):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("processor time of each suite at the reference pace")
        for name, taken in sorted(self.seconds.items()):
            budget = BUDGETS.get(name)
            verdict = "no budget: add one to BUDGETS" if budget is None else f"of {budget:.0f} s"
            late = " PASSED ITS BUDGET" if budget is not None and taken > budget else ""
            terminalreporter.line(f"{name:<14} {taken:7.1f} s {verdict}{late}")
        terminalreporter.line(f"skipped: {len(self.skipped)}")
        for nodeid, reason in sorted(self.skipped.items()):
            terminalreporter.line(f"  {nodeid}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Clock(), "outlay-clock")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(), "outlay-ledger")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Tests neither read nor fill the cache of the person who runs them."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before
