"""A version in one more language: checked against what it translates, hashed apart, picked for who reads it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from assessments import publishing
from assessments.format import translating
from assessments.format.definition import DefinitionError, content_hash
from assessments.models import InstrumentTranslation
from tests.assessments.samples import SMALL, SMALL_IN_SPANISH, grown, small


def mistakes(text: str, of: str = "small") -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        translating.parse(text, small() if of == "small" else grown())
    return [str(problem) for problem in caught.value.problems]


def test_the_words_change_and_the_rules_stay() -> None:
    found = translating.worded(small(), translating.parse(SMALL_IN_SPANISH, small()))
    assert found.title == "Una pequeña"
    assert found.language == "es"
    assert found.question("joins").text == "Mi pareja se suma."
    assert found.question("joins").labels[0] == "Casi nunca"
    assert [choice.value for choice in found.question("joins").choices] == [0, 1, 2, 3, 4]
    assert [(q.id, q.scale, q.reverse) for q in found.questions] == [
        (q.id, q.scale, q.reverse) for q in small().questions
    ]


def test_what_a_partner_reads_must_all_be_there() -> None:
    said = mistakes(SMALL_IN_SPANISH.replace('text = "Mi pareja se suma."', "", 1))
    assert len(said) == 1
    assert "question *joins*: *text* is not translated yet." in said[0]
    assert said[0].startswith("line ")
    said = mistakes(SMALL_IN_SPANISH.replace('4 = "Casi siempre"', "", 1))
    assert len(said) == 4
    assert all("has no words for *4* yet" in each for each in said)


def test_words_for_what_is_not_there_are_refused_with_the_nearest_name() -> None:
    said = mistakes(SMALL_IN_SPANISH + '\n[question.joinz]\ntext = "x"\n')
    assert any("question *joinz* does not exist" in each and "*joins*" in each for each in said)


def test_a_translation_names_the_version_that_it_translates() -> None:
    (said,) = mistakes(SMALL_IN_SPANISH.replace("version = 1", "version = 2"))
    assert "small 2" in said
    (said,) = mistakes(SMALL_IN_SPANISH.replace('language = "es"', 'language = "en"'))
    assert "in this language" in said


def test_own_choices_and_rows_need_words_of_their_own() -> None:
    head = 'slug = "grown"\nversion = 1\nlanguage = "es"\n'
    said = mistakes(head, of="grown")
    assert any("[question.areas] is not translated yet" in each for each in said)
    said = mistakes(head + '[question.areas]\ntext = "x"\n[question.feelings]\ntext = "x"\n', of="grown")
    assert any("*rows* has no words for *money* yet" in each for each in said)
    assert any("*choices* has no words for *cross* yet" in each for each in said)


@pytest.mark.django_db
def test_a_language_is_added_to_a_published_version() -> None:
    version = publishing.publish(SMALL)
    assert version.definition_in("es").title == "A small one"
    held = publishing.publish_translation(SMALL_IN_SPANISH)
    assert publishing.publish_translation(SMALL_IN_SPANISH) == held
    assert version.definition_in("es").title == "Una pequeña"
    assert version.definition_in("es-MX").title == "Una pequeña"
    assert version.definition_in("fr").title == "A small one"
    assert version.definition.title == "A small one"
    assert version.content_hash == content_hash(SMALL)


@pytest.mark.django_db
def test_published_words_never_change() -> None:
    publishing.publish(SMALL)
    held = publishing.publish_translation(SMALL_IN_SPANISH)
    with pytest.raises(publishing.AlreadyPublished):
        publishing.publish_translation(SMALL_IN_SPANISH.replace("Una pequeña", "Otra"))
    with pytest.raises(DatabaseError), transaction.atomic():
        InstrumentTranslation.unscoped.filter(pk=held.pk).update(body="")


@pytest.mark.django_db
def test_a_translation_waits_for_its_version() -> None:
    with pytest.raises(DefinitionError, match="not published yet"):
        publishing.publish_translation(SMALL_IN_SPANISH)


@pytest.mark.django_db
def test_a_folder_is_published_with_its_translations(tmp_path: Path) -> None:
    (tmp_path / "small.1.toml").write_text(SMALL)
    (tmp_path / "small.1.es.toml").write_text(SMALL_IN_SPANISH)
    (version,) = publishing.publish_all(tmp_path)
    assert version.definition_in("es").language == "es"


def test_a_translation_is_checked_beside_its_instrument(tmp_path: Path) -> None:
    file = tmp_path / "small.1.es.toml"
    file.write_text(SMALL_IN_SPANISH)
    (tmp_path / "small.1.toml").write_text(SMALL)
    out = StringIO()
    call_command("check_instrument", str(file), stdout=out)
    assert "ready: small.1.toml in *es*." in out.getvalue()
