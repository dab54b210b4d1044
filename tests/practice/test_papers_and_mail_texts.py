"""What people sign is complete, plain and the same for both; what we mail tells an onlooker nothing."""

import re
import tomllib
from pathlib import Path

import pytest
from django.template.loader import render_to_string

PAPERS = sorted((Path(__file__).parents[2] / "practice" / "papers").glob("*.toml"))
UNFIT = re.compile(r"\b(husband|wife|he|she|his|hers?|him|spouses?|clients?|patients?)\b|!", re.IGNORECASE)
REVEALING = re.compile(
    r"therap|counsel|partner|couple|session|appointment|practice|question|answer|shared", re.I
)


def _syllables(word: str) -> int:
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e\b", "", word.lower()))))


def _grade(text: str) -> float:
    """Flesch-Kincaid grade; four is about nine years old, and legal matter is allowed two more."""
    sentences = max(1, len(re.findall(r"[.?:](?:\s|”|$)", text)))
    words = re.findall(r"[A-Za-z’'-]+", text)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@pytest.fixture(params=PAPERS, ids=lambda file: file.name)
def paper(request: pytest.FixtureRequest) -> dict:
    return tomllib.loads(request.param.read_text(encoding="utf-8")) | {"file": request.param}


def test_there_is_one_consent_text_and_one_text_for_each_policy():
    papers = [tomllib.loads(file.read_text(encoding="utf-8")) for file in PAPERS]
    assert [paper["slug"] for paper in papers if paper["kind"] == "consent"] == ["consent"]
    policies = {paper["policy"] for paper in papers if paper["kind"] == "confidences"}
    assert policies == {"no-secrets", "limited", "individual-private"}


def test_a_paper_is_named_after_itself_and_asks_for_review(paper: dict):
    assert paper["file"].name == f"{paper['slug']}.{paper['version']}.toml"
    head = paper["file"].read_text(encoding="utf-8")[:500]
    assert "SPDX-License-Identifier: CC-BY-SA-4.0" in head
    assert "A clinician and a lawyer" in head


def test_a_paper_speaks_plainly_to_both(paper: dict):
    words = " ".join([paper["title"], *(part["heading"] + ". " + part["body"] for part in paper["section"])])
    assert not UNFIT.search(words)
    assert _grade(words) <= 6.0


def test_every_confidences_text_puts_safety_first(paper: dict):
    if paper["kind"] == "confidences":
        assert any("Safety comes first." in part["body"] for part in paper["section"])


def test_the_consent_text_names_every_limit():
    words = tomllib.loads(PAPERS[-1].read_text(encoding="utf-8"))["section"]
    told = " ".join(part["body"] for part in words)
    for needed in (
        "a child",
        "life is in danger",
        "a court",
        "change your mind",
        "seven years",
        "no computer is",
    ):
        assert needed in told


def test_every_mail_has_the_same_form_and_only_its_way_in_differs():
    first, second = (
        render_to_string("practice/mail/news.txt", {"link": link}) for link in ("LINK1", "LINK2")
    )
    assert first.replace("LINK1", "LINK2") == second
    code = render_to_string("practice/mail/code.txt", {"code": "LINK1", "minutes": 10})
    assert code.splitlines()[:3] == first.splitlines()[:3]
    assert code.splitlines()[-1] == first.splitlines()[-1]


@pytest.mark.parametrize("name", ["news", "code"])
def test_a_mail_tells_an_onlooker_nothing(name: str):
    told = render_to_string(f"practice/mail/{name}.txt", {"link": "", "code": "", "minutes": 1})
    assert not REVEALING.search(told)


def test_a_link_is_mailed_as_it_is():
    link = "https://example.org/welcome/a?b=1&c=2"
    assert link in render_to_string("practice/mail/news.txt", {"link": link})
