"""What a partner does, in the words that stand on the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.cast import PASSPHRASE
from tests.browser.visitor import Visitor

DECLINED = "I’d rather not answer this one"


def sign_in(one: Visitor, login_name: str) -> Visitor:
    one.go("/sign-in/")
    one.fill("Your sign-in name", login_name).fill("Your passphrase", PASSPHRASE)
    return one.press("Sign in", exact=True)


def be_welcomed(one: Visitor, link: str, *, called: str) -> Visitor:
    """From the mail to Today: five short pages."""
    one.go(link)
    one.press("This is for me")
    one.fill("A name to sign in with", f"{called.lower()}-here").fill("Your passphrase", PASSPHRASE).press(
        "Go on"
    )
    one.fill("How you like to be called", called).press("Go on")
    assert one.title == "Who sees what"
    one.press("Go on")
    while one.title != "How may we reach you?":
        one.pick("I have read this, and I agree.").fill("Type your name to sign", called)
        one.press("Sign", exact=True)
    return one.press("Go on to Today")


def answer_page(one: Visitor, choice: int, *, words: str = "") -> None:
    """Settle everything that this page asks: a choice by its place, words where words are asked."""
    main = one.main
    for group in main.get_by_role("group").all():
        radios, boxes = group.get_by_role("radio"), group.get_by_role("checkbox")
        if radios.count():
            radios.nth(choice % (radios.count() - 1)).check()
        elif boxes.count():
            boxes.first.check()
    for box in main.get_by_role("textbox").all():
        box.fill(words or "Some quiet evenings together.")


def is_asked(one: Visitor) -> bool:
    return bool(re.search(r"/\d+/$", one.page.url.split("?")[0]))


def go_through(one: Visitor, *, choice: int = 3, until: int | None = None, words: str = "") -> Visitor:
    """Answer page after page, rests included, up to the review or to the question `until`."""
    while not one.page.url.endswith("/review/"):
        if one.page.url.endswith("/rest/"):
            one.press("Go on")
        elif until is not None and one.page.url.endswith(f"/{until}/"):
            return one
        else:
            answer_page(one, choice, words=words)
            one.press("Continue")
    return one


def decline(one: Visitor) -> Visitor:
    one.main.get_by_label(DECLINED).first.check()
    return one


def is_saved(one: Visitor) -> Visitor:
    """The page says by itself that it has kept what was just picked."""
    expect(saying(one)).to_contain_text(re.compile(r"Saved at \d"))
    return one


def saying(one: Visitor) -> Locator:
    return one.main.get_by_role("status").filter(has_text="Saved")


def answer_private_questions(one: Visitor, *, leaves_open: int = 0) -> Visitor:
    """Alone, one by one, then hand them over. leaves_open: how many are passed over after the first."""
    one.go("/today/").press("Private questions").press("I’m on my own, go on")
    while is_asked(one):
        answer_page(one, 1)
        one.press("Continue")
        if leaves_open:
            here, number = one.page.url.rstrip("/").rsplit("/", 1)
            one.go(f"{here}/{int(number) + leaves_open}/")
            leaves_open = 0
    one.press("Send to Ana")
    assert one.title == "That’s in. Thank you."
    return one
