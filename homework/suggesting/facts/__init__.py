"""Named facts: pure functions over one couple's inputs, which rules put together. A missing input makes one unknown."""

from homework.suggesting.facts import doing, forms, safety, scales
from homework.suggesting.facts.finding import FACTS, Fact, Finding, Look, Missing, Used, both, either

__all__ = [
    "FACTS", "Fact", "Finding", "Look", "Missing", "Used", "both", "doing", "either", "forms", "safety", "scales",
]  # fmt: skip
