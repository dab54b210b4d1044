"""Today: one thing now, what is new between the two, and what can wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assessments import administering, gate
from assessments.models import AFTER_THE_END, Administration
from homework import reading
from practice import caring, consenting
from practice.models import TherapySession

from . import form_pages, one_thing, private_questions, when
from .here import Here, page, show
from .names import with_name
from .seen_by import Circle, seen_by

SESSIONS_LISTED = 2


@page("GET")
def today(request: HttpRequest, here: Here) -> HttpResponse:
    """`/today/`. Nothing on it depends on what the other partner has kept, skipped, answered or left open."""
    sessions = list(TherapySession.objects.visible_to(here.viewer).upcoming()[:SESSIONS_LISTED])
    if here.is_paused:
        # What belongs to the end of a course is asked though everything else rests.
        late = [form for form in waiting_forms(here) if form.row.occasion in AFTER_THE_END]
        return show(
            request,
            "today",
            here,
            **_frame(here, _("Quiet, for now.")),
            now=None,
            forms=[(form, form.says(here.now.date())) for form in late],
            sessions=_said(sessions),
        )
    homework = reading.today(here.partner, by=here.viewer)
    forms = waiting_forms(here)
    now = one_thing.choose(
        now=here.now,
        sessions=sessions,
        things=homework.things,
        forms=forms,
        counsellor=here.counsellor,
    )
    return show(
        request,
        "today",
        here,
        **_frame(here, _sub(here, now)),
        now=now,
        title=with_name(now.title, here.other),
        ease=with_name(now.ease, here.other),
        reason=now.thing.reason if now.thing else "",
        is_for_me_alone=now.thing is not None and now.thing.for_its_author,
        between=gate.BETWEEN_EXERCISES if homework.between else "",
        newest=homework.newest,
        newest_when=when.plain_time(homework.newest.arrived_at, here.now) if homework.newest else "",
        others=[thing for thing in homework.offered if thing is not now.thing],
        look_backs=reading.look_backs(here.partner, by=here.viewer),
        is_back=homework.is_back,
        forms=[(form, form.says(here.now.date())) for form in forms if form is not now.waiting],
        private=None if here.partner.user.shared_device else private_questions.open_here(here),
        sessions=_said([session for session in sessions if session is not now.session]),
        unsigned=_unsigned(here),
        is_later="later" in request.GET,
    )


def _frame(here: Here, sub: str) -> dict[str, object]:
    return {
        "hello": when.greeting(here.now, here.partner.called),
        "sub": sub,
        "seen_by": seen_by(here, Circle.YOU_AND_COUNSELLOR),
        "for_now": seen_by(here, Circle.FOR_NOW),
        "only_you": seen_by(here, Circle.ONLY_YOU),
    }


def _sub(here: Here, now: one_thing.Now) -> str:
    if now.kind == "nothing":
        return _("There’s nothing else today.")
    if when.part_of_day(here.now) == "evening":
        return _("One small thing, then the evening is yours.")
    return _("One small thing, then the day is yours.")


def _said(sessions: list[TherapySession]) -> list[tuple[TherapySession, str]]:
    return [(session, when.moment_words(session.starts_at, session.zone)) for session in sessions]


def waiting_forms(here: Here) -> list[one_thing.Waiting]:
    """This partner's open forms, the one that is due first at the top."""
    rows = Administration.objects.visible_to(here.viewer).open().filter(partner=here.partner)
    held = sorted(
        rows.select_related("instrument", "partner"),
        key=lambda row: (row.due_on is None, row.due_on or here.now.date(), row.opened_at),
    )
    user = here.partner.user
    return [_waiting(row, user.language if user else "en") for row in held]


def _waiting(row: Administration, language: str) -> one_thing.Waiting:
    asked = administering.questions(row)
    return one_thing.Waiting(row, form_pages.settled(asked, row.answers or {}), len(asked), language)


def _unsigned(here: Here) -> int:
    """How many papers wait to be read and signed by this partner."""
    couple = caring.couple_of(here.partner)
    return len(consenting.unsigned(here.partner, couple)) if couple else 0
