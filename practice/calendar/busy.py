"""When a colleague is busy elsewhere: other calendars of theirs, of which nothing is kept but stretches of time.

An address is read every hour by a job, more seldom while it cannot be read. A file is read once. Both are read in a
process of its own, which hands back times alone: what stands in those calendars never reaches the database or a log.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from practice import audit
from practice.access import Viewer
from practice.calendar.busy_fetching import CannotFetch, checked_address, fetch
from practice.calendar.busy_problems import sentence
from practice.calendar.busy_reading import MOST_BYTES, Stretch
from practice.models import BusyBlock, BusySource, Staff
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.words import clean_line

log = logging.getLogger(__name__)
HERE = Path(__file__).resolve().parent.parent.parent
MOST_SOURCES, LONGEST_CALLED, LONGEST_ADDRESS = 8, 60, 1_000
READ_SECONDS = 30
EVERY, LONGEST_WAIT, A_MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(minutes=10)
MOST_AT_ONCE = 100
READ, FAILED = BusySource.State.READ, BusySource.State.FAILED


class CannotRead(Exception):
    """The bytes gave no times; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Found:
    """Busy times, and the name of what was left out of them, if anything."""

    blocks: list[Stretch]
    problem: str


@transaction.atomic
def add_address(staff: Staff, called: str, address: str, *, by: Viewer) -> BusySource:
    """Follow the calendar at this address from now on. It is read a moment later, by the worker."""
    _insist_on_own(staff, by)
    words = clean_line(called, "called", most=LONGEST_CALLED)
    typed = clean_line(address, "address", most=LONGEST_ADDRESS)
    try:
        checked = checked_address(typed)
    except CannotFetch as why:
        raise BadInput(fields={"address": sentence(why.code)}) from None
    source = BusySource.unscoped.create(
        staff=staff, called=words, address=checked, next_at=timezone.now() + A_MOMENT
    )
    audit.record(by, "busy.added", source)
    look.enqueue(str(source.pk))
    return source


def add_file(staff: Staff, called: str, data: bytes, *, by: Viewer) -> BusySource:
    """Keep the busy times of this file. Raises BadInput beside `file` when it cannot be read."""
    _insist_on_own(staff, by)
    words = clean_line(called, "called", most=LONGEST_CALLED)
    try:
        found = read(data, staff.practice.time_zone)
    except CannotRead as why:
        raise BadInput(fields={"file": sentence(why.code)}) from None
    with transaction.atomic():
        _insist_on_own(staff, by)
        source = BusySource.unscoped.create(staff=staff, called=words)
        _keep(source, found)
        audit.record(by, "busy.added", source)
    return source


def refresh(source: BusySource, *, by: Viewer) -> None:
    """Read this address again now. A file cannot be read again: it is not kept."""
    _insist_on_own(source.staff, by, adds=False)
    due = BusySource.unscoped.filter(pk=source.pk, next_at__isnull=False)
    if due.update(next_at=timezone.now() + A_MOMENT):
        look.enqueue(str(source.pk))


@transaction.atomic
def remove(source: BusySource, *, by: Viewer, version: int | None = None) -> None:
    """Forget this calendar and every time that was known from it."""
    held = BusySource.unscoped.select_for_update(of=("self",)).filter(pk=source.pk).first()
    if held is None:
        raise NotFound
    _insist_on_own(held.staff, by, adds=False)
    if version is not None and held.version != version:
        raise StaleEdit
    audit.record(by, "busy.removed", held)
    held.delete()


def _insist_on_own(staff: Staff, by: Viewer, *, adds: bool = True) -> None:
    if by.user_id is None or by.user_id != staff.user_id or by.staff_id != staff.pk:
        raise NotFound
    if adds and not staff.is_counsellor:
        raise NotFound
    if adds and BusySource.unscoped.filter(staff=staff).count() >= MOST_SOURCES:
        raise NotNow(
            _("You follow %(most)d calendars already. Remove one first.") % {"most": MOST_SOURCES},
            code="enough_calendars",
        )


def tick() -> int:
    """Hand every address whose hour has come to the worker, once."""
    now = timezone.now()
    due = BusySource.unscoped.filter(next_at__lte=now, staff__departed_at=None)
    count = 0
    for pk in list(due.order_by("next_at").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        with transaction.atomic():
            if BusySource.unscoped.filter(pk=pk, next_at__lte=now).update(next_at=now + A_MOMENT):
                look.enqueue(str(pk))
                count += 1
    return count


@task()
def look(source_id: str) -> None:
    """Read one address, and keep the times or the name of what went wrong."""
    rows = BusySource.unscoped.select_related("staff__practice")
    source = rows.filter(pk=source_id, next_at__isnull=False, staff__departed_at=None).first()
    if source is None or not source.address:
        return
    try:
        _look(source)
    except (CannotFetch, CannotRead) as why:
        _note_failure(source, why.code)
    # Raised further, its text would stay in the queue, and with it an address.
    except Exception as why:  # noqa: BLE001
        log.warning("busy source %s could not be read (%s)", source.pk, type(why).__name__)
        _note_failure(source, "unreadable")


def _look(source: BusySource) -> None:
    """The first look of each day reads the whole, since the days that are looked at move on with the calendar."""
    now = timezone.now()
    is_known = source.read_at is not None and source.read_at.date() == now.date()
    fetched = fetch(str(source.address), tag=source.tag if is_known else "")
    found = None if fetched.body is None else read(fetched.body, source.staff.practice.time_zone)
    with transaction.atomic():
        held = BusySource.unscoped.select_for_update(of=("self",)).filter(pk=source.pk).first()
        if held is None:
            return
        held.next_at, held.tag, held.tries = now + EVERY, fetched.tag, 0
        _keep(held, found)


def read(data: bytes, zone: str) -> Found:
    """Busy times in these bytes, worked out in a process with limits on its time and memory."""
    if len(data) > MOST_BYTES:
        raise CannotRead("too_big")
    command = [sys.executable, "-m", "practice.calendar.busy_reading", zone, timezone.now().isoformat()]
    # It learns nothing of this server, its keys least of all.
    surroundings = {name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH"}}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=data,
            capture_output=True,
            cwd=HERE,
            env=surroundings,
            timeout=READ_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotRead("too_hard") from None
    if done.returncode:
        raise CannotRead("not_a_calendar" if done.returncode == 3 else "too_hard")
    said = json.loads(done.stdout)
    blocks = [(_moment(start), _moment(end)) for start, end in said["blocks"]]
    return Found(blocks, "too_many" if said["is_cut"] else "some_skipped" if said["skipped"] else "")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _keep(source: BusySource, found: Found | None) -> None:
    """Times in place of those from before; none when nothing has changed since."""
    if found is not None:
        source.problem = found.problem
        BusyBlock.unscoped.filter(source=source).delete()
        rows = [BusyBlock(source=source, starts_at=start, ends_at=end) for start, end in found.blocks]
        BusyBlock.unscoped.bulk_create(rows, batch_size=500)
    source.state, source.read_at = READ, timezone.now()
    source.save(update_fields=["state", "problem", "read_at", "next_at", "tag", "tries"])


def _note_failure(source: BusySource, code: str) -> None:
    """What was known stays known. The next look is an hour later, then two, then four, at most a day, and at the whole."""
    wait = min(EVERY * 2 ** min(source.tries, 10), LONGEST_WAIT)
    changes: dict[str, Any] = {
        "state": FAILED,
        "problem": code,
        "tries": min(source.tries + 1, 1_000),
        "tag": "",
    }
    BusySource.unscoped.filter(pk=source.pk).update(next_at=timezone.now() + wait, **changes)
