"""Which one thing stands on Today, and what waits below it. One order for everybody; it knows one partner only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Administration
from homework.reading import OneThing
from practice.models import TherapySession

from . import when

SOON = timedelta(hours=2)
DUE_WITHIN = timedelta(days=2)
Kind = Literal["session", "exercise", "form", "nothing"]


@dataclass(frozen=True)
class Waiting:
    """A form that waits for this partner: how much of it is answered, and until when it is open."""

    row: Administration
    answered: int
    of: int
    language: str = "en"

    @property
    def url(self) -> str:
        return reverse("portal:q-start", args=[self.row.pk])

    @property
    def title(self) -> str:
        return self.row.instrument.definition_in(self.language).neutral_title

    @property
    def minutes(self) -> int:
        return self.row.instrument.definition.minutes

    @property
    def is_intake(self) -> bool:
        return self.row.instrument.definition.tradition == "intake"

    def is_due(self, today: date) -> bool:
        due = self.row.due_on or self.row.closes_on
        return due is not None and due - today <= DUE_WITHIN

    def says(self, today: date) -> str:
        """6 of 16 answered and kept. Open until Wednesday."""
        kept = (
            _("%(answered)d of %(of)d answered and kept.") % {"answered": self.answered, "of": self.of}
            if self.answered
            else about(self.minutes)
        )
        due = self.row.closes_on or self.row.due_on
        if due is None or due < today:
            return kept
        return kept + " " + _("Open until %(day)s.") % {"day": when.until_words(due, today)}


@dataclass(frozen=True)
class Now:
    """The one thing: `eyebrow` says how long, `title` what, `ease` that it need not be much."""

    kind: Kind
    eyebrow: str = ""
    title: str = ""
    ease: str = ""
    url: str = ""
    verb: str = ""
    thing: OneThing | None = None
    waiting: Waiting | None = None
    session: TherapySession | None = None


def about(minutes: int) -> str:
    if minutes <= 1:
        return _("About a minute.")
    return ngettext("About %(n)d minute.", "About %(n)d minutes.", minutes) % {"n": minutes}


def choose(
    *,
    now: datetime,
    sessions: Sequence[TherapySession],
    things: Iterable[OneThing],
    forms: Sequence[Waiting],
    counsellor: str,
) -> Now:
    """A session within two hours, today's exercise, a form due within two days, intake, or nothing."""
    today = now.date()
    if sessions and sessions[0].starts_at - now <= SOON:
        return _session(sessions[0], counsellor)
    if thing := next((each for each in things if each.state == "open" and each.is_due), None):
        return _exercise(thing)
    due = [form for form in forms if form.is_due(today)] or [form for form in forms if form.is_intake]
    return _form(due[0], today) if due else Now("nothing")


def _session(session: TherapySession, counsellor: str) -> Now:
    return Now(
        "session",
        eyebrow=_("Today, at %(time)s") % {"time": when.clock(session.starts_at, session.zone)},
        title=_("You meet %(counsellor)s soon.") % {"counsellor": counsellor},
        ease=session.place or _("Come as you are. There’s nothing to prepare."),
        url=reverse("portal:session", args=[session.pk]),
        verb=_("See when and where"),
        session=session,
    )


def _exercise(thing: OneThing) -> Now:
    length = _("about a minute") if thing.minutes <= 1 else _("about %(n)d minutes") % {"n": thing.minutes}
    eyebrow = _("This week’s one thing, %(length)s") if thing.weekly else _("Today’s one thing, %(length)s")
    return Now(
        "exercise",
        eyebrow=eyebrow % {"length": length},
        title=thing.card or thing.prompt,
        ease=thing.prompt if thing.card else _("A sentence is plenty."),
        url=reverse("portal:entry", args=[thing.assignment_id]),
        verb=_("Write it down"),
        thing=thing,
    )


def _form(form: Waiting, today: date) -> Now:
    return Now(
        "form",
        eyebrow=form.says(today),
        title=form.title + ".",
        ease=_("No right answers here, just recent ones."),
        url=form.url,
        verb=_("Go on") if form.answered else _("Start"),
        waiting=form,
    )
