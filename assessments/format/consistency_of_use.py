"""What must hold for how a form is used: who answers, who may see a result, what shows help at once."""

from collections.abc import Iterator

from assessments.format import adapter, adapter_wording
from assessments.format.source_text import did_you_mean
from assessments.format.tables import Finding
from assessments.format.vocabulary import Definition


def guessing(definition: Definition) -> Iterator[Finding]:
    """Nobody is asked to guess at what only the other can say in safety."""
    if not definition.guess:
        return
    if definition.seen_by == "safety" or definition.answered_by == "counsellor":
        yield Finding("", 0, "guess", "this form is not for guessing.", "Leave *guess* out.")
    for index, question in enumerate(definition.questions):
        if question.safety:
            says = "nobody guesses at a safety question."
            yield Finding("question", index, "alert", says, "Leave *guess* out, or move it to another form.")


def own_results(definition: Definition) -> Iterator[Finding]:
    """A result that a partner may see has to be there, and is never one about safety."""
    if definition.own_result and definition.seen_by == "safety":
        yield Finding("", 0, "own_result", "safety answers are never shown again.", "Leave *own_result* out.")
    if definition.own_result and not definition.scales:
        yield Finding(
            "", 0, "own_result", "there is no scale to show a result of.", "Leave *own_result* out."
        )


def earlier_answers(definition: Definition) -> Iterator[Finding]:
    """Safety answers are never offered again."""
    if definition.offer_previous and definition.seen_by == "safety":
        says = "safety answers are never shown again."
        yield Finding("", 0, "offer_previous", says, "Leave *offer_previous* out.")


def rated_by_the_counsellor(definition: Definition) -> Iterator[Finding]:
    """A counsellor's own rating is sent to nobody."""
    if definition.answered_by != "counsellor":
        return
    for key in ("own_result", "offer_previous"):
        if getattr(definition, key):
            says = f"*{key}* means nothing where the counsellor answers."
            yield Finding("", 0, key, says, "Leave it out.")
    if definition.seen_by == "safety":
        yield Finding("", 0, "seen_by", "the private questions are answered by partners.")
    for index, question in enumerate(definition.questions):
        if question.safety:
            yield Finding("question", index, "alert", "the counsellor needs no alert of their own answer.")


def crisis(definition: Definition) -> Iterator[Finding]:
    """Where crisis lines are shown, somebody is told as well."""
    for index, question in enumerate(definition.questions):
        if question.crisis and not question.safety:
            hint = 'Write alert = ["…"] and level = "red".'
            yield Finding("question", index, "crisis", "a *crisis* question needs an *alert*.", hint)


def licensed(definition: Definition) -> Iterator[Finding]:
    """Words for a published instrument have its items, each under the number that its rule knows it by."""
    if not definition.adapter:
        return
    rule = adapter.by_key(definition.adapter)
    if rule is None:
        known = [each.key for each in adapter.shipped().values()]
        says = f"the adapter *{definition.adapter}* does not exist."
        yield Finding("", 0, "adapter", says, did_you_mean(definition.adapter, known))
    elif why := adapter_wording.mismatch(rule, definition):
        yield Finding(
            "", 0, "adapter", why, "Leave *adapter* out, or enter the words on the library's page for it."
        )


RULES = (licensed, guessing, own_results, earlier_answers, rated_by_the_counsellor, crisis)
