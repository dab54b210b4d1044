"""`/desk/library/own/`: licensed words for a published instrument, and files that a practice brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import licensing
from assessments.exchange import strict_json
from assessments.format import adapter
from assessments.format.adapter import Adapter
from assessments.format.adapter_wording import Wording, items_from_lines, labels_from_lines
from assessments.format.definition import Definition, Question
from assessments.licensing import CannotBeBrought, Foreseen, Terms
from assessments.models import InstrumentLicence
from portal.forms import Line
from practice.access import COUNSELLOR, OWNER
from practice.refusals import BadInput

from .fields import Day, DeskForm, Words, settle
from .here import Desk, page, show

WRITERS = (COUNSELLOR, OWNER)
MOST_IN_A_FILE = strict_json.MOST_BYTES
NAMES = {"licence_holder": "holder", "licence_until": "until", "adapter": "items"}


class Rights(DeskForm):
    """Who lets the practice use the words, and until when."""

    holder = Line(most=200, label=_("Who holds the rights, and where it says that you may use them"))
    until = Day(label=_("Last day of the licence, if it has one"), required=False)
    reason = Line(most=300, label=_("Why the practice uses this one"), required=False)

    def terms(self) -> Terms:
        held = self.cleaned_data
        return Terms(held["holder"], held["until"], held["reason"])


class EnterWords(Rights):
    title = Line(most=120, label=_("What you call it"))
    neutral_title = Line(most=120, label=_("The name that partners see; it gives nothing away"))
    items = Words(most=60_000, rows=12, label=_("The items, one on each line"))
    labels = Words(
        most=12_000,
        rows=6,
        required=False,
        label=_("The words of the answers, one on each line, lowest first"),
        help_text=_("Items with other answers: write these behind the item, each after a | sign."),
    )
    intro = Words(most=2_000, rows=3, required=False, label=_("What stands before the first question"))
    field_order = ("title", "neutral_title", "items", "labels", "intro", "holder", "until", "reason")

    def wording(self) -> Wording:
        held = self.cleaned_data
        items, labels = items_from_lines(held["items"]), labels_from_lines(held["labels"])
        return Wording(held["title"], held["neutral_title"], items, labels, held["intro"])


class BringFile(DeskForm):
    """A file, or its text; the text stays in the page, so that nothing has to be chosen twice."""

    file = forms.FileField(
        label=_("The file"),
        required=False,
        widget=forms.FileInput(attrs={"class": "field", "accept": ".json,.toml"}),
    )
    text = Words(most=MOST_IN_A_FILE, rows=10, required=False, label=_("Or its text"))
    holder = Line(
        most=200,
        required=False,
        label=_("Who holds the rights"),
        help_text=_("Needed before it is brought in. Write “Own words” if you wrote it."),
    )
    until = Day(label=_("Last day of the licence, if it has one"), required=False)
    reason = Line(most=300, label=_("Why the practice uses this one"), required=False)

    RIGHTS = ("holder", "until", "reason")

    @property
    def source(self) -> list[BoundField]:
        """What is brought."""
        return [field for field in self.visible_fields() if field.name not in self.RIGHTS]

    @property
    def rights(self) -> list[BoundField]:
        """On whose permission. A translation belongs to its instrument and asks nothing of this."""
        return [field for field in self.visible_fields() if field.name in self.RIGHTS]

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if (sent := held.get("file")) is not None:
            held["text"] = self._read(sent)
            self.data = self.data.copy()
            self.data["text"] = held["text"]
        if not held.get("text") and "text" not in self.errors and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or put its text in below."))
        return held

    def _read(self, sent: Any) -> str:
        if sent.size > MOST_IN_A_FILE:
            self.add_error("file", _("That’s more than fits: 1 MB at most."))
            return ""
        try:
            found: str = sent.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.add_error("file", _("This isn’t plain text. Save it as JSON or TOML in UTF-8."))
            return ""
        return found


@page("GET", roles=WRITERS, alone=True)
def shelf(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Published instruments by their facts, and what the practice has brought so far."""
    brought: Any = InstrumentLicence.objects.visible_to(desk.viewer)
    held = brought.select_related("instrument").order_by("instrument__title", "-instrument__number")
    return show(request, "own", desk, adapters=adapter.shipped().values(), brought=held)


@page("GET", "POST", roles=WRITERS, alone=True)
def words(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """What is known about one instrument; and, where it can be sent, a place for the practice's own words for it."""
    rule = adapter.shipped().get(slug)
    if rule is None or (rule.safety and request.method == "POST"):
        raise Http404
    form = EnterWords(
        request.POST or None, initial={"title": rule.name, "neutral_title": _("Some questions")}
    )
    if form.is_valid() and (done := settle(request, form, lambda: _enter(desk, rule, form), names=NAMES)):
        return done
    scores = [(score, *rule.range_of(score)) for score in rule.scores]
    return show(request, "own_words", desk, status=form.answer, form=form, rule=rule, scores=scores)


def _enter(desk: Desk, rule: Adapter, form: EnterWords) -> str:
    try:
        licensing.enter_wording(rule.slug, form.wording(), form.terms(), by=desk.viewer)
    except CannotBeBrought as refusal:
        raise BadInput(fields={"items": " ".join(refusal.fields.values())}) from None  # type: ignore[arg-type]
    return reverse("portal:desk-own") + "?done=brought"


@page("GET", "POST", roles=WRITERS, alone=True)
def file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """First what would come of it, with every line that cannot be kept; then, when that is wanted, for good."""
    form = BringFile(request.POST or None, request.FILES or None)
    foreseen = _foreseen(desk, form) if form.is_bound and form.is_valid() else None
    if foreseen is not None and request.POST.get("step") == "bring":
        done = settle(request, form, lambda: _bring(desk, form), names=NAMES)
        if done is not None:
            return done
    return show(
        request,
        "own_file",
        desk,
        status=form.answer,
        form=form,
        foreseen=foreseen,
        asked=[_asked(question, foreseen.definition) for question in foreseen.definition.questions]
        if foreseen
        else [],
    )


@dataclass(frozen=True)
class Asked:
    """One question of a file as it would be asked: on which scale it counts, and whether it is turned round."""

    question: Question
    scale: str
    is_turned: bool


def _asked(question: Question, form: Definition) -> Asked:
    scale = form.scale(question.scale).title if question.scale else ""
    return Asked(question, scale, question.reverse)


def _foreseen(desk: Desk, form: BringFile) -> Foreseen | None:
    try:
        return licensing.bring_in(form.cleaned_data["text"], None, by=desk.viewer, dry_run=True)
    except CannotBeBrought as refusal:
        for problem in sorted(refusal.problems, key=lambda each: each.line or 0):
            form.add_error(None, str(problem).replace("*", ""))
    return None


def _bring(desk: Desk, form: BringFile) -> str:
    held = form.cleaned_data
    terms = Terms(held["holder"], held["until"], held["reason"])
    licensing.bring_in(held["text"], terms, by=desk.viewer)
    return reverse("portal:desk-own") + "?done=brought"
