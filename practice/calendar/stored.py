"""The bytes of a feed as last built, with the places of its parts, so that only what changed is written anew.

A copy is a convenience: where it cannot be read or kept, the feed is built from the data and answered all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import msgspec
from django.db import DatabaseError, connection, transaction

from practice.calendar import ical
from practice.models import FeedToken, StoredFeed

FORMAT = 2
"""To be raised with each change of how events are written: what is kept from before is then not used any more."""

log = logging.getLogger(__name__)


class _Place(msgspec.Struct, array_like=True, frozen=True):
    """One part: what it was made from, and how many bytes of the body it takes."""

    uid: str
    fingerprint: bytes
    sequence: int
    start: datetime
    years: tuple[tuple[str, int, int], ...]
    length: int


class _Places(msgspec.Struct, array_like=True, frozen=True):
    writer: str
    head: int
    parts: tuple[_Place, ...]


_HELD = "SELECT feed_id, mark, body FROM practice_storedfeed WHERE feed_id = %s"
_reading = msgspec.msgpack.Decoder(_Places)
_writing = msgspec.msgpack.Encoder()


def held(feed: FeedToken) -> StoredFeed | None:
    """What is kept of this feed, without the places of its parts until they are asked for. Written out for its speed."""
    key = StoredFeed._meta.pk.get_db_prep_value(feed.pk, connection)
    return next(iter(StoredFeed.unscoped.raw(_HELD, [key])), None)


def parts_of(row: StoredFeed, writer: str) -> dict[str, ical.Part]:
    """The parts by UID. Of another writer, only how often each was changed is of use."""
    try:
        found = _reading.decode(bytes(row.parts))
    except (msgspec.DecodeError, ValueError):
        return {}
    whole, parts = bytes(row.body), {}
    at, is_ours = found.head, found.writer == writer
    for one in found.parts:
        body = whole[at : at + one.length]
        made_from = one.fingerprint if is_ours else b""
        parts[one.uid] = ical.Part(one.uid, made_from, one.sequence, one.start, one.years, body)
        at += one.length
    return parts


def never_lower(events: Iterable[ical.FeedEvent], kept: Mapping[str, ical.Part]) -> list[ical.FeedEvent]:
    """The same events, none with a lower sequence than this address has given before, as when a seat was given up."""
    return [
        replace(event, sequence=before.sequence)
        if event.recurrence_id is None
        and (before := kept.get(event.uid)) is not None
        and before.sequence > event.sequence
        else event
        for event in events
    ]


def keep(feed: FeedToken, mark: str, writer: str, made: ical.Feed) -> None:
    places = _Places(
        writer,
        made.head,
        tuple(
            _Place(one.uid, one.fingerprint, one.sequence, one.start, one.years, len(one.body))
            for one in made.parts
        ),
    )
    row = StoredFeed(feed=feed, mark=mark, body=made.body, parts=_writing.encode(places))
    try:
        with transaction.atomic():
            StoredFeed.unscoped.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["feed"],
                update_fields=["mark", "body", "parts"],
            )
    except DatabaseError as why:
        log.warning("a calendar could not be kept (%s)", type(why).__name__)
