"""What a partner writes down is kept as written, blank stays blank, and it reaches no wider than its author chose."""

from pathlib import Path

import pytest

from assessments.scores.answers import AnswersRefused
from homework import entry
from homework.exercise import Exercise, parse

FOLDER = Path(__file__).parents[2] / "homework" / "exercises"
WHOLE = {
    "noticed": "You rang my sister back.",
    "mattered": "I had been putting it off.",
    "told": "yes",
    "received": 3,
    "mood_before": 4,
    "mood_after": 6,
}


@pytest.fixture
def appreciation() -> Exercise:
    return parse((FOLDER / "appreciation-exchange.1.toml").read_text(encoding="utf-8"))


def test_a_blank_field_is_left_out_and_never_zero(appreciation: Exercise):
    kept = entry.read(
        appreciation, {"noticed": " You rang my sister back. ", "mattered": "  ", "mood_after": None}
    )
    assert kept == {"noticed": "You rang my sister back."}


def test_zero_is_an_answer(appreciation: Exercise):
    assert entry.read(appreciation, {"noticed": "Tea.", "told": "yes", "received": 0})["received"] == 0


def test_a_hidden_field_is_dropped(appreciation: Exercise):
    kept = entry.read(appreciation, {"noticed": "Tea.", "told": "keep", "received": 4})
    assert "received" not in kept
    assert "received" not in [field.id for field in entry.visible_fields(appreciation, {"told": "keep"})]
    assert "received" in [field.id for field in entry.visible_fields(appreciation, {"told": "yes"})]


def test_a_draft_may_be_unfinished_and_an_entry_may_not(appreciation: Exercise):
    assert entry.problems(appreciation, {"mattered": "A lot."}, complete=False) == {}
    assert set(entry.problems(appreciation, {"mattered": "A lot."})) == {"noticed"}


@pytest.mark.parametrize(
    "raw",
    [
        {"noticed": "x" * 601},
        {"noticed": "a\x00b"},
        {"noticed": ["Tea."]},
        {"noticed": "Tea.", "told": True},
        {"noticed": "Tea.", "mood_after": 4.5},
        {"noticed": "Tea.", "mood_after": -1},
        {"noticed": {"declined": True}},
        {"noticed": "Tea.", "partner": "Remy"},
    ],
    ids=["too long", "NUL", "a list", "true", "half", "below", "declined", "unknown field"],
)
def test_what_does_not_fit_is_refused_with_a_sentence(appreciation: Exercise, raw: dict):
    found = entry.problems(appreciation, raw)
    assert len(found) == 1
    assert all(sentence.endswith(".") for sentence in found.values())
    if set(raw) != {"noticed"} or found != {"noticed": "This one needs an answer."}:
        with pytest.raises(AnswersRefused):
            entry.read(appreciation, raw)


@pytest.mark.parametrize("name", ["Zoë 🌿", "שלום, תודה", "Łukasz"])
def test_any_script_is_kept_as_written(appreciation: Exercise, name: str):
    assert entry.read(appreciation, {"noticed": name})["noticed"] == name


def test_each_part_is_separate_by_who_may_ever_read_it(appreciation: Exercise):
    parts = entry.parts(appreciation, WHOLE)
    assert set(parts["partner"]) == {"noticed", "mattered", "told"}
    assert set(parts["counsellor"]) == {"received"}
    assert set(parts["author"]) == {"mood_before", "mood_after"}


@pytest.mark.parametrize(
    ("reader", "shared_with", "reads"),
    [
        ("author", "author", set(WHOLE)),
        ("counsellor", "author", set()),
        ("partner", "author", set()),
        ("counsellor", "counsellor", {"noticed", "mattered", "told", "received"}),
        ("partner", "counsellor", set()),
        ("counsellor", "partner", {"noticed", "mattered", "told", "received"}),
        ("partner", "partner", {"noticed", "mattered", "told"}),
    ],
)
def test_a_reader_needs_both_the_field_and_the_authors_choice(appreciation, reader, shared_with, reads):
    assert set(entry.readable(appreciation, WHOLE, reader=reader, shared_with=shared_with)) == reads
