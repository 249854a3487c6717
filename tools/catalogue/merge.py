"""Joins our own rows of earlier years with what the versions of genai-prices listed day by day."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

# Who sells tokens of their own models, then who hosts others': where two lists know a name, the maker's counts.
MAKERS = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "google": "Google",
    "mistral": "Mistral AI",
    "deepseek": "DeepSeek",
    "x-ai": "xAI",
    "meta": "Meta",
    "cohere": "Cohere",
    "moonshotai": "Moonshot AI",
    "minimax": "MiniMax",
    "zai": "Z.ai",
    "perplexity": "Perplexity",
    "voyageai": "Voyage AI",
}
HOSTS = {
    "aws": "AWS Bedrock",
    "azure": "Azure OpenAI",
    "groq": "Groq",
    "together": "Together AI",
    "fireworks": "Fireworks AI",
    "cerebras": "Cerebras",
    "databricks": "Databricks",
    "novita": "Novita",
}
# Listed by the source, but not for sale by this vendor, out of use since before the first version, or, as said beside
# our own rows, priced otherwise on the days the source covers.
LEFT_OUT = {
    "openai": "ada babbage curie davinci text-davinci-002 text-davinci-003 gpt-3.5-0301 gpt-3.5-turbo-0613 "
    "gpt-3.5-turbo-1106 gpt-3.5-turbo-16k gpt-4-32k gpt-4-vision-preview gpt-4.5-preview o1-preview gpt-4o:extended "
    "gpt-oss-120b gpt-oss-20b gpt-oss-safeguard-20b gpt-4o-mini-2024-07-18.ft-",
    "anthropic": "claude-v1 claude-2 claude-3-sonnet",
    "google": "gemini-pro gemini-1.0-pro-vision-001 gemini-flash-1.5 gemini-pro-1.5",
    "azure": "ada babbage curie davinci",
    "deepseek": "deepseek-chat deepseek-reasoner",
}
ITEMS = {
    "input_mtok": "input",
    "output_mtok": "output",
    "cache_read_mtok": "cached",
    "cache_write_mtok": "cache_write",
    "cache_write_1h_mtok": "cache_write_1h",
    "output_reasoning_mtok": "reasoning",
}
VARIANTS = {
    ("processing", "batch"): "batch",
    ("service_tier", "flex"): "flex",
    ("service_tier", "priority"): "priority",
    ("speed", "fast"): "priority",
}
FIRST_SEEN = "first seen on that day; earlier days are not covered"
_DAY_IN_NAME = re.compile(r"(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")

Row = dict[str, str]
Lists = dict[str, list[Row]]


def key(name: str) -> str:
    """A name as look-ups compare it."""
    return re.sub(r"[\W_]+", "", name).casefold()


def stem(provider: str) -> str:
    """The name of a vendor's list, as a model imports it."""
    return provider.replace("-", "")


def own_rows(path: Path) -> Lists:
    """The rows written by hand, by list."""
    found: Lists = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        row["provider"] = {stem(one): label for one, label in (MAKERS | HOSTS).items()}.get(row["list"], "MosaicML")
        found.setdefault(row.pop("list"), []).append(row)
    return found


def lists(listings: dict[str, Any], own: Lists, version: str) -> Lists:
    """Every list: families by name, each family's rows by day. Raises ValueError where two sources disagree."""
    made: Lists = {}
    for provider, label in (MAKERS | HOSTS).items():
        rows = _snapshot(listings, provider, label, version)
        made[stem(provider)] = _joined(own.get(stem(provider), []), rows)
    made |= {name: rows for name, rows in own.items() if name not in made}
    return {name: _with_aliases(rows) for name, rows in made.items() if rows}


# ------------------------------------------------------------------------------------------------- one model


def _snapshot(listings: dict[str, Any], provider: str, label: str, version: str) -> list[Row]:
    days = sorted(listings)
    by_day = {day: {one["id"]: one for one in listings[day].get(provider, {}).get("models", ())} for day in days}
    latest = listings[days[-1]].get(provider, {"models": (), "links": ()})
    links = latest["links"]
    rows: list[Row] = []
    for model in latest["models"]:
        if model["id"] in LEFT_OUT.get(provider, "").split() or "OpenRouter" in (model["comment"] or ""):
            continue
        figures = [one for _, one in model["prices"]]
        if not any("input_mtok" in one for one in figures) or all(_free(one) for one in figures):
            continue
        name = model["id"].rstrip("-")
        aliases = [one for one in dict.fromkeys([*model["spellings"], model["name"] or ""]) if one]
        facts = {
            "name": name,
            "aliases": ";".join(aliases),
            "provider": label,
            "source": f"genai-prices {version}: {label} price list",
            "source_link": links[0] if links else "",
        }
        rows += [facts | row for row in _rows(model, by_day, days)]
    return rows


def _free(figures: dict[str, Any]) -> bool:
    return all(Decimal(_base(one)) == 0 for one in figures.values())


def _base(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def _listed(model: Any, day: str) -> tuple[str, dict[str, Any], str]:
    """The day the standard price in force on a day is dated to ("" if to none), the price, and a remark."""
    hourly = [one for start, one in model["prices"] if start is None]
    dated = [(start, one) for start, one in model["prices"] if start is not None and start <= day]
    if hourly:
        dearest = max([*hourly, *(one for _, one in dated[-1:])], key=lambda one: Decimal(_base(one["input_mtok"])))
        least = min([*hourly, *(one for _, one in dated[-1:])], key=lambda one: Decimal(_base(one["input_mtok"])))
        cheaper = (
            f"at some hours of the day input is ${_base(least['input_mtok'])}, output ${_base(least['output_mtok'])}"
        )
        return "", dearest, cheaper
    return (*dated[-1], "") if dated else ("", {}, "")


def _core(figures: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(Decimal(_base(figures[one])) if one in figures else None for one in ("input_mtok", "output_mtok"))


def _rows(model: Any, by_day: dict[str, Any], days: list[str]) -> list[Row]:
    first = ""
    absent_on = ""
    for day in reversed(days):
        then = by_day[day].get(model["id"])
        if then is None or _core(_listed(then, day)[1]) != _core(_listed(model, day)[1]):
            absent_on = day if then is None else ""
            break
        first = day
    if not first:
        raise ValueError(f"{model['id']}: the newest version does not list it on its own day")
    since, _, _ = _listed(model, first)
    why = FIRST_SEEN
    begin = first
    if since:
        begin, why = since, ""
    else:
        named = _day_in(model)
        if absent_on and named and absent_on < named < first:
            begin, why = named, "from the day in the model's name"
    starts = {start for when, start, _ in model["variants"] if start and start > begin and _variant(when)}
    if all(start is not None for start, _ in model["prices"]):
        starts |= {start for start, _ in model["prices"] if start > begin}
    found: list[Row] = []
    for start in [begin, *sorted(starts)]:
        row = _figures(model, start)
        remarks = [why if start == begin else "", row.pop("remark")]
        row |= {"from": start, "until": "", "status": "quoted", "note": "; ".join(one for one in remarks if one)}
        if found and _same(found[-1], row):
            continue
        found.append(row)
    for before, after in pairwise(found):
        before["until"] = _day_before(after["from"])
    # The newest row answers where no day is said, so what is only announced must not be a row yet.
    announced = next((row for row in found if row["from"] > days[-1]), None)
    found = [row for row in found if row["from"] <= days[-1]]
    if announced is not None:
        prices = f"input ${announced['input']}, output ${announced.get('output', '0')}"
        said = f"announced from {announced['from']} on: {prices}"
        found[-1]["note"] = "; ".join(one for one in (found[-1]["note"], said) if one)
    for row in found:
        seen = [day for day in days if not row["until"] or day <= row["until"]]
        row["source_date"] = seen[-1] if seen and seen[-1] >= row["from"] else days[-1]
    return found


def _same(before: Row, after: Row) -> bool:
    facts = {"from", "until", "note", "status", "source_date"}
    return {k: v for k, v in before.items() if k not in facts} == {k: v for k, v in after.items() if k not in facts}


def _day_in(model: Any) -> str:
    """The one day that a model's spellings carry, "" when there is none or they differ."""
    found = set()
    for text in [model["id"], *model["spellings"]]:
        named = _DAY_IN_NAME.search(text)
        if named:
            try:
                found.add(date(*map(int, named.groups())).isoformat())
            except ValueError:
                continue
    return found.pop() if len(found) == 1 else ""


def _variant(when: dict[str, str]) -> str:
    return VARIANTS.get(next(iter(when.items())), "") if len(when) == 1 else ""


def _figures(model: Any, day: str) -> Row:
    """The columns of the price in force on a day."""
    _, standard, remark = _listed(model, day)
    row: Row = {}
    for item, column in ITEMS.items():
        value = standard.get(item)
        if value is None:
            continue
        row[column] = _base(value)
        if isinstance(value, list) and value[1]:
            above, price = value[1][0]
            row.setdefault("long_context", str(above))
            if column in ("input", "output", "cached"):
                row[f"long_{column}"] = price
    for when, start, override in model["variants"]:
        name = _variant(when)
        if not name or start is None or start > day:
            continue
        for item in ("input_mtok", "output_mtok", "cache_read_mtok"):
            value = override.get(item, standard.get(item))
            if value is not None:
                row.setdefault(f"{name}_{ITEMS[item]}", _base(value))
        if "speed" in when:
            remark = "; ".join(one for one in (remark, "priority is the vendor's fast mode") if one)
    return row | {"remark": remark}


# ------------------------------------------------------------------------------------------ both sources


def _joined(own: list[Row], snapshot: list[Row]) -> list[Row]:
    """One list of both: what the source has follows our own rows, the last of which ends where the source begins."""
    families: dict[str, list[Row]] = {}
    known: dict[str, str] = {}
    for row in own:
        family = families.setdefault(key(row["name"]), [])
        family.append(row)
        for spelling in (row["name"], *row["aliases"].split(";")):
            known.setdefault(key(spelling), key(row["name"]))
    later: dict[str, list[Row]] = {}
    for row in snapshot:
        spellings = [row["name"], *row["aliases"].split(";")]
        mine = next((known[key(one)] for one in spellings[:1] if key(one) in known), key(row["name"]))
        later.setdefault(mine, []).append(row)
    for mine, rows in later.items():
        before = families.get(mine)
        if before is None:
            families[mine] = rows
            continue
        last = before[-1]
        rows = [row for row in rows if not row["until"] or row["until"] >= last["from"]]
        if not last["until"]:
            _agree(last, rows[0])
            rows[0]["note"] = rows[0]["note"].replace(FIRST_SEEN, "our own row's figure, seen again")
        if rows[0]["from"] <= last["from"]:
            raise ValueError(f"{last['name']}: our own row begins on {last['from']}, the source's {rows[0]['from']}")
        last["until"] = last["until"] or _day_before(rows[0]["from"])
        before[0]["aliases"] = ";".join([before[0]["aliases"], rows[0]["name"], rows[0]["aliases"]])
        families[mine] = before + [row | {"name": last["name"], "training": last.get("training", "")} for row in rows]
    return [row for _, rows in sorted(families.items()) for row in rows]


def _agree(own: Row, listed: Row) -> None:
    for column in ("input", "output", "cached"):
        if own.get(column) and listed.get(column) and Decimal(own[column]) != Decimal(listed[column]):
            raise ValueError(
                f"{own['name']}: {column} is {own[column]} in our own row and {listed[column]} in the source"
            )


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _with_aliases(rows: list[Row]) -> list[Row]:
    """Rows whose aliases stand once in a list and only on a family's first row."""
    taken = {key(row["name"]) for row in rows}
    seen: set[str] = set()
    for row in rows:
        kept: list[str] = []
        for alias in row["aliases"].split(";") if key(row["name"]) not in seen else ():
            own = (
                key(alias) == key(row["name"]) and alias != row["name"] and all(key(one) != key(alias) for one in kept)
            )
            if alias and (own or key(alias) not in taken):
                taken.add(key(alias))
                kept.append(alias)
        seen.add(key(row["name"]))
        row["aliases"] = ";".join(kept)
    return rows
