"""Calls of exported functions that a plan keeps as calls, for faces that have these functions."""

from __future__ import annotations

from pathlib import Path

import pytest

import outlay
from outlay.plan import FunctionCall, Plan
from outlay.plan_json import plan_from_json, plan_to_json
from outlay.scalar import compile_plan

MODEL = """"Calls"
timeline month from 2026-01 for 4
input params : parameter = 7B parameter "Parameters"
input tokens = 1_400_000 Mtoken "Tokens"
input card : gpu = A100 "GPU"
input used : share = 40% "MFU"
training = TRAIN_COST(params, tokens, card, used) "Training"
known = TRAIN_COST(7B, 1.4T, H100, runs = 2) "With figures alone"
tokens_out = ramp(1 Mtoken/month, 4 Mtoken/month, 2026-01, 2026-04) "Use"
serving = TOKEN_COST(tokens_out * 1 month, 0 token, $2 / Mtoken, $8 / Mtoken) "Serving"
banded = TIER_COST(1_500, [0, 1_000], [$2, $1]) "Banded"
squared = 3 ^ exponent_of(1) "A power that has to be known when it is checked"
growing = growth_of(training) "Of a call"
memory : GB = GPU_SPEC(card, field_of(2)) "A text that has to be known for the unit"
export function field_of(n : ratio "n") : text "Field" = if n > 1 then "memory" else "power"
export function exponent_of(x : ratio "x") : ratio "One more" = x + 1
export function growth_of(x : USD "x") : USD "A tenth more" = x * tenth_more(1)
function tenth_more(x) = x * 1.1
scenario large "Large" { params = 70B parameter; card = H100 }
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> outlay.Model:
    path: Path = tmp_path_factory.mktemp("calls") / "calls.cost"
    path.write_text(MODEL)
    return outlay.load(path)


@pytest.fixture(scope="module")
def base(model: outlay.Model) -> Plan:
    return model.at_once(visible=True).plans[0]


def called(plan: Plan, name: str) -> FunctionCall:
    return next(call for call in plan.calls if call.function == name)


def test_a_plan_keeps_no_calls_unless_it_is_asked_to(model: outlay.Model) -> None:
    assert all(plan.calls == () for plan in model.at_once().plans)


def test_calls_change_no_number_in_any_scenario(model: outlay.Model) -> None:
    for plain, visible in zip(model.at_once().plans, model.at_once(visible=True).plans, strict=True):
        paths = {one.path: at for at, one in enumerate(visible.quantities) if one.role in ("plain", "output")}
        ours, theirs = compile_plan(visible).run(), compile_plan(plain).run()
        for at, one in enumerate(plain.quantities):
            if one.path in paths and one.role in ("plain", "output"):
                assert ours.quantity(paths[one.path]) == theirs.quantity(at), one.path


def test_an_argument_is_in_the_unit_of_its_parameter_and_without_its_guard(base: Plan) -> None:
    _, tokens, _, used, *_ = called(base, "TRAIN_COST").arguments
    values = compile_plan(base, nodes=[*tokens.nodes, *used.nodes]).run()
    assert values.node(tokens.nodes[0]) == 1.4e12
    assert base.nodes[used.nodes[0]].op == "input"


def test_a_record_is_handed_over_by_its_name_or_by_what_chooses_it(base: Plan) -> None:
    chosen, known = [call.arguments[2] for call in base.calls if call.function == "TRAIN_COST"][:2]
    assert (chosen.sort, chosen.text) == ("chosen", "gpu")
    assert (known.sort, known.text) == ("name", "H100_SXM5")


def test_what_is_left_out_is_told_from_what_is_given(base: Plan) -> None:
    known = [call for call in base.calls if call.function == "TRAIN_COST"][1]
    assert [one.sort for one in known.arguments] == ["value", "value", "name", "default", "default", "value"]


def test_a_list_is_handed_over_item_by_item(base: Plan) -> None:
    assert [len(one.nodes) for one in called(base, "TIER_COST").arguments] == [1, 2, 2, 0]


def test_what_has_to_be_known_while_checking_still_is(base: Plan) -> None:
    assert called(base, "exponent_of").file.endswith("calls.cost")
    assert called(base, "GPU_SPEC").arguments[1].sort == "value"


def test_functions_that_are_not_exported_are_no_calls(base: Plan) -> None:
    assert {call.function for call in base.calls} == {
        "TRAIN_COST", "TOKEN_COST", "TIER_COST", "GPU_SPEC", "exponent_of", "growth_of", "field_of",
    }  # fmt: skip


def test_calls_are_kept_from_process_to_process(base: Plan) -> None:
    assert plan_from_json(plan_to_json(base)).calls == base.calls
