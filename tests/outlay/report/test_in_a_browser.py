"""The page in a real browser: quiet, alone, as wide as the screen, telling numbers where one points."""

from __future__ import annotations

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
