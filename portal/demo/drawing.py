"""Turns and cards are drawn from an assignment's own number. In the story that number is a known one, so that what
somebody wrote fits the card they had, each time the story is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from uuid import NAMESPACE_URL, UUID, uuid5

from homework import rounds
from homework.models import Assignment

from .chapter import Told
from .reading import Table


@contextmanager
def drawn_for(told: Told, row: Table) -> Iterator[None]:
    """Let the next assignment have the number that belongs to this row. For the seeding command alone, which is one thread."""
    number = number_of(told.data["slug"], row["key"])
    if "begins" in row:
        mark = told.mark(row["begins"])
        tries = (number_of(told.data["slug"], f"{row['key']} {turn}") for turn in count())
        number = next(each for each in tries if rounds.role_of(each, mark, 0) == "first")
    field = Assignment._meta.get_field("id")
    usual = field.__dict__.get("_get_default")
    field.__dict__["_get_default"] = lambda: number
    try:
        yield
    finally:
        del field.__dict__["_get_default"]
        if usual is not None:
            field.__dict__["_get_default"] = usual


def number_of(slug: str, key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{slug}/{key}")
