"""The standard library: its functions keep their order, its own tests hold, its tables say what they should."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlay.compilation import Compilation
from outlay.diagnostics import Bag, OutlayError, Source
from outlay.loader import LIBRARY
from outlay.parse import parse_module
from outlay.scalar import compile_function
from outlay.syntax import Function, Test
from outlay.tables import normalise, read_table
from outlay.testing import run_tests

MODULES = sorted(LIBRARY.glob("*.cost"))
PRICE_LISTS = sorted((LIBRARY / "prices").glob("*.cost"))

# Public and frozen: a spreadsheet that exists passes its arguments in this order. New parameters go to the end.
SIGNATURES = """
TRAIN_FLOPS params tokens flop_per_param_token
TRAIN_GPU_HOURS params tokens gpu mfu
TRAIN_COST params tokens gpu mfu price runs
TRAIN_DAYS params tokens gpu gpus mfu goodput
TRAIN_MEMORY params bytes_per_param activations_gb
TRAIN_TOKENS_FOR budget params gpu mfu price runs
GPUS_NEEDED memory_gb gpu usable
TRAIN_GOODPUT gpus mtbf_gpu_hours checkpoint_minutes restart_minutes
TRAIN_ENERGY gpu_hours gpu pue
INFER_FLOPS params tokens_in tokens_out
WEIGHT_MEMORY params_total bytes_per_param
INFER_MEMORY params_total bytes_per_param context batch kv_bytes_per_token
KV_BYTES layers kv_heads head_dim bytes
PREFILL_SECONDS params tokens_in gpu gpus batch flop_efficiency precision
DECODE_SECONDS params tokens_out gpu gpus batch bytes_per_param context kv_bytes_per_token flop_efficiency \
bandwidth_efficiency params_total precision
INFER_LATENCY params tokens_in tokens_out gpu gpus batch bytes_per_param context kv_bytes_per_token \
flop_efficiency bandwidth_efficiency params_total precision
INFER_TOKENS_SEC params tokens_in tokens_out gpu gpus batch bytes_per_param context kv_bytes_per_token \
flop_efficiency bandwidth_efficiency params_total precision
INFER_COST params tokens_in tokens_out gpu price_gpu_hour utilisation gpus batch bytes_per_param context \
kv_bytes_per_token flop_efficiency bandwidth_efficiency params_total precision
SELF_HOST_PRICE tokens_per_sec gpus price_gpu_hour utilisation
MAX_BATCH params_total gpu gpus context kv_bytes_per_token bytes_per_param usable
QUANT_SPEEDUP bits_from bits_to affected_share
PEAK_GPUS requests_per_sec gpu_seconds_per_request peak_factor target_utilisation
PEAK_MULTIPLE peak_factor elastic_share
TOKENS_FROM_CHARS chars chars_per_token
TOKEN_COST tokens_in tokens_out price_in price_out cached_share price_cached batch_share batch_discount \
reasoning_tokens cache_write_share price_cache_write
API_COST model tokens_in tokens_out as_of cached_share batch_share reasoning_tokens cache_write_share price_cache_write
API_PRICE model item as_of
CHAT_TOKENS turns system_tokens user_tokens reply_tokens
AGENT_TOKENS steps start_tokens tool_tokens reply_tokens retry_share
EMBED_COST documents tokens_per_document price refreshes
VECTOR_MEMORY vectors dimensions bytes overhead
TIER_COST quantity from_range price_range graduated
COMMIT_COST usage committed commit_price list_price
RESERVE_BREAKEVEN list_price reserved_price
PRICE_DECLINE price factor every_months months
DECLINE_RATE price_from price_to months
DECLINE_MONTHS_10X price_from price_to months
MONTHLY_RATE annual_rate
TOKENS_MONTH tokens_per_active_day active_days_per_week users weeks_per_month
GROSS_MARGIN_AI revenue ai_cost other_cogs
AI_SHARE ai_cost revenue
MAX_TOKENS_USER plan_price price_per_mtoken target_margin other_cogs_share
PLAN_FLOOR tokens_per_user_month price_per_mtoken target_margin other_cogs_share
USAGE_AT mean cv percentile
LTV_GROSS arpu_month gross_margin churn_month
CAC_PAYBACK cac arpu_month gross_margin
TUNE_HOSTED tokens price_per_mtoken epochs
TUNE_OWN node_price_hour hours_per_run runs_per_year staff_per_year reserved hours_per_year
TUNE_BREAKEVEN node_price_hour hours_per_run staff_per_year hosted_per_run hours_per_year
OFFER_PRICE gpu provider term as_of
GPU_SPEC gpu field
POWER_COST watts hours price_kwh pue
OWN_GPU_HOUR purchase years watts utilisation price_kwh pue overhead residual_share rate_year opex_per_year
OWN_BREAKEVEN capex own_per_month rent_per_month
COMPUTE_SHARE compute_spend capital_raised
TRAIN_WORK params tokens layers width context recomputed
TRAIN_HOURS work gpu mfu goodput
SERVE_PREFILL_SEC params layers tokens_in gpu gpus batch precision params_total flop_efficiency \
bandwidth_efficiency layer_microseconds precision_kept scaling expert_efficiency
SERVE_STEP_SEC params layers kv_bytes_per_token context gpu gpus batch precision params_total flop_efficiency \
bandwidth_efficiency layer_microseconds precision_kept scaling expert_efficiency
SERVE_TOKENS_SEC params layers kv_bytes_per_token tokens_in tokens_out gpu gpus batch precision params_total \
usable flop_efficiency bandwidth_efficiency layer_microseconds precision_kept scaling expert_efficiency engine
MODEL_TOKENS_SEC model tokens_in tokens_out gpu gpus batch precision
"""

# How people, and the sources the tables come from, spell a GPU.
SPELLINGS = {
    "A100_SXM_80GB": ["A100", "a100", "A100-80GB", "A100 80GB", "A100-SXM4-80GB", "A100-SXM-80GB", "A100-80GB-SXM",
                      "NVIDIA A100-SXM4-80GB"],
    "A100_SXM_40GB": ["A100-40", "A100-40GB", "A100-SXM-40GB", "A100-SXM4-40GB"],
    "A100_PCIE_80GB": ["A100-PCIe-80GB", "A100-80GB-PCIe"],
    "H100_SXM5": ["H100", "h100-sxm", "H100-SXM", "H100-SXM5", "H100-SXM-80GB"],
    "H100_PCIE": ["H100-PCIe"],
    "H800_SXM5": ["H800", "H800-SXM5"],
    "H200_SXM": ["H200", "H200-SXM"],
    "V100_SXM2_16GB": ["V100", "V100-16GB", "V100-SXM2", "V100-SXM2-16GB"],
    "V100_SXM3_32GB": ["V100-SXM3-32GB"],
    "T4": ["T4", "T4-16GB"],
    "A10": ["A10-24GB"],
    "A10G": ["A10G-24GB"],
    "RTX_A6000": ["RTX A6000"],
    "RTX_3080_TI": ["RTX 3080 Ti"],
    "GB200": ["GB200", "GB200 (per GPU)"],
    "B300": ["B300/GB300", "GB300"],
    "TPU_V2": ["TPUv2"],
    "TPU_V3": ["TPUv3", "TPU v3"],
    "TPU_V4": ["TPU v4"],
    "TPU_V7": ["TPU v7 Ironwood"],
}  # fmt: skip


def functions() -> dict[str, Function]:
    """The exported functions of the library, by name."""
    found: dict[str, Function] = {}
    for path in MODULES:
        bag = Bag()
        module = parse_module(Source(path.name, path.read_text(encoding="utf-8")), bag)
        assert not bag.items, [(path.name, item.message) for item in bag.items]
        found |= {one.name: one for one in module.statements if isinstance(one, Function) and one.exported}
    return found


def test_every_function_is_there_in_its_frozen_order() -> None:
    wanted = {name: tuple(parameters) for name, *parameters in map(str.split, SIGNATURES.strip().splitlines())}
    found = {name: tuple(parameter.name for parameter in one.parameters) for name, one in functions().items()}
    assert found == wanted


def test_every_function_is_labelled_to_its_last_parameter_and_says_where_it_comes_from() -> None:
    for name, one in functions().items():
        assert one.label, name
        assert any(attribute.name == "source" for attribute in one.attributes), name
        assert one.result is not None, name
        for parameter in one.parameters:
            assert parameter.label, f"{name}({parameter.name})"
            assert parameter.annotation is not None, f"{name}({parameter.name})"


def test_parameters_with_defaults_come_last() -> None:
    for name, one in functions().items():
        optional = [parameter.default is not None for parameter in one.parameters]
        assert optional == sorted(optional), name


def test_every_function_is_tested_in_its_own_module() -> None:
    for path in MODULES:
        source = Source(path.name, path.read_text(encoding="utf-8"))
        module = parse_module(source, Bag())
        tested = " ".join(source.text[one.span[0] : one.span[1]] for one in module.statements if isinstance(one, Test))
        for one in module.statements:
            if isinstance(one, Function) and one.exported:
                assert re.search(rf"\b{one.name}\(", tested), f"{path.name}: {one.name}"


@pytest.mark.parametrize("path", [*MODULES, *PRICE_LISTS], ids=lambda path: path.stem)
def test_a_module_is_sound_and_its_tests_hold(path: Path) -> None:
    compilation = Compilation(path)
    list(compilation.tests())
    assert not compilation.bag.items, [(item.code.id, item.message) for item in compilation.bag.sorted()]
    wrong = [(one.name, each) for one in run_tests(str(path)) for each in one.expectations if not each.ok]
    assert wrong == []


def test_modules_are_short() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[len(lengths) // 2] <= 100
    assert lengths[-1] <= 200


def test_every_spelling_of_a_gpu_finds_its_row() -> None:
    path = LIBRARY / "gpus.csv"
    table = read_table(Source(path.name, path.read_text(encoding="utf-8")), Bag())
    assert table is not None
    known: dict[str, str] = {}
    for row in table.rows:
        for spelling in (row.name, *row.aliases):
            assert known.setdefault(normalise(spelling), row.name) == row.name, spelling
    for name, spellings in SPELLINGS.items():
        for spelling in (name, *spellings):
            assert known[normalise(spelling)] == name, spelling


@pytest.mark.parametrize("name", ["gpus", "offers", "models", "prices/openai", "prices/mosaicml"])
def test_every_row_of_a_table_says_where_it_comes_from(name: str) -> None:
    path = LIBRARY / f"{name}.csv"
    bag = Bag()
    table = read_table(Source(path.name, path.read_text(encoding="utf-8")), bag)
    assert table is not None
    assert not bag.items
    assert all(row.source for row in table.rows)


# What a person types into a cell, and the plain number that comes back in the unit of the function's page.
CELLS: list[tuple[str, tuple[Any, ...], float]] = [
    ("TRAIN_FLOPS", (1e9, 2e10), 1.2e20),
    ("TRAIN_GPU_HOURS", (1e9, 2e10, "A100", 0.4), 1.2e20 / (312e12 * 0.4 * 3600)),
    ("TRAIN_COST", (1e9, 2e10, "a100 80gb", 0.4, 2, 3), 1.2e20 / (312e12 * 0.4 * 3600) * 6),
    ("TRAIN_DAYS", (1e9, 2e10, "H100", 8, 0.4, 0.9), 1.2e20 / (989e12 * 0.4 * 8 * 0.9 * 86400)),
    ("TRAIN_MEMORY", (7e9,), 112),
    ("TRAIN_TOKENS_FOR", (1e6, 7e9, "A100", 0.4, 2), 5e5 * 3600 * 312e12 * 0.4 / 42e9),
    ("GPUS_NEEDED", (144, "A100"), 2),
    ("TRAIN_ENERGY", (1000, "A100"), 440),
    ("INFER_FLOPS", (7e9, 1000, 200), 1.68e13),
    ("WEIGHT_MEMORY", (7e9,), 14),
    ("INFER_MEMORY", (7e9, 2, 4000, 8, 524288), 14 + 32000 * 524288 / 1e9),
    ("KV_BYTES", (80, 8, 128), 327680),
    ("PREFILL_SECONDS", (7e9, 1000, "H100", 1, 1, 0.5, "fp8"), 1.4e13 / (1979e12 * 0.5)),
    ("DECODE_SECONDS", (7e9, 200, "A100"), 200 * 14e9 / (2.039e12 * 0.6)),
    ("INFER_LATENCY", (7e9, 1000, 200, "A100"), 1.4e13 / 156e12 + 200 * 14e9 / (2.039e12 * 0.6)),
    ("INFER_TOKENS_SEC", (7e9, 0, 200, "A100"), 2.039e12 * 0.6 / 14e9),
    ("INFER_COST", (7e9, 0, 200, "A100", 3.6), 200 * 14e9 / (2.039e12 * 0.6) * 0.001 / 0.5),
    ("SELF_HOST_PRICE", (1000, 1, 2), 2e6 / (3600 * 1000 * 0.5)),
    ("MAX_BATCH", (70e9, "A100", 4, 4000, 327680), 112),
    ("QUANT_SPEEDUP", (16, 8, 0.5), 1 / 0.75),
    ("PEAK_GPUS", (10, 2), 86),
    ("PEAK_MULTIPLE", (3, 0.5), 2),
    ("TOKENS_FROM_CHARS", (8000,), 2000),
    ("TOKEN_COST", (1e6, 5e5, 2, 8), 6),
    ("API_COST", ("gpt-3.5-turbo", 1e6, 1e6, datetime.date(2023, 5, 1)), 4),
    ("API_PRICE", ("GPT-4", "output", datetime.date(2023, 5, 1)), 60),
    ("CHAT_TOKENS", (5, 200, 100, 300), 5500),
    ("AGENT_TOKENS", (10, 2000, 1200, 300, 0.1), 96250),
    ("EMBED_COST", (1e6, 500, 0.1, 4), 200),
    ("VECTOR_MEMORY", (1e6, 1536), 9.216),
    ("TIER_COST", (3e6, [0, 1e6], [3e-6, 2e-6]), 7),
    ("TIER_COST", (3e6, [0, 1e6], [3e-6, 2e-6], False), 6),
    ("COMMIT_COST", (120, 100, 2, 4), 280),
    ("RESERVE_BREAKEVEN", (4.1, 2.4), 2.4 / 4.1),
    ("PRICE_DECLINE", (2, 10, 16, 8), 2 / 10**0.5),
    ("DECLINE_RATE", (8, 2, 24), 0.5),
    ("DECLINE_MONTHS_10X", (100, 1, 24), 12),
    ("MONTHLY_RATE", (0.12,), 1.12 ** (1 / 12) - 1),
    ("TOKENS_MONTH", (8000, 4), 8000 * 4 * 52 / 12),
    ("GROSS_MARGIN_AI", (100, 25, 20), 0.55),
    ("AI_SHARE", (25, 100), 0.25),
    ("MAX_TOKENS_USER", (10, 2), 500_000),
    ("PLAN_FLOOR", (500_000, 2), 10),
    ("USAGE_AT", (100, 1, 0.5), 100 / 2**0.5),
    ("LTV_GROSS", (10, 0.7, 0.02), 350),
    ("CAC_PAYBACK", (84, 10, 0.7), 12),
    ("TUNE_HOSTED", (1e6, 8, 3), 24),
    ("TUNE_OWN", (19.22, 2, 4380, 200000), (19.22 * 8760 + 200000) / 4380),
    ("TUNE_OWN", (32.77, 2, 1000, 0, False), 65.54),
    ("TUNE_BREAKEVEN", (19.22, 2, 200000, 100), 3683.672),
    ("OFFER_PRICE", ("A100-40GB", "aws", "spot"), 1.23),
    ("GPU_SPEC", ("H100", "bandwidth"), 3.35),
    ("POWER_COST", (400, 8760), 350.4),
    ("OWN_GPU_HOUR", (12500, 4, 300), (18750 / 4 + 0.3 * 8760 * 1.3 * 0.1) / (8760 * 0.7)),
    ("OWN_BREAKEVEN", (1e6, 50000, 150000), 10),
    ("COMPUTE_SHARE", (8, 10), 0.8),
    ("TRAIN_GOODPUT", (1, 50, 15, 0), 1 - 15 / 300 - 300 / 6000),
    ("TRAIN_WORK", (7e9, 1e12, 32, 4096, 8192, 0.5), (2 * 7e9 + 2 * 32 * 4096 * 8192) * 1e12 * 3.5),
    ("TRAIN_HOURS", (1e21, "A100", 0.4, 0.8), 1e21 / (312e12 * 0.4 * 0.8) / 3600),
    ("SERVE_PREFILL_SEC", (12e9, 10, 0, "H100", 1, 1, "fp8", 12e9, 0.5, 0.5, 100), 12e9 / (0.5 * 3.35e12) + 0.001),
    ("SERVE_STEP_SEC", (8e9, 32, 1e5, 1000, "H100", 4, 10, "fp8", 8e9, 1, 1, 0, 1, 0.5), (8 + 0.5) / 2 / 3.35e3),
    (
        "SERVE_TOKENS_SEC",
        (8e9, 32, 1e5, 0, 1000, "H100", 4, 10, "fp8", 8e9, 0.9, 1, 1, 0, 1, 0.5, 1, 1),
        10_000 / (8e9 / 2 / 3.35e12 + 1000 * (8 + 0.25) / 2 / 3.35e3),
    ),
    (
        "MODEL_TOKENS_SEC",
        ("gpt-3", 0, 1, "H100", 8, 1),
        (0.66 * 1.51) ** 0.5 / ((4 * 174.6e9 + 48 * 96 * 128 * 4) / (3.35e12 * 0.8) / 8**0.74 + 2 * 96 * 80e-6),
    ),
]

IMPOSSIBLE: list[tuple[str, tuple[Any, ...], str]] = [
    ("TRAIN_COST", (7e9, 1e12, "RTX 3090", 0.4), "price"),
    ("TRAIN_GOODPUT", (1e6, 5e4, 1, 10), "failures come faster"),
    ("PREFILL_SECONDS", (7e9, 1000, "A100", 1, 1, 0.5, "fp8"), "peak_fp8"),
    ("PREFILL_SECONDS", (7e9, 1000, "A100", 1, 1, 0.5, "int8"), "one of bf16, fp16, fp8 and fp4"),
    ("MAX_BATCH", (70e9, "A100", 1, 4000, 327680), "do not fit"),
    ("TOKEN_COST", (1e6, 1e6, 2, 8, 0.8, 0.2, 0, 0.5, 0, 0.4), "more than all of the input"),
    ("API_COST", ("gpt-3.5-turbo", 1e6, 1e6, datetime.date(2020, 5, 1)), "2020-05-01"),
    ("API_PRICE", ("gpt-4o", "outputs"), "item is one of"),
    ("DECLINE_MONTHS_10X", (1, 2, 12), "not fallen"),
    ("MAX_TOKENS_USER", (10, 2, 0.9, 0.2), "nothing for tokens"),
    ("PLAN_FLOOR", (500_000, 2, 0.8, 0.2), "nothing for tokens"),
    ("LTV_GROSS", (10, 0.7, 0), "churn"),
    ("CAC_PAYBACK", (84, 10, 0), "never pays back"),
    ("TUNE_OWN", (19.22, 2, 5000, 200000), "4,380 run/year"),
    ("TUNE_BREAKEVEN", (19.22, 2, 200000, 12), "no break-even"),
    ("OFFER_PRICE", ("A100", "Nobody"), "no row"),
    ("GPU_SPEC", ("A100", "colour"), "field is one of"),
    ("OWN_BREAKEVEN", (1e6, 50000, 40000), "never"),
    ("SERVE_TOKENS_SEC", (7e9, 32, 131072, 1e5, 1e6, "A100"), "not even one request"),
    ("SERVE_TOKENS_SEC", (70e9, 80, 327680, 1000, 1000, "A100"), "do not fit"),
    ("SERVE_TOKENS_SEC", (7e9, 32, 131072, 1000, 1000, "A100", 1, 0, "int8"), "one of bf16, fp16, fp8 and fp4"),
]


@pytest.fixture(scope="module")
def function(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Callable[..., Any]]:
    """An exported function as the faces call it: plain numbers in, a plain number out."""
    path = tmp_path_factory.mktemp("model") / "empty.cost"
    path.write_text("nothing = 0\n", encoding="utf-8")
    compilation = Compilation(path)

    def made(name: str) -> Callable[..., Any]:
        plan = compilation.function_plan(name)
        assert plan is not None, name
        return compile_function(plan)

    return made


@pytest.mark.parametrize(("name", "arguments", "expected"), CELLS, ids=[name for name, *_ in CELLS])
def test_plain_numbers_as_typed_in_a_cell(
    function: Callable[[str], Callable[..., Any]], name: str, arguments: tuple[Any, ...], expected: float
) -> None:
    assert function(name)(*arguments) == pytest.approx(expected, rel=1e-9)


def test_every_function_is_among_the_cells() -> None:
    assert {name for name, *_ in CELLS} == set(functions())


@pytest.mark.parametrize(("name", "arguments", "reason"), IMPOSSIBLE, ids=[name for name, *_ in IMPOSSIBLE])
def test_an_impossible_request_says_why(
    function: Callable[[str], Callable[..., Any]], name: str, arguments: tuple[Any, ...], reason: str
) -> None:
    with pytest.raises(OutlayError, match=reason):
        function(name)(*arguments)


def test_signatures_of_the_function_table_are_sound(tmp_path: Path) -> None:
    path = tmp_path / "empty.cost"
    path.write_text("nothing = 0\n", encoding="utf-8")
    compilation = Compilation(path)
    signatures = {one.name: one for one in compilation.signatures()}
    assert [item.message for item in compilation.bag.items] == []
    assert set(signatures) == set(functions())
    bands = {parameter.name: parameter.type for parameter in signatures["TIER_COST"].parameters}
    assert bands == {"quantity": "number", "from_range": "list", "price_range": "list", "graduated": "truth"}
