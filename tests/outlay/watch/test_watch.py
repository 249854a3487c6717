"""A model under watch: run again on every save of any file it reads, told what changed, and left with Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

import outlay
from outlay.evaluation import Run
from outlay.steps import Step, steps
from outlay.watch.files import changed, states, unlike

MODEL = """timeline month from 2026-01 for 6
use "prices.cost" as prices
input plan = $10 / user / month
input start = 100 user
users = grow(start, 0% per month)
revenue = users * plan
output profit = revenue - users * prices.each
output margin = profit / revenue @format("0.0%")
check "some left": margin >= 50%
solve floor: plan in $1 .. $50 / user / month where margin[last] == 60%
test "revenue" { expect revenue[first] == $1_000 / month }
"""
PRICES = "each = $2 / user / month\n"
PATIENCE = 300.0


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "prices.cost").write_text(PRICES)
    path = tmp_path / "model.cost"
    path.write_text(MODEL)
    return path


def run_of(path: Path) -> Run:
    return outlay.load(path).run_of("", [])[0]


# ------------------------------------------------------------------------------------------ what changed in numbers


def after(model: Path, old: str, new: str) -> dict[str, Step]:
    """The steps from the model as it is to the model with a text replaced, by name."""
    before = run_of(model)
    text = model.read_text()
    assert old in text
    model.write_text(text.replace(old, new))
    return {each.name: each for each in steps(before, run_of(model))}


def test_outputs_are_told_with_their_difference(model: Path) -> None:
    step = after(model, "plan = $10", "plan = $20")["profit, total"]
    assert (step.old, step.new, step.about) == ("$4,800.00", "$10,800.00", "+$6,000.00 (+125%)")


def test_what_did_not_change_is_not_told(model: Path) -> None:
    assert not after(model, "100 user", "100 user # as before")


def test_a_check_that_fails_now_is_told(model: Path) -> None:
    step = after(model, "plan = $10", "plan = $3")["some left"]
    assert (step.old, step.new, step.good) == ("held", "fails", False)


def test_outputs_that_come_and_go_are_told(model: Path) -> None:
    found = after(model, "output margin = profit / revenue", "margin = profit / revenue\noutput start_now = start")
    assert (found["margin, over the whole time"].about, found["start_now"].about) == ("gone", "new")


def test_an_answer_is_told(model: Path) -> None:
    assert after(model, "== 60%", "== 80%")["floor"].new == "$10.00/user/month"


def test_a_change_within_the_periods_is_told_where_the_whole_is_alike(model: Path) -> None:
    found = after(model, "users * prices.each\n", "users * prices.each * 1.0000000001\n")
    assert "first in 2026-01" in found["profit, total"].about


# --------------------------------------------------------------------------------------------------- files


def test_a_saved_file_is_noticed_and_named(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a", "b")]
    for path in paths:
        Path(path).write_text("1")
    before = states(paths)

    def sleep(seconds: float) -> None:
        Path(paths[1]).write_text("22")

    assert changed(before, 0.01, sleep) == [paths[1]]


def test_a_file_that_is_replaced_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("1")
    before = states([str(path)])
    naps = iter(range(100))

    def sleep(seconds: float) -> None:
        nap = next(naps)
        if nap == 0:
            path.unlink()
        elif nap == 4:
            path.write_text("22")

    assert changed(before, 0.01, sleep, clock=lambda: 0.0) == [str(path)]
    assert path.exists()


def test_a_file_that_comes_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    before = states([str(path)])
    assert changed(before, 0.01, lambda _: path.write_text("1")) == [str(path)]


def test_a_file_of_the_same_size_and_time_is_known_by_its_text(tmp_path: Path) -> None:
    from hashlib import sha256

    path = tmp_path / "a"
    path.write_text("new")
    assert unlike({str(path): sha256(b"old").hexdigest()})
    assert not unlike({str(path): sha256(b"new").hexdigest(), str(tmp_path / "none"): None})


# ------------------------------------------------------------------------------------------------ the command


class Watching:
    """The command in a process of its own, and what it says."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outlay", "watch", *arguments, "--every", "0.05"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, words: str) -> str:
        """Everything it says up to a line with these words."""
        found: list[str] = []
        ends = time.monotonic() + PATIENCE
        while not found or words not in found[-1]:
            try:
                found.append(self.lines.get(timeout=max(ends - time.monotonic(), 0.01)))
            except Empty:
                raise AssertionError(f"{words!r} was not said: {found}") from None
        return "\n".join(found)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def watch() -> Iterator[Callable[..., Watching]]:
    made: list[Watching] = []

    def start(*arguments: str) -> Watching:
        made.append(Watching(*arguments))
        return made[-1]

    yield start
    for each in made:
        each.close()


def test_a_day_with_a_model_under_watch(model: Path, watch: Callable[..., Watching]) -> None:
    seen = watch(str(model), "run", "test")
    assert "1 test, all hold" in seen.until("Ctrl-C ends")

    model.write_text(MODEL.replace("plan = $10", "plan = $12"))  # a figure changes, and a test fails by it
    said = seen.until("Ctrl-C ends")
    assert "$4,800.00 → $6,000.00" in said
    assert "fails now: revenue" in said

    (model.parent / "prices.cost").write_text("each = $7 / user / month\n")  # a file it imports
    said = seen.until("Ctrl-C ends")
    assert "prices.cost" in said
    assert "✗ some left" in said

    model.write_text(MODEL.replace("input plan = $10", "input plan = $"))  # a mistake
    said = seen.until("Ctrl-C ends")
    assert "model.cost:3:" in said
    assert "Traceback" not in said

    (model.parent / "prices.cost").write_text(PRICES)
    model.write_text(MODEL.replace("plan = $10", "plan = $13"))  # mended: against the last run that gave numbers
    said = seen.until("→ $6,600.00")
    assert "What changed" in said

    assert seen.stop() == 0


def test_a_model_that_is_missing_is_waited_for(model: Path, watch: Callable[..., Watching]) -> None:
    seen = watch(str(model), "check")
    seen.until("Ctrl-C ends")
    model.rename(model.with_suffix(".away"))
    assert "no file" in seen.until("Ctrl-C ends")
    model.with_suffix(".away").rename(model)
    assert "no mistakes found" in seen.until("Ctrl-C ends")
    assert seen.stop() == 0


def test_a_file_emptied_before_it_is_written_anew_loses_no_numbers(model: Path, watch: Callable[..., Watching]) -> None:
    seen = watch(str(model))
    seen.until("Ctrl-C ends")
    model.write_text("")
    assert "gone" not in seen.until("Ctrl-C ends")
    model.write_text(MODEL.replace("plan = $10", "plan = $12"))
    assert "$4,800.00 → $6,000.00" in seen.until("Ctrl-C ends")
    assert seen.stop() == 0
