"""What goes wrong with a mail is kept short: no address in the queue's records, and no queue without an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from practice import jobs, outbox, reaching, who
from practice.models import ContactCard, Message
from tests.conftest import looking

ADDRESS = "somebody.of.cys@example.org"


class Refusing(EmailBackend):
    """Fails as a mail library may: with the address in the text of the exception."""

    def send_messages(self, email_messages):
        raise ValueError(f"Invalid address {email_messages[0].to[0]!r}")


def worker():
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="a worker",
        excluded_queue_names=[],
    )


@pytest.fixture
def letter(practice):
    return outbox.send_link(practice, to=ADDRESS, path="/")


def test_a_failed_task_keeps_no_address(letter, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    row = DBTaskResult.objects.get()
    row.claim("a worker")
    worker().run_task(row)
    assert Message.unscoped.get().tries == 1
    kept = [f"{row.traceback} {row.args_kwargs} {row.return_value}" for row in DBTaskResult.objects.all()]
    assert kept
    assert not any(ADDRESS in text for text in kept)


def test_a_mail_that_never_leaves_is_given_up_in_the_end(letter, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    for _ in range(outbox.GIVE_UP_AFTER):
        Message.unscoped.update(due_at=letter.created_at)
        outbox.deliver.call(str(letter.pk))
    assert Message.unscoped.get().given_up_at is not None


def test_while_mail_stands_still_the_queue_does_not_grow(letter):
    for _ in range(5):
        outbox.sweep()
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(status="SUCCESSFUL")
    outbox.sweep()
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_the_queue_keeps_no_diary(letter, time_machine_now):
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now())
    jobs.forget_finished()
    assert DBTaskResult.objects.count() == 1
    time_machine_now.shift(timedelta(days=8))
    jobs.forget_finished()
    assert DBTaskResult.objects.count() == 0


@pytest.fixture
def waiting(couple, bo):
    """A letter to Bo, and his card."""
    card, _new = ContactCard.unscoped.get_or_create(partner=bo)
    return outbox.tell(bo.user), card


def test_who_gives_another_address_gets_what_waits_there_and_the_old_mailbox_nothing(
    waiting, bo, settings, mailoutbox
):
    who.change_address(bo.user, email="safe@example.org", by=looking(bo))
    outbox.deliver.call(str(waiting[0].pk))
    assert [mail.to for mail in mailoutbox] == [["safe@example.org"]]


def test_who_wants_no_mail_any_more_gets_none_that_waited(waiting, bo, mailoutbox):
    reaching.change(waiting[1], may_mail=False, by=looking(bo))
    outbox.deliver.call(str(waiting[0].pk))
    assert mailoutbox == []
