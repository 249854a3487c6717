"""Functions of one's own: found beside the workbook, read again when they change, never silently another's."""

from __future__ import annotations

from pathlib import Path

from outlay_addin.errors import CellError
from outlay_addin.functions import Functions


def functions_of(*folders: Path) -> Functions:
    return Functions([str(folder) for folder in folders])


def test_a_file_beside_the_workbook_adds_its_functions(own: Path) -> None:
    assert functions_of(own.parent).call("our_cost", (2.0,)) == 6.0


def test_a_change_is_in_the_next_calculation(own: Path) -> None:
    functions = functions_of(own.parent)
    assert functions.call("our_cost", (2.0,)) == 6.0
    own.write_text(own.read_text().replace("$3", "$4"))  # as long as before, and at once
    assert functions.call("our_cost", (2.0,)) == 8.0
    own.write_text(own.read_text().replace("$4", "$5"))
    assert functions.call("our_cost", (2.0,)) == 10.0


def test_a_change_of_what_a_file_imports_counts_too(own: Path) -> None:
    prices = own.parent / "prices.cost"
    prices.write_text("unit_price = $3\n")
    own.write_text(
        "use prices\nexport function our_cost(runs : ratio, price : USD = prices.unit_price) : USD = runs * price\n"
    )
    functions = functions_of(own.parent)
    assert functions.call("our_cost", (2.0,)) == 6.0
    prices.write_text("unit_price = $9\n")
    assert functions.call("our_cost", (2.0,)) == 18.0


def test_other_arguments_ask_for_importing_again(own: Path) -> None:
    functions = functions_of(own.parent)
    own.write_text(own.read_text().replace("runs  :", "tries :").replace("runs *", "tries *"))
    found = functions.call("our_cost", (2.0,))
    assert isinstance(found, CellError)
    assert "import functions again" in found.reason


def test_a_function_that_has_gone_asks_for_importing_again(own: Path) -> None:
    functions = functions_of(own.parent)
    own.write_text("price = $3\n")
    assert "import functions again" in functions.call("our_cost", (2.0,)).reason


def test_a_file_that_has_gone_is_told_and_comes_back(own: Path) -> None:
    functions = functions_of(own.parent)
    text = own.read_text()
    own.unlink()
    assert functions.call("our_cost", (2.0,)).kind == "#NAME?"
    own.write_text(text)
    assert functions.call("our_cost", (2.0,)) == 6.0


def test_a_mistake_is_told_with_its_line_and_mended_by_the_next_save(own: Path) -> None:
    functions = functions_of(own.parent)
    text = own.read_text()
    own.write_text(text.replace("runs * price", "runs * pricee"))
    assert "pricee" in functions.call("our_cost", (2.0,)).reason
    own.write_text(text)
    assert functions.call("our_cost", (2.0,)) == 6.0


def test_the_library_keeps_its_names(own: Path) -> None:
    own.write_text("export function train_cost(runs : ratio) : USD = runs * $1\n")
    functions = functions_of(own.parent)
    assert functions.call("TRAIN_COST", (7e9, 1.4e12)) > 1e5
    assert any("train_cost is not offered" in each for each in functions.table.problems)


def test_of_two_files_the_first_folder_counts(tmp_path: Path) -> None:
    for name, price in (("a", 1), ("b", 2)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "own.cost").write_text(f"export function our_cost(n : ratio) : USD = n * ${price}\n")
    functions = functions_of(tmp_path / "a", tmp_path / "b")
    assert functions.call("our_cost", (1.0,)) == 1.0
    assert len(functions.table.problems) == 1


def test_a_folder_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    functions = functions_of(tmp_path / "nowhere")
    assert functions.call("TRAIN_COST", (7e9, 1.4e12)) > 1e5
    assert len(functions.table.problems) == 1


def test_a_file_that_is_no_model_harms_no_other(own: Path) -> None:
    (own.parent / "broken.cost").write_bytes(b"\xff\xfe\x00export function (((")
    functions = functions_of(own.parent)
    assert functions.call("our_cost", (2.0,)) == 6.0
    assert len(functions.table.problems) == 1


def test_units_of_the_file_are_known_to_its_texts(own: Path) -> None:
    own.write_text("unit desk\nexport function desks_cost(desks : desk, price : USD/desk) : USD = desks * price\n")
    assert functions_of(own.parent).call("desks_cost", ("3 desk", "$2 / desk")) == 6.0


def test_results_may_be_truths_texts_and_days(own: Path) -> None:
    own.write_text(
        "export function is_dear(price : USD) : truth = price > $2\n"
        'export function is_said(price : USD) : text = if price > $2 then "dear" else "cheap"\n'
        "export function is_due(from : date) : date = from\n"
    )
    functions = functions_of(own.parent)
    assert functions.call("is_dear", (3.0,)) is True
    assert functions.call("is_said", (3.0,)) == "dear"
    assert functions.call("is_due", (45566.0,)).isoformat() == "2024-10-01"
    many = [[float(n % 4)] for n in range(100)]
    assert [list(row) for row in functions.call("is_dear", (many,))] == [[n % 4 > 2] for n in range(100)]
    assert [list(row) for row in functions.call("is_said", (many,))] == [
        ["dear" if n % 4 > 2 else "cheap"] for n in range(100)
    ]


def test_what_no_spreadsheet_can_call_is_told_and_not_offered(own: Path) -> None:
    many = ", ".join(f"p{n} : ratio" for n in range(60))
    own.write_text(
        "export function größe_von(n : ratio) : USD = n * $1\n"
        "export function outlay_why(n : ratio) : USD = n * $1\n"
        f"export function too_many({many}) : ratio = p0\n"
        "export function our_cost(n : ratio) : USD = n * $1\n"
    )
    functions = functions_of(own.parent)
    assert functions.call("our_cost", (2.0,)) == 2.0
    assert [each.split("since ")[1] for each in functions.table.problems] == [
        "its name has other letters than A to Z, digits and _.",
        "Outlay itself has that name.",
        "it has 60 arguments, and a spreadsheet hands over 59 at most.",
    ]
