"""A partner's own export holds what they asked for, brought, owe and answered, and nothing of the other one's."""

from datetime import datetime, timedelta

from practice import registry
from practice.models import Bringing, ChangeRequest, Fee, InviteReply
from practice.scheduling import attending, bringing, wishing
from tests.conftest import looking


def lived_through(couple, session, held, partner, ana, word):
    by = looking(partner)
    wishing.ask(
        session, partner, kind="move", wished=[datetime(2026, 10, 16, 15)], words=f"{word} asks", by=by
    )
    bringing.bring(couple, partner, words=f"{word} brings", by=by, share=True)
    InviteReply.unscoped.create(session=session, user=partner.user, answer="declined")
    attending.note_attendance(held, partner, outcome="late", by=looking(ana))


def own(partner):
    return registry.own_data_of(partner)["around sessions"]


def test_it_holds_all_of_ones_own_and_nothing_of_the_others(
    couple, session, held, open_space, bo, cy, ana, practice, clock
):
    practice.session_fee = 8_000
    practice.save()
    for partner, word in ((bo, "amber"), (cy, "birch")):
        lived_through(couple, session, held, partner, ana, word)
    attending.charge(held, by=looking(ana))
    clock.shift(timedelta(hours=1))
    mine = own(bo)
    assert {name: len(rows) for name, rows in mine.items()} == {
        "requests": 1,
        "brought": 1,
        "fees": 1,
        "replies": 1,
    }
    assert mine["requests"][0]["words"] == "amber asks"
    assert mine["brought"][0]["words"] == "amber brings"
    assert (mine["fees"][0]["amount"], mine["fees"][0]["state"]) == (4_000, "due")
    assert mine["replies"][0]["answer"] == "declined"
    assert "birch" not in str(mine)
    assert "late" not in str(mine)


def test_it_is_empty_for_who_did_nothing_whatever_the_other_one_did(
    couple, session, held, open_space, bo, cy, ana, clock
):
    before = own(cy)
    lived_through(couple, session, held, bo, ana, "amber")
    clock.shift(timedelta(hours=1))
    assert own(cy) == before == {"requests": [], "brought": [], "fees": [], "replies": []}


def test_who_is_forgotten_leaves_no_words_and_the_books_stay(
    couple, session, held, open_space, bo, cy, ana, practice
):
    practice.session_fee = 8_000
    practice.save()
    for partner, word in ((bo, "amber"), (cy, "birch")):
        lived_through(couple, session, held, partner, ana, word)
    attending.charge(held, by=looking(ana))
    registry.tell(registry.PERSON_ERASED, partner=bo)
    for model in (ChangeRequest, Bringing):
        assert [row.partner for row in model.unscoped.all()] == [cy]
    assert [row.user for row in InviteReply.unscoped.all()] == [cy.user]
    assert Fee.unscoped.count() == 2
