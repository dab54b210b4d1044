"""Each mistake in a file is told with its line, its place and, where one is near, the right word."""

import pytest

from assessments.format.definition import DefinitionError, Problem, parse
from tests.assessments.samples import EVERY_KIND, SMALL


def mistakes(text: str) -> list[Problem]:
    """What the gate says about this text."""
    with pytest.raises(DefinitionError) as caught:
        parse(text)
    return caught.value.problems


def line_of(text: str, words: str) -> int:
    """The line on which these words stand."""
    return text[: text.index(words)].count("\n") + 1


MISTAKES = [
    # what is changed, into what, what is said, what is hinted, the words that stand on the line
    ('reverse = true', 'revers = true', "the word *revers* is not known here.", "*reverse*", "revers ="),
    ('scale = "turning_toward"\nreverse', 'scale = "turning_towards"\nreverse', "scale *turning_towards* does not exist.", "*turning_toward*", '"turning_towards"'),
    ('tradition = "general"', 'tradition = "genral"', "*tradition* cannot be *genral*.", "*general*", "genral"),
    ("minutes = 2", 'minutes = "two"', "*minutes* must be a whole number.", "", '"two"'),
    ("minutes = 2", "minutes = 200", "*minutes* lies between 1 and 60.", "", "200"),
    ("version = 1", "version = true", "*version* must be a whole number.", "", "version"),
    ("validated = false", "validated = true", "nothing here is called validated.", "*source*", "validated"),
    ('id = "joins"', 'id = "notices"', "the id *notices* is used twice.", "never reused", 'id = "notices"\ntext = "My partner joins'),
    ('id = "joins"', 'id = "Joins!"', "the id *Joins!* is made of small letters, digits and _ only.", "", "Joins!"),
    ('limits = "Says nothing."', "", "*limits* is missing.", "cannot tell", None),
    ('higher_is = "better"', 'higher_is = "beter"', "*higher_is* cannot be *beter*.", "*better*", "beter"),
    ('anchors = { low = "Hardly met.", high = "Met." }', 'anchors = { low = "x" }', "*anchors* needs *high* as well.", "", "anchors"),
    ('expect = { turning_toward', 'expect = { turning_away', "*turning_away* does not exist.", "*turning_toward*", "turning_away"),
    ("given = { notices", "given = { notice", "*notice* does not exist.", "*notices*", "given = { notice ="),
    ('value = 4, label = "Nearly', 'value = 3, label = "Nearly', "two choices have the same *value*.", "", None),
    ('value = 4, label = "Nearly', 'value = "4", label = "Nearly', "on a scale every *value* is a whole number.", "", None),
    ('label = "Nearly always"', 'label = "Often"', "two choices have the same *label*.", "", None),
    ('anchors = {', 'bands = [{ from = 10, label = "low" }]\nanchors = {', "*bands* start at 0 and rise, up to 100.", "", "bands"),
    ('anchors = {', 'min_answered = 1.5\nanchors = {', "*min_answered* is a share, more than 0 and at most 1.", "", "min_answered"),
    ('text = "My partner listens."', 'text = " "', "*text* is empty.", "", 'text = " "'),
    ('text = "My partner listens."', 'text = "x"\nkind = "long"', "a *long* question cannot be scored.", "", 'kind = "long"'),
    ('text = "My partner listens."', 'text = "x"\nalert = [0]\nlevel = "red"', "a safety question is read alone and never scored.", "", 'scale = "turning_toward"\n\n[[scale]]'),
    ('text = "My partner listens."', 'text = "x"\nalert = [0]', "*alert* and *level* go together.", "", "alert = [0]"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "says", "hint", "stands"), MISTAKES, ids=[m[2][:40] for m in MISTAKES]
)
def test_a_mistake_is_told_with_its_line(
    before: str, after: str, says: str, hint: str, stands: str | None
) -> None:
    text = SMALL.replace(before, after, 1)
    assert text != SMALL
    found = next(problem for problem in mistakes(text) if problem.says == says)
    assert hint in found.hint
    if stands:
        assert found.line == line_of(text, stands)


CONDITIONS = [
    ('equals = "yes"', 'equals = "yess"', "*yess* is not an answer of *pick*.", "*yes*"),
    ('{ question = "pick"', '{ question = "pik"', "question *pik* does not exist.", "*pick*"),
    ('{ question = "pick"', '{ question = "years"', "question *years* comes later.", "before"),
    ('{ question = "pick"', '{ question = "why"', "*show_if* runs in a circle: why → why.", "earlier"),
    ('{ question = "several"', '{ question = "why"', "question *why* is of kind *long*.", "choices"),
]


@pytest.mark.parametrize(("before", "after", "says", "hint"), CONDITIONS)
def test_a_condition_that_cannot_hold_is_refused(before: str, after: str, says: str, hint: str) -> None:
    found = mistakes(EVERY_KIND.replace(before, after, 1))
    assert any(problem.says == says and hint in problem.hint for problem in found)


def test_a_circle_of_two_questions_is_named() -> None:
    text = EVERY_KIND.replace(
        'id = "pick"', 'id = "pick"\nshow_if = { question = "several", equals = "a" }', 1
    )
    text = text.replace('id = "several"', 'id = "several"\nshow_if = { question = "pick", equals = "no" }', 1)
    says = {problem.says for problem in mistakes(text)}
    assert "*show_if* runs in a circle: pick → several → pick." in says


def test_only_short_factual_questions_share_a_page() -> None:
    found = mistakes(EVERY_KIND.replace('kind = "long"', 'kind = "long"\nwith_previous = true', 1))
    assert found[0].where == "question *why*"
    assert found[0].says == "only short factual questions share a page."


def test_a_page_holds_three_at_most() -> None:
    text = EVERY_KIND
    for question in ("price", "consent"):
        text = text.replace(f'id = "{question}"', f'id = "{question}"\nwith_previous = true')
    assert [problem.says for problem in mistakes(text)] == ["a page holds 3 questions at most."]


def test_a_safety_question_may_always_be_declined_and_is_shown_to_everyone() -> None:
    safety = 'alert = ["yes"]\nlevel = "red"'
    says = {
        problem.says
        for problem in mistakes(EVERY_KIND.replace("required = true", f"required = true\n{safety}", 1))
    }
    assert "a safety question may always be left or declined." in says
    waiting = 'id = "pick2"\nshow_if = { question = "pick", equals = "yes" }\ntext = "x"\n'
    choices = 'choices = [{ value = "yes", label = "Yes" }, { value = "no", label = "No" }]\n'
    found = mistakes(EVERY_KIND + f"\n[[question]]\n{waiting}{choices}{safety}\n")
    assert [problem.says for problem in found] == ["a safety question is shown to everyone."]


def test_a_scale_without_questions_and_one_of_mixed_ranges_are_refused() -> None:
    extra = '\n[[scale]]\nid = "alone"\ntitle = "Alone"\nhigher_is = "worse"\nanchors = { low = "a", high = "b" }\n'
    assert mistakes(SMALL + extra)[0].says == "no question belongs to scale *alone*."
    own = (
        'text = "My partner listens."\nchoices = [{ value = 0, label = "No" }, { value = 9, label = "Yes" }]'
    )
    found = mistakes(SMALL.replace('text = "My partner listens."', own))
    assert found[0].says == "a *mean* needs questions with the same lowest and highest value."


def test_every_mistake_is_told_at_once() -> None:
    text = SMALL.replace("minutes = 2", 'minutes = "two"').replace("reverse = true", "revers = true")
    assert len(mistakes(text)) == 2


def test_a_line_that_cannot_be_read_is_named() -> None:
    text = SMALL.replace('title = "A small one"', "title = A small one")
    (found,) = mistakes(text)
    assert found.line == line_of(text, "title = A small")
    assert "double quotes" in found.hint


@pytest.mark.parametrize(
    "text", ["", "x = " + "[" * 5000, "a = 1\n" * 40_000, '[question]\nid = "x"', "question = 5"]
)
def test_what_is_no_instrument_at_all_is_refused_calmly(text: str) -> None:
    assert mistakes(text)


def test_a_hidden_sign_in_a_text_is_refused() -> None:
    (found,) = mistakes(SMALL.replace("A small one", "A small\\u0000one"))
    assert "hidden sign" in found.says


def test_sections_are_known_and_unbroken() -> None:
    head = '[[section]]\nid = "one"\ntitle = "One"\n\n[[section]]\nid = "two"\ntitle = "Two"\n\n[[question]]\nid = "notices"\nsection = "one"'
    text = SMALL.replace('[[question]]\nid = "notices"', head)
    text = text.replace('id = "joins"', 'id = "joins"\nsection = "two"')
    text = text.replace('id = "brushed_off"', 'id = "brushed_off"\nsection = "one"')
    text = text.replace('id = "listens"', 'id = "listens"\nsection = "tow"')
    says = [problem.says for problem in mistakes(text)]
    assert says == ["section *one* is broken in two.", "section *tow* does not exist."]


def test_a_problem_reads_as_one_sentence() -> None:
    text = SMALL.replace('scale = "turning_toward"\nreverse', 'scale = "turning_towards"\nreverse')
    line = line_of(text, '"turning_towards"')
    assert str(mistakes(text)[0]) == (
        f"line {line}, question *brushed_off*: scale *turning_towards* does not exist. Did you mean *turning_toward*?"
    )
