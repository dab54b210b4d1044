"""Puts every word of plants.py in its place: through the verbs where people would, straight into the row elsewhere."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone

from assessments import administering, closing, drafting, gate, publishing, sending
from assessments.models import Administration, CounsellorRating, ScaleFigures
from assessments.results import own_result
from assessments.safety import asking, holding, reviewing
from assessments.safety.models import SafetyAlert, SafetyAnswers, SafetyScreen
from practice import noting, scheduling
from practice.calendar import feeds
from practice.models import CoupleSummary, Message
from reports import agreeing, issuing
from reports.models import ReportConsent

from . import homework, hours
from .cast import Cast, Word, gather

CAME_DAYS_AGO = 12
FORM = "intake-about-me"
OWN = "relationship-satisfaction"  # its result may be shown to whoever answered


def plant(word: Word) -> Cast:
    cast = gather(word)
    for sow in (
        _screens,
        _hours,
        homework.sow,
        _forms,
        _worries,
        _notes,
        _reports,
        _keys,
        _straight_in,
        hours.sow,
        _beyond,
    ):
        sow(cast)
    return cast


def _today() -> Any:
    return timezone.localdate()


# -- safety -------------------------------------------------------------------------------------------


def _screens(cast: Cast) -> None:
    """Everybody answers and is reviewed, and joint work is open. Bo's answers hold words that no page offers."""
    for who in ("bo", "cy", "dee", "eli"):
        counsellor = cast.by("ana" if who in {"bo", "cy"} else "fay")
        screen = SafetyScreen.unscoped.get(partner=cast.people[who], state="open")
        for asked in asking.asked(screen, by=cast.by(who)):
            asking.answer(screen, asked.question.id, {"declined": True}, by=cast.by(who))
        asking.send(screen, by=cast.by(who))
        note, review = ("alert-note", "review-note") if who == "bo" else ("", "")
        for alert in SafetyAlert.unscoped.filter(screen=screen):
            reviewing.acknowledge(alert, cast.word(note) if note else "Talked over.", by=counsellor)
        screen.refresh_from_db()
        reviewing.record_review(screen, "joint", by=counsellor, note=cast.word(review) if review else "")
    gate.open_joint_work(cast.couples["ours"], by=cast.by("ana"))
    gate.open_joint_work(cast.couples["theirs"], by=cast.by("fay"))


def _worries(cast: Cast) -> None:
    """An alert of Bo's that nobody takes on, so that others are told of it as time goes by; and a second round."""
    bo, couple = cast.people["bo"], cast.couples["ours"]
    screen = SafetyScreen.unscoped.get(partner=bo, state="sent")
    alert = SafetyAlert.unscoped.filter(screen=screen).first()
    assert alert is not None
    question = alert.what["question"]
    _say(screen, question, {"v": cast.word("safety-sent")}, trail=cast.word("safety-trail"))
    SafetyAlert.unscoped.create(
        couple=couple,
        partner=bo,
        screen=screen,
        what={**alert.what, "declined": False, "given": cast.word("alert")},
        raised_at=timezone.now() - timedelta(days=3),
    )
    cast.older.append(f"/desk/couples/{couple.pk}/open-alone/screens/{screen.pk}/")
    hold = holding.place(couple, cast.word("hold"), by=cast.by("ana"))
    holding.lift(hold, "Talked over.", by=cast.by("ana"))
    asking.offer(couple, by=cast.by("ana"))
    again = SafetyScreen.unscoped.get(partner=bo, state="open")
    _say(again, question, {"v": cast.word("safety-open")})


def _say(screen: SafetyScreen, question: str, said: dict[str, str], *, trail: str = "") -> None:
    held = SafetyAnswers.unscoped.get(pk=screen.pk)
    held.given = {**(held.given or {}), question: said}
    if trail:
        held.trail = [*(held.trail or []), [timezone.now().isoformat(), question, {"v": trail}]]
    held.save(update_fields=["given", "trail"])


# -- hours --------------------------------------------------------------------------------------------


def _hours(cast: Cast) -> None:
    ours, ana = cast.couples["ours"], cast.by("ana")
    for days, who, place in ((3, ("bo", "cy"), "room"), (4, ("bo",), "room-alone")):
        _book(ours, days, [cast.people[one] for one in who], cast.word(place), ana)
    scheduling.book_series(
        ours, starts=_at(10), minutes=50, every=2, count=2, place=cast.word("room"), by=ana
    )
    _book(cast.couples["theirs"], 5, None, cast.word("room-dee"), cast.by("fay"))
    for person in ("bo", "cy", "dee", "ana"):
        cast.calendars[person] = feeds.make(cast.people[person].user, by=cast.by(person))


def _at(days: int) -> datetime:
    return datetime.combine(_today() + timedelta(days=days), time(10))


def _book(couple: Any, days: int, partners: Any, place: str, by: Any) -> None:
    scheduling.book(couple, starts=_at(days), minutes=50, place=place, attendees=partners, by=by)


# -- forms --------------------------------------------------------------------------------------------


def _forms(cast: Cast) -> None:
    for who, name in (("bo", "answer-bo"), ("cy", "answer-cy"), ("dee", "answer-dee")):
        form, text = _asked(cast, who)
        if who == "bo":
            for words in (cast.word("trail-bo"), cast.word(name)):
                administering.save_answer(form, {text: words}, by=cast.by(who))
        rest = {one.id: {"declined": True} for one in administering.questions(form) if one.id != text}
        administering.submit(form, changes={**rest, text: cast.word(name)}, by=cast.by(who))
    rather_not, _text = _asked(cast, "bo")
    closing.decline(rather_not, by=cast.by("bo"), reason=cast.word("rather-not"))
    back, _text = _asked(cast, "bo")
    closing.void(back, by=cast.by("ana"), reason=cast.word("taken-back"))
    draft, text = _asked(cast, "bo")
    administering.save_answer(draft, {text: cast.word("draft-bo")}, by=cast.by("bo"))


def _asked(cast: Cast, who: str) -> tuple[Administration, str]:
    """A form for this person, and its first question that takes words."""
    side, by = ("theirs", "fay") if who == "dee" else ("ours", "ana")
    form = sending.send(cast.couples[side], cast.people[who], FORM, by=cast.by(by))
    return form, next(one.id for one in administering.questions(form) if one.kind == "long")


# -- what Ana writes ----------------------------------------------------------------------------------


def _notes(cast: Cast) -> None:
    ours, ana = cast.couples["ours"], cast.by("ana")
    noting.write(ours, kind="joint", body=cast.word("note-joint"), by=ana)
    noting.write(ours, kind="own", body=cast.word("note-own"), by=ana)
    noting.write(ours, kind="individual", partner=cast.people["bo"], body=cast.word("note-on-bo"), by=ana)
    noting.write(cast.couples["theirs"], kind="joint", body=cast.word("note-dee"), by=cast.by("fay"))


def _reports(cast: Cast) -> None:
    bo, cy, ana = cast.people["bo"], cast.people["cy"], cast.by("ana")
    for who in ("bo", "cy"):
        agreeing.agree(cast.people[who], ReportConsent.Kind.values, by=cast.by(who))
    own = _issue(cast, "partner", cast.word("report-bo") + " " + cast.word("file-bo"), partner=bo)
    both = _issue(cast, "couple", cast.word("report-both"))
    slip = _issue(cast, "counsellor", cast.word("report-ana"))
    for report, reader in ((own, bo), (both, bo), (both, cy)):
        issuing.share(report, reader, by=ana)
    issuing.void(slip, cast.word("void"), by=ana)


def _issue(cast: Cast, audience: str, next_step: str, partner: Any = None) -> Any:
    since, until = _today() - timedelta(days=CAME_DAYS_AGO), _today()
    order = issuing.Order(audience=audience, since=since, until=until, partner=partner, next_step=next_step)
    return issuing.issue(cast.couples["ours"], order, by=cast.by("ana"))


# -- the rest -----------------------------------------------------------------------------------------


def _keys(cast: Cast) -> None:
    apps.get_model("api.PersonalToken").unscoped.create(
        cast.people["bo"].user, label=cast.word("token-bo"), scopes=["me:read"]
    )


def _beyond(cast: Cast) -> None:
    """Addresses that no page leads to yet here: everybody knocks at them as at those that somebody was shown."""
    ours, bo, ana = cast.couples["ours"], cast.people["bo"], cast.by("ana")
    form = sending.send(ours, bo, OWN, by=ana)
    own_result.allow(ours, OWN, is_on=True, by=ana)
    declined = {one.id: {"declined": True} for one in administering.questions(form)}
    administering.submit(form, changes=declined, by=cast.by("bo"))
    draft = drafting.begin(by=ana)
    cast.older += [
        f"/only-me/answers/{form.pk}/result/",
        f"/desk/couples/{ours.pk}/from-paper/{form.pk}/",
        f"/desk/library/q/{OWN}/1/",
        *(f"/api/v1/{door}/{form.pk}/" for door in ("results", "own-results", "fhir-responses")),
        f"/api/v1/fhir-questionnaires/{form.instrument_id}/",
        *(f"/desk/library/drafts/{draft.pk}/{part}" for part in ("", "about/", "question/1/")),
        *(f"/api/v1/instrument-drafts/{draft.pk}/{part}" for part in ("", "problems/")),
    ]


def _straight_in(cast: Cast) -> None:
    """Places that no words of people reach in life: they are made up from other rows."""
    summary: Any = CoupleSummary.unscoped.select_related("couple").get(couple=cast.couples["ours"])
    summary.facts = {**(summary.facts or {}), "canary": cast.word("summary")}
    summary.save(update_fields=["facts"])
    stage = publishing.current("eft-stage")
    assert stage is not None
    said = {one.id: {"v": cast.word("rating")} for one in stage.definition.questions if one.kind == "long"}
    CounsellorRating.unscoped.create(
        couple=cast.couples["ours"],
        partner=cast.people["bo"],
        instrument=stage,
        rated_by=cast.people["ana"],
        answers=said,
    )
    ScaleFigures.unscoped.create(
        practice=cast.practice,
        instrument=stage,
        scale="made-up",
        figures={"canary": cast.word("figures")},
        measured_on=_today(),
    )
    form = Administration.unscoped.filter(partner=cast.people["bo"], state="submitted").first()
    assert form is not None
    form.scores = {**(form.scores or {}), "canary": cast.word("scores-bo")}
    form.save(update_fields=["scores"])
    Message.unscoped.create(
        practice=cast.practice,
        user=cast.people["bo"].user,
        letter={"to": f"{cast.word('letter')}@example.org", "subject": "…", "body": "…"},
        sent_at=timezone.now(),
    )
