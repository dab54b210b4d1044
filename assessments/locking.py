"""One form as it is now, locked, for the verbs that change it."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from assessments import treating
from assessments.days import today_in
from assessments.models import Administration
from practice.access import Viewer
from practice.models import Membership
from practice.refusals import NotNow


class Closed(NotNow):
    """The form was sent, taken back or left, or its last day is over; answers cannot change any more."""

    code = "form_closed"
    default = _("This form is closed, so nothing was changed.")


def for_update(administration: Administration) -> Administration:
    """The row as it is now, locked, with all that a verb needs in one statement; `mark` is its partner's."""
    held = Membership.unscoped.filter(couple=OuterRef("couple"), partner=OuterRef("partner"))
    rows = Administration.unscoped.select_for_update(of=("self",)).defer("instrument__body")
    found: Administration = (
        rows.select_related("instrument", "partner", "couple__practice", "couple__counsellor")
        .annotate(mark=Subquery(held.values("mark")[:1]))
        .get(pk=administration.pk)
    )
    return found


def own_for_update(administration: Administration, by: Viewer) -> Administration:
    """The same for the partner whose form it is; for anyone else it does not exist."""
    row = for_update(administration)
    treating.insist_on_self(by, row.partner)
    return row


def insist_on_open(row: Administration) -> None:
    """Raises Closed when the form takes no answers any more, also in the moments before the worker has closed it."""
    if not row.is_open or is_over(row):
        raise Closed


def is_over(row: Administration) -> bool:
    """Whether the last day of its window has passed on the practice's clock."""
    return row.closes_on is not None and today_in(row.couple.practice) > row.closes_on
