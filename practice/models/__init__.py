"""The rows of a practice. Each model says in one place who may see it."""

from .attendance import Attendance, Cancellation, Fee, FeeTerms
from .calendars import (
    BusyBlock,
    BusySource,
    CalendarChoice,
    CoupleCode,
    FeedToken,
    InviteReply,
    MailedInvite,
    StoredFeed,
)
from .care import CareEvent, Couple, CoupleSummary, Grant, Membership
from .keys import SealingKey
from .notes import Note
from .papers import ConsentText, Invitation, Signature
from .people import ConfidencesPolicy, ContactCard, Partner, Practice, Staff, User, plain_login_name
from .resets import AccessReset
from .rooms import ClosedDays, OpenHours, Room
from .sessions import Attendee, Series, SessionChange, TherapySession
from .trail import AuditEntry, IdempotencyRecord, Job, JobGuard, Message
from .wishes import BookingTerms, Bringing, ChangeRequest, FollowUp

__all__ = [
    "AccessReset",
    "Attendance",
    "Attendee",
    "AuditEntry",
    "BookingTerms",
    "Bringing",
    "BusyBlock",
    "BusySource",
    "CalendarChoice",
    "Cancellation",
    "CareEvent",
    "ChangeRequest",
    "ClosedDays",
    "ConfidencesPolicy",
    "ConsentText",
    "ContactCard",
    "Couple",
    "CoupleCode",
    "CoupleSummary",
    "Fee",
    "FeeTerms",
    "FeedToken",
    "FollowUp",
    "Grant",
    "IdempotencyRecord",
    "Invitation",
    "InviteReply",
    "Job",
    "JobGuard",
    "MailedInvite",
    "Membership",
    "Message",
    "Note",
    "OpenHours",
    "Partner",
    "Practice",
    "Room",
    "SealingKey",
    "Series",
    "SessionChange",
    "Signature",
    "Staff",
    "StoredFeed",
    "TherapySession",
    "User",
    "plain_login_name",
]
