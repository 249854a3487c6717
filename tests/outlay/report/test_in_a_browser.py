"""The page in a real browser: quiet, alone, as wide as the screen, telling numbers where one points."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.outlay.report.browser import Browser

pytestmark = pytest.mark.xdist_group("browser")


def test_nothing_is_complained_of_and_nothing_is_fetched(browser: Browser, small_page: Path) -> None:
    seen = browser.open(small_page)
    browser.ask("1")
    assert seen.complaints == []
    assert seen.requests == [small_page.resolve().as_uri()]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_as_wide_as_the_screen(browser: Browser, small_page: Path, width: int) -> None:
    browser.open(small_page, width)
    assert browser.ask("document.documentElement.scrollWidth") <= width


def test_opened_trees_fit_a_phone(browser: Browser, small_page: Path) -> None:
    browser.open(small_page, 390)
    browser.ask("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert browser.ask("document.documentElement.scrollWidth") <= 390


def test_pointing_at_a_line_tells_every_number_of_that_period(browser: Browser, small_page: Path) -> None:
    browser.open(small_page)
    browser.point(".of-line .canvas svg", across=0.999)
    told = browser.ask("document.querySelector('.of-line .tip').innerText").split("\n")
    assert told[0] == "2027-12"
    assert [line.split(":")[0] for line in told[1:]] == ["Revenue", "Cost", "Profit"]


def test_pointing_at_a_bar_tells_what_it_stands_for(browser: Browser, small_page: Path) -> None:
    browser.open(small_page)
    browser.point(".of-tornado rect.bar")
    assert "the input goes from" in browser.ask("document.querySelector('.of-tornado .tip').innerText")


def test_arrow_keys_walk_along_a_chart(browser: Browser, small_page: Path) -> None:
    browser.open(small_page)
    browser.ask("document.querySelector('.of-line .canvas').focus()")
    for kind in ("keyDown", "keyUp"):
        browser.say("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight")
    assert browser.ask("document.querySelector('.of-line .tip').innerText").startswith("2026-01")


def test_headline_numbers_follow_the_chosen_period(browser: Browser, small_page: Path) -> None:
    browser.open(small_page)
    value = "document.querySelector('.card .value').textContent"
    whole = browser.ask(value)
    choose = (
        "(at) => { const c = document.getElementById('period'); c.value = at; c.dispatchEvent(new Event('change')) }"
    )
    browser.ask(f"({choose})(0)")
    first = browser.ask(value)
    assert first == "$300.00/month"
    browser.ask(f"({choose})(-1)")
    assert browser.ask(value) == whole != first


def test_without_scripts_all_of_it_can_be_read(browser: Browser, small_page: Path) -> None:
    browser.open(small_page, scripts=False)
    try:
        shown = "[...document.querySelectorAll('{}')].map(each => each.getBoundingClientRect().height > 0)"
        seen = browser.ask(shown.format(".card .value, svg, .checks li, footer dd"))
        assert len(seen) > 20
        assert all(seen)
        assert not any(browser.ask(shown.format(".needs-script")))  # what does nothing is not offered
    finally:
        browser.say("Emulation.setScriptExecutionDisabled", value=False)


def test_it_prints_on_paper(browser: Browser, small_page: Path) -> None:
    browser.open(small_page)
    printed = browser.printed()
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") >= 2


def test_what_the_numbers_stand_on_is_printed_unfolded_and_folded_again(browser: Browser, small_page: Path) -> None:
    browser.open(small_page)
    opened = "[...document.querySelectorAll('#assumptions details')].filter(each => each.open).length"
    browser.ask("window.during = -1; addEventListener('beforeprint', () => { window.during = " + opened + " })")
    browser.printed()
    assert browser.ask("window.during") >= 1
    assert browser.ask(opened) == 0


def test_a_name_from_right_to_left_turns_no_figure_round(
    browser: Browser, write: Callable[[str], Path], made: Callable[..., str]
) -> None:
    path = write('input a = $21 "Price"\noutput b = a * 1_000 "\u0627\u0644\u062f\u062e\u0644"\n')
    page = path.with_suffix(".html")
    page.write_text(made(path), encoding="utf-8")
    browser.open(page)
    # Where each part of the first sentence begins, from left to right: name, colon, figure.
    at = browser.ask(
        "[...document.querySelector('.brief .line-of').querySelectorAll('bdi')].map(e => e.getBoundingClientRect().x)"
    )
    assert at == sorted(at)


def test_every_chart_has_a_name_and_headings_skip_no_level(browser: Browser, small_page: Path) -> None:
    browser.open(small_page)
    levels = browser.ask("[...document.querySelectorAll('h1,h2,h3')].map(each => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    drawn = "[...document.querySelectorAll('svg:not([aria-hidden]), [tabindex]')]"
    assert browser.ask(f"{drawn}.filter(each => !each.getAttribute('aria-label')).length") == 0


def test_long_numbers_of_an_axis_stay_inside_their_chart(
    browser: Browser, write: Callable[[str], Path], made: Callable[..., str]
) -> None:
    path = write("timeline month from 2026-01 for 12\noutput tiny = grow($0.000001 / token, 2% per month)\n")
    page = path.with_suffix(".html")
    page.write_text(made(path), encoding="utf-8")
    browser.open(page, 390)
    left, edge = browser.ask(
        "(() => { const t = [...document.querySelectorAll('.of-line svg text')].map(e => e.getBoundingClientRect().x);"
        "return [Math.min(...t), document.querySelector('.of-line').getBoundingClientRect().x] })()"
    )
    assert left >= edge
