"""The tree of a number, over plans made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outlay import OutlayError, load
from outlay.evaluation import Run
from outlay.explain_text import as_markdown
from outlay.plan import Citation, Facts, Input, Node, Plan, Quantity, Reference, Timeline
from outlay.scalar import compile_plan

MONTHS = ("2026-01", "2026-02", "2026-03")
TIMELINE = Timeline("month", tuple(f"{m}-01" for m in MONTHS), MONTHS, (31, 28, 31))


def refer(text: str, *names: tuple[str, int]) -> tuple[Reference, ...]:
    return tuple(Reference(text.index(name), text.index(name) + len(name), number) for name, number in names)


def plan() -> Plan:
    """users grow by a tenth of the plan's hundred each month; revenue = users * plan; year = total(revenue)."""
    nodes = (
        Node("const", (), 10.0),
        Node("input", (0,), 0),  # 1 plan
        Node("period", series=True),
        Node("const", (), 100.0),
        Node("mul", (2, 0), series=True),
        Node("add", (3, 4), series=True),  # 5 users: 100, 110, 120
        Node("mul", (5, 1), series=True),  # 6 revenue
        Node("reduce", (6,), ("sum", 0, 3)),  # 7 year
        Node("div", (7, 1)),  # 8 seats
    )
    facts = Facts(source=Citation("pricing page", "2023-07-10"), status="quoted", owner="sales")
    quantities = (
        Quantity("plan", 1, "USD/user/month", "input", "$10 / user / month", "Plan price", facts=facts),
        Quantity("users", 5, "user", "plain", "grow(100 user, 10 user)", distribution="lognormal"),
        Quantity(
            "revenue",
            6,
            "USD/month",
            "plain",
            "users * plan",
            references=refer("users * plan", ("users", 1), ("plan", 0)),
        ),
        Quantity(
            "year",
            7,
            "USD",
            "output",
            "total(revenue)",
            references=refer("total(revenue)", ("revenue", 2)),
            calendar=True,
        ),
        Quantity(
            "seats", 8, "user", "output", "year / plan", references=refer("year / plan", ("year", 3), ("plan", 0))
        ),
    )
    inputs = (Input("plan", 1, "number", "USD/user/month", "Plan price", default="$10 / user / month"),)
    return Plan("demo", "", "", nodes, (), inputs, quantities, (3, 4), timeline=TIMELINE)


def run(**texts: str) -> Run:
    return Run(compile_plan(plan()), {}, "median", texts)


def test_formula_figures_result_and_leaves() -> None:
    shown = str(run().explain("revenue"))
    assert shown.splitlines() == [
        "revenue = $1,200.00/month   in 2026-03",
        "│  = users * plan",
        "│  = 120 user * $10.00/user/month",
        "├─ users = 120 user",
        "│     = grow(100 user, 10 user)",
        "│     uncertain: lognormal",
        '└─ plan = $10.00/user/month   "Plan price"',
        "      = $10 / user / month",
        "      source: pricing page, 2023-07-10; quoted; owner: sales",
    ]


def test_a_whole_series_keeps_its_name_among_the_figures() -> None:
    found = run().explain("year")
    assert found.figures == "total(revenue)"
    assert found.shown == "$3,300.00"
    assert "365 days a year" in found.calendar


def test_the_period_can_be_chosen() -> None:
    assert run().explain("users", period="first").value == 100
    assert run().explain("users", period="2026-02").shown == "110 user"
    assert run().explain("users").period == "2026-03"
    with pytest.raises(OutlayError, match="2027-01 is not a period of demo, which runs from 2026-01 to 2026-03"):
        run().explain("users", period="2027-01")


def test_the_period_may_stand_in_the_name() -> None:
    assert run().explain("revenue[2026-02]") == run().explain("revenue", period="2026-02")
    assert run().explain("revenue[first]").period == "2026-01"


def test_a_rate_that_is_written_nowhere_is_a_part_with_its_source_and_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "two.cost"
    path.write_text(
        'rate EUR = 1.08 USD @source("central bank", 2026-11-20)\ncloud = $50 / month\nlicence = 10 EUR / month\n'
        "output cost : USD/month = cloud + licence\n"
    )
    found = load(path).run().explain("cost")
    assert found.figures == "$50.00/month + €10.00/month"
    rate = next(each for each in found.children if each.name == "rate EUR")
    assert rate.remarks() == ["source: central bank, 2026-11-20"]


def test_what_was_shown_is_referred_to() -> None:
    found = run().explain("seats")
    year, plan_ = found.children
    assert [child.name for child in year.children] == ["revenue"]
    assert not plan_.repeated  # a leaf is short enough to be shown twice
    twice = Quantity(
        "both", 7, "USD", "output", "year + revenue", references=refer("year + revenue", ("year", 3), ("revenue", 2))
    )
    made = plan()
    wider = Plan("demo", "", "", made.nodes, (), made.inputs, (*made.quantities, twice), (5,), timeline=TIMELINE)
    both = Run(compile_plan(wider), {}, "median", {}).explain("both")
    assert both.children[1].repeated
    assert both.children[1].children == ()
    assert "(see above)" in str(both)


def test_depth_leaves_parts_out_and_says_so() -> None:
    found = run().explain("seats", depth=1)
    assert found.children[0].cut
    assert found.children[0].children == ()
    assert "left out at this depth" in str(found)
    assert run().explain("seats", depth=0).cut


def test_a_cut_part_is_not_taken_for_shown() -> None:
    found = run().explain("seats", depth=1)
    assert not any(child.repeated for child in found.children)


def test_what_a_run_set_is_said() -> None:
    program = compile_plan(plan())
    found = Run(program, {0: 12.0}, "median", {"plan": "12 USD/user/month"}).explain("revenue")
    leaf = found.children[1]
    assert leaf.shown == "$12.00/user/month"
    assert leaf.formula == "12 USD/user/month"
    assert leaf.facts.source is None
    assert "set for this run, instead of $10 / user / month" in leaf.remarks()


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(OutlayError, match="Did you mean revenue"):
        run().explain("revenu")


def test_json_is_plain_data() -> None:
    found = json.loads(json.dumps(run().explain("revenue").as_dict(), allow_nan=False))
    assert found["name"] == "revenue"
    assert found["figures"] == "120 user * $10.00/user/month"
    assert found["parts"][1]["source"] == {"where": "pricing page", "date": "2023-07-10", "link": None}


def test_markdown_escapes_what_authors_wrote() -> None:
    made = plan()
    hostile = Quantity("h", 0, "", "output", "`<b>`", label="<script>*x*")
    other = Plan("demo", "", "", made.nodes, (), made.inputs, (hostile,), (0,), timeline=TIMELINE)
    shown = as_markdown(Run(compile_plan(other), {}, "median", {}).explain("h"))
    assert "\\<script>\\*x\\*" in shown
    assert "`` = `<b>` ``" in shown


def test_a_chain_as_long_as_a_model_may_be_ends() -> None:
    count = 3_000
    nodes = [Node("const", (), 1.0)]
    quantities = [Quantity("x0", 0, "", "plain", "1")]
    for n in range(1, count):
        nodes.append(Node("add", (n - 1, 0)))
        text = f"x{n - 1} + 1"
        quantities.append(Quantity(f"x{n}", n, "", "plain", text, references=(Reference(0, len(text) - 4, n - 1),)))
    chain = Plan("chain", "", "", tuple(nodes), (), (), tuple(quantities), (count - 1,))
    shown = str(Run(compile_plan(chain), {}, "median", {}).explain(f"x{count - 1}"))
    assert "left out at this depth" in shown
