"""Consent and the confidences policy: published once, signed by each partner alone, kept as signed."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, registry
from practice.access import Viewer
from practice.models import ConsentText, Couple, Membership, Partner, Practice, Signature
from practice.refusals import Conflict, NotNow

PAPERS = Path(__file__).parent / "papers"


def digest(title: str, sections: list[dict[str, str]]) -> str:
    """SHA-256 of the words exactly as shown: canonical JSON of title and sections."""
    words = json.dumps([title, sections], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


@transaction.atomic
def publish_papers(practice: Practice) -> int:
    """Publish the texts that ship with Evenlight for a practice. Repeating it changes nothing."""
    made = 0
    for file in sorted(PAPERS.glob("*.toml")):
        slug, number, _ending = file.name.rsplit(".", 2)
        data = tomllib.loads(file.read_text())
        sections = [{"heading": s["heading"], "body": s["body"]} for s in data["section"]]
        words = digest(data["title"], sections)
        text, new = ConsentText.unscoped.get_or_create(
            practice=practice,
            slug=slug,
            number=int(number),
            language=data.get("language", "en"),
            defaults={"kind": data["kind"], "title": data["title"], "sections": sections, "sha256": words},
        )
        if not new and text.sha256 != words:
            raise Conflict(
                _("A published text can’t change. Give the new words a new number."), code="text_published"
            )
        made += new
    return made


def texts_for(practice: Practice) -> list[ConsentText]:
    """What each partner is asked to sign now: the newest consent text and the practice's confidences policy."""
    live = ConsentText.unscoped.filter(practice=practice, retired_at=None).order_by("-number")
    consent = live.filter(kind=ConsentText.Kind.CONSENT).first()
    policy = live.filter(
        kind=ConsentText.Kind.CONFIDENCES, slug=f"confidences-{practice.confidences_policy}"
    ).first()
    return [text for text in (consent, policy) if text is not None]


def unsigned(partner: Partner, couple: Couple) -> list[ConsentText]:
    signed = set(
        Signature.unscoped.filter(partner=partner, couple=couple, withdrawn_at=None).values_list(
            "text_id", flat=True
        )
    )
    return [text for text in texts_for(couple.practice) if text.pk not in signed]


@transaction.atomic
def sign(
    text: ConsentText, *, partner: Partner, couple: Couple, by: Viewer, signed_as: str = ""
) -> Signature:
    """Sign one text. The words are copied and sealed as they stood, with their hash; signing twice is signing once."""
    if text not in texts_for(couple.practice):
        raise NotNow(_("There’s a newer text. Please read that one."), code="text_replaced")
    held = Signature.unscoped.filter(text=text, partner=partner, couple=couple, withdrawn_at=None).first()
    if held is not None:
        return held
    signature = Signature.unscoped.create(
        text=text,
        partner=partner,
        couple=couple,
        sha256=text.sha256,
        copy={
            "title": text.title,
            "sections": text.sections,
            "number": text.number,
            "language": text.language,
            "signed_as": signed_as or partner.called,
        },
    )
    audit.record(by, "consent.signed", signature, couple=couple)
    return signature


@transaction.atomic
def withdraw(*, partner: Partner, by: Viewer) -> None:
    """One partner stops. New collection ends at once, joint things freeze; the other is told only that things are paused."""
    membership = (
        Membership.unscoped.select_for_update(of=("self",))
        .select_related("couple")
        .filter(partner=partner, left_at=None)
        .first()
    )
    if membership is None:
        raise NotNow(_("This has ended already."), code="already_ended")
    now = timezone.now()
    Signature.unscoped.filter(partner=partner, couple=membership.couple, withdrawn_at=None).update(
        withdrawn_at=now
    )
    membership.left_at = now
    membership.save(update_fields=["left_at"])
    registry.tell(registry.PARTNER_LEFT, membership=membership)
    audit.record(by, "consent.withdrawn", membership, couple=membership.couple)


def own_signatures(partner: Partner) -> list[dict[str, Any]]:
    rows = Signature.unscoped.filter(partner=partner).select_related("text").order_by("signed_at")
    return [
        {
            "title": row.copy["title"],
            "sha256": row.sha256,
            "signed_at": row.signed_at.isoformat(),
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        }
        for row in rows
    ]
