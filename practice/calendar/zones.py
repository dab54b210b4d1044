"""Time zones and the two hours a year that are not like others."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _

from practice.calendar import recurrence
from practice.refusals import BadInput


def checked_zone(name: str, field: str = "time_zone") -> str:
    if name not in available_timezones():
        raise BadInput(fields={field: _("Pick a time zone from the list, for example Europe/London.")})
    return name


def moment(local: datetime, zone: str, field: str = "starts") -> datetime:
    """The moment of a wall time. Refuses the hour a clock change removes, and the one it repeats."""
    state = recurrence.check_local(local, checked_zone(zone))
    if state == "missing":
        raise BadInput(fields={field: _("The clocks skip this hour on that day. Pick another time.")})
    if state == "twice":
        raise BadInput(
            fields={field: _("The clocks run through this hour twice on that day. Pick another time.")}
        )
    return local.replace(tzinfo=ZoneInfo(zone))
