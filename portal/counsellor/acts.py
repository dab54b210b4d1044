"""The trail in sentences: who did what to which row. Ids only; a name never stands here."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice.models import AuditEntry

Word = str | Promise
ACTS: dict[str, Word] = {
    "absence.charged": gettext_lazy("charged an hour that somebody missed"),
    "access.reset_started": gettext_lazy("handed out a link to get back in"),
    "access.reset_used": gettext_lazy("chose a new way in by a link"),
    "administration.declined": gettext_lazy("would rather not fill in a questionnaire"),
    "administration.lapsed": gettext_lazy("closed a questionnaire whose time was over"),
    "administration.reopened": gettext_lazy("opened a questionnaire again with its session"),
    "administration.saved": gettext_lazy("kept answers"),
    "administration.sent": gettext_lazy("sent out a questionnaire"),
    "administration.submitted": gettext_lazy("sent in a questionnaire"),
    "administration.void": gettext_lazy("took a questionnaire back"),
    "assignment.ended": gettext_lazy("ended an exercise"),
    "assignment.reviewed": gettext_lazy("noted that an exercise was talked over"),
    "assignment.set": gettext_lazy("set an exercise"),
    "attendance.noted": gettext_lazy("noted who came"),
    "booking_terms.set": gettext_lazy("said what partners may do about their hours"),
    "bringing.changed": gettext_lazy("changed what they would like to bring"),
    "bringing.deleted": gettext_lazy("took away what they would like to bring"),
    "bringing.done": gettext_lazy("noted that something was talked about"),
    "bringing.kept": gettext_lazy("wrote what they would like to bring"),
    "bringing.shared": gettext_lazy("shared what they would like to bring"),
    "bringing.taken_back": gettext_lazy("took back what they would like to bring"),
    "busy.added": gettext_lazy("added a calendar that says when they are busy"),
    "busy.removed": gettext_lazy("removed a calendar that says when they are busy"),
    "calendar.chosen": gettext_lazy("chose how sessions reach their calendar"),
    "calendar.code_set": gettext_lazy("gave a couple a code for their calendar"),
    "calendar.read": gettext_lazy("looked at the calendar"),
    "calendar.settings": gettext_lazy("looked at their calendar settings"),
    "caseload.read": gettext_lazy("looked at the caseload"),
    "change.answered": gettext_lazy("answered a request for another time"),
    "change.asked": gettext_lazy("asked for another time"),
    "change.withdrawn": gettext_lazy("took back a request for another time"),
    "closed_days.added": gettext_lazy("entered closed days"),
    "closed_days.removed": gettext_lazy("took closed days away"),
    "consent.signed": gettext_lazy("signed a text"),
    "consent.withdrawn": gettext_lazy("took a signature back"),
    "contact.changed": gettext_lazy("changed how to be reached"),
    "couple.added": gettext_lazy("added a couple"),
    "couple.course": gettext_lazy("read the course of a couple"),
    "couple.overview": gettext_lazy("read the overview of a couple"),
    "couple.partner_added": gettext_lazy("added a second partner"),
    "couple.read": gettext_lazy("read a couple’s record"),
    "couple.sharing": gettext_lazy("read who sees what"),
    "couple.status": gettext_lazy("changed the step of a course"),
    "couples.listed": gettext_lazy("listed couples"),
    "entry.changed": gettext_lazy("changed an entry"),
    "entry.deleted": gettext_lazy("deleted an entry"),
    "entry.shared": gettext_lazy("shared an entry"),
    "entry.skipped": gettext_lazy("left a day out"),
    "entry.taken_back": gettext_lazy("took an entry back"),
    "entry.written": gettext_lazy("wrote an entry"),
    "exercise.published": gettext_lazy("published an exercise"),
    "exercise.retired": gettext_lazy("withdrew an exercise"),
    "fee.settled": gettext_lazy("noted whether a fee is paid"),
    "fee_terms.set": gettext_lazy("changed what a session costs"),
    "feed.made": gettext_lazy("made a calendar address"),
    "feed.revoked": gettext_lazy("ended a calendar address"),
    "follow_up.changed": gettext_lazy("changed a reminder"),
    "follow_up.done": gettext_lazy("noted that a reminder is done"),
    "follow_up.made": gettext_lazy("made a reminder"),
    "follow_ups.listed": gettext_lazy("looked at the reminders about a couple"),
    "grant.ended": gettext_lazy("ended cover or supervision"),
    "grant.given": gettext_lazy("gave cover or supervision"),
    "homework.read": gettext_lazy("read homework"),
    "hours.read": gettext_lazy("looked at the hours"),
    "hours.set": gettext_lazy("entered open hours"),
    "invitation.accepted": gettext_lazy("accepted an invitation"),
    "invitation.cancelled": gettext_lazy("cancelled an invitation"),
    "invitation.not_me": gettext_lazy("said that an invitation was not theirs"),
    "invitation.sent": gettext_lazy("sent an invitation"),
    "invite.answered": gettext_lazy("answered an invitation to a session"),
    "joint_work.open": gettext_lazy("opened joint work"),
    "joint_work.paused": gettext_lazy("paused joint work"),
    "note.added_to": gettext_lazy("added to a note"),
    "note.changed": gettext_lazy("changed a note"),
    "note.locked": gettext_lazy("locked a note"),
    "note.read": gettext_lazy("read a note"),
    "note.written": gettext_lazy("wrote a note"),
    "notes.read": gettext_lazy("read notes"),
    "part.shared": gettext_lazy("shared some words"),
    "part.taken_back": gettext_lazy("took some words back"),
    "partner.renamed": gettext_lazy("changed how they are called"),
    "person.address_changed": gettext_lazy("changed their mail address"),
    "person.passphrase_changed": gettext_lazy("changed their passphrase"),
    "plan.listed": gettext_lazy("listed plans for questionnaires"),
    "plan.read": gettext_lazy("looked at a plan for questionnaires"),
    "practice.changed": gettext_lazy("changed the practice’s settings"),
    "practice.started": gettext_lazy("began the practice"),
    "questionnaire.read": gettext_lazy("read the result of a questionnaire"),
    "questionnaires.listed": gettext_lazy("looked at where questionnaires stand"),
    "questionnaires.plan_changed": gettext_lazy("changed a plan for questionnaires"),
    "questionnaires.plan_dismissed": gettext_lazy("said no to a suggested plan"),
    "questionnaires.plan_ended": gettext_lazy("ended a plan for questionnaires"),
    "questionnaires.plan_read": gettext_lazy("looked at a plan for questionnaires"),
    "questionnaires.planned": gettext_lazy("planned questionnaires"),
    "report.agreed": gettext_lazy("said what a report may show"),
    "report.downloaded": gettext_lazy("downloaded a report"),
    "report.drafted": gettext_lazy("looked at a report before issuing it"),
    "report.issued": gettext_lazy("issued a report"),
    "report.read": gettext_lazy("read a report"),
    "report.shared": gettext_lazy("gave a report to a partner"),
    "report.voided": gettext_lazy("took a report back"),
    "reports.listed": gettext_lazy("listed reports"),
    "room.added": gettext_lazy("added a room"),
    "room.changed": gettext_lazy("changed a room"),
    "room.closed": gettext_lazy("closed a room"),
    "room.opened": gettext_lazy("opened a room again"),
    "rooms.read": gettext_lazy("looked at the rooms"),
    "screen.private": gettext_lazy("ended the shared view"),
    "screen.shared": gettext_lazy("began the shared view"),
    "series.booked": gettext_lazy("booked a series of sessions"),
    "series.extended": gettext_lazy("added sessions to a series"),
    "session.booked": gettext_lazy("booked a session"),
    "session.cancelled": gettext_lazy("cancelled a session"),
    "session.charged": gettext_lazy("wrote down what is owed for a session"),
    "session.moved": gettext_lazy("moved a session"),
    "session.read": gettext_lazy("opened the page of a session"),
    "session.undone": gettext_lazy("took back a change of a session"),
    "sessions.listed": gettext_lazy("looked at a couple’s sessions"),
    "staff.added": gettext_lazy("added a colleague"),
    "staff.departed": gettext_lazy("recorded that a colleague left"),
    "staff.renamed": gettext_lazy("changed how a colleague is called"),
    "staff.roles": gettext_lazy("changed what a colleague does here"),
    "today.read": gettext_lazy("looked at the day"),
    "trail.read": gettext_lazy("read this trail"),
}
SHORT = 8


def sentence(entry: AuditEntry) -> str:
    """Person 1a2b3c4d set an exercise, row 5e6f7a8b, couple 9f3e2a11."""
    who = _("Person %(id)s") % {"id": short(entry.actor)} if entry.actor else _("The system")
    parts = [f"{who} {did(entry.act)}"]
    if entry.target and str(entry.couple) != entry.target:
        parts.append(_("row %(id)s") % {"id": short(entry.target)})
    if entry.couple:
        parts.append(_("couple %(id)s") % {"id": short(entry.couple)})
    return ", ".join(parts) + "."


def did(act: str) -> str:
    """The act in words; one that has no words yet is told by its own name."""
    return str(ACTS.get(act) or _("did “%(act)s”") % {"act": act.replace(".", " ").replace("_", " ")})


def short(identity: object) -> str:
    return str(identity)[:SHORT]
