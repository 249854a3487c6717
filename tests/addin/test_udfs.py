"""The xlwings face: run by xlwings' own importer and caller, with the arguments Excel sends."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.addin import excel
from tests.addin.conftest import OWN

import outlay
from outlay_addin.functions import Functions
from outlay_addin.wrappers import LONGEST_HELP, names_for, wrappers

excel.install()
GOLDEN = Path(__file__).resolve().parent / "golden" / "outlay_udfs.bas"
PARAMS, TOKENS = 7e9, 1.4e12


@pytest.fixture(scope="module")
def udfs() -> Any:
    import outlay_addin.udfs

    return outlay_addin.udfs


def test_every_function_of_the_table_is_one_of_excel(udfs: Any) -> None:
    table = {each.name: each for each in outlay.functions()}
    about = {"OUTLAY", "OUTLAY_TABLE", "OUTLAY_WHY", "OUTLAY_VERSION"}
    assert set(udfs.__all__) == set(table) | about
    for name, row in table.items():
        found = getattr(udfs, name).__xlfunc__
        assert [each["name"].rstrip("_") for each in found["args"]] == [each.name for each in row.parameters]
        assert ["optional" in each for each in found["args"]] == [each.default is not None for each in row.parameters]
        assert row.label in found["ret"]["doc"]
        assert found["category"] == f"Outlay: {row.category}"
        for each, parameter in zip(found["args"], row.parameters, strict=True):
            assert each["doc"].startswith(parameter.label[:40])


def test_help_is_as_long_as_excel_shows(functions: Functions) -> None:
    for wrapper in wrappers(functions):
        texts = [wrapper.help, wrapper.category, *(each.help for each in wrapper.arguments)]
        assert all(0 < len(text) <= LONGEST_HELP and "\n" not in text for text in texts)


def test_the_vba_of_all_functions_is_the_golden_one() -> None:
    made = excel.bas()
    assert made == GOLDEN.read_text(encoding="utf-8"), "`python -m tests.addin.excel` writes it anew"


def test_vba_can_take_every_line() -> None:
    for line in excel.bas().splitlines():
        assert line.isascii()
        assert len(line) <= 1024


def test_arguments_get_names_vba_can_take() -> None:
    found = names_for(["date", "Date", "caller", "next", "price", "PRICE", "größe", "our_cost"], "OUR_COST")
    assert found == ["date_", "Date__", "caller_", "next_", "price", "PRICE_", "argument7", "our_cost_"]


class Workbook:
    """A workbook into which functions are imported: what xlwings says to it."""

    Name = "book.xlsm"

    def __init__(self) -> None:
        self.imported = ""
        self.described: dict[str, dict[str, Any]] = {}
        self.VBProject = SimpleNamespace(VBComponents=self)
        self.Application = SimpleNamespace(Version="16.0", MacroOptions=self._describe)

    def __call__(self, name: str) -> str:
        return name

    def Remove(self, name: str) -> None:  # noqa: N802
        assert name == "xlwings_udfs"

    def Import(self, path: str) -> None:  # noqa: N802
        self.imported = Path(path).read_text()

    def _describe(self, name: str, **options: Any) -> None:
        self.described[name.rsplit("!", 1)[1]] = options


def test_importing_functions_describes_each_to_excel(udfs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    monkeypatch.setattr(excel.install(), "Book", lambda **_: SimpleNamespace(sheets=[]))
    monkeypatch.setattr(excel.install().xlwings._xlwindows, "Book", lambda xl: xl)
    excel.install().import_udfs("outlay_addin.udfs", book)
    assert 'Attribute VB_Name = "xlwings_udfs"' in book.imported
    assert set(book.described) == set(udfs.__all__)
    cost = book.described["TRAIN_COST"]
    assert cost["Description"].startswith("Compute cost of training a model → USD.")
    assert cost["Category"] == "Outlay: Training"
    assert "A100_SXM_80GB when left out" in cost["ArgumentDescriptions"][2]


# ---------------------------------------------------------------------------------------------------- arguments


@pytest.mark.parametrize("give", [lambda value: value, excel.cell], ids=["literal", "cell"])
def test_every_function_gives_what_the_engine_gives(functions: Functions, give: Any) -> None:
    from tests.addin.test_about import _some

    for name, entry in functions.table.entries.items():
        given = [_some(each) for each in entry.signature.parameters if each.default is None]
        found = excel.call(name, *[excel.block(each) if isinstance(each, list) else give(each) for each in given])
        left = excel.LEFT_OUT
        optional = len(entry.signature.parameters) - len(given)
        padded = excel.call(name, *[excel.block(each) if isinstance(each, list) else each for each in given],
                            *[left] * optional)  # fmt: skip
        assert found == padded
        plain = [[cell for (cell,) in each] if isinstance(each, list) else each for each in given]
        try:
            assert found == outlay.function(name)(*plain)
        except outlay.OutlayError:
            assert re.match(r"#[A-Z/0!?]+ .", found), (name, found)


def test_every_function_refuses_what_is_no_argument(functions: Functions) -> None:
    for name, entry in functions.table.entries.items():
        count = len(entry.signature.parameters)
        for bad in (None, "", excel.error("#N/A"), excel.error("#DIV/0!"), "no such thing", excel.day(1850, 1, 1)):
            for give in (lambda value: value, excel.cell):
                found = excel.call(name, *[give(bad)] * count)
                assert isinstance(found, str), (name, bad, found)
                assert found.startswith("#"), (name, bad, found)


def test_an_error_cell_is_never_a_default(udfs: Any) -> None:
    for place in range(6):
        arguments: list[Any] = [PARAMS, TOKENS, "A100", 0.4, 2.0, 1.0]
        arguments[place] = excel.cell(excel.error("#N/A"))
        assert excel.call("TRAIN_COST", *arguments).startswith("#N/A")
        arguments[place] = None  # as xlwings hands an error over where it converts cells itself
        assert udfs.TRAIN_COST(*arguments).kind == "#VALUE!"


def test_the_objects_of_pywin32_for_nothing_are_understood(udfs: Any) -> None:
    missing = type("PyOleMissing", (), {})()
    empty = type("PyOleEmpty", (), {})()
    assert excel.call("TRAIN_COST", PARAMS, TOKENS, missing) == excel.call("TRAIN_COST", PARAMS, TOKENS)
    assert excel.call("TRAIN_COST", PARAMS, TOKENS, empty).startswith("#VALUE!")


def test_a_number_of_a_vba_integer_is_a_number() -> None:
    assert excel.call("TRAIN_COST", 7_000_000_000, 1000) == excel.call("TRAIN_COST", PARAMS, 1000.0)


def test_a_price_in_a_cell_formatted_as_money_keeps_its_decimals() -> None:
    """Excel itself hands such cells over with four decimals, and a token costs less than that."""
    price = excel.Money(0.000012)
    exact = excel.call("MAX_TOKENS_USER", 20.0, 0.000012)
    assert excel.call("MAX_TOKENS_USER", 20.0, excel.cell(price)) == exact
    found = excel.call("MAX_TOKENS_USER", 20.0, excel.block([[price, 0.000012, excel.error("#N/A")]]))
    assert list(found[0][:2]) == [exact, exact]
    assert str(found[0][2]).startswith("#N/A")


def test_a_range_spills_and_a_row_meets_a_column() -> None:
    found = excel.call("TRAIN_COST", excel.column([1e9, 2e9, 3e9]), excel.block([[1e12, 2e12]]))
    assert [list(row) for row in found] == [
        [excel.call("TRAIN_COST", p, t) for t in (1e12, 2e12)] for p in (1e9, 2e9, 3e9)
    ]


def test_of_a_whole_column_only_what_is_used_is_read() -> None:
    whole = excel.whole_column([1e9, 2e9, None, 3e9, None, ""])
    found = excel.call("TRAIN_COST", whole, TOKENS)
    assert whole.Worksheet.read == [(6, 1)]
    assert len(found) == 4
    assert found[2] == [""]
    across = excel.call("TRAIN_COST", excel.whole_row([1e9, 2e9, None]), TOKENS)
    assert len(across) == 1
    assert len(across[0]) == 2


def test_whole_columns_of_different_length_go_together() -> None:
    found = excel.call("TRAIN_COST", excel.whole_column([1e9, 2e9]), excel.whole_column([1e12, 2e12, 3e12]))
    assert len(found) == 3
    assert isinstance(found[1][0], float)
    assert found[2][0].startswith("#VALUE!")


def test_ten_thousand_cells_hold_numbers_and_texts_alone() -> None:
    cells: list[Any] = [1e9 + n for n in range(10_000)]
    cells[5:9] = [None, excel.error("#N/A"), "x", -1.0]
    found = excel.call("TRAIN_COST", excel.column(cells), TOKENS)
    assert len(found) == 10_000
    assert [cell[:3] for (cell,) in found[5:9]] == ["", "#N/", "#VA", "#NU"]
    assert all(isinstance(cell, float) and cell - cell == 0.0 for (cell,) in (*found[:5], *found[9:]))


def test_days_come_and_go_as_dates(own: Path, own_functions: Any) -> None:
    own.write_text("export function is_due(from : date) : date = from\n")
    own_functions.reimport()
    found = excel.call("is_due", excel.day(2026, 1, 31))
    assert (found.year, found.month, found.day) == (2026, 1, 31)


# ------------------------------------------------------------------------------------------------ files of one's own


@pytest.fixture
def own_functions(own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The module as it is with a `.cost` file beside the workbook, whose folder xlwings puts on Python's path."""
    import outlay_addin.udfs as module

    monkeypatch.setattr(sys, "path", [str(own.parent), *sys.path])
    dir(module)
    yield SimpleNamespace(module=module, reimport=lambda: dir(module))
    monkeypatch.undo()
    dir(module)


def test_functions_beside_the_workbook_are_functions_of_excel(own_functions: Any) -> None:
    assert "our_cost" in own_functions.module.__all__
    assert excel.call("our_cost", 2.0) == 6.0
    assert "Function our_cost(runs, Optional price)" in excel.bas()


def test_a_changed_file_counts_at_the_next_calculation(own: Path, own_functions: Any) -> None:
    assert excel.call("our_cost", 2.0) == 6.0
    own.write_text(OWN.replace("$3", "$7"))
    assert excel.call("our_cost", 2.0) == 14.0


def test_a_changed_signature_asks_to_import_and_importing_mends_it(own: Path, own_functions: Any) -> None:
    own.write_text(OWN.replace("  price : USD = $3", "  share : ratio = 1,\n  price : USD = $3"))
    assert "import functions again" in excel.call("our_cost", 2.0)
    own_functions.reimport()
    assert excel.call("our_cost", 2.0) == 6.0
    assert "Function our_cost(runs, Optional share, Optional price)" in excel.bas()


def test_a_new_file_is_offered_when_functions_are_imported(own: Path, own_functions: Any) -> None:
    (own.parent / "more.cost").write_text("export function more_cost(n : ratio) : USD = n * $1\n")
    own_functions.reimport()
    assert excel.call("more_cost", 2.0) == 2.0
    (own.parent / "more.cost").unlink()
    own_functions.reimport()
    assert not hasattr(own_functions.module, "more_cost")


def test_models_beside_the_workbook_are_evaluated(own: Path, own_functions: Any) -> None:
    (own.parent / "plan.cost").write_text("input seats = 3\noutput cost = seats * $2\n")
    assert excel.call("OUTLAY", "plan", "cost") == 6.0
    assert excel.call("OUTLAY", "plan", "cost", "seats", excel.cell(5.0)) == 10.0
    assert excel.call("OUTLAY", "plan", "cost", "seats", excel.cell(None)).startswith("#VALUE!")
    assert excel.call("OUTLAY_TABLE", "plan")[1][:3] == ["cost", 6.0, "USD"]


def test_the_reason_is_one_function_away() -> None:
    wrong = excel.call("TUNE_OWN", 19.22, 2.0, 5000.0)
    assert wrong.startswith("#NUM! ")
    assert "4,380 run/year" in excel.call("OUTLAY_WHY", "TUNE_OWN", 19.22, 2.0, 5000.0)
    assert "a default: nothing was given" in excel.call("OUTLAY_WHY", "TRAIN_COST", PARAMS, TOKENS, excel.LEFT_OUT, 0.4)


# ------------------------------------------------------------------------------------------------------ licences


def test_no_part_of_xlwings_that_is_not_free_is_named() -> None:
    package = Path(outlay.__file__).resolve().parent.parent.parent / "addin" / "outlay_addin"
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"xlwings\s*\.\s*(pro|server)\b|from\s+xlwings\s+import[^\n]*\b(pro|server)\b", text), path


def test_no_licence_is_ever_checked() -> None:
    import subprocess

    code = (
        "from tests.addin import excel\n"
        "excel.install()\n"
        "import sys\n"
        "utils = sys.modules['xlwings.pro.utils']  # xlwings loads it by itself\n"
        "def refuse(*_, **__): raise SystemExit('a licence was checked')\n"
        "utils.LicenseHandler.validate_license = utils.LicenseHandler.get_license = staticmethod(refuse)\n"
        "assert excel.call('TRAIN_COST', 7e9, 1.4e12) > 0\n"
        "assert excel.bas()\n"
        "print(sorted(name for name in sys.modules if name.startswith(('xlwings.pro', 'xlwings.server'))))\n"
    )
    root = Path(outlay.__file__).resolve().parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr
    assert "server" not in done.stdout


def test_an_array_written_into_a_formula_is_a_range() -> None:
    one, two = excel.call("TRAIN_COST", 1e9, TOKENS), excel.call("TRAIN_COST", 2e9, TOKENS)
    assert excel.call("TRAIN_COST", (1e9, 2e9), TOKENS) == [[one, two]]
    assert excel.call("TRAIN_COST", ((1e9,), (2e9,)), TOKENS) == [[one], [two]]


def test_a_model_that_comes_later_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import outlay_addin.udfs as module

    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    dir(module)
    (tmp_path / "later.cost").write_text("output cost = $2\n")
    assert excel.call("OUTLAY", "later", "cost") == 2.0
    monkeypatch.undo()
    dir(module)
