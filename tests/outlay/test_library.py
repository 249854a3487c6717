"""The standard library: its functions keep their order, its own tests hold, its tables say what they should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from outlay.compilation import Compilation
from outlay.diagnostics import Bag, Source
from outlay.loader import LIBRARY
from outlay.parse import parse_module
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


def test_every_function_is_labelled_to_its_last_parameter() -> None:
    for name, one in functions().items():
        assert one.label, name
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
    assert table is not None and not bag.items
    assert all(row.source for row in table.rows)
