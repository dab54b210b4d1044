"""Read the environment once, and say what is missing, why it matters and what it looks like."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None, *, why: str = "", example: str = "") -> str:
    """NAME, or the contents of the file that NAME_FILE points to. No default means it must be set."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE): {why} Example: {example}")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").strip().lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(f"{name} is a switch: use 1 or 0.")
    return value in {"1", "true", "yes"}


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is a whole number, for example {default}.") from None


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def keys(name: str, default: str | None = None) -> dict[str, bytes]:
    """Short names and 32-byte keys: "2026:<64 hex digits>,2025:<64 hex digits>". The first one is current."""
    found: dict[str, bytes] = {}
    value = text(
        name,
        default,
        why="answers, notes and entries are sealed with it; keep a copy apart from the backups.",
        example='"2026:" followed by the output of `openssl rand -hex 32`',
    )
    for part in filter(None, (piece.strip() for piece in value.split(","))):
        label, _, digits = part.partition(":")
        try:
            key = bytes.fromhex(digits)
        except ValueError:
            key = b""
        if not label or len(label) > 20 or len(key) != 32:
            raise ImproperlyConfigured(
                f"{name}: each key is name:64 hex digits, the name at most 20 letters."
            )
        found[label] = key
    if not found:
        raise ImproperlyConfigured(f"{name} holds no key.")
    return found
