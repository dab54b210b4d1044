"""The rows of a practice. Each model says in one place who may see it."""

from .care import CareEvent, Couple, CoupleSummary, Grant, Membership
from .keys import SealingKey
from .notes import Note
from .papers import ConsentText, Invitation, Signature
from .people import ConfidencesPolicy, ContactCard, Partner, Practice, Staff, User, plain_login_name
from .resets import AccessReset
from .sessions import Attendee, FeedToken, Series, TherapySession
from .trail import AuditEntry, IdempotencyRecord, Job, JobGuard, Message

__all__ = [
    "AccessReset",
    "Attendee",
    "AuditEntry",
    "CareEvent",
    "ConfidencesPolicy",
    "ConsentText",
    "ContactCard",
    "Couple",
    "CoupleSummary",
    "FeedToken",
    "Grant",
    "IdempotencyRecord",
    "Invitation",
    "Job",
    "JobGuard",
    "Membership",
    "Message",
    "Note",
    "Partner",
    "Practice",
    "SealingKey",
    "Series",
    "Signature",
    "Staff",
    "TherapySession",
    "User",
    "plain_login_name",
]
