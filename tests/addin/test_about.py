"""OUTLAY, OUTLAY_TABLE, OUTLAY_WHY and OUTLAY_VERSION."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import outlay
from outlay_addin.errors import CellError
from outlay_addin.functions import Functions
from outlay_addin.values import MISSING

ROOT = Path(__file__).resolve().parent.parent.parent
SAAS = str(ROOT / "templates" / "saas_margin.cost")


def call(functions: Functions, name: str, *arguments: Any) -> Any:
    return functions.call(name, arguments)


def test_an_output_is_what_the_model_says(functions: Functions) -> None:
    expected = outlay.load(SAAS).run().outputs["gross_margin"]
    assert call(functions, "OUTLAY", "saas_margin", "gross_margin") == [list(expected.value)]
    assert call(functions, "OUTLAY", "saas_margin.cost", "gross_margin[2026-12]") == expected["2026-12"]


def test_inputs_are_set_by_name(functions: Functions) -> None:
    expected = outlay.load(SAAS).run("heavy", plan_price=25).outputs["gross_margin"]["2026-12"]
    given = ("saas_margin", "gross_margin[2026-12]", "scenario", "heavy")
    assert call(functions, "OUTLAY", *given, "plan_price", 25.0) == expected
    assert call(functions, "OUTLAY", *given, "plan_price", "$25 / user / month") == expected
    assert call(functions, "OUTLAY", *given, "plan_price", MISSING) != expected


def test_values_may_be_a_range(functions: Functions) -> None:
    found = call(functions, "OUTLAY", "saas_margin", "gross_margin[2026-12]", "plan_price", [[20.0], ["x"], [None]])
    assert isinstance(found[0][0], float)
    assert isinstance(found[1][0], CellError)


def test_a_range_of_names_with_a_range_of_values_sets_them_all(functions: Functions) -> None:
    given = ("saas_margin", "gross_margin[2026-12]")
    names, values = [["scenario"], ["plan_price"], [None], [""]], [["heavy"], [25.0], [None], [None]]
    one_by_one = call(functions, "OUTLAY", *given, "scenario", "heavy", "plan_price", 25.0)
    assert call(functions, "OUTLAY", *given, names, values) == one_by_one
    assert call(functions, "OUTLAY", *given, [["scenario", "plan_price"]], [["heavy", 25.0]]) == one_by_one
    assert isinstance(call(functions, "OUTLAY", *given, names, [["heavy"], [None], [None], [None]]), CellError)
    assert "same cells" in call(functions, "OUTLAY", *given, names[:2], [["heavy"]]).reason
    assert "same cells" in call(functions, "OUTLAY", *given, names[:2], "heavy").reason
    assert "must be given" in call(functions, "OUTLAY", *given, [[None], ["plan_price"]], [[1.0], [2.0]]).reason


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("saas_margn", "gross_margin"), "#NAME?", "Did you mean saas_margin.cost?"),
        (("saas_margin", "gross_margn"), "#NAME?", "Did you mean gross_margin?"),
        (("saas_margin", "gross_margin[2055-01]"), "#N/A", "2055-01"),
        (("saas_margin", "gross_margin", "plan_price"), "#VALUE!", "pairs"),
        (("saas_margin", "gross_margin", "plan_price", None), "#VALUE!", "empty"),
        (("saas_margin", "gross_margin", "plan_price", -2146826246), "#N/A", "plan_price"),
        (("saas_margin", "gross_margin", "plan_prize", 1.0), "#VALUE!", "plan_prize"),
        (("saas_margin", "gross_margin", "scenario", "heavyy"), "#VALUE!", "heavyy"),
        (("saas_margin",), "#VALUE!", "OUTLAY takes"),
        ((None, "gross_margin"), "#VALUE!", "model file"),
        (("//server/share/m.cost", "x"), "#NAME?", "this computer"),
        (("https://example.org/m.cost", "x"), "#NAME?", "this computer"),
    ],
)
def test_what_cannot_be_is_an_error_with_its_reason(
    functions: Functions, arguments: tuple[Any, ...], kind: str, words: str
) -> None:
    found = call(functions, "OUTLAY", *arguments)
    assert isinstance(found, CellError)
    assert found.kind == kind
    assert words in found.reason


def test_a_table_has_every_output_with_its_unit_and_every_check(functions: Functions) -> None:
    rows = call(functions, "OUTLAY_TABLE", "saas_margin")
    result = outlay.load(SAAS).run()
    assert len({len(row) for row in rows}) == 1
    assert [row[0] for row in rows] == ["name", *result.outputs, *result.solves, *(each.name for each in result.checks)]
    assert rows[0][4:] == list(result.periods)


def test_a_table_of_a_scenario_that_does_not_exist_is_an_error(functions: Functions) -> None:
    assert isinstance(call(functions, "OUTLAY_TABLE", "saas_margin", "nothing"), CellError)


def test_a_changed_model_is_in_the_next_calculation(tmp_path: Path) -> None:
    model = tmp_path / "m.cost"
    model.write_text("output price = $2\n")
    functions = Functions([str(tmp_path)])
    assert call(functions, "OUTLAY", "m", "price") == 2.0
    model.write_text("output price = $3\n")
    assert call(functions, "OUTLAY", "m", "price") == 3.0
    model.write_text("output price = $3 +\n")
    assert isinstance(call(functions, "OUTLAY", "m", "price"), CellError)


def test_why_shows_the_formula_with_its_figures_defaults_and_sources(functions: Functions) -> None:
    text = call(functions, "OUTLAY_WHY", "TRAIN_COST", 7e9, 1.4e12, "A100", 0.4, "$2 / GPU_hour")
    for words in ("= hours * price * runs", "130,876.1 GPU_hour", "a default: nothing was given", "source: Epoch AI"):
        assert words in text


def test_why_tells_the_reason_of_an_error(functions: Functions) -> None:
    assert "capacity is 4,380 run/year" in call(functions, "OUTLAY_WHY", "TUNE_OWN", 19.22, 2.0, 5000.0)
    assert "must be given" in call(functions, "OUTLAY_WHY", "TRAIN_COST", 7e9)
    assert "Did you mean H100_SXM5" in call(functions, "OUTLAY_WHY", "TRAIN_COST", 7e9, 1e12, "H100_SMX5")


def test_why_of_a_range_is_about_the_first_cell_that_failed(functions: Functions) -> None:
    text = call(functions, "OUTLAY_WHY", "TRAIN_COST", [[7e9], [-1.0]], 1e12)
    assert text.startswith("Row 2, column 1")
    assert "negative" in text


def test_why_alone_describes_the_function(functions: Functions) -> None:
    text = call(functions, "OUTLAY_WHY", "=train_cost(A1; B1)")
    assert text.startswith("TRAIN_COST(params, tokens, [gpu], [mfu], [price], [runs])")


def test_why_of_a_model_is_its_explanation(functions: Functions) -> None:
    text = call(functions, "OUTLAY_WHY", "OUTLAY", "saas_margin", "gross_margin[2026-12]")
    assert "gross_profit / net_revenue" in text


def test_every_function_explains_an_example_of_itself(functions: Functions) -> None:
    for name, entry in functions.table.entries.items():
        given = [_some(parameter) for parameter in entry.signature.parameters if parameter.default is None]
        value = functions.call(name, given)
        text = call(functions, "OUTLAY_WHY", name, *given)
        if isinstance(value, CellError):
            assert text.startswith(value.reason[:40]), name
        else:
            assert text.startswith("result = "), (name, text[:200])


def _some(parameter: Any) -> Any:
    texts = {"gpu": "A100", "price": "gpt-4o", "provider": "Lambda", "field": "memory", "item": "input"}
    if parameter.type == "list":
        return [[0.0], [1000.0]]
    if parameter.type in ("record", "text"):
        return texts.get(parameter.table or parameter.name, texts.get(parameter.name, "A100"))
    return 0.5 if parameter.share else 3.0


def test_why_says_what_it_takes(functions: Functions) -> None:
    assert "takes the name of a function" in call(functions, "OUTLAY_WHY")
    assert "Did you mean" in call(functions, "OUTLAY_WHY", "TRAIN_COSTT", 1.0)


def test_the_version_is_outlays(functions: Functions) -> None:
    assert call(functions, "OUTLAY_VERSION") == outlay.__version__
