"""Who is in the pictures and which pages are taken, once the demo story has been told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from assessments import administering
from assessments.models import Administration
from assessments.safety.models import SafetyAlert
from practice import caring, inviting
from practice.access import viewer_for
from practice.models import Couple, Membership, Message, Partner, Staff, TherapySession
from reports import ledger
from reports.models import IssuedReport
from tests.signing import sign_in


@dataclass(frozen=True)
class Shot:
    """One page of one step: its name, whose it is ("" for somebody who is not signed in), and where.

    press: what is done on it before the picture, parted by bars; see tests.screenshots.press.
    """

    name: str
    who: str
    path: str
    press: str = ""


@dataclass
class Scene:
    shots: list[Shot]
    report: bytes
    cookies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def set_scene() -> Scene:
    ines = Staff.unscoped.get(user__login_name="ines")
    noor, remy = (Partner.unscoped.get(called=name) for name in ("Noor", "Remy"))
    me = viewer_for(ines.user, second_factor=True)
    couple = Couple.unscoped.get(pk=Membership.unscoped.get(partner=noor).couple_id)
    form = administering.send(couple, noor, "turning-toward", by=me, quietly=True)
    first = [question.id for question in administering.questions(form)[:5]]
    administering.save_answer(form, dict.fromkeys(first, 3), by=viewer_for(noor.user))
    report = IssuedReport.unscoped.filter(couple=couple, audience="couple").order_by("issued_at", "pk").last()
    assert report is not None
    scene = Scene(_shots(couple, form, _invited(ines, me)), ledger.file_of(report.pk, by=me))
    for who, person in (("ines", ines), ("noor", noor), ("remy", remy)):
        client = sign_in(Client(), person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        scene.cookies[who] = [{"name": settings.SESSION_COOKIE_NAME, "value": value}]
    return scene


def _invited(ines: Staff, me: Any) -> str:
    """The path in the mail to somebody who has just been invited."""
    couple = caring.add_couple(["Jo", "Ash"], counsellor=ines, by=me)
    partner = Membership.unscoped.filter(couple=couple).first()
    assert partner is not None
    inviting.invite_partner(partner.partner, email="jo@example.org", by=me)
    letter = Message.unscoped.latest("created_at").letter
    found = re.search(r"/welcome/[\w-]+/", letter["body"])
    assert found
    return found[0]


def _shots(couple: Couple, form: Administration, link: str) -> list[Shot]:
    desk = f"/desk/couples/{couple.pk}/"

    def latest(slug: str) -> Administration:
        rows = Administration.unscoped.filter(couple=couple, instrument__slug=slug, state="submitted")
        return rows.latest("submitted_at")

    pulse = latest("connection-and-distance")
    ahead = TherapySession.unscoped.filter(couple=couple, state="booked").latest("starts_at")
    alerts = SafetyAlert.unscoped.filter(couple__counsellor=couple.counsellor)
    held = (alerts.exclude(couple=couple).first() or alerts.latest("raised_at")).couple
    library = "/desk/library/"
    setting = "One thing you did|Go on|Both of them|Go on|Why this one=You both do more for each other than gets said."
    return [
        Shot("1-sign-in", "", "/sign-in/"),
        Shot("1-add-a-couple", "ines", "/desk/couples/new/"),
        Shot("1-caseload", "ines", "/desk/couples/"),
        Shot("2-invitation", "", link),
        Shot("2-who-sees-what", "noor", "/welcome/who-sees-what/"),
        Shot("3-question", "noor", f"/q/{form.pk}/6/"),
        Shot("3-look-it-over", "noor", f"/q/{form.pk}/review/"),
        Shot("4-couple", "ines", desk),
        Shot("4-side-by-side", "ines", f"{desk}questionnaires/{pulse.pk}/"),
        Shot("5-set-homework", "ines", f"{desk}homework/new/", setting + "|Go on"),
        Shot("5-today", "noor", "/today/"),
        Shot("5-entry", "noor", "/today/", "Write it down"),
        Shot("6-calendar", "ines", "/desk/calendar/"),
        Shot("6-move-a-session", "ines", f"{desk}sessions/{ahead.pk}/move/"),
        Shot("6-sessions", "noor", "/sessions/"),
        Shot("7-build-a-report", "ines", f"{desk}reports/new/"),
        Shot("8-api", "ines", "/api/v1/couples/"),
        Shot("9-library", "ines", library),
        Shot("9-instrument", "ines", f"{library}q/forgotten-four/"),
        Shot("9-own-instrument", "ines", library, "Write one"),
        Shot("9-sets-and-plans", "ines", f"{desk}questionnaires/"),
        Shot("9-send", "ines", f"{desk}questionnaires/send/"),
        Shot("9-form-start", "noor", f"/q/{form.pk}/"),
        Shot("9-results", "ines", f"{desk}questionnaires/{latest('forgotten-four').pk}/"),
        Shot("9-open-alone", "ines", "/desk/open-alone/"),
        Shot("9-safety", "ines", f"/desk/couples/{held.pk}/open-alone/"),
        Shot("10-homework", "ines", f"{desk}homework/"),
        Shot("10-pick", "ines", f"{desk}homework/new/"),
        Shot("10-exercises", "ines", f"{library}x/"),
        Shot("10-exercise", "ines", f"{library}x/inner-world-questions/"),
        Shot("10-together", "noor", "/together/"),
        Shot("10-only-me", "noor", "/only-me/"),
    ]
