"""The couple's loop, from words of the cycle diary that both approved: one by sharing them, the other by "that fits"."""

from __future__ import annotations

from typing import cast

from assessments.treating import insist_on_self
from homework.days import day_of
from homework.knowing.cycle import Loop, merge
from homework.knowing.events import SLOTS, CycleLine, Slot
from homework.knowing.marks import MARKS, Mark
from homework.models import Reply
from practice.access import Viewer
from practice.models import Partner

from .shared import standing
from .shown import words_of


def loop_of(partner: Partner, *, by: Viewer) -> tuple[Loop, Mark]:
    """The loop as this partner is shown it, and their own mark in it. Two queries and keys.

    A reply is there only while the words it is to stand open to both, so what is taken back leaves the loop with it.
    """
    insist_on_self(by, partner)
    marks, couple = standing(partner)
    if couple is None:
        return merge(()), "a"
    rows = Reply.objects.visible_to(by).filter(
        kind=Reply.Kind.FITS, part__field__in=SLOTS, part__entry__assignment__couple=couple
    )
    fits = rows.select_related("part__entry__partner", "part__entry__assignment__exercise")
    lines = [
        CycleLine(
            day=day_of(reply.at, couple.practice),
            mark=cast(Mark, marks[reply.part.entry.partner_id]),
            slot=cast(Slot, reply.part.field),
            text=words_of(reply.part).text,
            approved_by=frozenset(MARKS),
        )
        for reply in fits.order_by("at", "pk")
    ]
    return merge(lines), cast(Mark, marks[partner.pk])
