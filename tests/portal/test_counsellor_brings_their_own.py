"""The library's own corner: licensed words, files tried first, and numbers from paper."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.exchange import fhir_writing
from assessments.models import Administration, InstrumentVersion
from assessments.safety.models import SafetyAlert
from tests.assessments.samples import SMALL, SMALL_IN_SPANISH
from tests.factories.assessments import PULSE, shipped
from tests.portal.couples_pages import as_, send, text, words
from tests.portal.desk_pages import at, colleague

OWN = "/desk/library/own/"
GAD = {
    "title": "Worry",
    "neutral_title": "Seven questions",
    "items": "\n".join(f"Our words for item {n}." for n in range(1, 8)),
    "labels": "None\nA little\nSome\nMuch",
    "intro": "",
    "holder": "The house of worry",
    "until": "2090-01-01",
    "reason": "",
}
pytestmark = pytest.mark.django_db


def test_every_published_instrument_is_listed_with_its_facts(ana: Any) -> None:
    shown = words(as_(ana).get(OWN))
    for name in ("PHQ-9", "CSI-32", "RDAS", "HITS", "Kroenke"):
        assert name in shown
    facts = words(as_(ana).get(f"{OWN}words/rdas/"))
    for fact in ("0 … 19", "11.58, so 12 points", "Read in a source.", "Worked out"):
        assert fact in facts
    assert "Often quoted." in words(as_(ana).get(f"{OWN}words/phq-9/"))
    assert as_(ana).get(f"{OWN}words/nonsense/").status_code == 404


def test_only_who_may_write_comes_here(ana: Any, bo: Any) -> None:
    owner, desk = colleague(ana.practice, is_owner=True), colleague(ana.practice, is_scheduler=True)
    for person, status in ((ana, 200), (owner, 200), (desk, 404), (bo, 404)):
        for page in (OWN, f"{OWN}file/", f"{OWN}words/gad-7/"):
            assert as_(person).get(page).status_code == status


def test_licensed_words_are_kept_and_can_be_sent(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    done = send(as_(ana), f"{OWN}words/gad-7/", **GAD)
    assert done.status_code == 302 or done.status_code == 303
    version = InstrumentVersion.unscoped.get()
    assert "The house of worry" in words(as_(ana).get(OWN))
    assert "Our words for item 3." in words(as_(ana).get(f"/desk/library/q/{version.slug}/"))
    assert "Worry" in words(as_(ana).get(at(couple, "questionnaires/send/")))


def test_what_does_not_fit_stands_beside_its_field_and_what_was_typed_stays(ana: Any) -> None:
    shown = send(as_(ana), f"{OWN}words/gad-7/", **{**GAD, "items": "One line only."})
    assert shown.status_code == 400
    assert "has 7 items; 1 lines stand here" in words(shown)
    assert "One line only." in text(shown)
    assert "The house of worry" in text(shown)
    missing = send(as_(ana), f"{OWN}words/gad-7/", **{**GAD, "holder": ""})
    assert missing.status_code == 400
    assert not InstrumentVersion.unscoped.exists()


def test_questions_about_harm_are_told_of_and_not_entered(ana: Any) -> None:
    shown = as_(ana).get(f"{OWN}words/hits/")
    assert "not sent as a form" in words(shown)
    assert send(as_(ana), f"{OWN}words/hits/", **GAD).status_code == 404


def test_a_file_is_tried_first_and_brought_in_then(ana: Any) -> None:
    form = json.dumps(fhir_writing.questionnaire(shipped(PULSE).definition))
    sent = SimpleUploadedFile("pulse.json", form.encode(), content_type="application/json")
    facts = {"text": "", "holder": "", "until": "", "reason": ""}
    tried = send(as_(ana), f"{OWN}file/", **facts, file=sent, step="try")
    assert tried.status_code == 200
    assert "This would come of it" in words(tried)
    assert "4 questions" in words(tried)
    assert "resourceType" in text(tried), "the text stays in the page"
    assert InstrumentVersion.unscoped.count() == 1
    unsigned = send(as_(ana), f"{OWN}file/", **{**facts, "text": form}, step="bring")
    assert unsigned.status_code == 400
    done = send(as_(ana), f"{OWN}file/", **{**facts, "text": form, "holder": "Own words"}, step="bring")
    assert done.status_code in (302, 303)
    assert InstrumentVersion.unscoped.filter(practice=ana.practice).count() == 1


def test_every_line_that_cannot_be_kept_is_told_and_the_text_stays(ana: Any) -> None:
    items = [{"linkId": f"t{n}", "type": "time", "text": "When?"} for n in range(3)]
    form = json.dumps({"resourceType": "Questionnaire", "title": "<b>X</b>", "item": items})
    shown = send(as_(ana), f"{OWN}file/", text=form, holder="", until="", reason="", step="try")
    assert shown.status_code == 400
    for n in range(3):
        assert f"item t{n}: a time of day cannot be kept here" in words(shown)
    assert "<b>X</b>" not in shown.content.decode()
    assert send(as_(ana), f"{OWN}file/", text="", holder="", until="", reason="").status_code == 400
    big = SimpleUploadedFile("big.json", b" " * 1_000_001)
    assert "1 MB at most" in words(
        send(as_(ana), f"{OWN}file/", text="", holder="", until="", reason="", file=big)
    )
    odd = SimpleUploadedFile("odd.json", b"\xff\xfe\xfa")
    assert "plain text" in words(
        send(as_(ana), f"{OWN}file/", text="", holder="", until="", reason="", file=odd)
    )


def tried(ana: Any, body: str, **facts: Any) -> Any:
    asked = {"text": body, "holder": "", "until": "", "reason": "", "step": "try"}
    return send(as_(ana), f"{OWN}file/", **{**asked, **facts})


def test_a_mistake_is_told_once_with_its_line_and_without_stars(ana: Any) -> None:
    page = tried(ana, SMALL.replace("minutes = 2", "minutes = 200"))
    assert page.status_code == 400
    assert words(page).count("line 11: minutes lies between 1 and 60.") == 1


def test_what_would_come_of_it_shows_turned_lines_examples_and_advice(ana: Any) -> None:
    shown = words(tried(ana, SMALL))
    assert "I am brushed off. Turning toward · turned round" in shown
    assert "warm on every question" in shown
    assert "Two examples or more show best" in shown
    assert "Who holds the rights" in shown


def test_the_rights_are_asked_for_with_what_would_come_of_it(ana: Any) -> None:
    assert "Who holds the rights" not in words(as_(ana).get(f"{OWN}file/"))
    page = tried(ana, SMALL, step="bring")
    assert page.status_code == 400
    assert page.context["form"].errors["holder"]
    assert tried(ana, SMALL, step="bring", holder="Own words").status_code in (302, 303)
    again = words(tried(ana, SMALL))
    assert "has exactly these words already" in again
    assert "Bring it in" not in again


def test_the_next_version_and_a_translation_say_what_they_belong_to(ana: Any) -> None:
    tried(ana, SMALL, step="bring", holder="Own words")
    second = SMALL.replace("version = 1", "version = 2").replace(
        "My partner joins in.", "My partner comes along."
    )
    assert "It becomes wording 2 of “A small one”" in words(tried(ana, second))
    shown = words(tried(ana, SMALL_IN_SPANISH))
    assert "the words of “A small one”, wording 1, in “es”" in shown
    assert "Who holds the rights" not in shown
    assert tried(ana, SMALL_IN_SPANISH, step="bring").status_code in (302, 303)
    assert InstrumentVersion.unscoped.get().definition_in("es").title == "Una pequeña"


def paper(person: Any, couple: Any, **facts: Any) -> Any:
    asked = {"to": "a", "adapter": "phq-9", "taken_on": "2026-03-02", "points": "", "totals": ""}
    return send(as_(person), at(couple, "from-paper/"), **{**asked, **facts})


def test_numbers_from_paper_are_shown_with_what_their_rule_makes_of_them(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    done = paper(ana, couple, points="2 2 1 1 1 1 1 0 1")
    assert done.status_code in (302, 303), words(done)
    shown = words(as_(ana).get(done["Location"]))
    for says in (
        "PHQ-9",
        "Entered from paper",
        "10 (0 … 27)",
        "called moderate",
        "A screen, not a diagnosis",
    ):
        assert says in shown
    assert SafetyAlert.unscoped.count() == 1
    assert as_(bo).get(done["Location"]).status_code == 404
    assert as_(cy).get(done["Location"]).status_code == 404


def test_a_total_alone_says_which_item_is_not_known(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    done = paper(ana, couple, totals="12")
    assert "item 9 is not known here. Please ask." in words(as_(ana).get(done["Location"]))
    done = paper(ana, couple, adapter="rdas", totals="consensus = 18, cohesion = 11")
    shown = words(as_(ana).get(done["Location"]))
    assert "18 (0 … 30)" in shown
    assert "not stated" in shown


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"points": "9 1"}, "Item 1 takes whole points from 0 to 3."),
        ({"points": "1 one"}, "Item 2 takes whole points"),
        ({"points": " ".join("1" * 10)}, "There is no item 10"),
        ({"totals": "99"}, "Total lies between 0 and 27"),
        ({"totals": "sum = 3"}, "There is no score *sum*"),
        ({"totals": "many"}, "There is no score *many*"),
        ({"points": "1 1 1 1 1 1 1 1 0", "totals": "12"}, "12 is stated, and the items give 8"),
        ({}, "Type the points of the items, or a total."),
        ({"totals": "3", "taken_on": "2090-01-01"}, "not in the future"),
        ({"totals": "3", "adapter": "hits"}, "Pick from the list."),
        ({"totals": "3", "adapter": "phq-8"}, "First enter this instrument"),
    ],
)
def test_numbers_that_cannot_be_are_told_kindly(
    ana: Any, couple: Any, bo: Any, cy: Any, facts: dict[str, str], says: str
) -> None:
    shown = paper(ana, couple, **facts)
    assert shown.status_code == 400
    assert says in words(shown)
    assert not Administration.unscoped.exists()


def test_what_was_entered_is_marked_in_the_list_and_leads_to_its_numbers(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    done = paper(ana, couple, adapter="gad-7", points="1 1 1 1 1 1 1")
    listing = as_(ana).get(at(couple, "questionnaires/"))
    assert "Entered from paper" in words(listing)
    assert done["Location"] in text(listing)
    form = Administration.unscoped.get()
    shown = as_(ana).get(at(couple, f"questionnaires/{form.pk}/"))
    assert done["Location"] in text(shown)
