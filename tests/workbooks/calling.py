"""Models that call functions in every way, and what a workbook's cells say of it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

CALLS = """"Calls of every kind"
timeline month from 2026-01 for 6
input params : parameter = 7B parameter "Parameters"
input tokens = 1_400_000 Mtoken "Training tokens"
input card : gpu = A100 "GPU"
input used : share = 40% "MFU"
input start_use = 100 Mtoken/month "Use at first"
input growth = 10% per month "Growth"
input price_in = $0.0025 / ktoken "Price in"
input hours = 30_000 GPU_hour "Hours"
input day : date = 2024-06-01 "Price list of"
input quick = 1 "1 for the newer GPU"
section "Training"
training = TRAIN_COST(params, tokens, card, used) "Training"
twice = TRAIN_COST(params, 1.4T, H100_SXM5, runs = 2) "Two runs on another GPU"
energy : MWh = TRAIN_ENERGY(hours / 2, if quick > 0.5 then H100_SXM5 else A100_SXM_80GB, 1.2) "Energy"
section "Serving"
use = grow(start_use, growth) "Use"
spend = if use > 120 Mtoken/month then TOKEN_COST(use * 1 month, 0 token, price_in, $8/Mtoken) else 0 "Spend"
listed = API_PRICE("gpt-4o", "input", day) "List price"
banded = TIER_COST(1_500 Mtoken, [0 Mtoken, 1_000 Mtoken], [price_in, $1/Mtoken]) "In bands"
memory = GPUS_NEEDED(TRAIN_MEMORY(params), card) "GPUs for the memory of training"
level = previous(level, 8) * QUANT_SPEEDUP(16, 8, 0.1) "Carried on"
section "By own functions"
once = outer_of(used) "Outer"
deep = outer_of(inner_of(inner_of(quick))) "One in another"
helped = helper(quick) "By a function that is not exported"
due = due_on(day, quick) "Due"
big = is_big(quick) "Big"
found = MY_XLOOKUP(quick, "XLOOKUP(") "Named like another function, and a text like a call"
export function inner_of(a : ratio "a") : ratio "Inner" = a * 2 + 1
export function outer_of(a : ratio "a", b : ratio = 2 "b") : ratio "Outer" = inner_of(a) * b + inner_of(b)
export function due_on(a : date "a", late : ratio "late") : date "Due" = if late > 1 then a else 2026-01-01
export function is_big(a : ratio "a") : truth "Big" = a > 2
export function MY_XLOOKUP(a : ratio "a", t : text "t") : ratio "Found" = if t == "XLOOKUP(" then a + 1 else a
function helper(a) = outer_of(a, 4) + 1
output all_money : USD = training + twice + sum(spend) "All"
output gpus = memory "GPUs"
scenario newer "Newer" { card = H100; params = 70B parameter; quick = 3 }
scenario by_hours "By the hour" { training = SELF_HOST_PRICE(1_000 token/second, 8 GPU, $2/GPU_hour) * 1 Mtoken }
scenario late "Late" { day = 2024-09-01; growth = 5% per month }
"""

NOT_CALLED = """"Calls that no cell can make"
rate EUR = 1.1 USD
input rate_in = 3 "Rate"
input x = 2 "x"
input card : gpu = A100 "GPU"
input gpus_needed = 4 "A name that is taken"
fixed = 7 "Fixed"
moved = 5 "Moved by a scenario"
gpu mine : H100_SXM5 { price = $1.50/GPU_hour }
export function by_rate(a : ratio "a") : ratio "By rate" = a * rate_in
export function by_fixed(a : ratio "a") : ratio "By what is fixed" = a * fixed
export function by_moved(a : ratio "a") : ratio "By what moves" = a * moved
export function in_euro(a : USD "a") : EUR "In euro" = a
a = by_rate(x) "a"
b = by_fixed(x) "b"
c = by_moved(x) "c"
d = TRAIN_COST(7B, 1T, mine, 40%) "d"
e = TRAIN_COST(7B, 1T, card, 40%) "e"
f : EUR = in_euro($5) "f"
g = GPUS_NEEDED(100 GB, H100_SXM5) "g"
output out = a + b + c + gpus_needed "Out"
scenario other "Other" { moved = 6; EUR = 1.2 USD }
"""

OURS = """"Ours"
each = $3 "Each"
export function our_fee(n : ratio "n", price : USD = each "Price") : USD "Fee" = n * price
"""

IMPORTS = """"With a file of ours"
use "ours.cost" as ours
input n = 4 "n"
a = ours.our_fee(n) "a"
b = ours.our_fee(n, $2) "b"
output c = a + b "c"
scenario more "More" { n = 9 }
"""


def texts(book: Path) -> list[str]:
    """The formula of every row of the Model sheet, in its first cell."""
    found = []
    for cells in load_workbook(book)["Model"].iter_rows():
        found += [str(cell.value) for cell in (cells[3], *cells[5:6]) if str(cell.value).startswith("=")][:1]
    return found


def formulas(book: Path) -> dict[str, str]:
    """The formula of every row of the Model sheet, in its first cell, by its name or else its label."""
    found: dict[str, str] = {}
    for cells in load_workbook(book)["Model"].iter_rows():
        formula = next((cell.value for cell in (cells[3], *cells[5:6]) if str(cell.value).startswith("=")), None)
        name = cells[1].value or cells[0].value
        if name and formula:
            found[str(name)] = str(formula)
    return found
