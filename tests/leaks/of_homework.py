"""Ways in which homework could tell one partner of the other. Each is made for as long as its context lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.db.models import Q
from django.utils import timezone

from homework import entering, planning_time, reminding, waiting
from homework.models import AssignmentTerms, Debrief, Entry, Reply, entries, talking
from homework.models.membership import in_couple, shared_space_open

Leak = Callable[[], AbstractContextManager[None]]


@contextmanager
def _instead(*places: tuple[Any, str, Any]) -> Iterator[None]:
    with ExitStack() as held:
        for where, name, other in places:
            held.enter_context(mock.patch.object(where, name, other))
        yield


@contextmanager
def _rule(model: Any, rule: Callable[[Any], Q]) -> Iterator[None]:
    with mock.patch.dict(model.objects.rules, {"partner": rule}):
        yield


def terms_of_the_other_are_shown() -> AbstractContextManager[None]:
    return _rule(AssignmentTerms, lambda viewer: Q(pk__isnull=False))


def a_seal_opens_with_one_release() -> AbstractContextManager[None]:
    return _instead((entries, "arrived", entries.settled), (talking, "arrived", entries.settled))


def settling_is_ignored() -> AbstractContextManager[None]:
    return _instead((entries, "settled", lambda: Q(audience="partner", frozen_at__isnull=True)))


def an_answer_says_at_once_that_it_was_read() -> AbstractContextManager[None]:
    def to_me(viewer: Any) -> Q:
        whose = {"partner__user": viewer.user_id}
        return Q(**whose) | in_couple("part__entry__assignment__couple", **whose)

    return _rule(Reply, to_me)


@contextmanager
def what_waits_for_both_opens_by_itself() -> Iterator[None]:
    real = waiting.open_own_next

    def open_for_both(assignment: Any, partner: Any) -> None:
        real(assignment, partner)
        waits = AssignmentTerms.unscoped.filter(assignment__after=assignment, assignment__opens="after_both")
        if all(waiting.completed(assignment, row.partner) for row in waits.select_related("partner")):
            waits.update(opens_at=timezone.now())

    with mock.patch.object(entering.waiting, "open_own_next", open_for_both):
        yield


def a_debrief_is_shown_to_the_partner() -> AbstractContextManager[None]:
    return _rule(Debrief, lambda viewer: in_couple("assignment__couple", partner__user=viewer.user_id))


@contextmanager
def a_reminder_depends_on_the_partner() -> Iterator[None]:
    """Who is the only one that has not written yet is left in peace."""
    real = reminding._still_to_do

    def still_to_do(terms: AssignmentTerms, today: Any) -> bool:
        others = Entry.unscoped.filter(assignment=terms.assignment_id).exclude(partner=terms.partner_id)
        return real(terms, today) and not others.exists()

    with mock.patch.object(reminding, "_still_to_do", still_to_do):
        yield


def an_hour_is_shown_before_it_settles() -> AbstractContextManager[None]:
    def planned(**who: Any) -> Q:
        return shared_space_open("couple") & in_couple("couple", **who) & ~Q(state="withdrawn")

    return _instead((talking, "planned_together", planned), (planning_time, "planned_together", planned))


LEAKS: tuple[Leak, ...] = (
    terms_of_the_other_are_shown,
    a_seal_opens_with_one_release,
    settling_is_ignored,
    an_answer_says_at_once_that_it_was_read,
    what_waits_for_both_opens_by_itself,
    a_debrief_is_shown_to_the_partner,
    a_reminder_depends_on_the_partner,
    an_hour_is_shown_before_it_settles,
)
