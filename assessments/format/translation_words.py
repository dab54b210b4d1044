"""The words of a translation file: the texts of one version in another language, and nothing else. Plain frozen data."""

from typing import Any

import msgspec


class QuestionWords(msgspec.Struct, frozen=True):
    """One question in another language. choices, rows: by value and by row id."""

    text: str = ""
    hint: str = ""
    choices: dict[str, str] = {}
    rows: dict[str, str] = {}


class SectionWords(msgspec.Struct, frozen=True):
    title: str = ""
    intro: str = ""


class ScaleWords(msgspec.Struct, frozen=True):
    """One scale or composite. low, high: its anchors. bands: in the order of the file."""

    title: str = ""
    low: str = ""
    high: str = ""
    bands: tuple[str, ...] = ()


class Translation(msgspec.Struct, frozen=True):
    """The texts of one version of one instrument in one language. What is left out stays as it was written."""

    slug: str
    version: int
    language: str
    title: str = ""
    neutral_title: str = ""
    purpose: str = ""
    time_frame: str = ""
    limits: str = ""
    intro: str = ""
    closing: str = ""
    choices: dict[str, str] = {}
    questions: dict[str, QuestionWords] = {}
    sections: dict[str, SectionWords] = {}
    scales: dict[str, ScaleWords] = {}
    composites: dict[str, ScaleWords] = {}


GROUPS: dict[str, tuple[str, Any]] = {
    "question": ("questions", QuestionWords),
    "section": ("sections", SectionWords),
    "scale": ("scales", ScaleWords),
    "composite": ("composites", ScaleWords),
}
"""`[question.<id>]` and its like: where they are kept, and as what."""
