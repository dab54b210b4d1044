"""How a partner is called and may safely be reached."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practice import audit, outbox
from practice.access import Viewer
from practice.models import ContactCard, Partner
from practice.refusals import BadInput, StaleEdit
from practice.words import clean_line, clean_text

CHANNELS = [("mail", _("E-mail")), ("phone", _("Phone")), ("none", _("Only in the room"))]
COLUMNS = {"may_mail", "quiet_from", "quiet_until"}
SEALED = {"may_leave_message", "phone", "channel", "words"}


@transaction.atomic
def rename(
    partner: Partner, *, called: str, pronouns: str = "", by: Viewer, version: int | None = None
) -> Partner:
    """Take on the name and pronouns that the person typed."""
    held = Partner.unscoped.select_for_update().get(pk=partner.pk)
    if version is not None and held.version != version:
        raise StaleEdit
    held.called = clean_line(called, "called", most=80)
    held.pronouns = clean_line(pronouns, "pronouns", most=40, required=False)
    held.version += 1
    held.save(update_fields=["called", "pronouns", "version"])
    audit.record(by, "partner.renamed", held)
    return held


@transaction.atomic
def change(card: ContactCard, *, by: Viewer, version: int | None = None, **wishes: Any) -> ContactCard:
    """Change how this person may be reached: columns that senders ask, and the rest sealed."""
    held = ContactCard.unscoped.select_for_update(of=("self",)).select_related("partner").get(pk=card.pk)
    if version is not None and held.version != version:
        raise StaleEdit
    unknown = wishes.keys() - COLUMNS - SEALED
    if unknown:
        raise BadInput(fields={name: _("There’s no such field here.") for name in sorted(unknown)})
    if wishes.get("channel", "mail") not in dict(CHANNELS):
        raise BadInput(fields={"channel": _("Pick one of the ways in the list.")})
    for name in COLUMNS & wishes.keys():
        setattr(held, name, wishes[name])
    if "words" in wishes:
        wishes["words"] = clean_text(wishes["words"], "words", most=600, required=False)
    if "phone" in wishes:
        wishes["phone"] = clean_line(wishes["phone"], "phone", most=40, required=False)
    held.preferences = {**(held.preferences or {}), **{name: wishes[name] for name in SEALED & wishes.keys()}}
    if (held.quiet_from is None) != (held.quiet_until is None):
        raise BadInput(fields={"quiet_until": _("Give both times, or neither.")})
    held.version += 1
    held.save()
    if not held.may_mail and held.partner.user is not None:
        outbox.withhold(held.partner.user)
    audit.record(by, "contact.changed", held)
    return held
