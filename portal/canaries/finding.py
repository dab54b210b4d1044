"""What was looked at, and what was found that should not have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .cast import PARTNERS
from .plants import NEED_NOT_SHOW, NEVER_AT, PLANTS, Plant
from .words import Search


@dataclass
class Found:
    """counts: how many artefacts of each kind each audience was given. broken: what could not be looked at."""

    search: Search
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    size: int = 0
    hits: set[str] = field(default_factory=set)
    read_by: dict[str, set[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, word: Callable[[str], str]) -> Found:
        return cls(Search((plant.name, word(plant.name)) for plant in PLANTS))

    def look(self, who: str, kind: str, at: str, content: bytes) -> None:
        """Search one artefact; a word is a hit for everybody who is not among its readers."""
        self.counts[who, kind] += 1
        self.size += len(content)
        for name in self.search.found_in(content):
            self.read_by.setdefault(name, set()).add(who)
            if who not in BY_NAME[name].readers or at.startswith(NEVER_AT.get(name, ())):
                self.hits.add(f"{who} finds “{name}” ({BY_NAME[name].field}) in {kind} {at}")

    def unread(self) -> Iterator[str]:
        """Words that those they are for did not find: then the search above proves nothing."""
        for plant in PLANTS:
            if plant.name in NEED_NOT_SHOW:
                continue
            for owner in _owners(plant):
                if owner not in self.read_by.get(plant.name, set()):
                    yield f"{owner} cannot find “{plant.name}” ({plant.field})"


def _owners(plant: Plant) -> list[str]:
    """One of its readers, Bo where Bo is among them; of homework each partner who is: what is shared has to arrive."""
    partners = [who for who in PARTNERS if who in plant.readers]
    return (
        partners
        if partners and plant.field.startswith("homework.")
        else (partners or sorted(plant.readers))[:1]
    )


BY_NAME: dict[str, Plant] = {plant.name: plant for plant in PLANTS}
