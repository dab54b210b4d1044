"""A practice brings its own: words for an adapter, a file, with who allows it. It is then like any instrument."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import administering, licensing, publishing, recording
from assessments.exchange import fhir_writing
from assessments.format.adapter_wording import WordedItem, Wording, items_from_lines
from assessments.format.definition import SHIPPED
from assessments.models import Administration, InstrumentLicence, InstrumentVersion
from assessments.safety.models import SafetyAlert
from assessments.scores import adapter_forms
from practice.models import AuditEntry, CoupleSummary
from practice.refusals import BadInput, NotFound
from tests.assessments.samples import SMALL, SMALL_IN_SPANISH
from tests.conftest import looking
from tests.factories.assessments import PULSE, shipped
from tests.factories.practice import PracticeFactory, StaffFactory

pytestmark = pytest.mark.django_db
LABELS = ("None", "A little", "Some", "Much")
TERMS = licensing.Terms("The house of moods", date(2090, 1, 1))


def words(count: int, labels: tuple[str, ...] = LABELS) -> Wording:
    return Wording(
        "Our questions", "Questions", tuple(WordedItem(f"Words {n}.") for n in range(1, count + 1)), labels
    )


@pytest.fixture
def mood(ana: Any) -> InstrumentVersion:
    return licensing.enter_wording("phq-9", words(9), TERMS, by=looking(ana))


def test_the_words_become_an_instrument_with_its_licence_written_down(mood: Any, ana: Any) -> None:
    assert mood.practice_id == ana.practice_id
    held = InstrumentLicence.unscoped.get(instrument=mood)
    assert (held.adapter, held.holder, held.until) == ("phq-9.1", "The house of moods", date(2090, 1, 1))
    assert held.entered_by_id == ana.pk
    assert mood.definition.adapter == "phq-9.1"
    assert "The house of moods" in mood.definition.source
    assert AuditEntry.unscoped.filter(act="instrument.brought_in").count() == 1


def test_new_words_are_the_next_version_and_old_answers_keep_theirs(mood: Any, ana: Any) -> None:
    again = licensing.enter_wording("phq-9", words(9), TERMS, by=looking(ana))
    assert again == mood
    other = Wording("Our questions", "Questions", (*words(8).items, WordedItem("Other words.")), LABELS)
    second = licensing.enter_wording("phq-9", other, TERMS, by=looking(ana))
    assert (second.slug, second.number) == (mood.slug, 2)


def test_neither_the_words_nor_the_licence_can_be_changed_but_its_last_day_can(mood: Any, ana: Any) -> None:
    rows = InstrumentLicence.unscoped.filter(pk=mood.pk)
    for change in ({"holder": "Me"}, {"adapter": "gad-7.1"}, {"reason": "so"}, {"numbers_only": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        InstrumentVersion.unscoped.filter(pk=mood.pk).update(body="other")
    licensing.renew(mood, date(2091, 1, 1), by=looking(ana))
    assert rows.get().until == date(2091, 1, 1)


def test_after_its_last_day_it_is_not_sent_any_more(
    mood: Any, ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    assert administering.send(couple, bo, mood.slug, by=looking(ana)).is_open
    licensing.renew(mood, timezone.localdate() - timedelta(days=1), by=looking(ana))
    with pytest.raises(BadInput):
        administering.send(couple, cy, mood.slug, by=looking(ana))


def test_another_practice_neither_sees_nor_sends_it(mood: Any, ana: Any, other_couple: Any) -> None:
    far = StaffFactory(practice=PracticeFactory(), is_counsellor=True, is_owner=True)
    for model, pk in ((InstrumentVersion, mood.pk), (InstrumentLicence, mood.pk)):
        assert model.objects.visible_to(looking(ana)).filter(pk=pk).exists()
        assert not model.objects.visible_to(looking(far)).exists()
    assert publishing.current(mood.slug) is None
    assert publishing.current(mood.slug, practice_id=far.practice_id) is None
    with pytest.raises(NotFound):
        licensing.renew(mood, None, by=looking(far))
    theirs = licensing.enter_wording("phq-9", words(9), TERMS, by=looking(far))
    assert theirs.slug != mood.slug


def test_only_counsellors_and_the_owner_bring_something(ana: Any, bo: Any) -> None:
    desk = StaffFactory(practice=ana.practice, is_scheduler=True)
    for person in (desk, bo):
        with pytest.raises(NotFound):
            licensing.enter_wording("phq-9", words(9), TERMS, by=looking(person))
        with pytest.raises(NotFound):
            licensing.bring_in("", TERMS, by=looking(person))


def test_phq_8_needs_a_reason_and_that_is_kept(ana: Any, couple: Any, bo: Any) -> None:
    numbers = {"taken_on": date(2026, 3, 2), "totals": {"total": 7}, "by": looking(ana)}
    with pytest.raises(BadInput) as refused:
        licensing.enter_wording("phq-8", words(8), TERMS, by=looking(ana))
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(BadInput):
        recording.from_paper(couple, bo, "phq-8", **numbers)
    why = licensing.Terms("The house of moods", None, "Asked about in person at every session.")
    made = licensing.enter_wording("phq-8", words(8), why, by=looking(ana))
    assert InstrumentLicence.unscoped.get(instrument=made).reason == "Asked about in person at every session."
    assert recording.from_paper(couple, bo, "phq-8", **numbers).unread == ()


def test_the_words_sent_to_a_partner_score_by_the_adapter_and_alert_on_item_nine(
    mood: Any, ana: Any, couple: Any, bo: Any
) -> None:
    form = administering.send(couple, bo, mood.slug, by=looking(ana))
    administering.save_answer(form, {"item_9": 1}, by=looking(bo))
    assert SafetyAlert.unscoped.get().administration_id == form.pk
    assert mood.definition.question("item_9").crisis
    answers = {f"item_{n}": 2 for n in range(1, 8)}
    done = administering.submit(form, by=looking(bo), changes=answers)
    own = adapter_forms.of(done.scores)
    assert own is not None
    total = own.scores["total"]
    assert (total.value, total.answered, total.of) == (16.875, 8, 9)
    assert total.band == "15 to 19, called moderately severe"
    assert own.trace["total"]["items"][8] == {"item": 9, "picked": 1, "keyed": 1}


def test_items_of_their_own_kind_bring_their_own_words(ana: Any) -> None:
    lines = "\n".join(
        ["How good? | Low | Lowish | Under | Half | Over | Highish | High", *(f"Item {n}" for n in (2, 3, 4))]
    )
    wording = Wording("Four questions", "Questions", items_from_lines(lines), ("0", "1", "2", "3", "4", "5"))
    made = licensing.enter_wording("csi-4", wording, TERMS, by=looking(ana))
    assert [len(question.choices) for question in made.definition.questions] == [7, 6, 6, 6]
    short = Wording("Four questions", "Questions", items_from_lines(lines), ("0", "1"))
    with pytest.raises(BadInput) as refused:
        licensing.enter_wording("csi-4", short, TERMS, by=looking(ana))
    assert "labels" in refused.value.fields


def test_paper_goes_under_the_practices_own_words_where_it_has_them(
    mood: Any, ana: Any, couple: Any, bo: Any
) -> None:
    day = date(2026, 3, 2)
    taken = recording.from_paper(couple, bo, "phq-9", points={1: 2, 2: 2}, taken_on=day, by=looking(ana))
    assert taken.administration is not None
    assert taken.administration.instrument == mood
    other = recording.from_paper(
        couple, bo, "gad-7", points=dict.fromkeys(range(1, 8), 1), taken_on=day, by=looking(ana)
    )
    numbers = other.administration.instrument  # type: ignore[union-attr]
    assert numbers.practice_id is None
    assert numbers.slug == "gad-7-on-paper"
    with pytest.raises(BadInput):
        administering.send(couple, bo, numbers.slug, by=looking(ana))


def test_what_is_entered_counts_for_the_counsellor_and_stands_on_no_partners_page(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    recording.from_paper(
        couple, bo, "ras", points=dict.fromkeys(range(1, 8), 3), taken_on=date(2026, 3, 2), by=looking(ana)
    )
    row = Administration.unscoped.get()
    assert row.was_entered
    assert row.submitted_at.date() == date(2026, 3, 2)
    assert "ras-on-paper" in json.dumps(CoupleSummary.unscoped.get(couple=couple).facts)
    for person in (bo, cy):
        assert not Administration.objects.visible_to(looking(person)).exists()
        assert not InstrumentVersion.objects.visible_to(looking(person)).exists()


def test_harm_is_not_kept_among_forms(ana: Any, couple: Any, bo: Any) -> None:
    for slug in ("hits", "e-hits", "hark", "wast"):
        with pytest.raises(BadInput):
            recording.from_paper(
                couple, bo, slug, totals={"total": 4}, taken_on=date(2026, 3, 2), by=looking(ana)
            )
    assert not Administration.unscoped.exists()


def test_nobody_but_who_acts_for_the_couple_enters_anything(
    ana: Any, fay: Any, couple: Any, bo: Any, dee: Any
) -> None:
    numbers = {"totals": {"total": 4}, "taken_on": date(2026, 3, 2)}
    for person in (fay, bo, StaffFactory(practice=ana.practice, is_owner=True)):
        with pytest.raises(NotFound):
            recording.from_paper(couple, bo, "gad-7", by=looking(person), **numbers)
    with pytest.raises(NotFound):
        recording.from_paper(couple, dee, "gad-7", by=looking(ana), **numbers)


def test_safety_and_ratings_cannot_come_by_a_file(ana: Any) -> None:
    for slug in ("private-safety-screen",):
        text = (SHIPPED / f"{slug}.1.toml").read_text(encoding="utf-8")
        with pytest.raises(licensing.CannotBeBrought):
            licensing.bring_in(text, TERMS, by=looking(ana))
        form = json.dumps(fhir_writing.questionnaire(shipped(slug).definition))
        with pytest.raises(licensing.CannotBeBrought):
            licensing.bring_in(form, TERMS, by=looking(ana))


def test_a_file_cannot_take_an_adapters_alert_away(mood: Any, ana: Any) -> None:
    body = (
        mood.body.replace('level = "red"', "").replace("alert = [1, 2, 3]", "").replace("crisis = true", "")
    )
    assert body != mood.body
    with pytest.raises(licensing.CannotBeBrought, match="cannot_be_brought_in") as refused:
        licensing.bring_in(body, TERMS, by=looking(ana))
    assert "item 9 alerts at 1, 2, 3" in str(refused.value.fields)


def test_a_file_of_ones_own_becomes_ones_own_and_not_the_shipped_one(ana: Any) -> None:
    shipped(PULSE)
    text = (SHIPPED / f"{PULSE}.1.toml").read_text(encoding="utf-8").replace("close", "near")
    before = InstrumentVersion.unscoped.count()
    tried = licensing.bring_in(text, None, by=looking(ana), dry_run=True)
    assert tried.version is None
    assert InstrumentVersion.unscoped.count() == before
    made = licensing.bring_in(text, TERMS, by=looking(ana))
    assert made.version is not None
    assert made.version.slug.startswith("own-")
    assert licensing.bring_in(text, TERMS, by=looking(ana)).is_known
    changed = made.version.body.replace('title = "', 'title = "New ', 1)
    assert licensing.bring_in(changed, TERMS, by=looking(ana)).version.number == 2  # type: ignore[union-attr]


def test_the_command_tells_first_and_brings_in_then(ana: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "pulse.json"
    file.write_text(json.dumps(fhir_writing.questionnaire(shipped(PULSE).definition)), encoding="utf-8")
    who = {"by": ana.user.login_name}
    call_command("import_instrument", str(file), dry_run=True, **who)
    assert "dry run: nothing was kept" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_instrument", str(file), **who)
    call_command("import_instrument", str(file), holder="Own words", **who)
    assert "1 is in use from now on" in capsys.readouterr().out
    call_command("import_instrument", str(file), holder="Own words", **who)
    assert "was here already" in capsys.readouterr().out


def test_the_command_explains_what_it_cannot_read(ana: Any, tmp_path: Path) -> None:
    who = {"by": ana.user.login_name}
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_instrument", str(tmp_path / "none"), **who)
    for name, content, says in (
        ("a", b"\xff\xfe", "not plain text"),
        ("b", b"a" * 1_000_001, "larger than"),
        ("c", b'{"resourceType": "Patient"}', "no FHIR Questionnaire"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CommandError, match=says):
            call_command("import_instrument", str(tmp_path / name), **who)
    (tmp_path / "d").write_text("x", encoding="utf-8")
    with pytest.raises(CommandError, match="Say who brings it"):
        call_command("import_instrument", str(tmp_path / "d"), by="nobody")


def brought(text: str, ana: Any, **facts: Any) -> licensing.Foreseen:
    return licensing.bring_in(text, TERMS, by=looking(ana), **facts)


def test_the_next_version_of_a_file_is_the_next_wording_of_the_same_instrument(ana: Any) -> None:
    first = brought(SMALL, ana).version
    text = SMALL.replace("version = 1", "version = 2").replace("My partner listens.", "My partner hears me.")
    tried = brought(text, ana, dry_run=True)
    assert (tried.number, tried.follows, tried.version) == (2, "A small one", None)
    second = brought(text, ana).version
    assert first is not None
    assert second is not None
    assert (second.slug, second.number, first.slug[:9]) == (first.slug, 2, "own-small")
    assert brought(text, ana).is_known
    far = StaffFactory(practice=PracticeFactory(), is_counsellor=True)
    theirs = brought(SMALL, far).version
    assert theirs is not None
    assert theirs.slug != first.slug


def test_other_words_under_an_old_number_become_the_next_wording_and_it_is_foreseen(ana: Any) -> None:
    brought(SMALL, ana)
    changed = SMALL.replace("My partner listens.", "My partner hears me.")
    assert brought(changed, ana, dry_run=True).number == 2
    made = brought(changed, ana).version
    assert made is not None
    assert made.number == 2


def test_a_translation_is_brought_after_its_instrument_and_found_by_its_slug(ana: Any) -> None:
    with pytest.raises(licensing.CannotBeBrought) as refused:
        brought(SMALL_IN_SPANISH, ana)
    assert "this translates *small 1*, which the practice does not have yet" in str(refused.value.problems[0])
    version = brought(SMALL, ana).version
    assert version is not None
    tried = brought(SMALL_IN_SPANISH, ana, dry_run=True)
    assert (tried.language, tried.follows, tried.definition.title) == ("es", "A small one", "Una pequeña")
    assert version.definition_in("es").title == "A small one"
    assert brought(SMALL_IN_SPANISH, ana).version == version
    assert version.definition_in("es").title == "Una pequeña"
    assert brought(SMALL_IN_SPANISH, ana).is_known
    assert AuditEntry.unscoped.filter(act="instrument.translated").count() == 1
    with pytest.raises(licensing.CannotBeBrought, match="cannot_be_brought_in") as refused:
        brought(SMALL_IN_SPANISH.replace("Una pequeña", "Otra"), ana)
    assert "other words in *es* already" in str(refused.value.problems[0])


def test_a_translation_with_a_gap_is_told_by_its_line_and_not_as_a_broken_instrument(ana: Any) -> None:
    brought(SMALL, ana)
    with pytest.raises(licensing.CannotBeBrought) as refused:
        brought(SMALL_IN_SPANISH.replace('text = "Mi pareja se suma."', "", 1), ana)
    (problem,) = refused.value.problems
    assert problem.line is not None
    assert "*text* is not translated yet" in problem.says


def test_words_for_what_comes_with_evenlight_are_not_a_practices_to_bring(ana: Any) -> None:
    shipped(PULSE)
    text = (SHIPPED / f"{PULSE}.1.es.toml").read_text(encoding="utf-8")
    with pytest.raises(licensing.CannotBeBrought) as refused:
        brought(text, ana)
    assert "comes with Evenlight" in str(refused.value.problems[0])


def test_mistakes_in_a_file_keep_their_lines(ana: Any) -> None:
    text = SMALL.replace("reverse = true", "reverse = True").replace("notices = 4", "notices = 9")
    with pytest.raises(licensing.CannotBeBrought) as refused:
        brought(text, ana)
    assert [each.line for each in refused.value.problems] == [text[: text.index("= True")].count("\n") + 1]
    text = SMALL.replace("notices = 4", "notices = 9")
    with pytest.raises(licensing.CannotBeBrought) as refused:
        brought(text, ana)
    assert refused.value.problems[0].line == text[: text.index("given")].count("\n") + 1


def test_advice_is_given_and_refuses_nothing(ana: Any) -> None:
    assert any("two examples" in line for line in brought(SMALL, ana, dry_run=True).advice)


def test_the_command_says_what_it_became_and_names_the_file(ana: Any, tmp_path: Path, capsys: Any) -> None:
    who = {"by": ana.user.login_name, "holder": "Own words"}
    for name, text in (
        ("small.1.toml", SMALL),
        ("small.1.es.toml", SMALL_IN_SPANISH),
        ("small.2.toml", SMALL.replace("version = 1", "version = 2").replace("listens.", "hears me.")),
        ("bad.1.toml", SMALL.replace("minutes = 2", "minutes = 200")),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, says in (
        ("small.1.toml", "advice: two examples"),
        ("small.1.es.toml", "1 in es is in use from now on"),
        ("small.2.toml", "it becomes wording 2 of “A small one”"),
    ):
        call_command("import_instrument", str(tmp_path / name), **who)
        assert says in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"bad\.1\.toml: line \d+: \*minutes\*"):
        call_command("import_instrument", str(tmp_path / "bad.1.toml"), **who)
    (tmp_path / "bad.1.toml").write_text(SMALL.replace("A small one", "Another"), encoding="utf-8")
    with pytest.raises(CommandError, match="--holder"):
        call_command("import_instrument", str(tmp_path / "bad.1.toml"), by=ana.user.login_name)
