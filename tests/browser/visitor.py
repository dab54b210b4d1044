"""A person with a browser: finds things by what they say and what they are, and notices what is wrong on the way."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect
from playwright.sync_api import Error as PlaywrightError

# A page that is refused on purpose is reported on the console as well; it is no fault of the page.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/welcome/)[\w-]{30,}")

COLOURS_HAVE_SETTLED = """() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  .then(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)))"""


class Visitor:
    def __init__(self, context: BrowserContext, *, looks_closely: bool = True) -> None:
        self.context = context
        self.faults: list[str] = []
        self.looked_at: set[str] = set()
        self.looks_closely = looks_closely
        self.page = self.window()

    def window(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.match(message.text):
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _answered(self, answer: Response) -> None:
        is_page = answer.request.is_navigation_request()
        if answer.status >= 500 or (answer.status >= 400 and not is_page):
            self.faults.append(f"{answer.url}: answered {answer.status}")

    # -- moving about -----------------------------------------------------------------------------

    def go(self, path: str) -> Visitor:
        self.page.goto(path)
        return self.looks_right()

    def press(self, name: str, *, exact: bool = False, within: Locator | None = None) -> Visitor:
        """Press the button or the link that says this, and look at the page it leads to."""
        with self.page.expect_navigation():
            self.to_press(name, exact=exact, within=within).click()
        return self.looks_right()

    def to_press(self, name: str, *, exact: bool = False, within: Locator | None = None) -> Locator:
        place = within or self.page
        both = place.get_by_role("button", name=name, exact=exact).or_(
            place.get_by_role("link", name=name, exact=exact)
        )
        return both.first

    def fill(self, label: str, words: str, *, exact: bool = False) -> Visitor:
        self.page.get_by_label(label, exact=exact).first.fill(words)
        return self

    def pick(self, label: str) -> Visitor:
        self.page.get_by_label(label).first.check()
        return self

    # -- looking ----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return (self.page.get_by_role("heading", level=1).first.text_content() or "").strip()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def sees(self) -> str:
        """The words on the screen, for whoever has to find out what went wrong."""
        try:
            return f"{self.page.url}\n{self.page.locator('body').inner_text(timeout=3000)}"
        except PlaywrightError as problem:
            return f"{self.page.url}\n(no screen: {problem})"

    def reads(self, words: str) -> Visitor:
        expect(self.main).to_contain_text(words)
        return self

    def looks_right(self) -> Visitor:
        """No fault that axe can find: WCAG A and AA and best practice. Each kind of page once in each browser."""
        if self.looks_closely and (kind := self._kind()) not in self.looked_at:
            self.looked_at.add(kind)
            self.faults += look_at(self.page)
        return self

    def _kind(self) -> str:
        return IDS.sub("…", self.page.url.split("?")[0]) + "|" + self.page.title()[:12]


def look_at(page: Page) -> list[str]:
    """Everything by day, and the contrast of words by night as well."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate(COLOURS_HAVE_SETTLED)
    found += [f"in the dark, {each}" for each in violations(page, runOnly=["color-contrast"])]
    page.emulate_media(color_scheme="light")
    return found


def violations(page: Page, **wishes: Any) -> list[str]:
    # Without preloading: it would copy the sheets into the page, which the page's own policy rightly forbids.
    options = {"resultTypes": ["violations"], "preload": False, **wishes}
    return [
        f"{page.url}: axe {each['id']} ({each['impact']}): {each['help']}: "
        + "; ".join(node["html"][:160] for node in each["nodes"][:3])
        for each in Axe().run(page, options=options).response["violations"]
    ]
