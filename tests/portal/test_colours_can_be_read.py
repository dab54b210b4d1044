"""Contrast of every pair of roles that meet on a page, by day and by night (WCAG 2.2: 1.4.3, 1.4.6, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = re.sub(
    r"/\*.*?\*/",
    "",
    (Path(settings.BASE_DIR) / "portal/static/portal/tokens.css").read_text(),
    flags=re.S,
)
GROUNDS = ("canvas", "surface", "surface-raised", "surface-sunk", "surface-hover", "surface-selected")
WASHES = ("shared-wash", "a-wash", "b-wash", "c-wash", "done-wash", "safety-wash", "note-wash")
WORDS, MARKS, LONG_READING = 4.5, 3.0, 7.0


def _roles(body: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+)\s*:\s*(#[0-9a-fA-F]{3,6})\s*;", body))


def _block(selector: str) -> str:
    start = CSS.index(selector + " {") + len(selector) + 2
    return CSS[start : CSS.index("}", start)]


LIGHT = {
    name: value
    for body in re.findall(r"\n:root \{(.*?)\n\}", CSS, re.S)
    for name, value in _roles(body).items()
}
DARK_BY_DEVICE = _roles(_block(':root:not([data-theme="light"])'))
DARK_BY_CHOICE = _roles(_block('\n:root[data-theme="dark"]'))


def _pairs() -> list[tuple[str, str, float]]:
    pairs = [(words, ground, WORDS) for words in ("text", "text-2", "text-3", "link") for ground in GROUNDS]
    pairs += [
        ("text", ground, LONG_READING) for ground in ("canvas", "surface", "shared-wash", "a-wash", "b-wash")
    ]
    pairs += [("text-2", wash, WORDS) for wash in WASHES]
    pairs += [("on-action", ground, WORDS) for ground in ("action", "action-hover", "action-press")]
    pairs += [(f"on-{who}", who, WORDS) for who in ("a", "b", "c", "safety", "action-quiet")]
    for who in ("a", "b"):
        pairs += [
            (f"{who}-text", ground, WORDS) for ground in ("canvas", "surface", "surface-sunk", f"{who}-wash")
        ]
    for state in ("shared", "done", "safety"):
        pairs += [(f"{state}-text", ground, WORDS) for ground in ("canvas", "surface", f"{state}-wash")]
    pairs += [
        (words, ground, WORDS)
        for words in ("on-dusk", "on-dusk-2", "dusk-light")
        for ground in ("dusk", "dusk-2")
    ]
    pairs += [
        ("on-dusk", "dusk-3", WORDS),
        ("note-text", "note-wash", WORDS),
        ("chart-ink", "surface", WORDS),
    ]
    pairs += [
        ("on-dusk-a", "dusk", MARKS),
        ("on-dusk-b", "dusk", MARKS),
        ("safety-text", "surface-raised", WORDS),
    ]
    edges = ("line-control", "focus", "a", "b", "c")
    pairs += [(edge, ground, MARKS) for edge in edges for ground in ("canvas", "surface", "surface-sunk")]
    pairs += [(mark, "surface", MARKS) for mark in ("shared", "done", "safety", "chart-axis", "action")]
    return pairs


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, {**LIGHT, **DARK_BY_CHOICE}], ids=["day", "night"])
def test_every_pair_that_meets_on_a_page_can_be_read(theme: dict[str, str]) -> None:
    found = {(front, back): _contrast(theme[front], theme[back]) - least for front, back, least in _pairs()}
    assert {pair: short for pair, short in found.items() if short < 0} == {}


def test_the_night_is_the_same_by_device_and_by_choice() -> None:
    assert DARK_BY_DEVICE == DARK_BY_CHOICE
    assert len(DARK_BY_CHOICE) > 50


def test_a_part_names_roles_and_never_a_raw_colour_of_the_scales() -> None:
    scales = re.compile(r"var\(--(?:fog|spruce|river|copper|lamp|moss|brick)-\d+")
    for sheet in (Path(settings.BASE_DIR) / "portal/static/portal").rglob("*.css"):
        if sheet.name != "tokens.css":
            assert not scales.search(sheet.read_text()), sheet.name
