"""The other partner's name in the words of an exercise."""

from __future__ import annotations


def with_name(words: str, name: str) -> str:
    """“Your partner” by name. Files in other languages simply do not hold these words."""
    if not name:
        return words
    return words.replace("your partner", name).replace("Your partner", name)


def turned_round(words: str) -> str:
    """The same words where the reader is the one they are about: “your partner” is then oneself."""
    for said, now in (("partner’s", ""), ("partner's", ""), ("partner", "you")):
        words = words.replace(f"your {said}", now or "your").replace(
            f"Your {said}", now.capitalize() or "Your"
        )
    return words
