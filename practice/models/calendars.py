"""How sessions reach people's own calendars, and what of a counsellor's other calendar is known here."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.sealing import SealedField

from .care import Couple
from .people import Staff, User
from .sessions import TherapySession

ONES_OWN: dict[str, Any] = {
    role: lambda v: Q(user=v.user_id) for role in ("partner", "counsellor", "owner", "scheduler")
}
"""For rows that only the person they belong to may read, in whichever role."""


class FeedToken(models.Model):
    """A secret calendar address of one person. Only the hash is kept; the address is shown once.

    kind: one's own sessions, or what is booked in the practice's rooms.
    """

    class Kind(models.TextChoices):
        OWN = "own", _("My sessions")
        ROOMS = "rooms", _("The rooms of the practice")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.OWN)
    token_hash = models.BinaryField(max_length=32, unique=True)
    revision = models.PositiveIntegerField(
        default=1, help_text="Bumped with each change of what the feed shows."
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(**ONES_OWN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(revoked_at__isnull=True), name="one_live_feed"
            )
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"


class StoredFeed(models.Model):
    """The bytes of a feed as last built, and its parts, so that only what changed is written anew. Read by nobody else.

    mark: the entity tag that the body answers to.
    """

    feed = models.OneToOneField(FeedToken, on_delete=models.CASCADE, primary_key=True, related_name="+")
    mark = models.CharField(max_length=80)
    body = models.BinaryField()
    parts = models.BinaryField()

    unscoped = models.Manager()
    objects = VisibleTo()

    def __str__(self) -> str:
        return f"stored feed {self.pk}"


class CalendarChoice(models.Model):
    """How one person wants sessions in their calendar. Without a row everything is at its most discreet.

    title: what stands in the calendar instead of "Appointment". uses_codes: staff alone, a code per couple in the title.
    alarm_minutes: a reminder by the calendar itself. mail_hours: a neutral reminder by mail.
    """

    class Channel(models.TextChoices):
        FEED = "feed", _("A calendar address")
        MAIL = "mail", _("Invitations by mail")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.FEED)
    title = models.CharField(max_length=60, blank=True)
    uses_codes = models.BooleanField(default=False)
    shows_place = models.BooleanField(default=False)
    shows_homework = models.BooleanField(default=False)
    alarm_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    mail_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(**ONES_OWN)

    def __str__(self) -> str:
        return f"calendar choice {self.pk}"


class CoupleCode(models.Model):
    """The code under which a colleague finds a couple in their own calendar."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12)

    unscoped = models.Manager()
    objects = VisibleTo(counsellor=lambda v: Q(staff__user=v.user_id, couple__counsellor__user=v.user_id))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["couple", "staff"], name="one_code_per_couple")]

    def __str__(self) -> str:
        return f"couple code {self.pk}"


class MailedInvite(models.Model):
    """What one person's mailed invitation to one session last said. Read by nobody: it is there to say what comes next.

    reply_hash: of the secret in the link by which this person answers.
    """

    class Method(models.TextChoices):
        REQUEST = "REQUEST", _("Invited")
        CANCEL = "CANCEL", _("Called off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=7, choices=Method.choices)
    sequence = models.PositiveIntegerField()
    reply_hash = models.BinaryField(max_length=32, unique=True)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="one_invite_per_person")]

    def __str__(self) -> str:
        return f"mailed invite {self.pk}"


class InviteReply(models.Model):
    """One person's answer to an invitation. The other partner never sees it."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("I’ll be there")
        DECLINED = "declined", _("I can’t come")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer.choices)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(session__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(session__couple__in=v.covers),
        scheduler=lambda v: Q(session__couple__practice=v.practice_id),
        partner=lambda v: Q(user=v.user_id),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="one_reply_per_person")]

    def __str__(self) -> str:
        return f"invite reply {self.pk}"


class BusySource(models.Model):
    """Another calendar of a colleague, of which only the busy times are kept. The address is a secret and sealed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        READ = "read", _("Read")
        FAILED = "failed", _("Could not be read")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    called = models.CharField(max_length=60)
    address = SealedField(key="staff.practice.key", null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    problem = models.CharField(
        max_length=40, blank=True, help_text="The name of what went wrong, never its content."
    )
    tag = models.CharField(
        max_length=200, blank=True, help_text="What its server called the version last read."
    )
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often in a row it could not be read.")
    read_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(counsellor=lambda v: Q(staff__user=v.user_id))

    def __str__(self) -> str:
        return f"busy source {self.pk}"


class BusyBlock(models.Model):
    """A stretch of time in which a colleague is busy elsewhere. Nothing is known of why."""

    source = models.ForeignKey(BusySource, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(source__staff__user=v.user_id),
        scheduler=lambda v: Q(source__staff__practice=v.practice_id),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_ends_after")
        ]
        indexes = [models.Index(fields=["source", "starts_at"], name="busy_by_source")]

    def __str__(self) -> str:
        return f"busy block {self.pk}"
