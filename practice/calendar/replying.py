"""What a person answers by the link in an invitation: "I'll be there" or "I can't come". It calls nothing off."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from practice import audit, jobs, outbox
from practice.access import Viewer
from practice.calendar import feeds
from practice.models import Attendee, InviteReply, MailedInvite, TherapySession
from practice.refusals import BadInput, NotFound

LONGEST_TOKEN = 100


def find_invite(token: str) -> MailedInvite:
    """The invitation this link belongs to, as long as it can be answered. Every other link is absent, for one reason."""
    rows = MailedInvite.unscoped.select_related("session__couple__counsellor__user", "user")
    found = rows.filter(
        reply_hash=feeds.token_hash(token[:LONGEST_TOKEN]),
        method=MailedInvite.Method.REQUEST,
        session__state=TherapySession.State.BOOKED,
        session__starts_at__gt=timezone.now(),
        user__is_active=True,
    ).first()
    if found is None or not _is_expected(found):
        raise NotFound
    return found


def _is_expected(invite: MailedInvite) -> bool:
    return Attendee.unscoped.filter(session=invite.session_id, partner__user=invite.user_id).exists()


@transaction.atomic
def reply(token: str, answer: str) -> InviteReply:
    """Keep this answer in place of any earlier one. Whoever counsels sees it; a mail about it names nothing."""
    invite = find_invite(token)
    if answer not in InviteReply.Answer.values:
        raise BadInput
    MailedInvite.unscoped.select_for_update().get(pk=invite.pk)
    held, _is_new = InviteReply.unscoped.update_or_create(
        session=invite.session,
        user=invite.user,
        defaults={"answer": answer, "at": timezone.now()},
    )
    by = Viewer(user_id=invite.user_id)
    audit.record(by, "invite.answered", invite.session, couple=invite.session.couple)
    if answer == InviteReply.Answer.DECLINED:
        _tell_once(invite)
    return held


def _tell_once(invite: MailedInvite) -> None:
    """One mail for each invitation, however often somebody changes their mind."""
    counsellor = invite.session.couple.counsellor.user
    if counsellor is not None:
        jobs.exactly_once(f"declined:{invite.pk}:{invite.sequence}", lambda: outbox.tell(counsellor))
