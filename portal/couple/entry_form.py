"""How an exercise asks: its fields in groups with a seen-by line each, and who may see what is written. Keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from assessments.format.labelling import label_of
from homework.exercise import AUDIENCES, Exercise, Field
from homework.told_at_once import always_reaches_counsellor, tells_at_once
from portal import questions as fields

from . import signalled
from .here import Here
from .names import with_name
from .seen_by import Circle, SeenBy, Token, seen_by, tokens

Told = Literal["", "always", "at once"]
ONLY_ME, COUNSELLOR, PARTNER, EACH = "author", "counsellor", "partner", "each"
BRIEF_MINUTES, FEW = 1, 4
MOST_TAPS = 11


@dataclass(frozen=True)
class Asked:
    """One field as the page asks it. taps: a short range of numbers, one tap each. only_if: what opens it, for the script."""

    field: fields.Field
    label: str
    hint: str
    taps: tuple[fields.Option, ...] = ()
    only_if: str = ""
    only_equals: str = ""
    follows_on: bool = False


@dataclass(frozen=True)
class Group:
    """Fields that stand together because they can reach the same people at most."""

    id: str
    seen_by: SeenBy
    note: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Choice:
    """One answer to "Who sees this?"; `button` is what the button says once it is picked."""

    value: str
    title: str
    says: str
    button: str
    note: str
    is_picked: bool
    tokens: tuple[Token, ...] = ()
    sees_partner: bool = False


@dataclass(frozen=True)
class OneByOne:
    """Who sees one field, where each is chosen by itself. Sealed fields are one: they open together or not at all."""

    name: str
    label: str
    options: tuple[fields.Option, ...]


def sent_values(request: HttpRequest, questions: Iterable[Field]) -> dict[str, Any]:
    """What was typed; fields left blank are left out."""
    read = fields.read(questions, request.POST)
    return {field: value for field, value in read.items() if value is not None}


def sent_circles(request: HttpRequest, exercise: Exercise) -> str | dict[str, str]:
    """One circle for all, or one by field. What is not named stays with its author."""
    picked = request.POST.get("audience", ONLY_ME)
    if picked != EACH:
        return picked
    return {
        field.id: request.POST.get(_circle_name(field, exercise), ONLY_ME)
        for field in exercise.fields
        if field.audience != ONLY_ME
    }


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with this request, to stand in the form again; None before anything was."""
    return request.POST if request.method == "POST" else None


def groups(
    sent: QueryDict | None,
    here: Here,
    exercise: Exercise,
    wrong: Mapping[str, Any],
    held: Mapping[str, Any],
    shown: Iterable[Field],
    *,
    start: int = 1,
    prefix: str = "",
) -> list[Group]:
    """These fields in their order, parted wherever the circle that they can reach changes.

    start: the first group's number. prefix: sets their ids apart where two of the same stand on one page.
    """
    parted = groupby(
        shown,
        key=lambda each: (each.audience, each.sealed, _told(exercise, each)),
    )
    return [
        _group(sent, here, exercise, list(some), key, number, wrong, held, prefix)
        for number, (key, some) in enumerate(((key, list(some)) for key, some in parted), start=start)
    ]


def _group(
    sent: QueryDict | None,
    here: Here,
    exercise: Exercise,
    some: list[Field],
    key: tuple[str, bool, Told],
    number: int,
    wrong: Mapping[str, Any],
    held: Mapping[str, Any],
    prefix: str,
) -> Group:
    """The first group says that it is only you for now; those below say only how far they can go."""
    audience, sealed, told = key
    circle = Circle.YOU_AND_COUNSELLOR if told else _CIRCLES[audience]
    heard = signalled.note(here, exercise, some) if told else ""
    line, note = seen_by(here, circle), heard or _note(here, audience, sealed=sealed)
    if circle is Circle.FOR_NOW and number > 1:
        line, note = SeenBy(line.tokens, conditional_escape(note)), ""
    asked = tuple(_asked(sent, here, exercise, each, wrong, held) for each in some)
    return Group(f"{prefix}seen-{number}", line, note, asked)


def _told(exercise: Exercise, field: Field) -> Told:
    if tells_at_once(exercise, field.id):
        return "at once"
    return "always" if always_reaches_counsellor(exercise, field.id) else ""


_CIRCLES = {ONLY_ME: Circle.ONLY_YOU, COUNSELLOR: Circle.FOR_NOW, PARTNER: Circle.FOR_NOW}


def split(exercise: Exercise) -> tuple[list[Field], list[Field]]:
    """What is asked at once, and what waits behind "a little more": only what takes a minute has such a fold."""
    asked = list(exercise.fields)
    if exercise.minutes > BRIEF_MINUTES or len(asked) <= FEW:
        return asked, []
    lead = [field for field in asked if field.required] or asked[:1]
    return lead, [field for field in asked if field not in lead]


def _note(here: Here, audience: str, *, sealed: bool) -> str:
    """How far this group can go at most, whatever is chosen below."""
    names = {"counsellor": here.counsellor, "other": here.other}
    if sealed:
        return _("Opens only when you have both written and released yours.")
    if audience == ONLY_ME:
        return ""
    if audience == COUNSELLOR and here.other:
        return _("It can go to %(counsellor)s. %(other)s never sees this part.") % names
    if audience == PARTNER and here.other:
        return _("It can go to %(counsellor)s, and to %(other)s.") % names
    return _("It can go to %(counsellor)s.") % names


def _asked(
    sent: QueryDict | None,
    here: Here,
    exercise: Exercise,
    question: Field,
    wrong: Mapping[str, Any],
    held: Mapping[str, Any],
) -> Asked:
    if sent is not None:
        field = fields.typed_field(question, sent, str(wrong.get(question.id, "")))
    else:
        field = fields.held_field(question, held)
    opens = question.show_if
    return Asked(
        field=field,
        label=with_name(question.text, here.other),
        hint=" ".join(filter(None, (_opened_by(question, exercise), with_name(question.hint, here.other)))),
        taps=_taps(question, field),
        only_if=fields.name_of_id(opens.question) if opens else "",
        only_equals=str(opens.equals) if opens else "",
        follows_on=question.with_previous,
    )


def _taps(question: Field, field: fields.Field) -> tuple[fields.Option, ...]:
    """0 to 10 and the like as one tap each; longer ranges are typed."""
    if question.kind != "number" or question.min is None or question.max is None:
        return ()
    low, high = int(question.min), int(question.max)
    if not 0 < high - low < MOST_TAPS:
        return ()
    return tuple(
        fields.Option(str(each), str(each), field.words == str(each)) for each in range(low, high + 1)
    )


def _opened_by(question: Field, exercise: Exercise) -> str:
    """For a field that counts only after another answer: which one. Without scripts it stands there all the time."""
    earlier = exercise.field(question.show_if.question) if question.show_if else None
    if earlier is None or question.show_if is None:
        return ""
    return _("Only if you picked “%(answer)s” above.") % {
        "answer": label_of(earlier, question.show_if.equals)
    }


def choices(here: Here, exercise: Exercise, picked: str) -> list[Choice]:
    """Only the circles that this exercise can reach, from the narrowest; "only me" stands first and is the default."""
    reach = max((AUDIENCES.index(field.audience) for field in exercise.fields), default=0)
    names = {"counsellor": here.counsellor, "other": here.other}
    found = [_only_me(here, names, is_picked=picked not in (COUNSELLOR, PARTNER, EACH))]
    if reach >= 1:
        says = _("%(other)s doesn’t see it") if here.other else _("Nobody else sees it")
        found.append(
            Choice(
                COUNSELLOR,
                _("Me and %(counsellor)s") % names,
                says % names,
                _("Send to %(counsellor)s") % names,
                _("%(counsellor)s can read it from now on.") % names,
                picked == COUNSELLOR,
                tokens(here, counsellor=True, other=False),
            )
        )
    if reach >= 2 and here.other:
        found.append(_partner_too(here, names, exercise, is_picked=picked == PARTNER))
    if len(one_by_one(here, exercise, {})) > 1:
        found.append(
            Choice(
                EACH,
                _("Choose one by one"),
                _("Each part on its own"),
                _("Save"),
                _("Each part goes where you choose, and no further."),
                picked == EACH,
            )
        )
    return found


def _only_me(here: Here, names: Mapping[str, str], *, is_picked: bool) -> Choice:
    return Choice(
        ONLY_ME,
        _("Only me"),
        _("%(counsellor)s sees only a tick") % names,
        _("Keep it to myself"),
        _("It stays with you. You can share it later."),
        is_picked,
        tokens(here, counsellor=False, other=False),
    )


def _partner_too(here: Here, names: Mapping[str, str], exercise: Exercise, *, is_picked: bool) -> Choice:
    sealed = exercise.is_sealed
    return Choice(
        PARTNER,
        _("%(other)s too") % names,
        _("Opens with %(other)s’s, at once for both") % names if sealed else _("All three of you see it"),
        _("Release it") if sealed else _("Share with %(other)s") % names,
        _("It opens only when you have both written and released yours.")
        if sealed
        else _("%(other)s gets it in 10 minutes, so you can change your mind. What has been read stays read.")
        % names,
        is_picked,
        tokens(here, counsellor=True, other=True),
        sees_partner=True,
    )


def one_by_one(here: Here, exercise: Exercise, sent: Mapping[str, str]) -> list[OneByOne]:
    """A list of circles for each field that can reach anybody; sealed ones together."""
    rows: dict[str, OneByOne] = {}
    for field in exercise.fields:
        if field.audience == ONLY_ME or _told(exercise, field):
            continue
        if (name := _circle_name(field, exercise)) in rows:
            continue
        label = _("What stays sealed") if field.sealed else with_name(field.text, here.other)
        rows[name] = OneByOne(name, label, _circles(here, field, sent.get(name, ONLY_ME)))
    return list(rows.values())


def _circle_name(field: Field, exercise: Exercise) -> str:
    first = next((each for each in exercise.fields if each.sealed), field) if field.sealed else field
    return f"to-{first.id}"


def _circles(here: Here, field: Field, picked: str) -> tuple[fields.Option, ...]:
    titles = {ONLY_ME: _("Only me"), COUNSELLOR: _("Me and %(counsellor)s") % {"counsellor": here.counsellor}}
    if here.other:
        titles[PARTNER] = _("%(other)s too") % {"other": here.other}
    most = AUDIENCES.index(field.audience)
    return tuple(
        fields.Option(value, title, picked == value)
        for value, title in titles.items()
        if AUDIENCES.index(value) <= most  # type: ignore[arg-type]
    )
