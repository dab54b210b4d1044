"""Which words are planted where, and who may ever find each. A private field without a plant is an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from practice.checks import own_models
from practice.sealing import SealedField

BOTH, ROOM = {"bo", "cy"}, {"ana", "cover"}
FRONT = {"desk", "reduced"}


@dataclass(frozen=True)
class Plant:
    """One made-up secret. readers: who may find it in anything they are given; nobody else may."""

    name: str
    field: str
    readers: frozenset[str]

    @property
    def model(self) -> str:
        return self.field.rpartition(".")[0]

    @property
    def column(self) -> str:
        return self.field.rpartition(".")[2]


def _plants() -> Iterator[Plant]:
    for field, rows in TABLE.items():
        for name, readers in rows.items():
            yield Plant(name, field, frozenset(readers))


TABLE: dict[str, dict[str, set[str]]] = {
    "practice.Partner.called": {
        "called-bo": BOTH | ROOM | FRONT | {"owner"},
        "called-dee": {"dee", "fay", "desk", "owner"},
    },
    "practice.Partner.pronouns": {"pronouns-bo": BOTH | ROOM | {"reduced"}},
    "practice.User.login_name": {"login-bo": {"bo", "reduced"}},
    "practice.User.email": {"address-bo": {"bo", "reduced"} | ROOM},
    "practice.ContactCard.preferences": {"phone-bo": {"bo"} | ROOM, "wishes-bo": {"bo"} | ROOM},
    "practice.Grant.reason": {"grant": ROOM | {"owner"}},
    "practice.CoupleSummary.facts": {"summary": set()},
    "practice.TherapySession.place": {
        "room": BOTH | ROOM | FRONT,
        "room-alone": {"bo"} | ROOM | FRONT,
        "room-dee": {"dee", "fay", "desk"},
    },
    "practice.TherapySession.link": {"link": BOTH | ROOM | FRONT},
    "practice.SessionChange.before": {"place-before": ROOM | {"desk"}},
    "practice.ChangeRequest.words": {"wish-bo": {"bo", "desk"} | ROOM},
    "practice.ChangeRequest.reply": {"reply-bo": {"bo", "desk"} | ROOM},
    "practice.Bringing.words": {
        "brought-bo": {"bo"} | ROOM,
        "brought-cy": {"cy"} | ROOM,
        "brought-shared": BOTH | ROOM,
        "brought-settling": {"bo"} | ROOM,
    },
    "practice.FollowUp.words": {"follow-up": ROOM},
    "practice.Cancellation.reason": {"called-off": ROOM},
    "practice.CalendarChoice.title": {"title-bo": {"bo", "reduced"}},
    "practice.BusySource.called": {"busy-called": {"ana"}},
    "practice.BusySource.address": {"busy-address": {"ana"}},
    "practice.Note.body": {"note-joint": ROOM, "note-on-bo": ROOM, "note-own": {"ana"}, "note-dee": {"fay"}},
    "practice.Invitation.email": {"mailbox": set()},
    "practice.Signature.copy": {"paper-bo": {"bo"} | ROOM},
    "practice.Message.letter": {"letter": set()},
    "practice.IdempotencyRecord.answer": {"answered": ROOM},
    "assessments.SafetyAnswers.given": {"safety-sent": ROOM, "safety-open": set()},
    "assessments.SafetyAnswers.trail": {"safety-trail": set()},
    "assessments.SafetyAlert.what": {"alert": ROOM},
    "assessments.Acknowledgement.note": {"alert-note": ROOM},
    "assessments.ScreenReview.finding": {"review-note": ROOM},
    "assessments.Administration.answers": {
        "answer-bo": {"bo"} | ROOM,
        "answer-cy": {"cy"} | ROOM,
        "answer-dee": {"dee", "fay"},
        "draft-bo": {"bo"},
    },
    "assessments.Administration.scores": {"scores-bo": ROOM},
    "assessments.Administration.declined": {"rather-not": {"bo"} | ROOM},
    "assessments.TakenBack.reason": {"taken-back": ROOM},
    "assessments.CounsellorRating.answers": {"rating": ROOM},
    "assessments.HoldStep.reason": {"hold": ROOM},
    "assessments.ScaleFigures.figures": {"figures": ROOM | {"fay", "owner"}},  # the practice's own numbers
    "assessments.AnswerTrail.changes": {"trail-bo": set()},
    "homework.Assignment.reason": {
        "reason": BOTH | ROOM,
        "reason-alone": {"bo"} | ROOM,
        "reason-waiting": ROOM,
        "reason-resting": ROOM,
    },
    "homework.AssignmentTerms.cue": {"cue-bo": {"bo"} | ROOM, "cue-cy": {"cy"} | ROOM},
    "homework.AssignmentReview.note": {"talked-over": ROOM},
    "homework.Entry.skip_reason": {"skip-bo": {"bo"} | ROOM},
    "homework.EntryPart.words": {
        "entry-kept": {"bo"},
        "entry-told": {"bo"} | ROOM,
        "entry-shared": BOTH | ROOM,
        "entry-settling": {"bo"} | ROOM,
        "entry-taken-back": {"bo"},
        "entry-cy": {"cy"},
        "entry-dee": {"dee"},
        "seal-open-bo": BOTH | ROOM,
        "seal-open-cy": BOTH | ROOM,
        "seal-shared-bo": {"bo"} | ROOM,
        "seal-settling-bo": {"bo"} | ROOM,
        "seal-kept-bo": {"bo"},
        "seal-taken-back-bo": {"bo"},
        "seal-room-bo": {"bo"} | ROOM,
        "seal-closed-cy": {"cy"} | ROOM,
        "seal-kept-cy": {"cy"},
        "cycle-approved": BOTH | ROOM,
        "cycle-unapproved": BOTH | ROOM,
        "cycle-told": {"bo"} | ROOM,
        "cycle-kept": {"bo"},
        "cycle-of-cy": {"bo"},
        "complaint": {"bo"},
        "wish": BOTH | ROOM,
    },
    "homework.Debrief.given": {"debrief-bo": {"bo"} | ROOM, "debrief-cy": {"cy"} | ROOM},
    "homework.SharedTime.what": {
        "time-settling": {"bo"},
        "time-proposed": BOTH,
        "time-agreed": BOTH | ROOM,
        "time-taken-back": {"bo"},
        "time-cy": {"cy"},
    },
    "homework.SuggestionDecision.why": {"why": ROOM},
    "homework.SuggestionDecision.inputs": {"inputs": ROOM},
    "homework.ExerciseDraft.tables": {"draft-ours": {"ana", "fay", "owner"}, "draft-elsewhere": {"kim"}},
    "reports.IssuedReport.content": {
        "report-bo": {"bo"} | ROOM,
        "report-both": BOTH | ROOM,
        "report-ana": ROOM,
    },
    "reports.IssuedReport.pdf": {"file-bo": {"bo"} | ROOM},
    "reports.ReportStep.reason": {"void": ROOM},
    "api.PersonalToken.label": {"token-bo": {"bo"}},
}

# Free text that is not about one person's care; each with its reason.
NOT_PRIVATE = {
    "practice.SealingKey": "wrapped keys",
    "practice.Practice": "the practice's own door plate and house rules",
    "practice.Staff.called": "partners and colleagues read it",
    "practice.User.password": "a hash",
    "practice.User.language": "one of the languages on offer",
    "practice.User.here_in": "a country's code",
    "practice.Series.zone": "the name of a time zone",
    "practice.TherapySession.zone": "the name of a time zone",
    "practice.FeedToken.token_hash": "a hash",
    "practice.StoredFeed": "what a calendar is given; looked at with the address of its own person",
    "practice.MailedInvite.reply_hash": "a hash",
    "practice.CoupleCode.code": "a short code that a colleague chose so that it says nothing",
    "practice.BusySource.problem": "the name of what went wrong",
    "practice.BusySource.tag": "a mark that another server gave to its file",
    "practice.ChangeRequest.wished": "up to three wall times",
    "practice.Room": "the house's rooms, the same for everybody",
    "practice.ClosedDays.called": "colleagues read it",
    "practice.Fee.currency": "a currency's code",
    "practice.Invitation.token_hash": "a hash",
    "practice.AccessReset.token_hash": "a hash",
    "practice.ConsentText": "the house's papers, the same for everybody",
    "practice.Signature.sha256": "the digest of a paper",
    "practice.AuditEntry": "ids and names of acts; the verbs put no words there",
    "practice.JobGuard.name": "opaque names of effects",
    "practice.Job.kind": "the name of a kind of work",
    "practice.IdempotencyRecord.place": "a keyed hash",
    "practice.IdempotencyRecord.body": "a keyed hash",
    "assessments.InstrumentVersion": "published content",
    "assessments.InstrumentTranslation": "published content",
    "assessments.InstrumentDraft": "a form that the practice is writing, about nobody",
    "assessments.InstrumentLicence": "the practice's right to use a form",
    "assessments.AssessmentPlan.battery": "the name of a set of forms",
    "assessments.AssessmentPlan.forms": "names of forms",
    "assessments.OwnResultSwitch.slug": "the name of a form",
    "assessments.ScaleFigures.scale": "the name of a scale",
    "assessments.Administration.battery": "the name of a set of forms",
    "assessments.Administration.occasion": "the name of an occasion",
    "assessments.Administration.item_order": "ids of questions",
    "homework.ExerciseVersion": "published content",
    "homework.EntryPart.field": "the id of a question",
    "homework.AssignmentTerms.weekdays": "days of the week",
    "homework.ExerciseDraft.slug": "the name of an exercise",
    "homework.SuggestionDecision.rule": "the name of a rule",
    "homework.SuggestionDecision.exercise": "the name of an exercise",
    "reports.IssuedReport.digest": "a digest, printed on the report",
    "reports.IssuedReport.file_sha256": "a digest",
    "api.PersonalToken.digest": "a hash",
    "api.PersonalToken.token_key": "the beginning of a hash",
    "api.PersonalToken.scopes": "names of scopes",
}
# Sealed numbers: a word has no place in them. The two worlds look at what comes of them.
NUMBERS = {"homework.AssignmentReview.rating": "how it went, from 0 to 4"}
# Words that their readers find elsewhere, and nobody at an address that begins like this; each with its reason.
NEVER_AT = {
    "cycle-unapproved": ("/together/loop/",),  # the loop holds what both stand by
    "cycle-told": ("/together/loop/",),
    "time-agreed": ("/calendar/",),  # a calendar says when, and not what for
    "time-proposed": ("/calendar/",),
    "complaint": ("/together/", "/api/v1/together/"),
}
# Their readers may find them, and need not: no page has a place for them so far.
NEED_NOT_SHOW = {
    "place-before",
    "busy-address",
    "wishes-bo",
    "paper-bo",
    "scores-bo",
    "rather-not",
    "taken-back",
    "rating",
    "hold",
}
WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)

PLANTS = tuple(_plants())


def private_fields() -> set[str]:
    """Every field that can hold somebody's words: the sealed ones, and free text that is not named above."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if _holds_words(field)
        and not _is_named(model._meta.label, field)
        and f"{model._meta.label}.{field.name}" not in NUMBERS
    }


def is_sealed(plant: Plant) -> bool:
    """Whether the database holds it sealed; a kept reply is sealed in a column of plain bytes."""
    return isinstance(apps.get_model(plant.model)._meta.get_field(plant.column), models.BinaryField)


def gaps() -> list[str]:
    """Private fields without a plant, and plants without a field."""
    return sorted(private_fields() ^ set(TABLE))


def _holds_words(field: models.Field) -> bool:
    return isinstance(field, WORDS) and not field.choices


def _is_named(label: str, field: models.Field) -> bool:
    if isinstance(field, SealedField):
        return False  # what is sealed is private, whatever the table says
    return label in NOT_PRIVATE or f"{label}.{field.name}" in NOT_PRIVATE
