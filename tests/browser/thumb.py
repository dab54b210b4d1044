"""A thumb on a phone: each tap is counted, the one that brings up the keys too, and nothing is reached by scrolling."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor


class Thumb:
    """One hand of a visitor. `taps` and `typed` are what it took so far."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.taps = 0
        self.typed = 0

    def tap(self, what: Locator) -> None:
        """Tap what stands in sight."""
        expect(what).to_be_in_viewport()
        what.tap()
        self.taps += 1

    def go_on(self, name: str) -> None:
        """Tap the button or link that says this, and wait for the page it leads to."""
        with self.visitor.page.expect_navigation():
            self.tap(self.visitor.to_press(name))

    def write(self, where: Locator, sentence: str) -> None:
        """Type into what has the cursor; without it, a tap comes first."""
        if not where.evaluate("one => one === document.activeElement"):
            self.tap(where)
        self.visitor.page.keyboard.type(sentence)
        self.typed += len(sentence)
