"""Files that mean harm end in a clear error within two seconds of work and 300 MB, enforced by the system.

Every case is a folder with `model.cost`. The command runs in a process of its own whose memory the system limits;
what it used is read back from the system too.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.pace import least

SECONDS = 2.0
MEMORY = 300 * 1024 * 1024
KILL_AFTER = 90  # seconds by the clock: a hang must not hold the suite up

Case = Callable[[Path], None]
CASES: dict[str, tuple[Case, bool]] = {}  # name -> (what writes the folder, whether it must be refused)


def case(*, refused: bool = True) -> Callable[[Case], Case]:
    def register(write: Case) -> Case:
        CASES[write.__name__] = (write, refused)
        return write

    return register


def model(folder: Path, text: str | bytes, name: str = "model.cost") -> None:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)


@case()
def open_brackets(folder: Path) -> None:
    model(folder, "output x = " + "(" * 100_000)


@case()
def nested_brackets(folder: Path) -> None:
    model(folder, "output x = " + "(" * 100_000 + "1" + ")" * 100_000 + "\n")


@case()
def nested_lists(folder: Path) -> None:
    model(folder, "output x = " + "[" * 50_000 + "1" + "]" * 50_000 + "\n")


@case()
def minus_signs(folder: Path) -> None:
    model(folder, "output x = " + "-" * 100_000 + "1\n")


@case()
def nots(folder: Path) -> None:
    model(folder, "output x = " + "not " * 50_000 + "true\n")


@case()
def tower_of_powers(folder: Path) -> None:
    model(folder, "output x = " + "2 ^ " * 50_000 + "1\n")


@case()
def nested_conditions(folder: Path) -> None:
    model(folder, "output x = " + "if 1 < 2 then 1 else " * 20_000 + "1\n")


@case(refused=False)
def long_sum(folder: Path) -> None:
    model(folder, "output x = " + "1 + " * 150 + "1\n")


@case()
def endless_sum(folder: Path) -> None:
    model(folder, "output x = " + "1 + " * 50_000 + "1\n")


@case()
def nine_to_the_nine(folder: Path) -> None:
    model(folder, "output x = 9^9^9^9\n")


@case()
def unit_to_the_nine(folder: Path) -> None:
    model(folder, "a = 3 user\noutput x = a^9^9^9\n")


@case()
def endless_number(folder: Path) -> None:
    model(folder, "output x = " + "9" * 5_000_000 + "\n")


@case()
def endless_exponent(folder: Path) -> None:
    model(folder, "unit x = 1e999999999 user\noutput y = 1e" + "9" * 100_000 + " x\n")


@case()
def one_long_line(folder: Path) -> None:
    with open(folder / "model.cost", "wb") as stream:
        stream.write(b"output x = 1")
        for _ in range(200):
            stream.write(b" + 1" * (1024 * 1024 // 4))


@case()
def one_long_string(folder: Path) -> None:
    model(folder, 'output x = 1 "' + "a" * 30_000_000)


@case()
def one_long_name(folder: Path) -> None:
    model(folder, "output " + "a" * 3_000_000 + " = b\n")


@case()
def nul_bytes(folder: Path) -> None:
    model(folder, b"output x\0 = 1\n" + b"\0" * 1000)


@case()
def not_text(folder: Path) -> None:
    model(folder, bytes(range(256)) * 200)


@case()
def only_quotes(folder: Path) -> None:
    model(folder, '"' * 100_001)


@case()
def password_file(folder: Path) -> None:
    model(folder, 'use "../../../../../../../../etc/passwd" as p\noutput x = 1\n')


@case()
def absolute_path(folder: Path) -> None:
    model(folder, 'use "/etc/passwd" as p\nrecords gpu from "/etc/passwd" as g\noutput x = 1\n')


@case()
def link_out_of_the_folder(folder: Path) -> None:
    (folder / "inside.cost").symlink_to("/etc/passwd")
    model(folder, 'use "inside.cost" as p\noutput x = 1\n')


@case()
def import_of_itself(folder: Path) -> None:
    model(folder, 'use "model.cost" as m\noutput x = 1\n')


@case()
def imports_in_a_ring(folder: Path) -> None:
    for number in range(20):
        model(folder, f'use "m{(number + 1) % 20}.cost" as next\nx = next.x\n', f"m{number}.cost")
    model(folder, 'use "m0.cost" as m\noutput x = m.x\n')


@case()
def long_chain_of_imports(folder: Path) -> None:
    for number in range(3000):
        model(folder, f'use "m{number + 1}.cost" as next\nx = next.x\n', f"m{number}.cost")
    model(folder, "x = 1\n", "m3000.cost")
    model(folder, 'use "m0.cost" as m\noutput x = m.x\n')


@case(refused=False)
def billion_laughs_of_imports(folder: Path) -> None:
    for number in range(25):
        both = f'use "m{number + 1}.cost" as a\nuse "m{number + 1}.cost" as b\nx = a.x + b.x\n'
        model(folder, both, f"m{number}.cost")
    model(folder, "x = 1\n", "m25.cost")
    model(folder, 'use "m0.cost" as m\noutput x = m.x\n')


@case(refused=False)
def billion_laughs_of_functions(folder: Path) -> None:
    lines = ["function f0(a : ratio) : ratio = a + a"]
    lines += [f"function f{n}(a : ratio) : ratio = f{n - 1}(a) + f{n - 1}(a)" for n in range(1, 40)]
    model(folder, "\n".join(lines) + "\noutput x = f39(1)\n")


@case()
def billion_laughs_of_calls_that_differ(folder: Path) -> None:
    lines = ["function f0(a : ratio) : ratio = a + 1"]
    lines += [f"function f{n}(a : ratio) : ratio = f{n - 1}(a) + f{n - 1}(a * 3 + {n})" for n in range(1, 26)]
    model(folder, "\n".join(lines) + "\ninput start = 2\noutput x = f25(start)\n")


@case()
def functions_that_call_each_other(folder: Path) -> None:
    model(folder, "function f(a : ratio) : ratio = g(a)\nfunction g(a : ratio) : ratio = f(a)\noutput x = f(1)\n")


@case()
def billion_laughs_of_lists(folder: Path) -> None:
    lines = ["a0 = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n} = [{', '.join([f'a{n - 1}'] * 10)}]" for n in range(1, 12)]
    model(folder, "\n".join(lines) + "\noutput x = sum(a11)\n")


@case(refused=False)
def billion_laughs_of_sums(folder: Path) -> None:
    lines = ["a0 = 1"] + [f"a{n} = a{n - 1} + a{n - 1}" for n in range(1, 500)]
    model(folder, "\n".join(lines) + "\noutput x = a499\n")


@case()
def billion_laughs_of_records(folder: Path) -> None:
    lines = ["kind k { a : ratio = 1 }", "k r0 { a = 1 }"]
    lines += [f"k r{n} : r{n - 1} {{ a = r{n - 1}.a + r{n - 1}.a }}" for n in range(1, 3000)]
    model(folder, "\n".join(lines) + "\noutput x = r2999.a\n")


@case()
def records_in_a_ring(folder: Path) -> None:
    model(folder, "kind k { a : ratio = 1 }\nk a : b { a = 1 }\nk b : a { a = 2 }\noutput x = a.a\n")


@case(refused=False)
def long_chain_of_names(folder: Path) -> None:
    lines = [f"a{n} = a{n + 1}" for n in range(2_000)] + ["a2000 = 1", "output x = a0"]
    model(folder, "\n".join(lines) + "\n")


@case(refused=False)
def twenty_thousand_names(folder: Path) -> None:
    lines = [f"a{n} = a{n + 1}" for n in range(20_000)] + ["a20000 = 1", "output x = a0"]
    model(folder, "\n".join(lines) + "\n")


@case()
def long_ring_of_names(folder: Path) -> None:
    model(folder, "\n".join(f"a{n} = a{(n + 1) % 5_000}" for n in range(5_000)) + "\noutput x = a0\n")


@case()
def huge_timeline(folder: Path) -> None:
    model(folder, "timeline month from 2026-01 for 999999999\noutput x = grow(1 user, 1% per month)\n")


@case()
def huge_unit_power(folder: Path) -> None:
    lines = ["unit u0"] + [f"unit u{n} = 1e300 u{n - 1}^9" for n in range(1, 400)]
    model(folder, "\n".join(lines) + "\noutput x = 1 u399\n")


@case()
def csv_of_one_endless_cell(folder: Path) -> None:
    (folder / "gpus.csv").write_text('name,memory\n"' + "a" * 60_000_000)
    model(folder, 'records gpu from "gpus.csv" as mine\noutput x = mine["a"].memory\n')


@case()
def csv_with_many_columns(folder: Path) -> None:
    (folder / "gpus.csv").write_text(",".join(f"c{n}" for n in range(200_000)) + "\n" + ",".join(["1"] * 200_000))
    model(folder, 'records gpu from "gpus.csv" as mine\noutput x = mine["a"].memory\n')


@case()
def csv_with_many_rows(folder: Path) -> None:
    with open(folder / "gpus.csv", "w") as stream:
        stream.write("name,memory\n")
        stream.writelines(f"g{n},80\n" for n in range(3_000_000))
    model(folder, 'records gpu from "gpus.csv" as mine\noutput x = mine["g1"].memory\n')


@case()
def csv_that_is_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "gpus.csv")
    model(folder, 'records gpu from "gpus.csv" as mine\noutput x = mine["g1"].memory\n')


@case()
def import_of_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe.cost")
    model(folder, 'use "pipe.cost" as p\noutput x = 1\n')


@case()
def import_of_a_device(folder: Path) -> None:
    (folder / "zero.cost").symlink_to("/dev/zero")
    model(folder, 'use "zero.cost" as p\noutput x = 1\n')


@case()
def model_that_is_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "model.cost")


@case()
def model_that_is_a_device(folder: Path) -> None:
    (folder / "model.cost").symlink_to("/dev/zero")


@case()
def mistakes_on_every_line(folder: Path) -> None:
    model(folder, "".join(f"output x{n} = missing_{n} + $5 user\n" for n in range(5_000)))


@case()
def unclosed_braces(folder: Path) -> None:
    model(folder, "scenario a {\n" * 10_000)


@case(refused=False)
def a_hundred_scenarios(folder: Path) -> None:
    lines = ["input a = 1", "output x = a"] + [f"scenario s{n} {{ a = {n} }}" for n in range(100)]
    model(folder, "\n".join(lines) + "\n")


@case()
def ten_thousand_scenarios(folder: Path) -> None:
    lines = ["input a = 1", "output x = a"] + [f"scenario s{n} {{ a = {n} }}" for n in range(10_000)]
    model(folder, "\n".join(lines) + "\n")


@case()
def long_chain_of_scenarios(folder: Path) -> None:
    lines = ["input a = 1", "output x = a", "scenario s0 { a = a * 2 }"]
    lines += [f"scenario s{n} : s{n - 1} {{ a = a * 2 }}" for n in range(1, 5_000)]
    model(folder, "\n".join(lines) + "\n")


@dataclass(frozen=True)
class Outcome:
    code: int
    seconds: float
    printed: str


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def limited(*arguments: str, cwd: Path) -> Outcome:
    """Run the command with the system's limits; processor time counts, so that a busy machine is no excuse or blame."""
    with tempfile.TemporaryFile() as printed:
        child = subprocess.Popen(
            [sys.executable, "-m", "outlay", *arguments],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
            preexec_fn=limit,
        )
        late = threading.Timer(KILL_AFTER, child.kill)
        late.start()
        _, status, used = os.wait4(child.pid, 0)
        late.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        text = printed.read(400_000).decode("utf-8", "replace")
    return Outcome(child.returncode, used.ru_utime + used.ru_stime, text)


def within_the_bound(*arguments: str, cwd: Path) -> Outcome:
    """`limited`, failing when the command is slower than it may be at the reference pace."""
    outcomes: list[Outcome] = []

    def measure() -> float:
        outcomes.append(limited(*arguments, cwd=cwd))
        return outcomes[-1].seconds

    taken = least(measure, SECONDS)
    assert taken <= SECONDS, f"{arguments[0]}: {taken:.2f} s"
    return outcomes[-1]


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The library's own cache is filled once: a first start is measured elsewhere."""
    folder = tmp_path_factory.mktemp("warm")
    model(folder, "output x = 1\n")
    assert limited("run", "model.cost", cwd=folder).code == 0


@pytest.mark.parametrize("name", sorted(CASES))
def test_hostile_files_end_in_a_clear_error(name: str, tmp_path: Path) -> None:
    write, refused = CASES[name]
    write(tmp_path)
    checked, ran = (within_the_bound(command, "model.cost", cwd=tmp_path) for command in ("check", "run"))
    for outcome in (checked, ran):
        assert outcome.code in (0, 1, 2), f"{outcome.code}: {outcome.printed[-2000:]}"
        assert "Traceback" not in outcome.printed
        assert "something went wrong inside" not in outcome.printed
        assert "to be worked out here" not in outcome.printed, "a limit has to be a diagnostic with a place"
    if refused:
        assert ran.code in (1, 2), ran.printed[:500]
    else:
        assert (checked.code, ran.code) == (0, 0), ran.printed[:500]


def test_a_hostile_file_says_so_in_json_too(tmp_path: Path) -> None:
    model(tmp_path, "output x = " + "(" * 100_000)
    printed = limited("check", "model.cost", "--format", "json", cwd=tmp_path).printed
    (only,) = json.loads(printed)["diagnostics"][:1]
    assert only["severity"] == "error"
    assert len(only["message"]) < 500
