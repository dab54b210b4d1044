"""One session as an invitation by mail (iTIP, RFC 5546): the same event as in the feed, with a method and two addresses.

The addresses are written when the mail leaves: somebody may have a new one by then. Neither has a name beside it but
the neutral sender's, and nobody is asked to answer by mail: no inbox is read, the link in the mail is for that.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from practice.calendar import content_lines, ical

REQUEST, CANCEL = "REQUEST", "CANCEL"
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"]+')


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is asked or called off, and the lines that say so, each whole."""

    method: str
    lines: list[str]

    @property
    def content_type(self) -> str:
        """Without the charset: the mail adds it."""
        return f"text/calendar; method={self.method}"

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def file(self, to: str, sender: str, called: str) -> str:
        """The calendar file for the one person it is sent to."""
        people = [
            f"ORGANIZER;CN={_name(called)}:{_mailto(sender)}",
            f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:{_mailto(to)}",
        ]
        at = 1 + next(number for number, line in enumerate(self.lines) if line.startswith("UID:"))
        return content_lines.file([*self.lines[:at], *people, *self.lines[at:]]).decode()


def request(event: ical.FeedEvent) -> Invitation:
    return _invitation(REQUEST, event)


def cancel(event: ical.FeedEvent) -> Invitation:
    return _invitation(CANCEL, event)


def _invitation(method: str, event: ical.FeedEvent) -> Invitation:
    """Made of the file for "Add to calendar", so that both say the same of one session."""
    whole = ical.one(event).decode().replace("\r\n ", "").split("\r\n")
    lines = [line for line in whole if line]
    at = 1 + next(number for number, line in enumerate(lines) if line.startswith("PRODID:"))
    return Invitation(method, [*lines[:at], f"METHOD:{method}", *lines[at:]])


def _name(called: str) -> str:
    return '"' + _NOT_IN_A_NAME.sub(" ", called).strip() + '"'


def _mailto(address: str) -> str:
    return "mailto:" + quote(address, safe="@!#$&'*+/=?^_`{|}~.-")
