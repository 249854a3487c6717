"""Files: where they are looked for, what is never opened, and how much is read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from outlay import loader as loading
from outlay.diagnostics import Bag, Source
from outlay.loader import LIBRARY, Found, Loader

HERE = Source("model.cost", 'use "x.cost" as x\n')
SPAN = (4, 12)


class Desk:
    """A folder with a model, and a loader for it whose problems end up in `bag`."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "model"
        self.root.mkdir()
        self.model = self.root / "model.cost"
        self.model.write_text("x = 1\n")
        self.other = folder / "elsewhere"
        self.other.mkdir()
        self.bag = Bag()
        self.loader = Loader(self.root, (), {})

    def write(self, path: str, text: str | bytes = "x = 1\n") -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def quoted(self, path: str, importer: Path | None = None) -> Found | None:
        return self.loader.module((path,), True, importer or self.model, self.bag, HERE, SPAN)

    def dotted(self, path: str, importer: Path | None = None) -> Found | None:
        return self.loader.module(tuple(path.split(".")), False, importer or self.model, self.bag, HERE, SPAN)

    def table(self, path: str) -> Found | None:
        return self.loader.table(path, self.model, self.bag, HERE, SPAN)

    @property
    def problem(self) -> tuple[str, str]:
        (item,) = self.bag.items
        return item.code.id, item.message


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# ------------------------------------------------------------------------------------------------------ the order


def test_the_model_itself(desk: Desk) -> None:
    found = desk.loader.main(desk.model, desk.bag)
    assert found is not None
    assert found.source.text == "x = 1\n"
    assert found.source.path == str(desk.model)
    assert desk.loader.dependencies == {str(desk.model): hashlib.sha256(b"x = 1\n").hexdigest()}


def test_beside_the_importer_before_the_models_folder_before_the_search_path(desk: Desk) -> None:
    importer = desk.write("sub/part.cost")
    (desk.other / "house.cost").write_text("searched")
    desk.loader = Loader(desk.root, [desk.other], {})
    found = desk.dotted("house", importer)
    assert found is not None
    assert found.source.text == "searched"
    assert desk.loader.dependencies[str(desk.root / "sub" / "house.cost")] is None
    assert desk.loader.dependencies[str(desk.root / "house.cost")] is None

    desk.write("house.cost", "model's folder")
    desk.loader = Loader(desk.root, [desk.other], {})
    found = desk.dotted("house", importer)
    assert found is not None
    assert found.source.text == "model's folder"

    desk.write("sub/house.cost", "beside")
    desk.loader = Loader(desk.root, [desk.other], {})
    found = desk.dotted("house", importer)
    assert found is not None
    assert found.source.text == "beside"


def test_the_environment_names_more_search_paths(desk: Desk) -> None:
    (desk.other / "house.cost").write_text("searched")
    desk.loader = Loader(desk.root, (), {"OUTLAY_PATH": f"{desk.root / 'none'}{os.pathsep}{desk.other}"})
    assert desk.dotted("house") is not None


def test_the_library_comes_last_and_is_shown_by_a_name_of_its_own(desk: Desk) -> None:
    found = desk.dotted("prices.openai")
    assert found is not None
    assert found.path == LIBRARY / "prices" / "openai.cost"
    assert found.source.path == "outlay/library/prices/openai.cost"
    beside = desk.loader.table("openai.csv", found.path, desk.bag, HERE, SPAN)
    assert beside is not None
    assert beside.path == LIBRARY / "prices" / "openai.csv"
    desk.write("prices/openai.cost", "own")
    desk.loader = Loader(desk.root, (), {})
    own = desk.dotted("prices.openai")
    assert own is not None
    assert own.source.text == "own"


def test_the_prelude_is_what_lies_at_the_top_of_the_library(desk: Desk) -> None:
    names = [name for name, found in desk.loader.prelude(desk.bag)]
    assert {"units", "kinds"} <= set(names)
    assert "openai" not in names
    assert names == sorted(names)


def test_each_file_is_read_once(desk: Desk) -> None:
    desk.write("a.cost")
    first = desk.quoted("a.cost")
    (desk.root / "a.cost").write_text("changed meanwhile")
    assert desk.quoted("./sub/../a.cost") is first
    assert first is not None
    assert desk.loader.dependencies[str(desk.root / "a.cost")] == hashlib.sha256(b"x = 1\n").hexdigest()


def test_a_file_above_the_importer_but_within_the_models_folder(desk: Desk) -> None:
    importer = desk.write("sub/part.cost")
    desk.write("shared/house.cost", "shared")
    found = desk.quoted("../shared/house.cost", importer)
    assert found is not None
    assert found.source.text == "shared"


def test_a_missing_file_with_the_nearest_name(desk: Desk) -> None:
    desk.write("house.cost")
    assert desk.quoted("hosue.cost") is None
    assert desk.problem[0] == "E0901"
    assert desk.bag.items[0].fix == '"house.cost"'
    assert desk.bag.items[0].span == SPAN

    desk.bag = Bag()
    assert desk.dotted("prices.opnai") is None
    assert desk.bag.items[0].fix == "prices.openai"

    desk.bag = Bag()
    assert desk.quoted("noise.cost") is None
    assert desk.bag.items[0].fix is None, "an ending in common makes no two names alike"

    desk.bag = Bag()
    assert desk.dotted("zzzzzzzzzz") is None
    assert desk.bag.items[0].fix is None
    assert "no module `zzzzzzzzzz`" in desk.problem[1]


def test_a_missing_model_is_told_without_a_place(desk: Desk) -> None:
    assert desk.loader.main(desk.root / "modle.cost", desk.bag) is None
    assert desk.problem[0] == "E0901"
    assert "did you mean model.cost" in desk.problem[1]


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../../etc/passwd", "E0902"),
        ("../elsewhere/secret.cost", "E0902"),
        ("/etc/passwd", "E0902"),
        ("~/secret.cost", "E0902"),
        ("C:\\secret.cost", "E0902"),
        ("\\\\server\\secret.cost", "E0902"),
        ("https://example.org/a.cost", "E0902"),
        ("sub\\house.cost", "E0907"),
        ("house", "E0907"),
        (".env", "E0907"),
        ("", "E0907"),
        ("a\0.cost", "E0907"),
        ("a\n.cost", "E0907"),
        ("a/" * 600 + "b.cost", "E0907"),
        ("a" * 500 + ".cost", "E0901"),
    ],
)
def test_paths_that_are_refused(desk: Desk, path: str, code: str) -> None:
    (desk.other / "secret.cost").write_text("secret")
    assert desk.quoted(path) is None
    assert desk.problem[0] == code


def test_a_table_is_a_csv_file(desk: Desk) -> None:
    desk.write("data.xlsx")
    assert desk.table("data.xlsx") is None
    assert desk.problem[0] == "E0907"


@pytest.mark.parametrize("inner", [True, False])
def test_links_are_followed_to_where_they_lead(desk: Desk, inner: bool) -> None:
    (desk.other / "secret.cost").write_text("secret")
    desk.write("inner.cost", "inner")
    (desk.root / "link.cost").symlink_to(desk.root / "inner.cost" if inner else desk.other / "secret.cost")
    found = desk.quoted("link.cost")
    if inner:
        assert found is not None
        assert found.source.text == "inner"
    else:
        assert found is None
        assert desk.problem[0] == "E0902"


def test_a_linked_folder_that_leads_out(desk: Desk) -> None:
    (desk.other / "secret.cost").write_text("secret")
    (desk.root / "out").symlink_to(desk.other)
    assert desk.quoted("out/secret.cost") is None
    assert desk.problem[0] == "E0902"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def circle(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("make", [Path.mkdir, pipe, circle])
def test_only_plain_files_are_opened(desk: Desk, make: Callable[[Path], None]) -> None:
    make(desk.root / "odd.cost")
    assert desk.quoted("odd.cost") is None
    assert desk.problem[0] == "E0903"


def test_a_device_is_not_read(desk: Desk) -> None:
    assert desk.loader.main(Path("/dev/zero"), desk.bag) is None
    assert desk.problem[0] == "E0903"


@pytest.mark.parametrize(
    ("data", "span", "words"),
    [
        (b"price = 3 # caf\xe9\nx = 1\n", (15, 16), "`é`|“é”"),
        (b"\xef\xbb\xbfa\n\xff = 2\n", (2, 3), "UTF-8"),
        ("x = 1\n".encode("utf-16"), (0, 0), "UTF-16"),
        (b"x = \0 1\n", (4, 5), "NUL"),
        (b"\xed\xa0\x80", (0, 1), "UTF-8"),
    ],
)
def test_what_is_not_text_is_told_at_its_place(desk: Desk, data: bytes, span: tuple[int, int], words: str) -> None:
    target = desk.write("odd.cost", data)
    assert desk.quoted("odd.cost") is None
    (item,) = desk.bag.items
    assert item.code.id == "E0904"
    assert item.source.path.endswith("odd.cost")
    assert item.span == span
    assert any(word in item.message for word in words.split("|"))
    assert item.notes[0].span == SPAN
    assert "\0" not in item.source.text
    assert target.exists()


def test_marks_and_line_ends_of_other_systems_are_fine(desk: Desk) -> None:
    desk.write("odd.cost", b"\xef\xbb\xbfx = 1\r\ny = 2\r\n")
    found = desk.quoted("odd.cost")
    assert found is not None
    assert found.source.text == "x = 1\r\ny = 2\r\n"


# ---------------------------------------------------------------------------------------------------------- limits


def test_size_is_asked_for_before_reading(desk: Desk) -> None:
    for name, size in (("big.cost", loading.MODEL_BYTES + 1), ("big.csv", loading.TABLE_BYTES + 1)):
        with open(desk.root / name, "wb") as file:
            file.truncate(size)
    assert desk.quoted("big.cost") is None
    assert desk.problem == ("E0905", desk.problem[1])
    assert "16 MB" in desk.problem[1]
    desk.bag = Bag()
    assert desk.table("big.csv") is None
    assert "64 MB" in desk.problem[1]


def test_files_together_are_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "TOTAL_BYTES", 10)
    desk.write("a.cost")
    desk.write("b.cost")
    assert desk.quoted("a.cost") is not None
    assert desk.quoted("b.cost") is None
    assert desk.problem[0] == "E0905"


def test_the_number_of_files_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_FILES", 2)
    for name in "abc":
        desk.write(f"{name}.cost")
    assert desk.quoted("a.cost") is not None
    assert desk.quoted("b.cost") is not None
    assert desk.quoted("c.cost") is None
    assert desk.problem[0] == "E0905"
    assert desk.quoted("a.cost") is not None


def test_imports_go_only_so_deep(desk: Desk) -> None:
    files = [desk.model, *(desk.write(f"m{number}.cost") for number in range(loading.MAX_DEPTH + 1))]
    for importer, file in pairwise(files[:-1]):
        assert desk.quoted(file.name, importer) is not None
    assert desk.quoted(files[-1].name, files[-2]) is None
    assert desk.problem[0] == "E0905"


def test_imports_never_go_in_a_circle(desk: Desk) -> None:
    a, b, c = (desk.write(f"{name}.cost") for name in "abc")
    assert desk.quoted("a.cost", a) is None
    assert desk.problem[0] == "E0906"
    desk.bag = Bag()
    assert desk.quoted("b.cost", a) is not None
    assert desk.quoted("c.cost", a) is not None
    assert desk.quoted("c.cost", b) is not None
    assert desk.quoted("a.cost", c) is None
    assert desk.problem[1] == "the import goes in a circle: c.cost → a.cost → c.cost"


def test_ladders_of_imports_cost_nothing(desk: Desk) -> None:
    """Every file imports the next twice: 2^30 ways, 30 files."""
    for number in range(31):
        desk.write(f"r{number}.cost")
    for number in range(30):
        for _ in range(2):
            assert desk.quoted(f"r{number + 1}.cost", desk.root / f"r{number}.cost") is not None
    assert not desk.bag.items
