"""Each mistake with grids, picks, facets, lists, composites and forms for guessing is told with its line and a way out."""

import pytest

from assessments.format.definition import DefinitionError, Problem, parse
from tests.assessments.samples import GROWN


def mistakes(text: str) -> list[Problem]:
    with pytest.raises(DefinitionError) as caught:
        parse(text)
    return caught.value.problems


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


GRID = 'kind = "grid"'
MISTAKES = [
    # what is changed, into what, what is said, what is hinted, the words that stand on the line
    (GRID, 'kind = "gird"', "*kind* cannot be *gird*.", "*grid*", 'kind = "gird"'),
    (GRID, 'kind = "choice"', "a *choice* question has no *rows*.", 'kind = "grid"', "rows ="),
    ('id = "family", label', 'id = "money", label', "two rows have the same *id*.", "", "rows ="),
    ('label = "Family"', 'label = "Money"', "two rows have the same *label*.", "", "rows ="),
    ('id = "family", label', 'id = "declined", label', "the row id *declined* is made of small letters, digits and _ only.", "taken", "rows ="),
    ('label = "Family"', 'lable = "Family"', "the word *lable* is not known inside *rows*.", "", "rows ="),
    ("most = 2", "most = 12", "*most* lies between 1 and 10, and there are as many choices at least.", "", "most = 12"),
    ("most = 2", "most = 0", "*most* lies between 1 and 10, and there are as many choices at least.", "", "most = 0"),
    ("most = 2", "max = 2", "*max* means nothing for a *pick* question; write *most*.", "", "max = 2"),
    ('kind = "pick"', 'kind = "multi"', "*ranked* means nothing for a *multi* question.", "pick", "ranked"),
    ('about = "self"', 'about = "me"', "*about* cannot be *me*.", "Known here: partner, self, us.", 'about = "me"'),
    ('equals = ["cross", "numb"]', 'equals = ["cross", "num"]', "*num* is not an answer of *feelings*.", "*numb*", "show_if"),
    ('equals = ["cross", "numb"]', "equals = []", "*equals* names no answer.", "", "show_if"),
    ('question = "feelings"', 'question = "areas"', "question *areas* is of kind *grid*.", "one list of choices", "show_if"),
    ('question = "feelings"', 'question = "grumble"', "question *grumble* comes later.", "before", "show_if"),
    ('of_lists = ["criticism", "contempt"]', 'of_lists = ["criticsm", "contempt"]', '*criticsm* is no scale with score = "list".', "*criticism*", "of_lists"),
    ('of_lists = ["criticism", "contempt"]', 'of_lists = ["criticism"]\nscore = "list"', "only a score can gather item lists.", "mean", 'score = "list"\nanchors'),
    ('scale = "stress"', 'scale = "horsemen"', "a scale has questions of its own or gathers lists, not both.", "", "of_lists"),
    ('minus = "horsemen"', 'minus = "criticism"', "*criticism* is no scale with a score from 0 to 100.", "", "minus"),
    ('minus = "horsemen"', 'minus = "agreement"', "a difference needs two scales, *plus* and *minus*.", "", "plus"),
    ('minus = "horsemen"', 'minus = "horsemen"\nhigher_is = "better"', "a difference is neither better nor worse; its *anchors* say what the ends mean.", "out", 'higher_is = "better"\n\n[[example]]'),
    ('plus = "agreement"\nminus = "horsemen"', 'mean_of = ["agreement", "horsemen"]\nhigher_is = "better"', "scales that run opposite ways have no mean.", "apart", "mean_of"),
    ('plus = "agreement"\nminus = "horsemen"', 'mean_of = ["agreement"]\nhigher_is = "better"', "a mean needs two different scales or more.", "", "mean_of"),
    ('plus = "agreement"\n', 'plus = "agreement"\nmean_of = ["agreement"]\n', "a composite is a mean or a difference.", "mean_of", None),
    ('id = "balance"', 'id = "agreement"', "the id *agreement* is used twice.", "scale", None),
    ('id = "balance"', 'id = "ranked"', "the id *ranked* is taken: examples use it for facets.", "", 'id = "ranked"'),
    ('criticism = "high"', "criticism = 50", '*criticism* expects "high", "not high" or "none".', "no number", "expect"),
    ('criticism = "high"', "stress = 50", "*stress* does not exist.", "ranked", "expect"),
    ('ranked = ["stress"]', 'ranked = ["agreement"]', "*agreement* is no facet.", "", "expect"),
    ('ranked = ["stress"]', 'ranked = "stress"', "*ranked* expects a list of facets.", "ranked = [", "expect"),
    ("horsemen = 12.5", "horsemen = inf", '*horsemen* expects a number or "none".', "", "expect"),
    ('score = "rank"', 'score = "rank"\nbands = [{ from = 0, label = "low" }]', '*bands* mean nothing for a scale with score = "rank".', "out", "bands"),
    ('id = "play"\ntitle = "Lost play"\nhigher_is = "worse"', 'id = "play"\ntitle = "Lost play"\nhigher_is = "better"', "all facets of a form run the same way.", "", None),
    ('anchors = { low = "Seldom.", high = "Often." }', "", "both ends need words.", "anchors = {", None),
    ("guess = true", 'guess = true\nanswered_by = "counsellor"', "this form is not for guessing.", "out", "guess = true"),
    ("guess = true", 'answered_by = "counsellor"', "*own_result* means nothing where the counsellor answers.", "out", "own_result"),
    ("offer_previous = true", 'seen_by = "safety"', "safety answers are never shown again.", "own_result", "own_result"),
    ('id = "feelings"', 'id = "feelings"\ncrisis = true', "a *crisis* question needs an *alert*.", "alert =", "crisis"),
    ('id = "feelings"', 'id = "feelings"\nalert = ["numb"]\nlevel = "red"', "nobody guesses at a safety question.", "guess", "alert"),
    ("version = 1", "version = 0", "*version* lies between 1 and 9999.", "", "version"),
    ('value = "sad"', 'value = "so sad!"', "a *value* in words is made of letters, digits, - and _ only.", "", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "says", "hint", "stands"),
    MISTAKES,
    ids=[f"{m[2][:40]} {n}" for n, m in enumerate(MISTAKES)],
)
def test_a_mistake_is_told_with_its_line(
    before: str, after: str, says: str, hint: str, stands: str | None
) -> None:
    text = GROWN.replace(before, after, 1)
    assert text != GROWN
    told = mistakes(text)
    found = next((problem for problem in told if problem.says == says), None)
    assert found is not None, [str(problem) for problem in told]
    assert hint in found.hint
    if stands:
        assert found.line == line_of(text, stands)


def test_one_facet_alone_is_no_order() -> None:
    text = GROWN.replace(
        'id = "play"\ntitle = "Lost play"\nhigher_is = "worse"\nscore = "rank"',
        'id = "play"\ntitle = "Lost play"\nhigher_is = "worse"\nanchors = { low = "a", high = "b" }',
    )
    assert "one facet alone cannot be put in order." in [problem.says for problem in mistakes(text)]


def test_a_form_has_an_end() -> None:
    question = '\n[[question]]\nid = "q{n}"\ntext = "x"\nkind = "text"\n'
    text = GROWN + "".join(question.format(n=number) for number in range(200))
    (found,) = mistakes(text)
    assert found.says == "there are more than 200 [[question]]."
    assert found.line == line_of(text, 'id = "q187"') - 1


def test_a_list_of_choices_has_an_end() -> None:
    choices = ", ".join(f'{{ value = "c{n}", label = "C{n}" }}' for n in range(61))
    text = GROWN.replace(
        'choices = [{ value = "sad", label = "Sad" }',
        f'choices = [{choices}, {{ value = "sad", label = "Sad" }}',
    )
    assert "there are more than 60 *choices*." in [problem.says for problem in mistakes(text)]


BEYOND = [
    ("x = " + "[" * 100 + "]" * 100, "nested too deeply"),
    ("a" + ".a" * 50_000 + " = 1", "names are nested too deeply"),
    ("a" + " . 'b'" * 30_000 + " = 1", "names are nested too deeply"),
    ("version = " + "9" * 5_000, "cannot be read"),
    ("version = 0x" + "f" * 5_000, "too large"),
    ("# " + "é" * 100_001, "longer than 200 kilobytes"),
    ("when = 2026-02-31", "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), BEYOND, ids=[f"{says} {n}" for n, (_, says) in enumerate(BEYOND)])
def test_what_is_beyond_all_bounds_is_refused_calmly(text: str, says: str) -> None:
    (found,) = mistakes(text)
    assert says in found.says


def test_not_more_than_a_hundred_mistakes_are_told() -> None:
    words = "\n".join(f"word{number} = 1" for number in range(5_000))
    assert len(mistakes(words)) <= 120
