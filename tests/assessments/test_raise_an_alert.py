"""A single answer can reach the counsellor at once, whatever the rest of the form looks like."""

from assessments.format.definition import SHIPPED, parse
from assessments.scores import answers

SCREEN = parse((SHIPPED / "private-safety-screen.2.toml").read_text(encoding="utf-8"))


def raised(raw: dict[str, object]) -> dict[str, tuple[str, bool]]:
    """Which questions are raised by these answers, how strongly, and whether by declining."""
    found = answers.raised(SCREEN, answers.read(SCREEN, raw))
    return {each.question: (each.level, each.declined) for each in found}


def test_one_answer_on_an_unfinished_form_is_raised() -> None:
    assert raised({"afraid": "yes"}) == {"afraid": ("red", False)}
    assert raised({"afraid": "no"}) == {}


def test_being_unsure_counts_as_much_as_a_yes_and_declining_asks_for_a_review() -> None:
    for question in SCREEN.questions:
        assert raised({question.id: {"declined": True}}) == {question.id: ("amber", True)}
        if "unsure" in question.alert:
            assert raised({question.id: "unsure"}) == {question.id: (question.level, False)}


def test_a_question_left_open_raises_nothing() -> None:
    assert raised({}) == {}


def test_the_dangers_named_first_are_red() -> None:
    red = {rule.question for rule in SCREEN.alerts if rule.level == "red"}
    assert red >= {
        "afraid",
        "weapon",
        "neck_or_breath",
        "threatened_to_kill",
        "sexual_force",
        "threatens_self",
        "things_broken",
        "followed",
        "yes_out_of_fear",
        "child_pet_other",
        "i_have_hurt",
        "partner_afraid_of_me",
        "if_we_parted",
        "if_partner_knew",
        "self_harm",
        "harm_to_someone",
    }
    amber = {rule.question for rule in SCREEN.alerts if rule.level == "amber"}
    assert amber >= {
        "decides_for_me",
        "cut_off",
        "checks_on_me",
        "jealous",
        "put_down",
        "secrets_as_a_threat",
        "drink_or_drugs",
        "i_check_or_decide",
    }
