"""A clinician hears of every mistake at once, once each, by line and by name, also when an editor changed the quotes."""

import pytest

from assessments.format import examples
from assessments.format.definition import DefinitionError, Problem, parse
from assessments.format.source_text import Places
from tests.assessments.samples import EVERY_KIND, SMALL


def mistakes(text: str) -> list[Problem]:
    with pytest.raises(DefinitionError) as caught:
        parse(text)
    return caught.value.problems


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_a_forgotten_label_is_told_once_where_it_stands() -> None:
    text = SMALL.replace('{ value = 2, label = "About half the time" }', "{ value = 2 }")
    (found,) = mistakes(text)
    assert (found.line, found.says) == (line_of(text, "{ value = 2 }"), "*choices* needs *label* as well.")
    assert "number 3 of the list: { value = 2 }" in found.hint


@pytest.mark.parametrize(
    ("before", "after", "says", "names"),
    [
        (
            'label = "Often"',
            'label = " "',
            "every choice needs words in its *label*.",
            "The one for 3 has none.",
        ),
        (
            'value = 4, label = "Nearly',
            'value = 3, label = "Nearly',
            "two choices have the same *value*.",
            "“Often” and “Nearly always” have 3.",
        ),
        (
            'value = 4, label = "Nearly always"',
            'value = 4, label = "Often"',
            "two choices have the same *label*.",
            "It is “Often”.",
        ),
        (
            "value = 4, label",
            "value = 40000000, label",
            "a *value* is a number up to a million.",
            "Nearly always",
        ),
    ],
)
def test_a_faulty_choice_is_named_once_on_its_line(before: str, after: str, says: str, names: str) -> None:
    text = SMALL.replace(before, after, 1)
    (found,) = [each for each in mistakes(text) if each.says == says]
    assert found.line == line_of(text, after)
    assert names in found.hint
    assert (found.table, found.key) == ("", "choices")


def test_a_remark_or_a_bracket_in_the_words_does_not_move_the_line() -> None:
    text = SMALL.replace('label = "Now and then" },', 'label = "No]w, {and" }, # } a remark [').replace(
        '"Often"', '""'
    )
    (found,) = mistakes(text)
    assert found.line == line_of(text, 'label = ""')


def test_mistakes_of_every_sort_are_told_together() -> None:
    text = SMALL.replace("minutes = 2", 'minutes = "two"')
    text = text.replace(
        'text = "My partner listens."\nscale = "turning_toward"', 'text = "x"\nscale = "turning"'
    )
    text = text.replace("given = { notices = 4", "given = { notes = 4")
    says = [each.says for each in mistakes(text)]
    assert says == [
        "*minutes* must be a whole number.",
        "scale *turning* does not exist.",
        "*notes* does not exist.",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("reverse = true", "revers = true"),
        (
            'scale = "turning_toward"\n\n[[question]]\nid = "joins"',
            'scal = "x"\n\n[[question]]\nid = "joins"',
        ),
        ('higher_is = "better"', 'higher_is = "beter"'),
        ('id = "joins"\n', ""),
        ('{ value = 2, label = "About half the time" }', '{ valu = 2, label = "About half the time" }'),
        ('anchors = { low = "Hardly met.", high = "Met." }', 'anchors = { low = "x" }'),
    ],
)
def test_one_mistake_brings_no_others_about(before: str, after: str) -> None:
    text = SMALL.replace(before, after, 1)
    assert text != SMALL
    assert len({each.line for each in mistakes(text)}) == 1


@pytest.mark.parametrize(
    ("before", "after", "says", "hint"),
    [
        ('title = "A small one"', "title = “A small one”", "curly quotes", "smart quotes"),
        ('label = "Often"', "label = “Often”", "curly quotes", "smart quotes"),
        ("validated = false", "validated = False", "*False* is not known here.", "Write false"),
        ("reverse = true", "reverse = yes  # more", "*yes* is not known here.", "Write true"),
        ('purpose = "For tests."', "purpose = For tests", "behind *purpose* need quotes", '"For tests"'),
        (
            '{ value = 1, label = "Now and then" },',
            '{ value = 1, label = "Now and then" }',
            "this line cannot be read",
            "A comma is missing between two items",
        ),
        (
            'purpose = "For tests."',
            'purpose = "For tests.',
            "this line cannot be read",
            'closing " is missing',
        ),
        ("minutes = 2", "minutes = 2\nminutes = 3", "this line cannot be read", "stands twice"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(before: str, after: str, says: str, hint: str) -> None:
    found = mistakes(SMALL.replace(before, after, 1))[0]
    assert says in found.says
    assert hint in found.hint
    assert found.line is not None


def test_behind_curly_quotes_the_rest_is_looked_over_too() -> None:
    text = SMALL.replace('title = "A small one"', "title = “A small one”", 1)
    text = text.replace("reverse = true", "reverse = True").replace("minutes = 2", "minutes = 200")
    assert [(each.line, each.says[:12]) for each in mistakes(text)] == [
        (line_of(text, "title = “"), "curly quotes"),
        (line_of(text, "reverse = T"), "*True* is no"),
        (line_of(text, "minutes = 200"), "*minutes* li"),
    ]


def test_words_in_a_text_of_many_lines_are_left_alone() -> None:
    text = SMALL.replace('purpose = "For tests."', 'purpose = """\nmood = low\nok = yes\n"""\nguess = no')
    (found,) = mistakes(text)
    assert found.line == line_of(text, "guess = no")


@pytest.mark.parametrize(
    "text", ["a =" + " " * 300_000, "= " * 60_000, "a = b" + " " * 90_000 + '"', '"""' * 9]
)
def test_odd_texts_are_told_in_no_time(text: str) -> None:
    assert mistakes(text)


def test_what_is_known_is_listed_once() -> None:
    text = SMALL.replace('id = "joins"', 'id = "notices"').replace("given = { notices", "given = { zzz")
    hint = next(each.hint for each in mistakes(text) if each.says == "*zzz* does not exist.")
    assert hint.count("notices") == 1


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("notices = 4", "notices = 7", "*notices* cannot be 7. Its answers are 0 to 4."),
        (
            "notices = 4",
            'notices = "4"',
            '*notices* cannot be "4". Its answers are 0 to 4. Write the number without quotes.',
        ),
    ],
)
def test_an_answer_that_nobody_can_give_is_told_with_those_that_can(
    before: str, after: str, says: str
) -> None:
    text = SMALL.replace(before, after)
    (found,) = examples.broken(parse(text), Places(text))
    assert found.says == says
    assert (found.line, found.key) == (line_of(text, "given ="), "given")


def test_an_example_that_expects_something_else_is_told_on_that_line() -> None:
    text = SMALL.replace("= 100 }", "= 90 }")
    (found,) = examples.broken(parse(text), Places(text))
    assert found.line == line_of(text, "expect =")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ('{ years = "many" }', '*years* cannot be "many". Type a whole number'),
        ('{ pick = "maybe" }', '*pick* cannot be "maybe". Its answers are yes, no.'),
        (
            '{ several = ["x"] }',
            '*several* cannot be ["x"]. Pick any that fit from the list. Its answers are',
        ),
    ],
)
def test_so_for_every_kind(given: str, says: str) -> None:
    text = EVERY_KIND + f'\n[[example]]\nsays = "odd"\ngiven = {given}\n'
    (found,) = examples.broken(parse(text), Places(text))
    assert says in found.says
    assert "choose not to answer" not in found.says
