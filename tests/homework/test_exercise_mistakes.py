"""A file with mistakes is explained to the person who wrote it: where, what, and a hint."""

from pathlib import Path

import pytest

from homework.exercise import ExerciseError, parse

GOOD = (Path(__file__).parents[2] / "homework" / "exercises" / "appreciation-exchange.1.toml").read_text(
    encoding="utf-8"
)


def _problems_after(before: str, after: str) -> list[str]:
    assert before in GOOD
    with pytest.raises(ExerciseError) as caught:
        parse(GOOD.replace(before, after, 1))
    return [str(problem) for problem in caught.value.problems]


def _line_of(words: str) -> int:
    return GOOD[: GOOD.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('aim = "To notice', 'aimm = "To notice', "*aimm* is not known here. Did you mean *aim*?"),
        ("version = 1", 'version = "one"', "*version* must be a whole number"),
        ('who = "parallel"', 'who = "together"', "*who* cannot be *together*"),
        ("minutes = 1", "minutes = 0", "*minutes* lies between 1 and 240"),
        (
            'slug = "appreciation-exchange"',
            'slug = "Appreciation Exchange"',
            "*slug* is made of small letters",
        ),
        ('id = "mattered"', 'id = "noticed"', "this id is used twice"),
        ('kind = "scale"', 'kind = "long"', "has no *choices*"),
        ('kind = "scale"', 'kind = "pick"', "an exercise has no field of kind *pick*"),
        ('question = "told"', 'question = "tld"', "does not come before it. Did you mean *told*?"),
        ('equals = "yes"', 'equals = "yess"', "has no choice with the value 'yess'"),
        ('audience = "counsellor"', 'audience = "everyone"', "*audience* cannot be *everyone*"),
        ("min = 0\nmax = 10\nhint", "hint", "a number needs *min* and *max*"),
        ('wrong = ["noticed"]', 'wrong = ["told"]', "what is wrong with it is noticed"),
        ('caution = "Keep', 'caution = "" # Keep', "*caution* is empty"),
        (
            'text = "Did you say it out loud?"',
            'text = "Did you say it out loud?"\nreverse = true',
            "*reverse*",
        ),
        (
            'kind = "long"\naudience = "partner"',
            'kind = "long"\nsealed = true',
            "is meant to be read by the other one",
        ),
        ('id = "mattered"', 'id = "mattered"\nafter_reveal = true', "nothing is ever revealed"),
        ('id = "mattered"', 'id = "mattered"\nrole = "first"', "the exercise has no *roles*"),
        (
            'who = "parallel"',
            'who = "parallel"\nroles = ["Speaker", "Listener"]',
            "only an exercise in turns",
        ),
        (
            'who = "parallel"',
            'who = "parallel"\nevidence = { grade = "proven", says = "It works." }',
            "cannot be *proven*",
        ),
        ("[[example]]", '[[card]]\nid = "x"\ntext = ""\ntheme = ""\n\n[[example]]', "no words to show"),
        (
            "[[example]]",
            '[[measure]]\nid = "x"\ntitle = "X"\nhow = "mean"\nof = "told"\n\n[[example]]',
            "is no number",
        ),
        (
            "[[example]]",
            '[[measure]]\nid = "x"\ntitle = "X"\nhow = "share"\nof = "tld"\n\n[[example]]',
            "Did you mean *told*?",
        ),
        (
            "[[example]]",
            '[[signal]]\nkind = "comfort"\nfield = "told"\nequals = "yes"\n\n[[example]]',
            "is not for the counsellor alone",
        ),
        (
            "[[example]]",
            '[[signal]]\nkind = "comfort"\nfield = "received"\n\n[[example]]',
            "exactly one of",
        ),
    ],
)
def test_a_mistake_is_named_with_a_line_and_a_hint(before: str, after: str, told: str):
    problems = _problems_after(before, after)
    assert any(told in problem for problem in problems), problems
    assert all(problem.startswith(("line ", "the file: *aim* is missing")) for problem in problems), problems


def test_the_line_is_the_one_to_look_at():
    line = _line_of('id = "mattered"')
    assert _problems_after('id = "mattered"', 'id = "noticed"')[0].startswith(f"line {line}, field *noticed*")


def test_words_without_quotation_marks_are_explained():
    problems = _problems_after('who = "parallel"', "who = parallel")
    assert problems[0].startswith(f"line {_line_of('who = ')}: the words behind *who* need quotes")


def test_several_mistakes_are_told_at_once():
    with pytest.raises(ExerciseError) as caught:
        parse(GOOD.replace('aim = "To', 'aimm = "To', 1).replace('kind = "scale"', 'kind = "slider"', 1))
    assert len(caught.value.problems) >= 3


def test_an_empty_file_is_refused_kindly():
    with pytest.raises(ExerciseError, match="is missing"):
        parse("")


def test_a_good_example_that_is_not_good_is_told():
    problems = _problems_after(
        'given = { noticed = "You put your phone', 'given = { noticd = "You put your phone'
    )
    assert any("it is meant to be good, but" in problem for problem in problems)
