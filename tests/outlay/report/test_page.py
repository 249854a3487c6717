"""What stands on the page: the engine's figures, all of them escaped, bounded, and the same every time."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

import outlay
from outlay.cli.group import run
from outlay.report import Options, gather


class Reader(HTMLParser):
    """Every element with its attributes, and the text a person reads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._silent = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def read(small_page: Path) -> Reader:
    return Reader(small_page.read_text(encoding="utf-8"))


def test_figures_are_the_engine_s(read: Reader, small: Path) -> None:
    found, _ = outlay.load(small).run_of("", [])
    for name in ("profit", "margin", "whole", "verdict"):
        assert found.figure(name).shown in read.text


@pytest.mark.parametrize(
    "words",
    [
        "2 checks", "of 4 stated numbers assumed", "Twice the price", "What moves it most",
        "How sure it is", "Where the numbers come from", "price page", "2024-01-01", "2 years old", "Lowest price",
        "the whole time", "fails", "Made with Outlay", "2026-11-27",
    ],
)  # fmt: skip
def test_the_parts_are_there(read: Reader, words: str) -> None:
    assert words in read.text


def test_scenarios_stand_side_by_side_with_their_differences(read: Reader, small: Path) -> None:
    model = outlay.load(small)
    base, dear = (model.run_of(name, [])[0].figure("profit") for name in ("", "dear"))
    assert dear.shown in read.text
    assert dear.difference(base) in read.text


def test_the_same_question_gives_the_same_page(small: Path, small_page: Path, made: Callable[..., str]) -> None:
    same = made(small) == small_page.read_text(encoding="utf-8")
    assert same


def test_another_seed_gives_other_draws(small: Path, small_page: Path, made: Callable[..., str]) -> None:
    same = made(small, seed=1) == small_page.read_text(encoding="utf-8")
    assert not same


def test_nothing_is_fetched_and_only_our_own_script_runs(read: Reader) -> None:
    kinds = [tag for tag, _ in read.elements]
    assert kinds.count("script") == 1
    assert not {"img", "link", "iframe", "object", "base", "form"} & set(kinds)
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]
    assert not [1 for _, attributes in read.elements if "style" in attributes or "src" in attributes]
    policy = next(each["content"] or "" for _, each in read.elements if "http-equiv" in each)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


HOSTILE = r"""</title><script>alert(1)</script><img src=x onerror=alert(1)>&lt;"""


def test_what_an_author_wrote_is_never_markup(write: Callable[[str], Path], made: Callable[..., str]) -> None:
    text = (
        f'"{HOSTILE}"\n'
        f'section "{HOSTILE}"\n'
        f'input a = $3 "{HOSTILE}" @source("{HOSTILE}", 2024-01-01, "javascript:alert(1)") @note("{HOSTILE}")\n'
        f'output b = 2 * a "{HOSTILE}" @owner("{HOSTILE}")\n'
        f'output c = "{HOSTILE}"\n'
        f'check "{HOSTILE}": b > $9\n'
        f'scenario other "{HOSTILE}" {{ a = $4 }}\n'
        f'chart bar "{HOSTILE}": a, b\n'
    )
    found = Reader(made(write(text)))
    kinds = [tag for tag, _ in found.elements]
    assert kinds.count("script") == 1
    assert "img" not in kinds
    assert all((attributes["href"] or "").startswith("#") for _, attributes in found.elements if "href" in attributes)
    assert "alert(1)" in found.text  # told, as a text


def test_only_addresses_of_the_web_become_links(read: Reader) -> None:
    links = [attributes["href"] or "" for tag, attributes in read.elements if tag == "a"]
    assert [each for each in links if not each.startswith("#")] == ["https://example.com/prices"]


def test_text_that_turns_reading_around_is_made_visible(write: Callable[[str], Path], made: Callable[..., str]) -> None:
    page = made(write('output a = $1 "price \u202e esrever"\n'))
    assert "\u202e" not in page


def test_a_large_model_makes_a_page_of_bounded_size(write: Callable[[str], Path], made: Callable[..., str]) -> None:
    lines = ["timeline month from 2026-01 for 1_200", "input x = $1 / month"]
    lines += [f'output o{n} = x * {n + 1} + grow($1 / month, 0.1% per month) "{"long " * 60}"' for n in range(150)]
    lines += [f'check "c{n}": o{n % 150} > $0 / month' for n in range(400)]
    assert len(made(write("\n".join(lines) + "\n"))) < 4_000_000


def test_a_series_longer_than_a_chart_keeps_its_first_and_last_period(write: Callable[[str], Path]) -> None:
    path = write("timeline month from 2026-01 for 1_200\noutput o = grow($1 / month, 0.1% per month)\n")
    labels = gather(outlay.load(path), Options(as_of=datetime.date(2026, 1, 1))).pictures[0].labels
    assert len(labels) <= 240
    assert (labels[0], labels[-1]) == ("2026-01", "2125-12")


def test_a_model_without_series_scenarios_or_doubt_has_a_page(
    write: Callable[[str], Path], made: Callable[..., str]
) -> None:
    assert "$4.00" in Reader(made(write("input a = $3\noutput b = a + $1\n"))).text


def test_a_number_that_cannot_be_is_said(write: Callable[[str], Path], made: Callable[..., str]) -> None:
    text = Reader(made(write("input a = 0\noutput b = 1 / a\n"))).text
    assert "no value" in text
    assert "Errors and warnings" in text


LIGHT = """
import sys
for name in ("numpy", "pandas", "scipy", "matplotlib"):
    sys.modules[name] = None
from outlay.cli.group import run
sys.exit(run(["report", sys.argv[1], "-o", sys.argv[2], "--as-of", "2026-11-27"]))
"""


def test_without_the_arrays_extra_there_is_a_page_that_names_it(small: Path, tmp_path: Path) -> None:
    target = tmp_path / "light.html"
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, str(small), str(target)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr  # a check fails, and everything else is there
    text = Reader(target.read_text(encoding="utf-8")).text
    assert 'pip install "outlay[arrays]"' in text
    assert "What moves it most" not in text
    assert "Money" in text


def test_the_page_is_the_same_in_every_process(small: Path, tmp_path: Path) -> None:
    pages = []
    for seed in ("1", "2"):
        target = tmp_path / f"page{seed}.html"
        arguments = ["report", str(small), "-o", str(target), "--draws", "600", "--as-of", "2026-11-27"]
        done = subprocess.run(
            [sys.executable, "-m", "outlay", *arguments], env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        pages.append(target.read_bytes())
    same = pages[0] == pages[1]
    assert same


def test_the_command_writes_the_page_and_says_whether_checks_hold(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / "page.html")
    code = run(
        ["report", str(small), "-o", target, "--draws", "600", "--as-of", "2026-11-27", "--set", "start=90 user"]
    )
    assert code == 1
    assert f"wrote {target}" in capsys.readouterr().err
    assert "Set for this page: start = 90 user" in Reader(Path(target).read_text(encoding="utf-8")).text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "model.cost"], "ends with .html"),
        (["-o", "page.html", "--draws", "0"], "at least 1"),
        (["-o", "page.html", "--as-of", "yesterday"], "should be a date"),
        (["-o", "page.html", "--output", "profits"], "Did you mean profit?"),
        (["-o", "page.html", "--scenario", "deer"], "dear"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    small: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small.parent)
    assert run(["report", str(small), *arguments]) in (1, 2)
    assert said in re.sub(r"\s+", " ", capsys.readouterr().err)
    assert not Path("page.html").exists()
