"""A calendar program that keeps its calendar in Radicale: takes in the file of a mail, and tells what it has.

    calendar_program.py ADDRESS take FILE
    calendar_program.py ADDRESS show

It does what RFC 5546 asks of whoever receives an invitation: a REQUEST stands in place of the event of that UID unless
it is older, a CANCEL marks that event as cancelled.
"""

from __future__ import annotations

import sys
from pathlib import Path

from caldav.davclient import DAVClient
from caldav.lib.error import NotFoundError
from icalendar import Calendar, Event
from told import tell
from with_radicale import sessions


def take(address: str, file: Path) -> None:
    calendar = Calendar.from_ical(file.read_bytes())
    method, event = str(calendar.pop("METHOD")), calendar.events[0]
    with DAVClient(url=address, username="somebody", password="") as client:
        collection = client.calendar(url=address)
        try:
            held = collection.get_event_by_uid(str(event["UID"]))
        except NotFoundError:
            if method == "REQUEST":
                collection.save_event(calendar.to_ical().decode())
            return
        if _is_newer(event, Calendar.from_ical(held.data).events[0]):
            if method == "CANCEL":
                event["STATUS"] = "CANCELLED"
            held.data = calendar.to_ical().decode()
            held.save()


def _is_newer(one: Event, other: Event) -> bool:
    return int(one["SEQUENCE"]) >= int(other["SEQUENCE"])


if __name__ == "__main__":
    where, what, *rest = sys.argv[1:]
    if what == "take":
        take(where, Path(rest[0]))
    else:
        tell(sessions(where, by_server=False))
