"""Prints what the installed genai-prices lists, as JSON. Run with one of its versions on the path, and by nothing else.

Its classes changed over the versions; what is read here is only what all of them have: providers, models, prices and
what each is tied to.
"""

from __future__ import annotations

import json
import sys
from typing import Any

TOKENS = (
    "input_mtok",
    "output_mtok",
    "cache_read_mtok",
    "cache_write_mtok",
    "cache_write_1h_mtok",
    "output_reasoning_mtok",
)


def spellings(clause: Any) -> list[str]:
    """The names a matching rule writes out; patterns name no single model."""
    parts = getattr(clause, "or_", None)
    if parts is not None:
        return [text for part in parts for text in spellings(part)]
    exact = getattr(clause, "equals", None) or getattr(clause, "starts_with", None)
    return [exact] if exact and not exact.endswith("-") else []


def figures(price: Any) -> dict[str, Any]:
    """Prices per million tokens as texts; tiers as [base, [[tokens above which, price], …]]."""
    found: dict[str, Any] = {}
    for key in TOKENS:
        value = getattr(price, "__dict__", {}).get(key)
        if value is None:
            continue
        tiers = getattr(value, "tiers", None)
        if tiers is None:
            found[key] = str(value)
        else:
            found[key] = [str(value.base), [[tier.start, str(tier.price)] for tier in tiers]]
    return found


def start(constraint: Any) -> str | None:
    """The first day of a price, "" where it has none, None where it is tied to something else, such as the hour."""
    if constraint is None:
        return ""
    day = getattr(constraint, "start_date", None)
    return None if day is None else str(day.isoformat())


def model(found: Any) -> dict[str, Any]:
    prices = found.prices if isinstance(found.prices, list) else [found.prices]
    listed = []
    for price in prices:
        since = start(getattr(price, "constraint", None))
        listed.append([since, figures(getattr(price, "prices", price))])
    variants = [
        [dict(variant.when), start(variant.constraint), figures(variant.prices)]
        for variant in getattr(found, "price_variants", None) or ()
    ]
    return {
        "id": found.id,
        "name": found.name,
        "spellings": spellings(found.match),
        "prices": listed,
        "variants": variants,
        "comment": getattr(found, "price_comments", None),
    }


def main() -> None:
    from genai_prices.data import providers

    json.dump(
        {
            provider.id: {
                "links": [str(link) for link in getattr(provider, "pricing_urls", None) or ()],
                "models": [model(each) for each in provider.models],
            }
            for provider in providers
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
