"""Models with one mistake each, as people make them, with the line that must be blamed and a word of the reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Broken:
    name: str
    text: str
    line: int
    words: tuple[str, ...]  # each must occur in the message or its notes, in any case
    mended: str | None = None  # what the line should read after the fix is pasted, where there must be one


BROKEN = (
    Broken(
        "a cost per day added to a cost per user",
        "input plan = $10 / user / month\ninput fee = $3 / day\noutput sum_of = plan + fee\n",
        3,
        ("user",),
    ),
    Broken(
        "revenue that forgets its users",
        "input users = 100 user\ninput plan = $10 / user / month\noutput revenue : USD/month = plan * 12\n",
        3,
        ("user",),
    ),
    Broken(
        "a misspelt name",
        "input subscribers = 100 user\noutput bill = subscibers * $2 / user\n",
        2,
        ("subscibers", "subscribers"),
        "output bill = subscribers * $2 / user",
    ),
    Broken(
        "a cycle",
        "output a = b + 1\nb = c * 2\nc = a - 1\n",
        1,
        ("`a`", "`b`", "`c`", "previous"),
    ),
    Broken("ten percent added to money", "input bill = $100\noutput total_bill = bill + 10%\n", 2, ("%",)),
    Broken("thousands with a comma", "input a = 1,000 user\noutput u = a\n", 1, ("1_000",), "input a = 1_000 user"),
    Broken("a bare unit", "input tokens = 3M token\noutput per_request = tokens / request\n", 2, ("request",)),
    Broken("two definitions of one name", "input price = $3\nprice = $4\noutput p = price\n", 2, ("price",)),
    Broken(
        "growth without its time",
        "timeline month from 2026-01 for 3\noutput u = grow(10 user, 6%)\n",
        2,
        ("per",),
    ),
    Broken(
        "a sum of a rate",
        "timeline month from 2026-01 for 3\nspend = grow($5 / month, 1% per month)\noutput all_spend = sum(spend)\n",
        3,
        ("total",),
        "output all_spend = total(spend)",
    ),
    Broken(
        "a total of a stock",
        "timeline month from 2026-01 for 3\nusers = grow(5 user, 1% per month)\noutput all_users = total(users)\n",
        3,
        ("per time",),
    ),
    Broken(
        "a month outside the timeline",
        "timeline month from 2026-01 for 3\nspend = grow($5, 1% per month)\noutput late = spend[2027-01]\n",
        3,
        ("2027-01",),
    ),
    Broken(
        "a solve over periods",
        "timeline month from 2026-01 for 3\ninput price = $5\ncost = grow($5, 1% per month)\n"
        "output left = price - cost\n"
        "solve even: price in $1 .. $9 where left == 0\n",
        5,
        ("[last]",),
    ),
    Broken(
        "a scenario about nothing",
        "input price = $5\noutput p = price\nscenario dear { prise = $9 }\n",
        3,
        ("prise",),
        "scenario dear { price = $9 }",
    ),
    Broken(
        "a scenario in the wrong unit",
        "input price = $5 / user\noutput p = price\nscenario dear { price = $9 / month }\n",
        3,
        ("month",),
    ),
    Broken("two currencies without a rate", "input a = $5\ninput b = €5\noutput c = a + b\n", 3, ("rate",)),
    Broken(
        "a price before the list begins",
        "use prices.openai as openai\nllm = openai.gpt4o at 2021-01-01\noutput p = llm.input\n",
        2,
        ("2021-01-01",),
    ),
    Broken("an interval that ends at zero", "input failures = 0% to 20%\noutput f = failures\n", 1, ("pert",)),
    Broken("an interval back to front", "input hours = 9 to 4 hour\noutput h = hours\n", 1, ("4", "9")),
    Broken(
        "a spreadsheet's IF",
        "input n = 3\noutput m = IF(n > 2, 1, 0)\n",
        2,
        ("if",),
    ),
    Broken("a not equal of sheets", 'input n = 3\ncheck "not two": n <> 2\n', 2, ("!=",), 'check "not two": n != 2'),
    Broken("Python's power", "input n = 3\noutput m = n ** 2\n", 2, ("^",), "output m = n ^ 2"),
    Broken(
        "too many arguments",
        "function twice(x : ratio) : ratio = x * 2\noutput t = twice(1, 2)\n",
        2,
        ("twice",),
    ),
    Broken(
        "an argument of the wrong unit",
        "output c = TRAIN_COST(7B, 3 hour, A100_SXM_80GB, 40%, 2)\n",
        1,
        ("token",),
    ),
    Broken(
        "an unknown GPU",
        "output c = TRAIN_COST(7B, 1T, A100_SMX_80GB, 40%, 2)\n",
        1,
        ("A100_SXM_80GB",),
        "output c = TRAIN_COST(7B, 1T, A100_SXM_80GB, 40%, 2)",
    ),
    Broken(
        "a member no record has",
        "price house { input = $2 / Mtoken; output = $3 / Mtoken }\noutput p = house.outputs\n",
        2,
        ("output",),
        "output p = house.output",
    ),
    Broken(
        "an unclosed bracket",
        "input a = 3\noutput b = (a + 2\noutput c = a\n",
        2,
        ("(",),
    ),
    Broken("unknown attribute", 'input a = 3 "A" @sauce("here", 2026-01-01)\noutput b = a\n', 1, ("sauce", "source")),
    Broken(
        "a unit nobody knows",
        "input a = 3 frobnitz\noutput b = a\n",
        1,
        ("frobnitz",),
    ),
    Broken(
        "a function that calls itself",
        "function f(x : ratio) : ratio = f(x - 1) * x\noutput b = f(3)\n",
        1,
        ("f",),
    ),
    Broken(
        "a missing table",
        'kind tool { cost : USD }\nrecords tool from "tools.csv"\noutput b = 1\n',
        2,
        ("tools.csv",),
    ),
    Broken(
        "a comparison in a chain",
        'input a = 3\ncheck "between": 1 < a < 5\n',
        2,
        ("and",),
    ),
    Broken("a timeline of weeks", "timeline week from 2026-01 for 3\noutput a = 3\n", 1, ("month",)),
    Broken("a share above one", "input a : share = 120%\noutput b = a\n", 1, ("120%",)),
    Broken("a stray capital", "Input a = 3\noutput b = a\n", 1, ("input",)),
    Broken("a comparison where a value belongs", "input a = 3\noutput b = if a then 1 else 2\n", 2, ("true or false",)),
    Broken("an exported name no spreadsheet takes", "export function margin(x : ratio) : ratio = x * 2\n", 1, ("_",)),
    Broken(
        "a year of which only a part is planned",
        "timeline month from 2026-07 for 12\nspend = grow($5 / month, 1% per month)\noutput y = total(spend[2026])\n",
        3,
        ("2026-07", "2026-12"),
    ),
)
