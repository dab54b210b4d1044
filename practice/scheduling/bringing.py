"""Something that one partner would like to bring to a session: the counsellor reads it at once.

The other partner reads it only if its author shares it, and ten minutes later; until then it can be taken back unseen.
That is worked out whenever rows are read (models.wishes.shared_with), so no job can be late. Once either of the two has
left the couple, what was shared stays with its author and the counsellor, and changes no more.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.models import Bringing, Couple, Membership, Partner, TherapySession
from practice.models.wishes import SETTLING
from practice.refusals import Conflict, NotFound, NotNow, StaleEdit
from practice.scheduling.whose import (
    belongs_now,
    expected_at,
    insist_on_acting,
    insist_on_seat,
    insist_on_self,
    may_share,
)
from practice.words import clean_text

LONGEST = 2_000
MOST_OPEN = 50


@transaction.atomic
def bring(
    couple: Couple,
    partner: Partner,
    *,
    words: str,
    session: TherapySession | None = None,
    share: bool = False,
    by: Viewer,
) -> Bringing:
    """Keep what a partner would like to bring. Without a session it is for their next one."""
    insist_on_self(by, partner)
    Partner.unscoped.select_for_update().get(pk=partner.pk)
    _insist_on_belonging(couple, partner)
    _insist_on_own_hour(session, couple, partner)
    text = clean_text(words, "words", most=LONGEST)
    if Bringing.unscoped.filter(couple=couple, partner=partner, done_at=None).count() >= MOST_OPEN:
        raise NotNow(_("There’s a lot here already. Take something away first."), code="many_brought")
    row = Bringing(couple=couple, partner=partner, session=session, words=text)
    if share:
        _insist_on_sharing(row)
        row.shared_at = timezone.now()
    row.save(force_insert=True)
    audit.record(by, "bringing.kept", row, couple=couple)
    return row


@transaction.atomic
def rewrite(bringing: Bringing, *, words: str, by: Viewer, version: int | None = None) -> Bringing:
    """Change one's own words. What is shared is taken back first, so nobody's page changes in silence."""
    held = _own(bringing, by, version)
    if held.shared_at is not None:
        raise Conflict(_("This is shared. Take it back first, then change it."), code="bringing_shared")
    if held.done_at is not None:
        raise NotNow(_("This was talked about. Write a new one."), code="bringing_done")
    held.words = clean_text(words, "words", most=LONGEST)
    _keep(held, "words")
    audit.record(by, "bringing.changed", held, couple=held.couple)
    return held


@transaction.atomic
def share(bringing: Bringing, *, by: Viewer, version: int | None = None) -> Bringing:
    """Share it with the other partner, who gets it in ten minutes. Sharing twice is sharing once."""
    held = _own(bringing, by, version)
    if held.shared_at is not None:
        return held
    _insist_on_sharing(held)
    held.shared_at = timezone.now()
    _keep(held, "shared_at")
    audit.record(by, "bringing.shared", held, couple=held.couple)
    return held


@transaction.atomic
def unshare(bringing: Bringing, *, by: Viewer, version: int | None = None) -> Bringing:
    """Take it back: from the next request on it is as if it had never been there. The other one is not told.

    Within ten minutes nobody has seen it; see `is_unseen`. What was read later stays read.
    """
    held = _own(bringing, by, version)
    if held.shared_at is None:
        return held
    held.shared_at = None
    _keep(held, "shared_at")
    audit.record(by, "bringing.taken_back", held, couple=held.couple)
    return held


@transaction.atomic
def withdraw(bringing: Bringing, *, by: Viewer, version: int | None = None) -> None:
    """Take one's own words away altogether, for the counsellor too."""
    held = _own(bringing, by, version)
    audit.record(by, "bringing.deleted", held, couple=held.couple)
    held.delete()


@transaction.atomic
def mark_done(bringing: Bringing, *, by: Viewer, done: bool = True, version: int | None = None) -> Bringing:
    """The counsellor notes that it was talked about, or that it was not after all."""
    held = _locked(bringing)
    insist_on_acting(by, held.couple)
    _insist_on_fresh(held, version)
    if (held.done_at is not None) == done:
        return held
    held.done_at = timezone.now() if done else None
    _keep(held, "done_at")
    audit.record(by, "bringing.done", held, couple=held.couple)
    return held


def is_unseen(bringing: Bringing) -> bool:
    """Whether it is shared and still settling, so that taking it back leaves no trace with anybody."""
    return bringing.shared_at is not None and timezone.now() < bringing.shared_at + SETTLING


def is_frozen(bringing: Bringing) -> bool:
    """Whether it was shared in a couple that one of the two has left since."""
    gone = Membership.unscoped.filter(couple=bringing.couple_id, left_at__isnull=False)
    return bringing.shared_at is not None and gone.exists()


def _insist_on_belonging(couple: Couple, partner: Partner) -> None:
    if not belongs_now(partner, couple):
        raise NotFound
    if Couple.unscoped.filter(pk=couple.pk, status=Couple.Status.ENDED).exists():
        raise NotNow(_("Your sessions have come to an end, so there is none to bring this to."), code="ended")


def _insist_on_own_hour(session: TherapySession | None, couple: Couple, partner: Partner) -> None:
    """It is meant for an hour that this partner has a seat at and that is still to come."""
    if session is None:
        return
    held = TherapySession.unscoped.filter(pk=session.pk, couple=couple).first()
    if held is None:
        raise NotFound
    insist_on_seat(held, partner)
    if held.state == TherapySession.State.CANCELLED or held.ends_at <= timezone.now():
        raise NotNow(_("This session is over. Bring it to the next one."), code="session_over")


def _insist_on_sharing(bringing: Bringing) -> None:
    """The same sentence whatever lets sharing rest. What is meant for an hour of one's own tells nobody of that hour."""
    if bringing.session is not None and not _is_of_both(bringing):
        raise Conflict(
            _("This one is for an hour of your own. It can’t be shared from here."), code="not_for_sharing"
        )
    couple = Couple.unscoped.get(pk=bringing.couple_id)
    if not may_share(couple, bringing.partner):
        raise NotNow(_("Sharing is resting just now. Your words are kept as they are."), code="resting")


def _is_of_both(bringing: Bringing) -> bool:
    assert bringing.session is not None
    members = Membership.unscoped.filter(couple=bringing.couple_id, left_at=None)
    seated = {partner.pk for partner in expected_at(bringing.session)}
    return set(members.values_list("partner_id", flat=True)) <= seated


def _own(bringing: Bringing, by: Viewer, version: int | None) -> Bringing:
    held = _locked(bringing)
    insist_on_self(by, held.partner)
    _insist_on_fresh(held, version)
    if is_frozen(held) or not belongs_now(held.partner, held.couple):
        raise Conflict(_("This is kept as it was. It can’t be changed any more."), code="bringing_frozen")
    return held


def _locked(bringing: Bringing) -> Bringing:
    rows: QuerySet[Bringing] = Bringing.unscoped.select_related("couple__practice", "partner", "session")
    held = rows.select_for_update(of=("self",)).filter(pk=bringing.pk).first()
    if held is None:
        raise NotFound
    return held


def _insist_on_fresh(bringing: Bringing, version: int | None) -> None:
    if version is not None and bringing.version != version:
        raise StaleEdit


def _keep(bringing: Bringing, field: str) -> None:
    bringing.version += 1
    bringing.save(update_fields=[field, "version"])
