"""Neutral mail, written in the transaction that gave rise to it and sent by the worker, once.

Every event makes the same mail but for its link. Nothing says what happened, to whom, or that there is a partner.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from email.utils import formataddr, formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from practice.calendar import itip
from practice.calendar.recurrence import zone_info
from practice.models import ContactCard, Message, Partner, Practice, Staff, User

log = logging.getLogger(__name__)
SUBJECT = "Something new is waiting for you"
GIVE_UP_AFTER = 8
MOST_QUEUED = 500


def practice_of(user: User) -> Practice | None:
    staff = Staff.unscoped.select_related("practice").filter(user=user).first()
    if staff:
        return staff.practice
    partner = Partner.unscoped.select_related("practice").filter(user=user).first()
    return partner.practice if partner else None


def queue(
    practice: Practice,
    *,
    to: str,
    body: str,
    user: User | None = None,
    due_at: datetime | None = None,
    lay_aside: bool = False,
    invitation: itip.Invitation | None = None,
) -> Message:
    """Put one letter in the outbox; the worker is told once this transaction holds."""
    now = timezone.now()
    part = {"calendar": invitation.kept()} if invitation is not None else {}
    letter = Message(
        practice=practice,
        user=user,
        letter={"to": to, "subject": SUBJECT, "body": body, **part},
        due_at=due_at or now,
        given_up_at=now if lay_aside else None,
    )
    letter.save(force_insert=True)
    deliver.enqueue(str(letter.pk))
    return letter


def tell(
    user: User, *, path: str = "/", invitation: itip.Invitation | None = None, before: datetime | None = None
) -> Message | None:
    """Say that something new is waiting, if this person may be reached by mail at all, and in time.

    before: from then on the news is old, so a letter that quiet hours would hold until then is not written.
    """
    reached = reach(user, timezone.now())
    if reached is None:
        return None
    practice, due_at = reached
    if before is not None and due_at >= before:
        return None
    body = _body(settings.BASE_URL + path)
    return queue(practice, to=user.email, body=body, user=user, due_at=due_at, invitation=invitation)


def reach(user: User, moment: datetime) -> tuple[Practice, datetime] | None:
    """The practice that writes to this person, and the first moment from this one on that they like to be written to."""
    practice = practice_of(user)
    card = ContactCard.unscoped.filter(partner__user=user).first()
    if practice is None or not user.email or not user.is_active or (card is not None and not card.may_mail):
        return None
    return practice, after_quiet_hours(card, practice, moment) if card is not None else moment


def withhold(user: User) -> None:
    """What still waits for this person is not sent: they want no mail any more."""
    Message.unscoped.filter(user=user, sent_at=None, given_up_at=None).update(given_up_at=timezone.now())


def after_quiet_hours(card: ContactCard, practice: Practice, moment: datetime) -> datetime:
    """The first moment, from this one on, outside the hours in which this person wants no mail."""
    begin, end = card.quiet_from, card.quiet_until
    if begin is None or end is None or begin == end:
        return moment
    local = moment.astimezone(zone_info(practice.time_zone))
    clock = local.time()
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return moment
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=local.tzinfo)


def send_link(practice: Practice, *, to: str, path: str) -> Message:
    return queue(practice, to=to, body=_body(settings.BASE_URL + path))


def send_code(user: User | None, code: str) -> None:
    """Mail a sign-in code to a partner. For nobody the same steps are taken and the letter is laid aside."""
    if user is not None:
        partner = Partner.unscoped.select_related("practice").filter(user=user).first()
        practice = partner.practice if partner else None
    else:
        practice = Practice.unscoped.order_by("pk").first()
    if practice is None:
        return
    body = render_to_string("practice/mail/code.txt", {"code": code, "minutes": 10})
    if user is not None:
        queue(practice, to=user.email, body=body, user=user)
    else:
        queue(practice, to="nobody@person.invalid", body=body, lay_aside=True)


def _body(link: str) -> str:
    return render_to_string("practice/mail/news.txt", {"link": link})


@task()
def deliver(message_id: str) -> None:
    """Send one letter. Its Message-ID is its own, so a rare second copy can be told by any mail reader."""
    with transaction.atomic():
        letter = (
            Message.unscoped.select_for_update().filter(pk=message_id, sent_at=None, given_up_at=None).first()
        )
        if letter is None or letter.due_at > timezone.now():
            return
        letter.tries += 1
        letter.due_at = timezone.now() + timedelta(minutes=2**letter.tries)
        letter.save(update_fields=["tries", "due_at"])
    try:
        _send(letter)
    # Raised further, its text would stay in the queue, and with it an address.
    except Exception as problem:  # noqa: BLE001
        log.warning("mail %s not accepted (%s), try %d", letter.pk, type(problem).__name__, letter.tries)
        if letter.tries >= GIVE_UP_AFTER:
            Message.unscoped.filter(pk=letter.pk).update(given_up_at=timezone.now())
        return
    Message.unscoped.filter(pk=letter.pk).update(sent_at=timezone.now())


def _send(letter: Message) -> None:
    words: Any = letter.letter
    to = letter.user.email if letter.user is not None else words["to"]
    sender = _address(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMultiAlternatives(
        words["subject"],
        words["body"],
        formataddr((letter.practice.neutral_sender, sender)),
        [to],
        headers={
            "Message-ID": f"<{letter.pk}@post.invalid>",
            "Date": formatdate(letter.created_at.timestamp()),
        },
        connection=get_connection(),
    )
    if "calendar" in words:
        invitation = itip.Invitation(**words["calendar"])
        mail.attach_alternative(
            invitation.file(to, sender, letter.practice.neutral_sender), invitation.content_type
        )
    mail.send()


def _address(sender: str) -> str:
    return sender.rsplit("<", 1)[-1].rstrip(">").strip()


def sweep() -> int:
    """Enqueue what is due, unsent and not queued yet; called by the tick, safe to repeat while mail stands still."""
    waiting = Message.unscoped.filter(sent_at=None, given_up_at=None, due_at__lte=timezone.now()).order_by(
        "due_at"
    )
    queued = DBTaskResult.objects.filter(status="READY", task_path=deliver.module_path)
    held = {args["args"][0] for args in queued.values_list("args_kwargs", flat=True)}
    found = waiting.exclude(pk__in=held) if len(held) <= MOST_QUEUED else waiting.none()
    ids = [str(pk) for pk in found.values_list("pk", flat=True)[:MOST_QUEUED]]
    for message_id in ids:
        deliver.enqueue(message_id)
    return len(ids)
