"""What must hold for scales, composites and alerts. Each rule yields the mistakes it finds."""

from collections.abc import Iterator

from assessments.format.source_text import did_you_mean
from assessments.format.tables import Finding
from assessments.format.vocabulary import PICKED, Composite, Definition, Question, Scale


def scored(definition: Definition) -> Iterator[Finding]:
    """Questions on scales have numbers to add up; safety questions are never among them."""
    known = [scale.id for scale in definition.scales]
    for index, question in enumerate(definition.questions):
        if question.scale is None:
            if question.reverse:
                yield Finding("question", index, "reverse", "*reverse* means something only on a scale.")
            continue
        if question.scale not in known:
            hint = did_you_mean(question.scale, known)
            yield Finding("question", index, "scale", f"scale *{question.scale}* does not exist.", hint)
        if question.kind not in ("scale", "choice", "grid"):
            yield Finding("question", index, "kind", f"a *{question.kind}* question cannot be scored.")
        elif not all(isinstance(choice.value, int) for choice in question.choices):
            yield Finding("question", index, "choices", "on a scale every *value* is a whole number.")
        if question.safety:
            yield Finding("question", index, "scale", "a safety question is read alone and never scored.")


def safety(definition: Definition) -> Iterator[Finding]:
    """Alerts name answers that exist, have a level, and may always be declined."""
    for index, question in enumerate(definition.questions):
        if bool(question.alert) != bool(question.level):
            yield Finding(
                "question", index, "alert", "*alert* and *level* go together.", 'level is "red" or "amber".'
            )
        if not question.alert:
            continue
        if question.kind not in PICKED:
            yield Finding("question", index, "alert", f"a *{question.kind}* question cannot raise an alert.")
        values = [choice.value for choice in question.choices]
        for value in question.alert:
            if value not in values:
                hint = did_you_mean(str(value), map(str, values))
                yield Finding("question", index, "alert", f"*{value}* is not among the choices.", hint)
        if not question.declinable or question.required:
            yield Finding("question", index, "alert", "a safety question may always be left or declined.")


def scales(definition: Definition) -> Iterator[Finding]:
    """Every scale has questions on one footing, sound bands and words for both ends."""
    for index, scale in enumerate(definition.scales):
        yield from _questions(definition, scale, index)
        if not 0 < scale.min_answered <= 1:
            yield Finding(
                "scale", index, "min_answered", "*min_answered* is a share, more than 0 and at most 1."
            )
        if scale.is_number and not (scale.anchors.low.strip() and scale.anchors.high.strip()):
            hint = 'Write anchors = { low = "…", high = "…" }.'
            yield Finding("scale", index, "anchors", "both ends need words.", hint)
        yield from _bands(scale, index)
        yield from _of_lists(definition, scale, index)


def facets(definition: Definition) -> Iterator[Finding]:
    """Facets are put in order with each other, so there are several, and they stand on one footing."""
    ranked = [(index, scale) for index, scale in enumerate(definition.scales) if scale.score == "rank"]
    if len(ranked) == 1:
        says = "one facet alone cannot be put in order."
        yield Finding("scale", ranked[0][0], "score", says, 'Give others score = "rank", or write "mean".')
    if len({scale.higher_is for _, scale in ranked}) > 1:
        yield Finding("scale", ranked[-1][0], "higher_is", "all facets of a form run the same way.")
    if len({_range(question) for _, scale in ranked for question in definition.questions_of(scale.id)}) > 1:
        says = "facets need questions with the same lowest and highest value."
        yield Finding("scale", ranked[-1][0], "score", says)


def composites(definition: Definition) -> Iterator[Finding]:
    """A composite is a mean of scales that run the same way, or one scale less another."""
    known = [scale.id for scale in definition.numbered]
    for index, composite in enumerate(definition.composites):
        for key, part in _named_parts(composite):
            if part not in known:
                says = f"*{part}* is no scale with a score from 0 to 100."
                yield Finding("composite", index, key, says, did_you_mean(part, known))
        if not (composite.anchors.low.strip() and composite.anchors.high.strip()):
            yield Finding("composite", index, "anchors", "both ends need words.")
        if bool(composite.mean_of) == bool(composite.plus or composite.minus):
            hint = 'Write mean_of = ["…", "…"], or plus = "…" and minus = "…".'
            yield Finding("composite", index, "id", "a composite is a mean or a difference.", hint)
        elif composite.mean_of:
            yield from _mean(definition, composite, index)
        else:
            yield from _difference(composite, index)


RULES = (scored, safety, scales, facets, composites)


def _questions(definition: Definition, scale: Scale, index: int) -> Iterator[Finding]:
    questions = definition.questions_of(scale.id)
    if not questions:
        yield Finding("scale", index, "id", f"no question belongs to scale *{scale.id}*.")
    elif scale.score == "mean" and len({_range(question) for question in questions}) > 1:
        yield Finding(
            "scale", index, "score", "a *mean* needs questions with the same lowest and highest value."
        )
    elif scale.score == "list" and min(len(question.choices) for question in questions) < 3:
        says = "an item list needs three *choices* or more, as the top two of them are called high."
        yield Finding("scale", index, "score", says)


def _of_lists(definition: Definition, scale: Scale, index: int) -> Iterator[Finding]:
    """Only item lists can be scored together, in a scale that has no questions of its own."""
    if not scale.of_lists:
        return
    lists = {each.id: each for each in definition.scales if each.score == "list"}
    for name in scale.of_lists:
        if name not in lists:
            says = f'*{name}* is no scale with score = "list".'
            yield Finding("scale", index, "of_lists", says, did_you_mean(name, lists))
        elif lists[name].higher_is != scale.higher_is:
            says = f"*{name}* runs the other way; higher means {lists[name].higher_is} there."
            yield Finding("scale", index, "of_lists", says)
    if not scale.is_number:
        hint = 'Write score = "mean" or "sum".'
        yield Finding("scale", index, "score", "only a score can gather item lists.", hint)
    if any(question.scale == scale.id for question in definition.questions):
        says = "a scale has questions of its own or gathers lists, not both."
        yield Finding("scale", index, "of_lists", says)


def _mean(definition: Definition, composite: Composite, index: int) -> Iterator[Finding]:
    if len(set(composite.mean_of)) < 2 or len(set(composite.mean_of)) < len(composite.mean_of):
        yield Finding("composite", index, "mean_of", "a mean needs two different scales or more.")
    ways = {scale.higher_is for scale in definition.numbered if scale.id in composite.mean_of}
    if len(ways) > 1:
        hint = "Write plus and minus, or leave them apart."
        yield Finding("composite", index, "mean_of", "scales that run opposite ways have no mean.", hint)
    elif composite.higher_is is None:
        hint = 'Write higher_is = "better" or higher_is = "worse".'
        yield Finding("composite", index, "higher_is", "*higher_is* is missing.", hint)
    elif ways and composite.higher_is not in ways:
        yield Finding("composite", index, "higher_is", "a mean runs the same way as its scales.")


def _difference(composite: Composite, index: int) -> Iterator[Finding]:
    if composite.plus is None or composite.minus is None or composite.plus == composite.minus:
        yield Finding("composite", index, "plus", "a difference needs two scales, *plus* and *minus*.")
    if composite.higher_is is not None:
        says = "a difference is neither better nor worse; its *anchors* say what the ends mean."
        yield Finding("composite", index, "higher_is", says, "Leave *higher_is* out.")


def _named_parts(composite: Composite) -> list[tuple[str, str]]:
    parts = [("mean_of", part) for part in composite.mean_of]
    return parts + [(key, part) for key in ("plus", "minus") if (part := getattr(composite, key)) is not None]


def _range(question: Question) -> tuple[int, int] | None:
    numbers = [choice.value for choice in question.choices if isinstance(choice.value, int)]
    return (min(numbers), max(numbers)) if numbers else None


def _bands(scale: Scale, index: int) -> Iterator[Finding]:
    if not scale.is_number:
        if scale.bands:
            says = f'*bands* mean nothing for a scale with score = "{scale.score}".'
            yield Finding("scale", index, "bands", says, "Leave them out.")
        return
    starts = [band.from_ for band in scale.bands]
    if not starts or starts[0] != 0 or starts != sorted(set(starts)) or starts[-1] > 100:
        yield Finding("scale", index, "bands", "*bands* start at 0 and rise, up to 100.")
    if not all(band.label.strip() for band in scale.bands):
        yield Finding("scale", index, "bands", "every band needs a *label*.")
