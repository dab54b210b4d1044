"""All that the pages do can be done over the API: from a new couple to shared words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practice.models import Invitation, Membership
from tests.factories import assessments as forms
from tests.factories import homework as tries
from tests.factories.practice import UserFactory

V1 = "/api/v1"


@pytest.fixture
def published(db):
    for slug in ("weekly-pulse", "intake-about-me", "private-safety-screen"):
        forms.shipped(slug)
    tries.exercise()


def test_a_course_from_invitation_to_shared_words(ana, client_of, published, time_machine_now):
    counsellor = client_of(ana)
    couple = counsellor.post(f"{V1}/couples/", {"names": ["Bo", "Cy"]}).json()
    assert {one["called"] for one in couple["members"]} == {"Bo", "Cy"}
    for member in couple["members"]:
        made = counsellor.post(
            f"{V1}/invitations/", {"partner": member["partner"], "email": f"{member['called']}@example.org"}
        )
        assert made.status_code == 201, made.json()
        assert "token" not in str(made.json())
    people = {}
    for membership in Membership.unscoped.filter(couple=couple["id"]).select_related("partner"):
        from practice import inviting

        inviting.use(Invitation.unscoped.open().get(partner=membership.partner), UserFactory())
        membership.partner.refresh_from_db()
        people[membership.partner.called] = (membership.partner, client_of(membership.partner))
    bo, bos = people["Bo"]
    _cy, cys = people["Cy"]
    for client in (bos, cys):
        for text in client.get(f"{V1}/consent-texts/").json()["results"]:
            client.post(f"{V1}/signatures/", {"text": text["id"]})
        screen = client.get(f"{V1}/private-questions/").json()["results"][0]
        page = client.get(f"{V1}/private-questions/{screen['id']}/").json()
        for question in page["questions"]:
            said = client.post(
                f"{V1}/private-questions/{screen['id']}/answer/",
                {
                    "question": question["id"],
                    "answer": "no" if question["id"] not in {"speak_freely"} else "yes",
                },
            )
            assert said.status_code == 204, said.json()
        assert client.post(f"{V1}/private-questions/{screen['id']}/send/").status_code == 204
        assert client.get(f"{V1}/private-questions/{screen['id']}/").status_code == 404
    held = counsellor.post(
        f"{V1}/assignments/",
        {"couple": couple["id"], "exercise": "appreciation-exchange", "reason": "You asked for it."},
    )
    assert held.status_code == 409
    for screen in counsellor.get(f"{V1}/screens/").json()["results"]:
        assert counsellor.get(f"{V1}/screens/{screen['id']}/answers/").status_code == 200
        assert (
            counsellor.post(f"{V1}/screens/{screen['id']}/review/", {"outcome": "joint"}).status_code == 204
        )
    opened = counsellor.post(f"{V1}/joint-work/open/", {"couple": couple["id"]})
    assert opened.json()["state"] == "open", opened.json()
    form = counsellor.post(
        f"{V1}/questionnaires/", {"couple": couple["id"], "partner": str(bo.pk), "instrument": "weekly-pulse"}
    ).json()
    bos.patch(
        f"{V1}/questionnaires/{form['id']}/",
        {"answers": {"felt_close": 4, "felt_i_matter": {"declined": True}}},
    )
    sent = bos.post(
        f"{V1}/questionnaires/{form['id']}/submit/", {"answers": {"felt_tense": 0, "felt_hopeful": 4}}
    )
    assert sent.json()["state"] == "submitted", sent.json()
    assert cys.get(f"{V1}/questionnaires/{form['id']}/").status_code == 404
    seen = counsellor.get(f"{V1}/questionnaires/{form['id']}/").json()
    assert seen["answers"]["felt_i_matter"] == {"declined": True}
    set_one = counsellor.post(
        f"{V1}/assignments/",
        {"couple": couple["id"], "exercise": "appreciation-exchange", "reason": "You asked for it."},
    )
    assert set_one.status_code == 201, set_one.json()
    entry = bos.post(
        f"{V1}/entries/",
        {
            "assignment": set_one.json()["id"],
            "day": str(timezone.localdate()),
            "parts": {"noticed": "You made tea."},
            "audience": "partner",
        },
    )
    assert entry.status_code == 201, entry.json()
    assert cys.get(f"{V1}/entry-parts/").json()["results"] == []
    time_machine_now.shift(timedelta(minutes=11))
    (part,) = cys.get(f"{V1}/entry-parts/").json()["results"]
    assert part["words"] == "You made tea."
    bos.post(f"{V1}/entries/{entry.json()['id']}/take-back/")
    assert cys.get(f"{V1}/entry-parts/").json()["results"] == []
    session = counsellor.post(
        f"{V1}/sessions/", {"couple": couple["id"], "starts": "2030-03-28T18:30", "minutes": 50}
    ).json()
    moved = counsellor.patch(
        f"{V1}/sessions/{session['id']}/",
        {"starts": "2030-03-29T18:30"},
        headers={"If-Match": f'"v{session["version"]}"'},
    )
    assert moved.status_code == 200, moved.json()
    assert [one["id"] for one in cys.get(f"{V1}/sessions/").json()["results"]] == [session["id"]]
    address = bos.post(f"{V1}/calendar-addresses/").json()["address"]
    assert "/calendar/" in address


def test_a_refused_submit_keeps_the_answers_that_came_along(bo, cy, couple, client_of):
    about = forms.shipped("intake-about-me")
    form = forms.AdministrationFactory(couple=couple, partner=bo, instrument=about)
    required = [question.id for question in about.definition.questions if question.required]
    assert required, "this form has something that must be answered"
    client = client_of(bo)
    sent = client.post(f"{V1}/questionnaires/{form.pk}/submit/", {"answers": {"still_good": "Sunday walks."}})
    assert sent.status_code == 400
    assert set(sent.json()["error"]["fields"]) >= set(required)
    assert client.get(f"{V1}/questionnaires/{form.pk}/").json()["answers"] == {
        "still_good": {"v": "Sunday walks."}
    }
