"""Simulations of small models against what can be worked out by hand, and the same numbers however they are made."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import pytest

import outlay
from outlay.diagnostics import OutlayError
from outlay.draws import Sampler
from outlay.scalar import compile_plan
from outlay.studies.drawing import Runner, Setup
from outlay.studies.faulty_draws import at_draw
from outlay.studies.simulate import simulate
from outlay.studies.simulation import Simulation

Z95 = 1.6448536269514722
Load = Callable[..., outlay.Model]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def made(text: str, **files: str) -> outlay.Model:
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        path = tmp_path / "m.cost"
        path.write_text(text, encoding="utf-8")
        return outlay.load(path)

    return made


SHOP = """
timeline month from 2026-01 for 6
input users = 80 to 120 user
input churn = 2% to 6% per month @each_period
input price = $8 to $12 / user / month
input cut = uniform(10%, 30%)
correlate users, price = -0.5
stock = grow(users, 1% per month)
output revenue = stock * price * (1 - cut)
output noise = previous(noise, 0) + churn * 1 month
output ratio = price / price
check "enough": revenue >= $600 / month
scenario dear { price = price * 2 }
scenario more : dear { users = users * (1 to 2) }
solve floor: price in $1 .. $100 / user / month where revenue[last] == $700 / month
"""


def columns(found: Simulation) -> dict[str, numpy.ndarray[Any, Any]]:
    return {name: found.values(name) for name in found.outputs}


def same(a: Simulation, b: Simulation) -> bool:
    """Every figure of every case, to the last bit."""
    return json.dumps(a.as_dict()["cases"]) == json.dumps(b.as_dict()["cases"])


# ------------------------------------------------------------------------------------------------------------- laws


def test_an_interval_comes_out_as_it_went_in(load: Load) -> None:
    found = load("input x = 4 to 9\noutput y = x").simulate(200_000)["y"]
    summary = found.summary
    for percent, end in ((5, 4.0), (95, 9.0)):
        error = summary.percentile_errors[0 if percent == 5 else -1]
        assert abs(found.percentile(percent) - end) < 5 * error
    sigma = math.log(9 / 4) / (2 * Z95)
    assert abs(found.mean - 6 * math.exp(sigma**2 / 2)) < 5 * summary.mean_error


def test_one_name_is_one_draw(load: Load) -> None:
    found = load("input x = 4 to 9\ny = x\noutput none = x - y\noutput one = x / y").simulate(5_000)
    assert set(found.values("none")) == {0.0}
    assert (found["one"].mean, found["one"].sd) == (1.0, 0.0)


def test_an_inherited_member_shares_its_bases_draw(load: Load) -> None:
    text = (
        "usage w { tokens_in = 5 to 7 token / user / day }\nusage v : w { tokens_out = 3 token / user / day }\n"
        "output x = v.tokens_in - w.tokens_in\noutput y = w.tokens_in"
    )
    found = load(text).simulate(1_000)
    assert set(found.values("x")) == {0.0}
    assert found["y"].sd > 0


def test_a_draw_serves_every_period_unless_each_has_its_own(load: Load) -> None:
    text = "timeline month from 2026-01 for 3\ninput a = 4 to 9 user{}\noutput x = a * (1 + cumulative(1) * 0)"
    once = load(text.format("")).simulate(1_000).values("x")
    assert (once[0] == once[2]).all()
    anew = load(text.format(" @each_period")).simulate(20_000).values("x")
    assert abs(numpy.corrcoef(anew[0], anew[2])[0, 1]) < 5 / math.sqrt(20_000)


def test_correlated_inputs_are_correlated(load: Load) -> None:
    text = "input a = 1 to 3\ninput b = normal(0, 1)\ncorrelate a, b = 0.7\noutput x = a\noutput y = b"
    found = load(text).simulate(100_000)
    score = numpy.log(found.values("x"))
    assert abs(numpy.corrcoef(score, found.values("y"))[0, 1] - 0.7) < 5 * (1 - 0.49) / math.sqrt(100_000)


def test_the_chance_that_a_check_fails_is_the_distributions(load: Load) -> None:
    check = load('input x = normal(10, 2)\noutput y = x\ncheck "c": x <= 12').simulate(100_000).checks[0]
    wanted = (1 - math.erf(1 / math.sqrt(2))) / 2
    assert abs(check.probability - wanted) < 5 * check.error
    assert check.error == pytest.approx(math.sqrt(wanted * (1 - wanted) / 100_000), rel=0.05)


def test_a_check_over_periods_fails_where_any_period_does(load: Load) -> None:
    text = (
        "timeline month from 2026-01 for 4\ninput x = uniform(0, 1) @each_period\noutput y = x\n"
        'check "c": x <= 0.9 or x != x\ncheck "late": x[last] <= 0.5'
    )
    found = load(text).simulate(50_000)
    wanted = 1 - 0.9**4
    assert abs(found.checks[0].probability - wanted) < 5 * found.checks[0].error
    assert found.checks[0].by_period == pytest.approx([0.1] * 4, abs=5 * math.sqrt(0.09 / 50_000))
    assert found.checks[0].where.startswith("in 2026-01 to 2026-04, most often in ")
    assert found.checks[1].by_period == ()


def test_the_root_of_a_question_has_a_distribution(load: Load) -> None:
    text = "input a = uniform(1, 3)\nx = 1\noutput y = x\nsolve root: x in 0 .. 4 where x * a == 6\n"
    found = load(text.replace("x = 1", "input x = 1")).simulate(4_000).solves["root"]
    # 6 / a, where it is at most 4: a at least 1.5
    assert abs(found.without - 0.25) < 5 * math.sqrt(0.25 * 0.75 / 4_000)
    assert abs(found.summary.median - 6 / 2.25) < 5 * found.summary.percentile_errors[3]
    assert found.summary.percentile(95) <= 4


def test_only_the_answers_that_are_named_are_sought(load: Load) -> None:
    model = load(SHOP)
    assert not model.simulate(100, outputs=["ratio"]).solves
    named = model.simulate(100, outputs=["floor", "ratio"])
    assert (list(named.outputs), list(named.solves)) == (["ratio"], ["floor"])
    assert named.solves["floor"] == model.simulate(100).solves["floor"]


def test_choices_of_records_and_texts_are_drawn(load: Load) -> None:
    text = (
        "kind box { size : ratio  price : USD }\nbox small { size = 1; price = $2 }\nbox big { size = 5; price = $7 }\n"
        'input b = choice([small: 25%, big: 75%])\ninput w = choice("x", "y")\n'
        "output price = b.price\noutput each = b.price / b.size\noutput word = w"
    )
    found = load(text).simulate(20_000)
    assert abs(found["price"].mean - 5.75) < 5 * found["price"].summary.mean_error
    assert set(zip(found.values("price"), found.values("each"), strict=True)) == {(2.0, 2.0), (7.0, 1.4)}
    assert dict(found["word"].texts)["x"] == pytest.approx(0.5, abs=5 * math.sqrt(0.25 / 20_000))


def test_a_sample_of_a_file_is_drawn(load: Load) -> None:
    model = load('output x = sampled("pilot.csv", latency)', pilot="latency\n1.5\n2.5\n9\n")
    assert set(model.simulate(1_000).values("x")) == {1.5, 2.5, 9.0}


# ---------------------------------------------------------------------------------------------------- the same numbers


def test_a_seed_gives_the_same_numbers_and_another_others(load: Load) -> None:
    model = load(SHOP)
    assert same(model.simulate(2_000, seed=5), model.simulate(2_000, seed=5))
    assert not same(model.simulate(2_000, seed=5), model.simulate(2_000, seed=6))


@pytest.mark.parametrize("method", ["random", "sobol"])
@pytest.mark.parametrize("how", [{"engine": "numpy", "threads": 1}, {"engine": "numpy", "threads": 3}])
def test_threads_do_not_matter(load: Load, method: str, how: dict[str, Any]) -> None:
    model = load(SHOP)
    assert same(model.simulate(20_000, method=method), model.simulate(20_000, method=method, **how))


@pytest.mark.parametrize("budget", [1, 200_000, 900_000])
def test_a_small_memory_takes_more_passes_to_the_same_numbers(load: Load, budget: int) -> None:
    setting = load(SHOP).setting("", ())
    setup = Setup("", setting.plan, setting.inputs)
    runner = Runner(setup, (), Sampler.of(setting.plan), budget=budget)
    passes = runner.passes(20_000)
    assert len(passes) > 1
    kept = max(sum(part.last - part.first for part in each) for each in passes)
    assert kept * 8 * 20_000 <= budget or kept == 1
    assert same(simulate([setup], draws=20_000, budget=budget), simulate([setup], draws=20_000))


def test_another_process_gives_the_same_numbers(load: Load) -> None:
    model = load(SHOP)
    code = f"import json, outlay; print(json.dumps(outlay.load({model.path!r}).simulate(1000).as_dict()['cases']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == json.dumps(model.simulate(1000).as_dict()["cases"])


def test_more_draws_begin_with_the_same_ones(load: Load) -> None:
    model = load(SHOP)
    few, many = columns(model.simulate(1_000)), columns(model.simulate(30_000))
    for name, column in few.items():
        assert (many[name][..., :1_000] == column).all()


def test_a_new_input_leaves_the_other_draws_alone(load: Load) -> None:
    before = columns(load(SHOP).simulate(2_000))
    after = columns(load("input added = 1 to 2\n" + SHOP + "output more = added\n").simulate(2_000))
    assert all((after[name] == column).all() for name, column in before.items())


def test_what_is_asked_for_does_not_change_it(load: Load) -> None:
    model = load(SHOP)
    assert (model.simulate(500, outputs=["noise"]).values("noise") == model.simulate(500).values("noise")).all()


def test_scenarios_share_their_draws(load: Load) -> None:
    found = load(SHOP).simulate(1_000, scenario="all")
    assert list(found.cases) == ["base", "dear", "more"]
    base, dear = found.values("revenue", "last", "base"), found.values("revenue", "last", "dear")
    assert dear == pytest.approx(2 * base, rel=1e-12)
    assert same(replace(found, cases={"dear": found.case("dear")}), load(SHOP).simulate(1_000, scenario="dear"))


TEMPLATES = sorted((Path(__file__).resolve().parents[3] / "templates").glob("*.cost"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_draw_is_what_a_plain_run_gives_at_the_drawn_inputs(path: Path) -> None:
    """Every output of three draws, against the scalar back end with every uncertain input at its value there."""
    model = outlay.load(path)
    numbers = [name for name, output in model.run().outputs.items() if output.type != "text"]
    found = model.simulate(3, outputs=numbers, seed=9)
    plan = model.setting("", ()).plan
    sampler = Sampler.of(plan, seed=9)
    for number in range(found.count):
        there = compile_plan(at_draw(plan, sampler, number)).run()
        for place in plan.outputs:
            name = plan.quantities[place].path
            if name in found.outputs:
                wanted = numpy.array(there.quantity(place), float)
                assert found.values(name)[..., number] == pytest.approx(wanted, rel=1e-12, abs=1e-9, nan_ok=True), name


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_engines_draw_the_same_numbers(load: Load, method: str) -> None:
    model = load(
        "input a = 4 to 9\ninput b : share = 10% to 30%\ncorrelate a, b = 0.5\noutput x = a\noutput y = b - a / a"
    )
    one, other = (columns(model.simulate(20_000, method=method, engine=each)) for each in ("numpy", "numba"))
    assert all((other[name] == column).all() for name, column in one.items())


def test_sobol_means_are_closer_and_say_so(load: Load) -> None:
    text = "input a = 1 to 3\ninput b = 2 to 5\ninput c = uniform(1, 2)\noutput x = a * b + c"
    model = load(text)
    random, sobol = model.simulate(8_192)["x"], model.simulate(8_192, method="sobol")["x"]
    mean = 1.0
    for low, high in ((1, 3), (2, 5)):
        mean *= math.sqrt(low * high) * math.exp((math.log(high / low) / (2 * Z95)) ** 2 / 2)
    assert sobol.summary.mean_error < random.summary.mean_error / 5
    assert abs(sobol.mean - mean - 1.5) < 5 * sobol.summary.mean_error


# ------------------------------------------------------------------------------------------------------ what is said


def test_too_few_draws_are_told(load: Load) -> None:
    model = load(SHOP)
    few = model.simulate(100, outputs=["revenue[last]"])
    assert any(note.startswith("More draws are needed: the ") for note in few.notes)
    assert not model.simulate(20_000, outputs=["revenue[last]"]).notes


def test_a_model_without_doubt_says_so(load: Load) -> None:
    found = load("input a = 3\noutput x = 2 * a").simulate()
    assert found.count == 1
    assert "no uncertain inputs" in found.notes[0]
    assert (found["x"].mean, found["x"].sd) == (6.0, 0.0)


def test_outputs_that_stand_on_nothing_uncertain_say_so(load: Load) -> None:
    found = load("input a = 3 to 4\noutput x = 2\noutput y = a").simulate(100, outputs=["x"])
    assert found.notes == ("Nothing here depends on an uncertain input, so nothing was drawn.",)
    assert found.count == 1


def test_a_target_is_drawn_towards(load: Load) -> None:
    model = load("input a = 1 to 30\noutput x = a")
    found = model.simulate(100, target_error=0.01)
    assert found["x"].summary.relative_error <= 0.01
    assert 1_000 < found.count < 100_000
    assert "within 1% of it" in found.notes[-1]


@pytest.mark.parametrize(("value", "near"), [("normal(0, 1)", True), ("1 to 30", False)])
def test_a_target_out_of_reach_ends_at_the_bound_and_says_what_would_reach_it(
    load: Load, value: str, near: bool
) -> None:
    found = load(f"input a = {value}\noutput x = a").simulate(100, target_error=0.0001, most_draws=5_000)
    assert found.count == 5_000
    assert "The target of 0.01% was not reached in 5,000 draws" in found.notes[-1]
    assert ("whose mean is close to 0" in found.notes[-1]) is near
    assert re.search(r"About [0-9,]+0 draws would reach it\.", found.notes[-1])


def test_sobol_draws_come_in_powers_of_two(load: Load) -> None:
    found = load("input a = 1 to 2\noutput x = a").simulate(1_000, method="sobol")
    assert found.count == 1_024
    assert "1,024 draws" in found.notes[0]


def test_faulty_draws_are_counted_and_explained(load: Load) -> None:
    text = "input a = uniform(-1, 3)\noutput x = sqrt(a)\noutput y = a\ncheck 'c': x >= 0".replace("'", '"')
    found = load(text).simulate(10_000)
    assert abs(found["x"].summary.faulty / 10_000 - 0.25) < 0.025
    assert found["x"].faults[0].message.startswith("x")
    assert "root" in found["x"].faults[0].message
    assert found["y"].summary.faulty == 0
    assert found.checks[0].failed == found.checks[0].faulty == found["x"].summary.faulty


def test_a_draw_that_makes_no_distribution_is_explained(load: Load) -> None:
    found = load("input a = uniform(-1, 1)\noutput x = normal(0, a)").simulate(1_000)
    assert 400 < found["x"].summary.faulty < 600
    assert "distribution" in found["x"].faults[0].message


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"draws": 0}, "between 1 and"),
        ({"draws": 10**10}, "between 1 and"),
        ({"method": "latin"}, "random"),
        ({"target_error": -1.0}, "share of the mean"),
        ({"scenario": "none"}, "none"),
        ({"outputs": ["nope"]}, "nope"),
    ],
)
def test_what_cannot_be_asked_is_told(load: Load, how: dict[str, Any], said: str) -> None:
    with pytest.raises(OutlayError, match=said):
        load(SHOP).simulate(**how)


# --------------------------------------------------------------------------------------------------------- the result


def test_inputs_can_be_set_for_a_simulation(load: Load) -> None:
    model = load("input a = 3 user\ninput b = 1 to 2\noutput x = a * b")
    assert (model.simulate(50, a=6).values("x") == 2 * model.simulate(50).values("x")).all()
    assert model.simulate(50, a="4 to 9 user")["x"].sd > model.simulate(50)["x"].sd


def test_the_frame_has_a_row_per_output_and_period(load: Load) -> None:
    found = load(SHOP).simulate(300, scenario=["base", "dear"])
    frame = found.frame
    assert len(frame) == 2 * (6 + 6 + 1 + 1)  # two series, one number, one answer
    row = frame[(frame.scenario == "dear") & (frame.output == "revenue") & (frame.period == "2026-06")].iloc[0]
    assert row.p95 == found.case("dear")["revenue"]["2026-06"].percentile(95)
    assert frame.attrs["units"]["revenue"] == "USD/month"
    assert frame.attrs["seed"] == 0


def test_draws_are_a_frame_with_a_row_each(load: Load) -> None:
    found = load(SHOP).simulate(300)
    frame = found.draws
    assert frame.shape[0] == 300
    assert frame["revenue[2026-06]"].mean() == pytest.approx(found["revenue"]["last"].mean)
    assert frame.attrs["units"]["revenue[2026-01]"] == "USD/month"


def test_a_result_cannot_be_changed_and_says_what_it_is(load: Load) -> None:
    found = load(SHOP).simulate(300)
    with pytest.raises(AttributeError):
        found.count = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.outputs["x"] = found["revenue"]  # type: ignore[index]
    assert repr(found) == "<Simulation of m: 300 draws of revenue, noise, ratio>"
    with pytest.raises(OutlayError, match="Did you mean revenue"):
        found["revenu"]


def test_a_notebook_shows_tables_without_an_authors_html(load: Load) -> None:
    text = SHOP + 'output bad = price "<script>alert(1)</script>"\n'
    shown = load(text).simulate(300)._repr_html_()
    assert "<script>" not in shown
    assert "fails in" in shown


def test_it_draws_itself(load: Load) -> None:
    found = load(SHOP).simulate(300)
    fan, histogram = found.plot("revenue"), found.plot("revenue", "last")
    assert fan.axes
    assert "2026-06" in histogram.axes[0].get_title() or histogram.axes
    with pytest.raises(OutlayError):
        found.plot("nope")
