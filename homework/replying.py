"""A small answer to something that has arrived: kept, thank you, talk about it next time, or that fits.

One each, changed or unsaid at will. It reaches the author ten minutes later and makes no mail. There are no threads,
and nothing anywhere says that something was not answered.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homework.models import EntryPart, Reply
from homework.models.entries import reaches
from practice import audit
from practice.access import PARTNER, Viewer
from practice.models import Partner
from practice.refusals import BadInput, NotFound

Kind = Reply.Kind
OF_THE_CYCLE = "cycle-diary"
"""The exercise whose wordings become the couple's cycle map once they fit for both."""


def kinds_for(part: EntryPart) -> tuple[Reply.Kind, ...]:
    """What can be said to this part; whether a wording fits is asked of the cycle alone."""
    fits = part.entry.assignment.exercise.slug == OF_THE_CYCLE
    return tuple(kind for kind in Kind if fits or kind != Kind.FITS)


@transaction.atomic
def reply(part: EntryPart, kind: str, *, by: Viewer) -> Reply:
    """Answer one part of the other one's that has arrived. Another kind replaces the first; the same one says it once."""
    giver = _giver(by)
    held = _arrived(part, giver)
    if kind not in kinds_for(held):
        raise BadInput(fields={"kind": _("Pick one of the answers in the list.")})
    said = Reply.unscoped.filter(part=held, partner=giver).first()
    if said is not None and said.kind == kind:
        return said
    said = said or Reply(part=held, partner=giver)
    said.kind, said.at = kind, timezone.now()
    said.save()
    audit.record(by, "part.answered", said, couple=held.entry.assignment.couple)
    return said


@transaction.atomic
def unsay(reply: Reply, *, by: Viewer) -> None:
    """Take one's answer away: it is as if it had never been there."""
    giver = _giver(by)
    rows = Reply.objects.visible_to(by).filter(partner=giver, pk=reply.pk)
    held = rows.select_related("part__entry__assignment__couple").first()
    if held is None:
        raise NotFound
    audit.record(by, "answer.unsaid", held, couple=held.part.entry.assignment.couple)
    held.delete()


def _giver(by: Viewer) -> Partner:
    """The partner who answers. Their own row is the lock: the author never waits for it."""
    if not by.has(PARTNER):
        raise NotFound
    giver = Partner.unscoped.select_for_update().filter(user=by.user_id).first()
    if giver is None:
        raise NotFound
    return giver


def _arrived(part: EntryPart, giver: Partner) -> EntryPart:
    """The part as it stands before this partner now. Not yet there, taken back and never written look alike."""
    rows = EntryPart.unscoped.filter(reaches(partner=giver), pk=part.pk)
    held = rows.select_related("entry__assignment__couple", "entry__assignment__exercise").first()
    if held is None:
        raise NotFound
    return held
