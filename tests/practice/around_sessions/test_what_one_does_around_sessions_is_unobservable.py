"""Whatever Bo asks, misses, owes or brings in private: Cy and Cy's calendar see the same as if it had never been."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from practice import registry, scheduling
from practice.access import VisibleTo
from practice.calendar import feeds
from practice.checks import own_models
from practice.models import AuditEntry, Message
from practice.scheduling import attending, bringing, brought, following_up, wishing
from practice.scheduling.changing import CalledOff
from tests.conftest import looking

from .conftest import session_of


def asks(bo, ana, couple, session, alone, held):
    wishing.ask(session, bo, kind="cancel", words="I dread it.", by=looking(bo))


def asks_and_is_refused(bo, ana, couple, session, alone, held):
    asked = wishing.ask(session, bo, kind="move", words="Another day.", by=looking(bo))
    wishing.answer(asked, granted=False, reply="No.", by=looking(ana))


def asks_and_takes_it_back(bo, ana, couple, session, alone, held):
    wishing.withdraw(wishing.ask(session, bo, kind="cancel", by=looking(bo)), by=looking(bo))


def has_an_own_hour_moved(bo, ana, couple, session, alone, held):
    asked = wishing.ask(alone, bo, kind="move", words="Later.", by=looking(bo))
    wishing.answer(asked, granted=True, starts=datetime(2026, 10, 8, 17), by=looking(ana))


def calls_an_own_hour_off_late(bo, ana, couple, session, alone, held):
    scheduling.cancel(alone, called_off=CalledOff(by="partner", partner=bo, is_late=True), by=looking(ana))
    attending.charge_absence(alone, bo, amount=900, by=looking(ana))


def missed_it_and_owes(bo, ana, couple, session, alone, held):
    attending.note_attendance(held, bo, outcome="missed", by=looking(ana))
    fee = attending.charge_absence(held, bo, amount=4_000, by=looking(ana))
    attending.settle_fee(fee, state="waived", by=looking(ana))


def pays_for_an_own_hour(bo, ana, couple, session, alone, held):
    past = session_of(bo, couple=couple, days=-2)
    attending.charge(past, by=looking(ana))


def brings_something(bo, ana, couple, session, alone, held):
    for where in (None, session, alone):
        row = bringing.bring(couple, bo, words="About Cy.", session=where, by=looking(bo))
    bringing.mark_done(row, by=looking(ana))


def shares_and_takes_back(bo, ana, couple, session, alone, held):
    row = bringing.bring(couple, bo, words="About Cy.", share=True, by=looking(bo))
    bringing.unshare(row, by=looking(bo))


def has_just_shared(bo, ana, couple, session, alone, held):
    later = bringing.bring(couple, bo, words="About Cy.", by=looking(bo))
    bringing.share(later, by=looking(bo))


def is_thought_of(bo, ana, couple, session, alone, held):
    following_up.remind(couple, kind="other", due_on=held.starts_at.date() + timedelta(2), by=looking(ana))


DEEDS = [
    asks,
    asks_and_is_refused,
    asks_and_takes_it_back,
    has_an_own_hour_moved,
    calls_an_own_hour_off_late,
    missed_it_and_owes,
    pays_for_an_own_hour,
    brings_something,
    shares_and_takes_back,
    has_just_shared,
    is_thought_of,
]


def refusal_of(act, *args, **facts):
    """What Cy is told on trying, without keeping anything of it."""
    from django.db import transaction

    try:
        with transaction.atomic():
            act(*args, **facts)
            transaction.set_rollback(True)
    except Exception as refused:  # noqa: BLE001
        return type(refused).__name__, str(refused)
    return "let in"


def observed(cy, couple, session, alone):
    """Every row Cy may read, Cy's calendar, mail and export, and what Cy is told on trying the same things."""
    viewer = looking(cy)
    rows = {
        model._meta.label: list(model.objects.visible_to(viewer).order_by("pk").values())
        for model in own_models()
        if isinstance(getattr(model, "objects", None), VisibleTo) and apps.is_installed("practice")
    }
    feed = feeds.FeedToken.unscoped.get(user=cy.user)
    day = session.starts_at.date()
    return {
        "rows": rows,
        "feed": (feed.revision, feeds.etag(feed, day), feeds.body(feed, day)),
        "mail": Message.unscoped.filter(user=cy.user).count(),
        "export": registry.own_data_of(cy),
        "brought": (brought.own(cy, by=viewer), brought.from_other(cy, by=viewer)),
        "asking": refusal_of(wishing.ask, session, cy, kind="cancel", by=viewer),
        "asking elsewhere": refusal_of(wishing.ask, alone, cy, kind="cancel", by=viewer),
        "bringing": refusal_of(bringing.bring, couple, cy, words="Hm.", share=True, by=viewer),
        "bringing elsewhere": refusal_of(bringing.bring, couple, cy, words="Hm.", session=alone, by=viewer),
    }


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_cy_sees_the_same_with_and_without_it(
    deed, couple, session, alone, held, open_space, bo, cy, ana, practice
):
    practice.session_fee = 8_001
    practice.save()
    feeds.make(cy.user, by=looking(cy))
    before = observed(cy, couple, session, alone)
    assert before["asking"] == "let in"
    deed(bo, ana, couple, session, alone, held)
    assert observed(cy, couple, session, alone) == before


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_the_deeds_are_real(deed, couple, session, alone, held, open_space, bo, cy, ana, practice):
    practice.session_fee = 8_001
    practice.save()
    acts = AuditEntry.unscoped.count()
    deed(bo, ana, couple, session, alone, held)
    assert AuditEntry.unscoped.count() > acts


def test_the_front_desk_sees_requests_and_fees_and_nothing_else_of_it(
    couple, session, alone, held, open_space, bo, cy, ana, desk, practice
):
    practice.session_fee = 8_001
    practice.save()
    for deed in (asks, missed_it_and_owes, brings_something, is_thought_of):
        deed(bo, ana, couple, session, alone, held)
    scheduling.cancel(alone, called_off=CalledOff(by="partner", partner=bo, reason="Ill."), by=looking(ana))
    seen = {
        name: apps.get_model("practice", name).objects.visible_to(looking(desk)).count()
        for name in ("ChangeRequest", "Fee", "Attendance", "Cancellation", "Bringing", "FollowUp", "Note")
    }
    assert seen == {
        "ChangeRequest": 1,
        "Fee": 1,
        "Attendance": 0,
        "Cancellation": 0,
        "Bringing": 0,
        "FollowUp": 0,
        "Note": 0,
    }


def test_words_lie_sealed_in_the_database(couple, session, bo, ana):
    asked = wishing.ask(session, bo, kind="move", words="harbour", by=looking(bo))
    wishing.answer(asked, granted=False, reply="harbour", by=looking(ana))
    bringing.bring(couple, bo, words="harbour", by=looking(bo))
    for table in ("practice_changerequest", "practice_bringing"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            (row,) = cursor.fetchall()
        assert "harbour" not in str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])
