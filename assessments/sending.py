"""Putting a form to one partner: by the counsellor's hand, or because a plan says so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import treating
from assessments.days import today_in
from assessments.format import ordering
from assessments.format.definition import Definition
from assessments.models import Administration, InstrumentVersion, Occasion, PlanRun
from practice import audit, outbox
from practice.access import NOBODY, Viewer
from practice.models import Couple, Membership, Partner, TherapySession
from practice.refusals import BadInput, NotFound, NotNow

Stance = Administration.Stance


class AlreadyWaiting(NotNow):
    code = "already_waiting"
    default = _("This form is waiting for an answer already.")


@dataclass(frozen=True)
class Wish:
    """What a form is asked for and by when; kept beside its answers.

    due_on: the day it is wished for. closes_on: the last day on which it can be answered.
    """

    due_on: date | None = None
    closes_on: date | None = None
    reminds: bool = True
    occasion: str = Occasion.ONCE
    battery: str = ""
    before_session: TherapySession | None = None
    run: PlanRun | None = None
    again_of: Administration | None = None
    sent_by_id: UUID | None = None
    by: Viewer = field(default=NOBODY)


def send(
    couple: Couple,
    partner: Partner,
    slug: str,
    *,
    by: Viewer,
    due_on: date | None = None,
    closes_on: date | None = None,
    reminds: bool = True,
    occasion: str = Occasion.ONCE,
    before_session: TherapySession | None = None,
    quietly: bool = False,
    stance: str = Stance.SELF,
) -> Administration:
    """Ask one partner to take an instrument in its newest version; a neutral mail says that something waits.

    quietly: no mail, for the second and later forms that are sent together. stance: about oneself, or a guess at what
    the other would answer, where the instrument allows it.
    """
    treating.insist_on_acting(by, couple)
    if before_session is not None and before_session.couple_id != couple.pk:
        raise NotFound
    if occasion not in Occasion.values:
        raise BadInput(fields={"occasion": _("Pick one of the occasions in the list.")})
    _insist_on_window(couple, due_on, closes_on)
    wish = Wish(due_on, closes_on, reminds, occasion, before_session=before_session)
    return _by_hand(couple, partner, slug, stance, replace(wish, sent_by_id=by.staff_id, by=by), quietly)


@transaction.atomic
def send_again(
    administration: Administration,
    *,
    by: Viewer,
    due_on: date | None = None,
    closes_on: date | None = None,
) -> Administration:
    """Ask once more, in today's wording, for a form that is in, was left, taken back, or closed unanswered.

    The first one stays as it is; the new one says which it follows.
    """
    first = Administration.unscoped.select_related("couple__practice", "partner", "instrument").get(
        pk=administration.pk
    )
    treating.insist_on_acting(by, first.couple)
    if first.is_open:
        raise AlreadyWaiting
    _insist_on_window(first.couple, due_on, closes_on)
    wish = Wish(due_on, closes_on, occasion=first.occasion, battery=first.battery, again_of=first)
    wish = replace(wish, sent_by_id=by.staff_id, by=by)
    return _by_hand(first.couple, first.partner, first.instrument.slug, first.stance, wish, False)


def _by_hand(
    couple: Couple, partner: Partner, slug: str, stance: str, wish: Wish, quietly: bool
) -> Administration:
    """One form as somebody asked for it, or the reason why not."""
    if not Membership.unscoped.filter(couple=couple, partner=partner, left_at=None).exists():
        raise NotFound
    version = newest_for(couple, slug)
    if version is None or not version.definition.is_for_partners:
        raise BadInput(fields={"instrument": _("Pick one of the forms in the list.")})
    if not allows(version.definition, stance):
        raise BadInput(fields={"stance": _("This form can only be about the person who answers.")})
    with transaction.atomic():
        sent = put(couple, partner, version, stance, wish)
        if sent is None:
            raise AlreadyWaiting
        if not quietly:
            tell(partner)
    return sent


def newest_for(couple: Couple, slug: str) -> InstrumentVersion | None:
    """The newest version in use that this couple's practice may send."""
    theirs = Q(practice=None) | Q(practice=couple.practice_id)
    return InstrumentVersion.unscoped.in_use().filter(theirs, slug=slug).order_by("-number").first()


def allows(definition: Definition, stance: str) -> bool:
    return stance == Stance.SELF or (stance == Stance.GUESS and definition.guess)


def put(
    couple: Couple, partner: Partner, version: InstrumentVersion, stance: str, wish: Wish
) -> Administration | None:
    """Lay one form before its partner, without a mail. None when it waits there already, in whatever wording."""
    open_now = Administration.unscoped.open().filter(couple=couple, partner=partner, stance=stance)
    if open_now.filter(instrument__slug=version.slug).exists():
        return None
    sent = Administration(
        couple=couple,
        partner=partner,
        instrument=version,
        stance=stance,
        due_on=wish.due_on,
        closes_on=wish.closes_on,
        reminds=wish.reminds,
        occasion=wish.occasion,
        battery=wish.battery,
        before_session=wish.before_session,
        run=wish.run,
        again_of=wish.again_of,
        sent_by_id=wish.sent_by_id,
    )
    sent.item_order = ordering.item_order(version.definition, str(sent.pk))
    try:
        with transaction.atomic():
            sent.save(force_insert=True)
    except IntegrityError:  # two colleagues at the same moment
        return None
    audit.record(wish.by, "administration.sent", sent, couple=couple, instrument=version.slug)
    return sent


def tell(partner: Partner) -> None:
    """A neutral mail: something waits, and nothing more."""
    if partner.user is not None:
        outbox.tell(partner.user)


def _insist_on_window(couple: Couple, due_on: date | None, closes_on: date | None) -> None:
    if closes_on is None:
        return
    if closes_on < today_in(couple.practice):
        raise BadInput(fields={"closes_on": _("Its last day has passed already. Pick a later one.")})
    if due_on is not None and closes_on < due_on:
        raise BadInput(fields={"closes_on": _("It would close before the day it is wished for.")})
