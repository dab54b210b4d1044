"""Hands that never touch a mouse: Tab, Enter, Space and the arrows, with an ear for what has the focus."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.visitor import Visitor

FURTHEST = 60


@dataclass(frozen=True)
class Focus:
    role: str
    name: str
    is_seen: bool


class Keyboard:
    def __init__(self, one: Visitor) -> None:
        self.one, self.page = one, one.page
        self.ears = one.context.new_cdp_session(one.page)

    def focus(self) -> Focus:
        """What a screen reader would say now, and whether the ring around it can be seen."""
        element = self.ears.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        tree = self.ears.send(
            "Accessibility.getPartialAXTree", {"objectId": element["objectId"], "fetchRelatives": False}
        )
        node = tree["nodes"][0]
        is_seen = self.page.evaluate("document.activeElement.matches(':focus-visible')")
        return Focus(*(node.get(part, {}).get("value", "") for part in ("role", "name")), is_seen)

    def comes_to(self, name: str, *, role: str = "") -> Keyboard:
        """Tab on until this has the focus; it must be reachable, and be seen to have it."""
        heard = []
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            now = self.focus()
            heard.append(f"{now.role} “{now.name}”")
            if name in now.name and role in now.role:
                assert now.is_seen, f"the focus on {heard[-1]} cannot be seen"
                return self
        raise AssertionError(f"“{name}” has no place in the order: {heard}")

    def skips_ahead(self) -> Keyboard:
        """The first stop on each page is the way past its frame. Sent forms keep the reader past it."""
        if self.page.url.endswith("#main"):
            return self
        self.page.keyboard.press("Tab")
        assert self.focus().name.startswith("Skip to"), self.focus()
        self.page.keyboard.press("Enter")
        return self

    def types(self, words: str) -> Keyboard:
        self.page.keyboard.type(words)
        return self

    def presses(self, key: str = "Enter") -> Keyboard:
        """Activate what has the focus, and look at the page it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.one.looks_right()
        return self

    def chooses(self, name: str) -> Keyboard:
        """One tab stop for a set of answers, then the arrows."""
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if self.focus().role == "radio":
                break
        for _ in range(FURTHEST):
            if name in self.focus().name:
                self.page.keyboard.press("Space")
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"“{name}” is not among the answers")
