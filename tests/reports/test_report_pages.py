"""The pages on which reports are built, given, read and checked."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from reports import issuing, ledger
from reports.models import IssuedReport, ReportConsent, ReportShare
from tests.factories import practice as people
from tests.factories import reports as sets
from tests.signing import sign_in


def client_of(person: Any) -> Client:
    return sign_in(Client(), person)


def key_in(page: Any) -> str:
    found = re.search(r'name="idempotency_key" value="(\w+)"', page.content.decode())
    assert found, "the form carries a key of its own"
    return found[1]


def built(desk: Client, couple: Any, word: str, **changes: Any) -> Any:
    """The builder's form sent as it is shown, but for these changes."""
    address = f"/desk/couples/{couple.pk}/reports/new/?for={word}"
    page = desk.get(address)
    form = page.context["form"]
    sent = {
        "since": form.initial["since"].isoformat(),
        "until": form.initial["until"].isoformat(),
        "include": ["in_short", "closeness", "alike_apart", "practised"],
        "in_short": form.initial.get("in_short", ""),
        "next_step": "",
        "do": "issue",
        "idempotency_key": key_in(page),
        **changes,
    }
    return desk.post(address, sent)


@pytest.fixture
def desk(agreed: SimpleNamespace) -> Client:
    return client_of(agreed.ana)


def test_a_counsellor_builds_issues_and_gives_a_report(agreed: SimpleNamespace, desk: Client) -> None:
    couple, bo = agreed.couple, client_of(agreed.bo)
    page = desk.get(f"/desk/couples/{couple.pk}/reports/new/")
    words = page.content.decode()
    assert "All three of you" in words
    assert "never in a report" in words
    assert "Cy feels closer now than at the start." in page.context["form"].initial["in_short"]
    assert not IssuedReport.unscoped.exists()

    made = built(desk, couple, "couple", next_step="Say first what is going well.")
    report = IssuedReport.unscoped.get()
    assert made.status_code in (302, 303)
    assert made["Location"] == f"/desk/couples/{couple.pk}/reports/{report.pk}/"
    shown = desk.get(made["Location"])
    assert "Say first what is going well." in shown.content.decode()
    assert report.digest in shown.content.decode()

    share = f"/desk/couples/{couple.pk}/reports/{report.pk}/share/{agreed.bo.pk}/"
    asked = desk.get(share)
    assert "Share with Bo?" in asked.content.decode()
    assert not ReportShare.unscoped.exists(), "looking at the page shares nothing"
    desk.post(share, {"idempotency_key": key_in(asked)})
    assert "For the two of you" in bo.get("/reports/").content.decode()
    file = bo.get(f"/reports/{report.pk}/report.pdf")
    assert file.status_code == 200
    assert file["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert file["Cache-Control"].startswith("no-store")
    assert file.content == desk.get(f"/desk/couples/{couple.pk}/reports/{report.pk}.pdf").content
    assert client_of(agreed.cy).get(f"/reports/{report.pk}/report.pdf").status_code == 404


def test_the_same_form_sent_twice_issues_one_report(agreed: SimpleNamespace, desk: Client) -> None:
    page = desk.get(f"/desk/couples/{agreed.couple.pk}/reports/new/?for=counsellor")
    key = key_in(page)
    first = built(desk, agreed.couple, "counsellor", idempotency_key=key)
    second = built(desk, agreed.couple, "counsellor", idempotency_key=key)
    assert first["Location"] == second["Location"]
    assert IssuedReport.unscoped.count() == 1


def test_showing_it_keeps_nothing_and_the_typed_words_stay(agreed: SimpleNamespace, desk: Client) -> None:
    page = built(desk, agreed.couple, "a", do="preview", in_short="A good autumn.", include=["in_short"])
    words = page.content.decode()
    assert page.status_code == 200
    assert words.count("A good autumn.") == 2
    assert page.context["sheet"].panels == ()
    assert not IssuedReport.unscoped.exists()


def test_without_both_agreeing_there_is_no_report_for_two_and_own_copies_are_offered(
    weeks: SimpleNamespace,
) -> None:
    desk = client_of(weeks.ana)
    page = desk.get(f"/desk/couples/{weeks.couple.pk}/reports/new/?for=couple")
    words = page.content.decode()
    assert page.context["sheet"] is None
    assert "needs a yes from each of them" in words
    assert 'href="?for=a"' in words
    assert 'href="?for=b"' in words
    assert desk.get(f"/desk/couples/{weeks.couple.pk}/reports/new/?for=b").context["sheet"] is not None


def test_the_opening_of_one_reader_is_never_carried_to_another(agreed: SimpleNamespace, desk: Client) -> None:
    address = f"/desk/couples/{agreed.couple.pk}/reports/new/?for="
    assert "Cy" in desk.get(address + "counsellor").context["form"].initial["in_short"]
    mine = desk.get(address + "a")
    assert "Cy" not in mine.context["form"].initial["in_short"]
    assert "Cy" not in mine.content.decode().split('<article class="sheet')[1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"since": "2026-02-30"}, "Write this as a day"),
        ({"until": ""}, "Write this as a day"),
        ({"since": "2027-01-01", "until": "2026-01-01"}, "Choose days that lie behind us"),
        ({"next_step": "x" * 700}, "longer than fits here"),
        ({"in_short": "a\0b"}, "can’t be kept"),
        ({"include": ["private"]}, "Pick from the list."),
    ],
)
def test_a_wrong_field_gets_a_sentence_and_the_rest_stays(
    agreed: SimpleNamespace, desk: Client, changes: dict[str, Any], sentence: str
) -> None:
    page = built(desk, agreed.couple, "couple", **{"next_step": "kept as typed", **changes})
    assert page.status_code == 400
    assert sentence in page.content.decode()
    if "next_step" not in changes:
        assert "kept as typed" in page.content.decode()
    assert not IssuedReport.unscoped.exists()


def test_replacing_and_taking_back_ask_why(agreed: SimpleNamespace, desk: Client) -> None:
    couple = agreed.couple
    old = sets.issued(couple, "couple", by=agreed.by)
    address = f"couple&instead={old.pk}"
    assert built(desk, couple, address, reason="").status_code == 400
    assert built(desk, couple, address, reason="A typing slip.").status_code in (302, 303)
    old.refresh_from_db()
    assert old.state == "superseded"
    new = IssuedReport.unscoped.get(supersedes=old)
    void = f"/desk/couples/{couple.pk}/reports/{new.pk}/void/"
    page = desk.get(void)
    assert desk.post(void, {"idempotency_key": key_in(page), "reason": " "}).status_code == 400
    assert desk.post(void, {"idempotency_key": key_in(page), "reason": "The wrong weeks."}).status_code in (
        302,
        303,
    )
    assert "The wrong weeks." in desk.get(f"/desk/couples/{couple.pk}/reports/").content.decode()


def test_other_people_meet_an_absence(agreed: SimpleNamespace, fay: Any, dee: Any, other_couple: Any) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    base = f"/desk/couples/{agreed.couple.pk}/reports/"
    addresses = [
        base,
        base + "new/",
        f"{base}{report.pk}/",
        f"{base}{report.pk}.pdf",
        f"{base}{report.pk}/share/{agreed.bo.pk}/",
        f"{base}{report.pk}/void/",
    ]
    owner = people.StaffFactory(practice=agreed.ana.practice, is_owner=True)
    for stranger in (fay, dee, agreed.bo, owner):
        client = client_of(stranger)
        assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    mine = client_of(agreed.ana)
    assert [mine.get(address).status_code for address in addresses] == [200] * len(addresses)
    wrong = f"/desk/couples/{other_couple.pk}/reports/{report.pk}/"
    assert client_of(fay).get(wrong).status_code == 404
    assert mine.get(f"{base}new/?for=nobody").status_code == 404


def test_a_partner_agrees_and_takes_it_back(weeks: SimpleNamespace) -> None:
    bo = client_of(weeks.bo)
    page = bo.get("/reports/shown/couple/")
    assert page.context["form"].initial["kinds"] == []
    bo.post("/reports/shown/couple/", {"kinds": ["lines"], "idempotency_key": key_in(page)})
    live = ReportConsent.unscoped.filter(partner=weeks.bo, withdrawn_at=None)
    assert set(live.values_list("kind", flat=True)) == {"report", "lines"}
    page = bo.get("/reports/shown/couple/")
    bo.post("/reports/shown/couple/", {"idempotency_key": key_in(page)})
    assert not live.exists()
    page = bo.get("/reports/shown/couple/")
    assert (
        bo.post("/reports/shown/couple/", {"kinds": ["x"], "idempotency_key": key_in(page)}).status_code
        == 400
    )
    assert bo.get("/reports/shown/everyone/").status_code == 404


def test_ones_pages_are_the_same_whatever_the_other_agreed_to_or_was_given(weeks: SimpleNamespace) -> None:
    bo = client_of(weeks.bo)

    def seen() -> list[str]:
        pages = [bo.get("/reports/"), bo.get("/reports/shown/couple/")]
        plain = [re.sub(r'value="[\w]{30,}"', "", page.content.decode()) for page in pages]
        return [*plain, repr(ledger.own_list(weeks.by))]

    without = seen()[:2]
    sets.agree(weeks.couple, weeks.cy)
    theirs = sets.issued(weeks.couple, "partner", weeks.cy, by=weeks.by)
    issuing.share(theirs, weeks.cy, by=weeks.by)
    assert seen()[:2] == without


def test_anyone_can_check_a_code_and_learns_three_things(agreed: SimpleNamespace, client: Client) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    assert client.get("/verify/").status_code == 200
    for code in (report.digest, report.file_sha256.upper()):
        words = client.post("/verify/", {"code": code}).content.decode()
        assert "Report 1" in words
        assert "This is the current one." in words
        for secret in ("Bo", "Cy", "Ana", agreed.couple.practice.name, str(report.pk), str(agreed.couple.pk)):
            assert not re.search(rf"\b{secret}\b", re.sub(r"<svg.*?</svg>", "", words, flags=re.S))
    unknown = client.post("/verify/", {"code": "0" * 64})
    assert "No report with this code" in unknown.content.decode()
    assert client.post("/verify/", {"code": "\0"}).status_code == 400
    assert client.post("/verify/", {"code": ""}).status_code == 400


def test_checking_is_limited(db: None, client: Client) -> None:
    answers = [client.post("/verify/", {"code": "0" * 64}).status_code for _try in range(25)]
    assert answers[0] == 200
    assert answers[-1] == 429
