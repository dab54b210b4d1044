"""One's own entry as the pages show it: who sees each part, and what can still be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from homework import reading
from homework.exercise import AUDIENCES
from homework.models import Entry
from homework.reading import OwnEntry, OwnPart

from . import when
from .here import Here
from .names import with_name
from .seen_by import SeenBy, reached


@dataclass(frozen=True)
class KeptPart:
    """One field: its words, who sees it now, and how it can be shared or taken back by itself."""

    part: OwnPart
    label: str
    seen_by: SeenBy
    is_shared: bool
    may_share: bool
    is_closed: bool


@dataclass(frozen=True)
class Reach:
    """Parts that the same people see, named together."""

    seen_by: SeenBy
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """`settles_at`: until then it can be taken back unseen. is_closed: released, and still sealed."""

    entry: OwnEntry
    title: str
    day: date
    seen_by: SeenBy
    settles_at: str
    is_shared: bool
    may_share: bool
    is_frozen: bool
    is_skipped: bool
    reason: str
    is_closed: bool
    has_seal: bool
    in_room: bool
    parts: tuple[KeptPart, ...]
    reaches: tuple[Reach, ...]

    @property
    def first_words(self) -> str:
        return next((part.words.text for part in self.entry.parts if part.words.written), "")

    @property
    def is_mixed(self) -> bool:
        """Whether not all parts reach the same people."""
        return len(self.reaches) > 1


def own_entry(here: Here, pk: UUID) -> Kept:
    """This partner's entry with this id; anybody else's is not there."""
    found = reading.own_entry(here.partner, pk, by=here.viewer)
    if found is None:
        raise Http404
    return kept(found, here)


def kept(entry: OwnEntry, here: Here) -> Kept:
    widest = max((part.reaches for part in entry.parts), key=AUDIENCES.index, default="author")  # type: ignore[arg-type]
    is_frozen = any(part.frozen for part in entry.parts)
    shared = widest == "partner" and not is_frozen
    sealed = [part for part in entry.parts if part.sealed and not part.frozen]
    return Kept(
        entry=entry,
        title=entry.title,
        day=entry.day,
        seen_by=reached(here, "counsellor" if is_frozen and widest == "partner" else widest),
        settles_at=_settles_at(entry, here),
        is_shared=shared,
        may_share=bool(here.other) and any(part.may_share for part in entry.parts) and not shared,
        is_frozen=is_frozen,
        is_skipped=entry.state == Entry.State.SKIPPED,
        reason=str(dict(Entry.SkipReason.choices).get(entry.reason, "")),
        is_closed=any(_is_closed(part) for part in sealed),
        has_seal=bool(sealed) and not any(part.open for part in sealed),
        in_room=any(part.in_room for part in sealed),
        parts=tuple(_part(part, here) for part in entry.parts),
        reaches=_reaches(entry, here),
    )


def _part(part: OwnPart, here: Here) -> KeptPart:
    shared = part.reaches == "partner" and not part.frozen
    return KeptPart(
        part=part,
        label=with_name(part.words.label, here.other),
        seen_by=_seen(part, here),
        is_shared=shared,
        may_share=bool(here.other) and part.may_share,
        is_closed=_is_closed(part),
    )


def _is_closed(part: OwnPart) -> bool:
    return part.sealed and part.reaches == "partner" and not part.open


def _seen(part: OwnPart, here: Here) -> SeenBy:
    """Released words that are still sealed are read by the counsellor and their author alone."""
    hidden = part.frozen or _is_closed(part)
    return reached(here, "counsellor" if part.reaches == "partner" and hidden else part.reaches)


def _reaches(entry: OwnEntry, here: Here) -> tuple[Reach, ...]:
    found: dict[str, tuple[SeenBy, list[str]]] = {}
    for part in entry.parts:
        line = _seen(part, here)
        found.setdefault(str(line.words), (line, []))[1].append(with_name(part.words.label, here.other))
    return tuple(Reach(line, tuple(labels)) for line, labels in found.values())


def _settles_at(entry: OwnEntry, here: Here) -> str:
    """When what is shared of this entry arrives, as a time on the clock; "" once it has, and for what is sealed."""
    arrives = next((part.arrives_at for part in entry.parts if part.arrives_at), None)
    return when.clock(arrives, here.practice.time_zone) if arrives else ""
