"""Cuts that change nothing anybody can see, each with its reason. Everything else has to be noticed."""

from __future__ import annotations

# (file, words of the cut) → why.
EXPLAINED: dict[tuple[str, str], str] = {}
