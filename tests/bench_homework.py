"""The couple's homework page after a year, in a practice of 2,000 couples: time, statements, and what it adds.

    make bench        (DATABASE_URL=postgres://... make bench for PostgreSQL)

One couple's year is written by the product; the other couples are the same rows again under other names, so that the
tables are as large as they would be. Times are the processor's, so that a busy machine does not spoil them; they are
hints all the same, and the ratio and the statements count.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

COUPLES = int(os.environ.get("BENCH_COUPLES", "2000"))
WEEKS = 52
TIMES = 15
LOGS: dict[str, dict[str, Any]] = {
    "appreciation-exchange": {"told": "yes", "reached_me": "yes", "landed": 3, "received": 2},
    "bid-log": {"who": "me", "kind": "talk", "part_of_day": "evening", "response": "toward"},
    "thaw-log": {"flickers": ["ease", "warmth"], "setback": "no"},
}


def main() -> None:
    from tests.serving import server as served

    folder = tempfile.mkdtemp(prefix="evenlight-bench-")
    os.environ.update(served.KEYS)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench_settings"
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/year.sqlite3")
    os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable")
    ana, busy, quiet = _cast()
    entries, parts = _a_year(busy, ana)
    began = time.perf_counter()
    _fill(busy, COUPLES - 1)
    print(
        f"{COUPLES} couples, {COUPLES * entries:,} entries and {COUPLES * parts:,} answers "
        f"(copied in {time.perf_counter() - began:.0f} s)"
    )
    _measure(ana, busy, quiet)


def _cast() -> tuple[Any, Any, Any]:
    from tests.factories import practice as people

    ana = people.StaffFactory(called="Ana", is_counsellor=True)
    couples = [people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active") for _ in range(2)]
    for couple in couples:
        people.partner_in(couple, "a")
        people.partner_in(couple, "b")
    return ana, couples[0], couples[1]


def _a_year(couple: Any, ana: Any) -> tuple[int, int]:
    """Both partners write in three logs, on four days of each week. How many entries and answers that made."""
    from django.db import transaction
    from django.utils import timezone

    from homework.models import Entry, EntryPart
    from practice.models import Membership
    from tests.factories import homework as sets

    today, draw = timezone.localdate(), Random(7)
    partners = [row.partner for row in Membership.unscoped.filter(couple=couple).select_related("partner")]
    with transaction.atomic():
        sets.joint_work(couple)
        for slug, answers in LOGS.items():
            assignment = sets.AssignmentFactory(
                couple=couple,
                exercise=sets.exercise(slug),
                starts_on=today - timedelta(weeks=WEEKS),
                set_at=timezone.now() - timedelta(weeks=WEEKS),
            )
            for week in range(WEEKS):
                for back in draw.sample(range(7), 4):
                    for partner in partners:
                        day = today - timedelta(days=7 * week + back)
                        entry = sets.EntryFactory(assignment=assignment, partner=partner, day=day)
                        for place, (field, words) in enumerate(answers.items()):
                            sets.EntryPartFactory(
                                entry=entry, field=field, place=place, words=words, audience="counsellor"
                            )
    return Entry.unscoped.count(), EntryPart.unscoped.count()


def _fill(couple: Any, times: int) -> None:
    """The same rows again for further couples, made by the database itself. Their sealed words open for nobody."""
    from django.db import connection, transaction

    from homework.models import Assignment, AssignmentTerms, Entry, EntryPart
    from practice.models import Couple

    whole = "SELECT id FROM practice_couple WHERE id = %s"
    assignments = "SELECT id FROM homework_assignment WHERE couple_id = %s"
    entries = f"SELECT e.id FROM homework_entry e WHERE e.assignment_id IN ({assignments})"
    with transaction.atomic(), connection.cursor() as cursor:
        for model, by, chosen in (
            (Couple, "id", whole),
            (Assignment, "couple_id", whole),
            (AssignmentTerms, "assignment_id", assignments),
            (Entry, "assignment_id", assignments),
            (EntryPart, "entry_id", entries),
        ):
            statement = _copying(connection.vendor, model, by, chosen, times)
            cursor.execute(statement, [couple.pk.hex if connection.vendor == "sqlite" else str(couple.pk)])


LINKS = ("id", "couple_id", "assignment_id", "entry_id")


def _copying(vendor: str, model: Any, by: str, chosen: str, times: int) -> str:
    """A copy's ids are those of the first with their first eight digits replaced by the number of the copy."""
    columns = [field.column for field in model._meta.concrete_fields]
    if vendor == "sqlite":
        renamed = "printf('%%08x', n.value) || substr(t.{0}, 9)"
        numbers = (
            "(WITH RECURSIVE copies(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM copies "
            f"WHERE value < {times}) SELECT value FROM copies) n"
        )
    else:
        renamed = "(lpad(to_hex(n.value), 8, '0') || substr(t.{0}::text, 9))::uuid"
        numbers = f"generate_series(1, {times}) AS n(value)"
    values = ", ".join(renamed.format(name) if name in LINKS else f't."{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, {numbers} WHERE t.{by} IN ({chosen})"
    )


def _measure(ana: Any, busy: Any, quiet: Any) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from homework.reading import knowing
    from practice.access import viewer_for
    from tests.signing import sign_in

    me, client = viewer_for(ana.user, second_factor=True), sign_in(Client(), ana)
    pages = {
        name: f"/desk/couples/{couple.pk}/homework/" for name, couple in (("year", busy), ("empty", quiet))
    }

    def page(path: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"the page answered {answer.status_code}")

    taken = _interleaved(
        {
            "matching and balance alone": lambda: knowing.know(busy, by=me),
            "page, a year of notes": lambda: page(pages["year"]),
            "page, nothing set": lambda: page(pages["empty"]),
        }
    )
    for name, seconds in taken.items():
        print(f"  {name:28} {1000 * statistics.median(seconds):6.1f} ms   (least {1000 * min(seconds):.1f})")
    counts = {}
    for name, path in pages.items():
        with CaptureQueriesContext(connection) as seen:
            page(path)
        counts[name] = len(seen)
    print(f"  SQL statements: {counts['year']} after a year, {counts['empty']} with nothing set")
    ratio = statistics.median(taken["page, a year of notes"]) / statistics.median(taken["page, nothing set"])
    print(f"  the year adds: {ratio:.2f} times the empty page (goal: matching and balance within 50 ms)")


def _interleaved(things: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in things}
    for _round in range(TIMES):
        for name, do in things.items():
            began = time.process_time()
            do()
            found[name].append(time.process_time() - began)
    return found


if __name__ == "__main__":
    sys.exit(main())
