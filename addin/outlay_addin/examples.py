"""An example call of every exported function: for the demonstration workbook, pages, and tests that call them all."""

from __future__ import annotations

from typing import Any

# In the order of the parameters; `None` leaves an argument out. Lists are ranges of one column.
EXAMPLES: dict[str, tuple[Any, ...]] = {
    # Training
    "TRAIN_FLOPS": (175e9, 300e9),
    "TRAIN_GPU_HOURS": (175e9, 300e9, "A100_SXM_80GB", 0.46),
    "TRAIN_WORK": (70e9, 15e12, 80, 8192, 8192, 0.5),
    "TRAIN_HOURS": (6.3e24, "H100_SXM5", 0.4, 0.9),
    "TRAIN_COST": (175e9, 300e9, "A100_SXM_80GB", 1, 2),
    "TRAIN_DAYS": (70e9, 15e12, "H100_SXM5", 16384, 0.4, 0.9),
    "TRAIN_MEMORY": (70e9, 16, 400),
    "TRAIN_TOKENS_FOR": (1_000_000, 7e9, "H100_SXM5"),
    "GPUS_NEEDED": (1120, "H100_SXM5"),
    "TRAIN_GOODPUT": (16384, 50_000, 2, 10),
    "TRAIN_ENERGY": (1_000_000, "H100_SXM5", 1.1),
    # Inference
    "INFER_FLOPS": (70e9, 1500, 500),
    "PREFILL_SECONDS": (70e9, 4000, "H100_SXM5", 4),
    "DECODE_SECONDS": (70e9, 500, "H100_SXM5", 4, 8),
    "INFER_LATENCY": (70e9, 1500, 500, "H100_SXM5", 4, 8),
    "INFER_TOKENS_SEC": (70e9, 1500, 500, "H100_SXM5", 4, 32),
    "INFER_COST": (70e9, 1500, 500, "H100_SXM5", 2.5, 0.5, 4, 32),
    "WEIGHT_MEMORY": (70e9, 2),
    "INFER_MEMORY": (70e9, 2, 8192, 16, 327_680),
    "KV_BYTES": (80, 8, 128),
    "MAX_BATCH": (70e9, "H100_SXM5", 4, 8192, 327_680),
    "SELF_HOST_PRICE": (2500, 4, 2.5),
    "QUANT_SPEEDUP": (16, 4, 0.8),
    "PEAK_GPUS": (50, 0.4),
    "PEAK_MULTIPLE": (3, 0.6),
    # Tokens and prices
    "TOKENS_FROM_CHARS": (12_000,),
    "TOKEN_COST": (1500, 500, 2.5, 10, 0.4, 1.25),
    "API_COST": ("GPT-4o", 1500, 500),
    "API_PRICE": ("GPT-4o", "input"),
    "TIER_COST": (150, [0, 100], [2, 1.5], True),
    "COMMIT_COST": (1200, 1000, 0.8, 1),
    "RESERVE_BREAKEVEN": (2.5, 1.5),
    "PRICE_DECLINE": (60, 10, 12, 24),
    "DECLINE_RATE": (60, 0.06, 36),
    "DECLINE_MONTHS_10X": (60, 0.06, 36),
    "MONTHLY_RATE": (0.12,),
    "CHAT_TOKENS": (10, 400, 60, 250),
    "AGENT_TOKENS": (12, 2000, 800, 300, 0.1),
    "EMBED_COST": (1_000_000, 600, 0.02),
    "VECTOR_MEMORY": (1_000_000, 1536),
    # Software margin
    "TOKENS_MONTH": (20_000, 5, 1000),
    "GROSS_MARGIN_AI": (100, 25, 10),
    "AI_SHARE": (25, 100),
    "MAX_TOKENS_USER": (10, 2),
    "PLAN_FLOOR": (500_000, 2),
    "USAGE_AT": (100_000, 1.5, 0.95),
    "LTV_GROSS": (20, 0.7, 0.03),
    "CAC_PAYBACK": (120, 20, 0.7),
    "COMPUTE_SHARE": (8_000_000, 10_000_000),
    # Fine-tune, rent, reserve, own
    "TUNE_HOSTED": (10e6, 8, 3),
    "TUNE_OWN": (19.22, 2, 4380, 200_000),
    "TUNE_BREAKEVEN": (19.22, 2, 200_000, 240),
    "OFFER_PRICE": ("A100_SXM_80GB", "AWS"),
    "GPU_SPEC": ("H100_SXM5", "memory"),
    "POWER_COST": (700, 8760, 0.1, 1.3),
    "OWN_GPU_HOUR": (25_000, 4, 700),
    "OWN_BREAKEVEN": (1_000_000, 20_000, 60_000),
}
