"""Questions about safety in any form: who can be reached stands beside them, and no answer is ever shown again."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from assessments import administering, publishing
from assessments.models import Administration
from assessments.safety.models import SafetyAlert
from practice.models import AuditEntry, User
from tests.assessments.samples import SMALL
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, shipped
from tests.portal.couples_pages import as_, screen, send, text, words

HARM = SMALL.replace(
    "[[scale]]",
    """[[question]]
id = "harm_myself"
text = "Have you thought of hurting yourself?"
choices = [{ value = "yes", label = "Yes, lately" }, { value = "no", label = "No, not at all" }]
alert = ["yes"]
level = "red"
crisis = true

[[scale]]""",
    1,
)
AT = 5
CHANGES_ANYWAY = re.compile(
    r'name="(?:csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|nonce="[^"]*"|Saved at [^<]*'
)


@pytest.fixture
def form(couple: Any, bo: Any, cy: Any) -> Any:
    return AdministrationFactory(couple=couple, partner=bo, instrument=publishing.publish(HARM))


@pytest.fixture
def fear(couple: Any, bo: Any, cy: Any) -> Any:
    return AdministrationFactory(couple=couple, partner=bo, instrument=shipped("emotional-safety"))


def held(form: Any) -> dict[str, Any]:
    return Administration.unscoped.select_related("partner").get(pk=form.pk).answers or {}


def plain(response: Any) -> tuple[Any, ...]:
    """All that a browser is given, without what is new on every page."""
    headers = {name: value for name, value in response.headers.items() if name != "Content-Security-Policy"}
    cookies = {name: sorted(each) for name, each in response.cookies.items()}
    return response.status_code, CHANGES_ANYWAY.sub("", text(response)), headers, cookies


def test_the_lines_of_the_country_stand_there_before_anything_is_answered(form: Any, bo: Any) -> None:
    shown = words(as_(bo).get(f"/q/{form.pk}/{AT}/"))
    for said in (
        "Someone who answers now", "116 123", "Nobody reads answers this very minute.", "weekdays, 9 to 17",
        "If you choose this, Ana is told straight away , even if you stop here.",
    ):  # fmt: skip
        assert said in shown, said
    assert "Someone who answers now" not in words(as_(bo).get(f"/q/{form.pk}/1/"))


def test_the_country_is_picked_on_the_page_and_kept_as_ones_own(form: Any, bo: Any, cy: Any) -> None:
    client, page = as_(bo), f"/q/{form.pk}/{AT}/"
    answer = send(client, "/help/here/", country="US", to=page)
    assert answer["Location"] == f"{page}#near"
    assert "988" in words(client.get(page))
    assert User.objects.get(pk=bo.user_id).here_in == "US"
    assert User.objects.get(pk=cy.user_id).here_in == ""
    assert "988" in words(client.get("/help/now/"))
    assert "988" not in words(as_(cy).get("/help/now/"))
    entry = AuditEntry.unscoped.get(act="safety.country_chosen")
    assert (entry.target, entry.facts) == ("", {})


def test_another_country_shows_numbers_that_work_widely(form: Any, bo: Any) -> None:
    client, page = as_(bo), f"/q/{form.pk}/{AT}/"
    send(client, "/help/here/", country="other", to=page)
    shown = words(client.get(page))
    assert "112" in shown
    assert "findahelpline.com" in shown


@pytest.mark.parametrize("wanted", ["", "ZZ", "us", "GB\0", "x" * 9_000])
def test_a_country_that_is_not_listed_is_told_kindly_and_not_kept(form: Any, bo: Any, wanted: str) -> None:
    answer = send(as_(bo), "/help/here/", country=wanted, to="/today/")
    assert answer.status_code == 400
    assert "Pick a country from the list" in words(answer)
    assert User.objects.get(pk=bo.user_id).here_in == ""


@pytest.mark.parametrize(
    "to",
    [
        "",
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/sign-out/",
        "/desk/",
        "x",
        "/q/1/\r\nSet-Cookie: a",
    ],
)
def test_picking_a_country_leads_nowhere_but_to_a_question_or_to_help(form: Any, bo: Any, to: str) -> None:
    assert send(as_(bo), "/help/here/", country="IE", to=to)["Location"] == "/help/now/#near"


def test_a_change_from_the_review_still_leads_back_there(form: Any, bo: Any) -> None:
    page = f"/q/{form.pk}/{AT}/?back=review"
    assert send(as_(bo), "/help/here/", country="IE", to=page)["Location"] == f"{page}#near"


def test_the_danger_questions_of_the_private_ones_have_the_same_lines(couple: Any, bo: Any, cy: Any) -> None:
    asked = screen(couple, bo)
    client, told = as_(bo), []
    for number, question in enumerate(asked.instrument.definition.questions, start=1):
        shown = words(client.get(f"/private/{asked.pk}/{number}/"))
        assert ("Someone who answers now" in shown) == (question.level == "red")
        told.append(question.level)
    assert set(told) == {"red", "amber"}


@pytest.mark.parametrize("given", ["yes", "no", "~"])
def test_what_was_answered_is_on_no_page_of_its_author(form: Any, bo: Any, given: str) -> None:
    client = as_(bo)
    blank = text(client.get(f"/q/{form.pk}/{AT}/"))
    send(client, f"/q/{form.pk}/{AT}/", **{"a-harm_myself": given})
    again = client.get(f"/q/{form.pk}/{AT}/")
    assert "checked" not in text(again)
    assert "checked" not in blank
    assert "Answered." in words(again)
    review = words(client.get(f"/q/{form.pk}/review/"))
    send(client, f"/q/{form.pk}/review/")
    own = words(client.get(f"/only-me/answers/{form.pk}/"))
    for page in (review, own):
        assert "Have you thought of hurting yourself? Answered" in page
        for label in ("Yes, lately", "No, not at all", "rather not answer"):
            assert label not in page


def test_both_answers_give_byte_for_byte_the_same_pages(couple: Any, bo: Any, cy: Any) -> None:
    version, seen = publishing.publish(HARM), []
    for given in ("yes", "no"):
        form = AdministrationFactory(couple=couple, partner=bo, instrument=version)
        client, start = as_(bo), f"/q/{form.pk}/"
        steps = [
            send(client, f"{start}{AT}/", **{"a-harm_myself": given}),
            client.get(start),
            client.get(f"{start}{AT}/"),
            client.get(f"{start}review/"),
            send(client, f"{start}review/"),
            client.get(f"{start}done/"),
            client.get(f"/only-me/answers/{form.pk}/"),
            client.get("/today/"),
            client.get("/only-me/"),
        ]
        seen.append([tuple(str(part).replace(str(form.pk), "ID") for part in plain(step)) for step in steps])
        administering.void(form, by=looking(couple.counsellor))
    assert seen[0] == seen[1]
    assert SafetyAlert.unscoped.count() == 1


def test_all_answers_to_the_private_questions_give_the_same_pages(couple: Any, bo: Any, cy: Any) -> None:
    seen = []
    for given in ("yes", "no", "unsure", "~"):
        asked = screen(couple, bo)
        client, start = as_(bo), f"/private/{asked.pk}/"
        steps = []
        for number, question in enumerate(asked.instrument.definition.questions, start=1):
            steps.append(send(client, f"{start}{number}/", **{f"a-{question.id}": given}))
            steps.append(client.get(f"{start}{number}/"))
        steps += [
            send(client, f"{start}send/"),
            client.get("/done/"),
            client.get("/today/"),
            client.get("/only-me/"),
        ]
        seen.append([tuple(str(part).replace(str(asked.pk), "ID") for part in plain(step)) for step in steps])
    assert seen[0] == seen[1] == seen[2] == seen[3]


def test_what_the_other_partner_is_given_is_the_same_whatever_was_answered(
    couple: Any, bo: Any, cy: Any
) -> None:
    paths, seen = ("/today/", "/together/", "/only-me/", "/sessions/", "/reports/"), []
    for given in ("no", "yes"):
        asked = screen(couple, bo)
        for number, question in enumerate(asked.instrument.definition.questions, start=1):
            send(as_(bo), f"/private/{asked.pk}/{number}/", **{f"a-{question.id}": given})
        seen.append([plain(as_(cy).get(path)) for path in paths])
        send(as_(bo), f"/private/{asked.pk}/send/")
        seen.append([plain(as_(cy).get(path)) for path in paths])
    assert all(each == seen[0] for each in seen)


def test_answering_again_replaces_and_going_on_leaves_it(fear: Any, bo: Any) -> None:
    client, page = as_(bo), f"/q/{fear.pk}/10/"
    assert send(client, page).status_code == 400
    send(client, page, **{"a-afraid_to_disagree": "yes"})
    assert send(client, page).status_code == 302
    assert held(fear) == {"afraid_to_disagree": {"v": "yes"}}
    send(client, page, **{"a-afraid_to_disagree": "no"})
    assert held(fear) == {"afraid_to_disagree": {"v": "no"}}
    assert SafetyAlert.unscoped.count() == 1


def test_an_answer_that_is_not_on_the_list_is_not_shown_either(form: Any, bo: Any) -> None:
    answer = send(as_(bo), f"/q/{form.pk}/{AT}/", **{"a-harm_myself": "zzz-odd"})
    assert answer.status_code == 400
    assert "zzz-odd" not in text(answer)


def test_autosave_tells_at_once_and_says_the_same_for_every_answer(form: Any, bo: Any) -> None:
    client, said = as_(bo), []
    for given in ("no", "yes", "~"):
        answer = client.post(f"/q/{form.pk}/save/", {"a-harm_myself": given})
        said.append((answer.status_code, sorted(answer.json())))
    assert said[0] == said[1] == said[2] == (200, ["at", "message", "saved"])
    assert SafetyAlert.unscoped.count() == 2


def test_a_form_taken_back_meanwhile_still_tells(form: Any, bo: Any, ana: Any) -> None:
    client = as_(bo)
    administering.void(form, by=looking(ana))
    assert client.post(f"/q/{form.pk}/save/", {"a-harm_myself": "yes"}).status_code == 404
    assert send(client, f"/q/{form.pk}/{AT}/", **{"a-harm_myself": "yes"}).status_code == 404
    assert client.get(f"/q/{uuid4()}/{AT}/").status_code == 404
    assert SafetyAlert.unscoped.count() == 1


def test_an_old_page_of_the_private_questions_still_tells_and_shows_nothing(
    couple: Any, bo: Any, cy: Any, dee: Any
) -> None:
    asked = screen(couple, bo)
    send(as_(bo), f"/private/{asked.pk}/send/")
    gone = send(as_(bo), f"/private/{asked.pk}/3/", **{"a-afraid": "yes", "a-nobody_asked": "x"})
    absent = send(as_(bo), f"/private/{uuid4()}/3/", **{"a-afraid": "yes"})
    assert plain(gone)[:2] == plain(absent)[:2]
    for stranger in (cy, dee):
        assert send(as_(stranger), f"/private/{asked.pk}/3/", **{"a-afraid": "unsure"}).status_code == 404
    assert SafetyAlert.unscoped.count() == 1
    send(as_(bo), f"/private/{asked.pk}/3/", **{"a-afraid": "yes"})
    assert SafetyAlert.unscoped.count() == 1
