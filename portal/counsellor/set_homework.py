"""`/desk/couples/<id>/homework/new/`: pick, shape, say why, look at both phones, set. Four short pages, nothing kept between.

What was chosen before travels along in the form, so the flow works without scripts and leaves nothing half-done. A
suggestion that is taken up, changed or not, is kept as a decision when its exercise is set; one that is left, at once.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import gate
from homework import assigning, reading
from homework.days import today
from homework.models import Assignment, ExerciseVersion, SuggestionDecision
from homework.suggesting import deciding
from homework.suggesting.names import named
from homework.suggesting.results import Result
from homework.suggesting.weighing import HeldBack, held_back, weigh
from homework.why_not import reasons_of
from portal.couple.when import day_words
from practice.refusals import Refused, StaleEdit

from . import set_suggestions
from .fields import DeskForm, settle
from .here import Care, couple_page, show
from .known_words import days_words
from .set_forms import NAMES, Decline, Pick, Reason, Shape
from .set_phones import phones

STEPS = ("pick", "shape", "reason", "preview")
LABELS = {
    "pick": _("Pick one"),
    "shape": _("How often, until when"),
    "reason": _("Why this one"),
    "preview": _("What they see"),
}
BESIDE = {name: page for page, names in NAMES.items() for name in names}
MOST_DECISIONS = 12


@couple_page("GET", "POST", alone=True, acts=True)
def new(request: HttpRequest, care: Care) -> HttpResponse:
    shelf, result = _shelf(care), weigh(care.couple, care.viewer)
    against = gate.reasons(care.couple, care.viewer)
    forms = _forms(request, care, shelf, result, against)
    step = _step(request, care, forms, result)
    left: DeskForm | None = None
    if request.POST.get("go") == "set" and step == "preview":
        done, step = _try_to_set(request, care, forms)
        if done:
            return done
    if request.POST.get("go") == "decline":
        left, step = _decline(request, care), "pick"
    chosen = next((row for row in shelf if row.slug == _said(request, "exercise")), None)
    broken = left if left is not None and left.errors else None
    return show(
        request,
        "homework_new",
        care,
        status=max(form.answer for form in (*forms.values(), *([broken] if broken else []))),
        step=step,
        steps=[(word, LABELS[word]) for word in STEPS],
        form=broken or forms.get(step) or forms["reason"],
        refused=forms["reason"] if step == "preview" else None,
        was_left=left is not None and not broken,
        against=against,
        carried=_carried(request, step),
        chosen=chosen.exercise if chosen else None,
        grades=set_suggestions.GRADES,
        left_out=_left_out(result, forms, chosen),
        checks=result.checks(named(chosen.slug)) if chosen else (),
        phones=_phones(care, chosen, forms) if step == "preview" else (),
        back=STEPS[STEPS.index(step) - 1] if step != "pick" else "",
        so_far=_so_far(care, chosen, forms),
        **(_to_pick(request, care, shelf, result, bool(against)) if step == "pick" else {}),
    )


def _to_pick(
    request: HttpRequest, care: Care, shelf: list[ExerciseVersion], result: Result, against: bool
) -> dict[str, Any]:
    """What only the first page needs: suggestions with their reasons, guards, the library, and what was decided before."""
    decided = deciding.decisions(care.couple, care.viewer)
    fitting, left = set_suggestions.suggested(care, result, shelf, decided)
    names, titles = set_suggestions.called(care), {row.slug: row.title for row in shelf}
    asked = {name: _asked_for(request, name) for name in ("q", "grade")}
    return {
        "suggested": fitting,
        "left_for_now": left,
        "guards": [
            (guard, set_suggestions.titled(guard.fired.reason.told(names), titles)) for guard in result.guards
        ],
        "silent": result.silent,
        "shelf": set_suggestions.shelf_shown(
            care, shelf, result, against, asked["q"], asked["grade"], _running(care)
        ),
        "all_exercises": shelf,
        "wanted": asked,
        "decided": decided[:MOST_DECISIONS],
    }


def _running(care: Care) -> set[str]:
    return {row.slug for row in reading.assignments(care.couple, by=care.viewer) if row.state == "running"}


def _asked_for(request: HttpRequest, name: str) -> str:
    return (request.POST.get(name) or request.GET.get(name, ""))[:80]


def _shelf(care: Care) -> list[ExerciseVersion]:
    rows: Any = ExerciseVersion.objects.visible_to(care.viewer)
    return list(rows.current())


def _forms(
    request: HttpRequest, care: Care, shelf: list[ExerciseVersion], result: Result, against: list[Any]
) -> dict[str, Any]:
    """A form for each page; those of pages that were sent already hold what was said there."""
    sent, first_day = request.POST, today(care.practice)
    reached = STEPS.index(sent["step"]) if sent.get("step") in STEPS else -1
    held: dict[str, Any] = {
        "pick": Pick(sent if reached >= 0 else None, initial={"exercise": request.GET.get("exercise", "")}),
        "shape": Shape(sent if reached >= 1 else None, initial={"starts_on": first_day}),
        "reason": Reason(sent if reached >= 2 else None),
    }
    for form in held.values():
        if not form.is_bound:
            form.initial |= {name: _value(request, name) for name in form.fields if name in sent}
    off = {
        each.row.slug
        for each in set_suggestions.shelf_shown(care, shelf, result, bool(against))
        if each.is_off
    }
    held["pick"].fields["exercise"].choices = [(row.slug, row.title) for row in shelf if row.slug not in off]
    here = [(person.mark, person.called) for person in care.here if person.has_joined]
    both = [("ab", _("Both of them"))] if len(here) == 2 else []
    held["shape"].fields["for_marks"].choices = [*both, *here]
    if not both and here:
        held["shape"].fields["for_marks"].initial = here[0][0]
    before = reading.assignments(care.couple, by=care.viewer)
    held["shape"].fields["after"].choices = [
        ("", _("Nothing")),
        *((str(row.id), row.title) for row in before if row.state != "ended"),
    ]
    return held


def _value(request: HttpRequest, name: str) -> Any:
    return request.POST.getlist(name) if name.startswith("weekdays") else request.POST[name]


def _step(request: HttpRequest, care: Care, forms: dict[str, Any], result: Result) -> str:
    """The page to show: the one gone back to, the first that needs another look, or the next."""
    sent = request.POST.get("step")
    if sent not in STEPS:
        return "pick"
    wanted = request.POST.get("go", "")
    if wanted in ("find", "decline") or (wanted in STEPS and STEPS.index(wanted) <= STEPS.index(sent)):
        to = wanted if wanted in STEPS else "pick"
        for word in STEPS[STEPS.index(to) : 3]:
            _unbind_if_broken(forms[word])
        return to
    for word in STEPS[: min(STEPS.index(sent), 2) + 1]:
        if not forms[word].is_valid():
            return word
        if word == "shape":
            _check_guards(care, forms, result)
            if forms[word].errors:
                return word
    return STEPS[min(STEPS.index(sent) + 1, 3)]


def _check_guards(care: Care, forms: dict[str, Any], result: Result) -> None:
    """A guard may hold something back from one of the two alone; it is said where they are chosen."""
    marks, slug = forms["shape"].cleaned_data["for_marks"], forms["pick"].cleaned_data["exercise"]
    if kept := held_back(result, slug, marks):
        names = set_suggestions.called(care)
        for each in set_suggestions.held_words(kept, names, {}):
            forms["shape"].add_error("for_marks", f"{each.rule}: {each.says}")


def _unbind_if_broken(form: DeskForm) -> None:
    """Going back is no mistake: what was typed stays, and nothing is said about it."""
    if form.is_bound:
        sent: Any = form.data
        form.initial = {
            name: sent.getlist(name) if name.startswith("weekdays") else sent.get(name, "")
            for name in form.fields
        }
        form.is_bound = False


def _decline(request: HttpRequest, care: Care) -> DeskForm:
    """Keep that a suggestion was left, and why. What was chosen so far stays on the page."""
    form = Decline(request.POST)

    def work() -> str:
        given = form.cleaned_data
        deciding.decline(
            care.couple,
            given["rule"],
            why=given["decline_why"],
            by=care.viewer,
            marks=given["rule_marks"],
            version=given["rule_version"],
        )
        return request.path

    if form.is_valid():
        try:
            settle(request, form, work, names={"why": "decline_why"})
        except StaleEdit as refusal:
            form.refuse_with(refusal, {})
    return form


def _try_to_set(request: HttpRequest, care: Care, forms: dict[str, Any]) -> tuple[HttpResponse | None, str]:
    """The page to go to, or the one on which something is to be changed."""
    form: DeskForm = forms["reason"]
    try:
        if done := settle(request, form, lambda: _set(care, forms), names={"exercise": "exercise"}):
            return done, "preview"
    except StaleEdit as refusal:
        form.refuse_with(refusal, {})
    return None, _where(forms)


def _where(forms: dict[str, Any]) -> str:
    """Where a refused wish is to be changed."""
    return next((word for word, form in forms.items() if form.errors and word != "reason"), "preview")


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _carried(request: HttpRequest, step: str) -> list[tuple[str, str]]:
    """What the other pages hold, as hidden fields; a list travels as so many of one name."""
    return [
        (name, value)
        for name, page in BESIDE.items()
        if page != step and name in request.POST
        for value in request.POST.getlist(name)
    ]


def _left_out(result: Result, forms: dict[str, Any], chosen: ExerciseVersion | None) -> Any:
    if chosen is None:
        return ()
    shape = forms["shape"]
    marks = shape.cleaned_data.get("for_marks", "ab") if shape.is_bound and shape.is_valid() else "ab"
    return set_suggestions.left_out_now(result, chosen.slug, marks)


def _so_far(care: Care, chosen: ExerciseVersion | None, forms: dict[str, Any]) -> list[tuple[Any, Any]]:
    """What was chosen on the pages before, for the rail beside the form."""
    found: list[tuple[Any, Any]] = [(_("Exercise"), chosen.title)] if chosen else []
    shape, reason = forms["shape"], forms["reason"]
    if shape.is_bound and shape.is_valid():
        asked = shape.cleaned_data
        who = care.names if asked["for_marks"] == "ab" else care.by_mark(asked["for_marks"]).called
        found += [(_("For"), who), (_("How it counts"), Assignment.Cadence(asked["cadence"]).label)]
        found += [
            (person.called, _terms_words(shape, person.mark))
            for person in care.here
            if person.mark in asked["for_marks"]
        ]
        found += [
            (_("From"), day_words(asked["starts_on"])),
            (_("Until"), day_words(asked["ends_on"]) if asked["ends_on"] else _("you end it")),
        ]
        if asked.get("opens") not in (None, "", "at_once"):
            found.append((_("Opens"), Assignment.Opens(asked["opens"]).label))
        if asked.get("target_times"):
            found.append((_("Through after"), _("%(n)d entries") % {"n": asked["target_times"]}))
    if reason.is_bound and reason.is_valid():
        found.append((_("Why"), reason.cleaned_data["reason"]))
    return found


def _terms_words(shape: Shape, mark: str) -> str:
    agreed = shape.terms_for(mark)
    usual = 1 if shape.cleaned_data.get("cadence") == "weekly" else 7
    parts = [_("%(n)d a week") % {"n": agreed.times_a_week or usual}, days_words(agreed.weekdays)]
    parts += [agreed.cue] if agreed.cue else []
    parts += [_("reminder %(time)s") % {"time": f"{agreed.remind_at:%H:%M}"}] if agreed.remind_at else []
    return ", ".join(str(part) for part in parts)


@transaction.atomic
def _set(care: Care, forms: dict[str, Any]) -> str:
    """The decision about the suggestion, if it came from one, and the assignment: both or neither."""
    pick, shape, reason = (forms[word] for word in ("pick", "shape", "reason"))
    asked = shape.cleaned_data
    try:
        decision = _decide(care, pick.cleaned_data, asked["for_marks"])
        made = assigning.assign(
            care.couple,
            pick.cleaned_data["exercise"],
            by=care.viewer,
            reason=reason.cleaned_data["reason"],
            for_marks=asked["for_marks"],
            cadence=asked["cadence"],
            starts_on=asked["starts_on"],
            ends_on=asked["ends_on"],
            terms={mark: shape.terms_for(mark) for mark in asked["for_marks"]},
            opens=asked.get("opens") or "at_once",
            after=_before(care, asked.get("after", ""))
            if asked.get("opens") not in (None, "", "at_once")
            else None,
            target_times=asked.get("target_times"),
        )
    except HeldBack as refusal:
        raise _told(refusal, care) from None
    if decision is not None:
        deciding.was_set(decision, made, by=care.viewer)
    return reverse("portal:desk-homework", args=[care.couple.pk]) + "?done=set"


def _told(refusal: HeldBack, care: Care) -> Refused:
    """The same refusal with the guards' own reasons, for whoever looks after the couple."""
    says = [str(refusal.sentence), *(str(reason) for reason in reasons_of(refusal, care.couple, care.viewer))]
    return Refused(" ".join(says), code=refusal.code)


def _decide(care: Care, pick: dict[str, Any], for_marks: str) -> SuggestionDecision | None:
    """Taken up as it was offered, or with a change and the reason for it."""
    if not pick.get("rule"):
        return None
    result = weigh(care.couple, care.viewer)
    found = result.suggestion(pick["rule"], pick["rule_marks"])
    slug = pick["exercise"]
    offer = (
        next((each for each in found.offers if each.named.exercise == slug and each.marks == for_marks), None)
        if found
        else None
    )
    facts: dict[str, Any] = {
        "by": care.viewer,
        "marks": pick["rule_marks"],
        "version": int(pick["rule_version"]) if pick["rule_version"].isdecimal() else None,
    }
    if offer is not None and not pick["why"]:
        kept = deciding.accept(care.couple, pick["rule"], str(offer.named), **facts)
    else:
        why = pick["why"] or str(_("Shaped otherwise than it was offered."))
        kept = deciding.modify(care.couple, pick["rule"], slug, why=why, for_marks=for_marks, **facts)
    row: SuggestionDecision = (
        SuggestionDecision.objects.visible_to(care.viewer).select_related("couple").get(pk=kept.decision_id)
    )
    return row


def _before(care: Care, wanted: str) -> Assignment | None:
    rows = Assignment.objects.visible_to(care.viewer).filter(couple=care.couple, pk=UUID(wanted))
    found: Assignment | None = rows.first()
    return found


def _phones(care: Care, chosen: ExerciseVersion | None, forms: dict[str, Any]) -> Any:
    if chosen is None or not forms["shape"].is_valid():
        return ()
    return phones(care, chosen.exercise, forms["shape"], forms["reason"].data.get("reason", ""))
