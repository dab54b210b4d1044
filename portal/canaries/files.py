"""The look from outside: the database file, its journal, what was printed, backups and files left in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .plants import PLANTS, is_sealed
from .words import Search

DATABASE = "canary.sqlite3"
PRINTED = "printed.txt"
TEMPORARY = "tmp"
BACKUPS = "backups"


def search(folder: Path, word: Callable[[str], str]) -> tuple[Counter[str], set[str]]:
    """How many files of each kind there were, and what was found. The database holds plain columns in plain words."""
    everything = Search((plant.name, word(plant.name)) for plant in PLANTS)
    sealed = Search((plant.name, word(plant.name)) for plant in PLANTS if is_sealed(plant))
    counts, hits = Counter[str](), set[str]()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        kind = _kind(file, folder)
        counts[kind] += 1
        words = sealed if kind == "database file" else everything
        hits |= {f"“{name}” stands in the {kind} {file.name}" for name in words.found_in(file.read_bytes())}
    return counts, hits


def _kind(file: Path, folder: Path) -> str:
    if file.name.startswith(DATABASE):
        return "database file"
    first = file.relative_to(folder).parts[0]
    return {TEMPORARY: "temporary file", BACKUPS: "backup", PRINTED: "log"}.get(first, "other file")
