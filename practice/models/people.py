"""Practices and the people who sign in."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from practice.access import Viewer, VisibleTo
from practice.sealing import SealedField

from .keys import SealingKey


class ConfidencesPolicy(models.TextChoices):
    NO_SECRETS = "no-secrets", _("No secrets")
    LIMITED = "limited", _("Limited confidences")
    INDIVIDUAL = "individual-private", _("Individual conversations stay private")


class Practice(models.Model):
    """One counselling practice: its name on the door, its hours and its house rules."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    country = models.CharField(max_length=2, default="GB")
    review_hours = models.CharField(max_length=120, default="weekdays, 9 to 17")
    again_after_minutes = models.PositiveIntegerField(default=60)
    cover_after_minutes = models.PositiveIntegerField(default=240)
    owner_after_minutes = models.PositiveIntegerField(default=480)
    confidences_policy = models.CharField(
        max_length=20, choices=ConfidencesPolicy.choices, default=ConfidencesPolicy.LIMITED
    )
    currency = models.CharField(max_length=3, default="GBP")
    session_fee = models.PositiveIntegerField(default=0, help_text="In the smallest coin, for one session.")
    late_notice_hours = models.PositiveSmallIntegerField(
        default=24, help_text="A session called off later than this before it begins counts as late."
    )
    neutral_sender = models.CharField(max_length=60, default="Evenlight")
    leave_to = models.URLField(default="https://www.bbc.co.uk/weather")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        owner=lambda v: Q(pk=v.practice_id),
        counsellor=lambda v: Q(pk=v.practice_id),
        cover=lambda v: Q(pk=v.practice_id),
        scheduler=lambda v: Q(pk=v.practice_id),
        partner=lambda v: Q(pk=v.practice_id),
        reduced=lambda v: Q(pk=v.practice_id),
    )

    def __str__(self) -> str:
        return f"practice {self.pk}"


def plain_login_name(name: str) -> str:
    """One spelling for names that look alike: NFKC and case-folded."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(login_name=plain_login_name(username or ""))


class User(AbstractBaseUser):
    """A person's sign-in. The login name is not the e-mail address; two people may share an address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login_name = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=12, default="en")
    shared_device = models.BooleanField(default=False)
    here_in = models.CharField(max_length=5, blank=True, help_text="Country whose help lines to show first.")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return f"user {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.login_name = plain_login_name(self.login_name)
        super().save(*args, **kwargs)


class Staff(models.Model):
    """A person who works at a practice. One person may hold several roles at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="+", related_query_name="staff", null=True
    )
    called = models.CharField(max_length=80)
    is_owner = models.BooleanField(default=False)
    is_counsellor = models.BooleanField(default=False)
    is_scheduler = models.BooleanField(default=False)
    departed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        owner=lambda v: Q(practice=v.practice_id),
        scheduler=lambda v: Q(practice=v.practice_id, departed_at=None),
        counsellor=lambda v: Q(practice=v.practice_id, departed_at=None),
        cover=lambda v: Q(user=v.user_id),
    )

    class Meta:
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return f"staff {self.pk}"

    @property
    def spoken(self) -> str:
        """How people in the room say it: the first name, or all of it after a title such as Dr."""
        first, _space, _rest = self.called.partition(" ")
        return (
            self.called if first.endswith(".") or first in {"Dr", "Prof", "Mx", "Ms", "Mr", "Mrs"} else first
        )


class Partner(models.Model):
    """One of two people in a couple: their own record, theirs alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="+", related_query_name="partner", null=True, blank=True
    )
    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="+")
    called = models.CharField(max_length=80)
    pronouns = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        partner=lambda v: Q(user=v.user_id),
        reduced=lambda v: Q(user=v.user_id),
        counsellor=lambda v: treated(v, "pk"),
        cover=lambda v: covered(v, "pk"),
        scheduler=lambda v: Q(practice=v.practice_id),
    )

    def __str__(self) -> str:
        return f"partner {self.pk}"


class ContactCard(models.Model):
    """How a partner may safely be reached. A row of its own: only that partner and the counsellor read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, related_name="+")
    preferences = SealedField(key="partner.key", null=True)
    may_mail = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        partner=lambda v: Q(partner__user=v.user_id),
        counsellor=lambda v: treated(v, "partner"),
        cover=lambda v: covered(v, "partner"),
    )

    def __str__(self) -> str:
        return f"contact card {self.pk}"


def treated(viewer: Viewer, path: str) -> Q:
    """Rows whose partner (at `path`) is in a couple that this counsellor treats."""
    from .care import Membership

    return Q(
        Exists(Membership.unscoped.filter(partner=OuterRef(path), couple__counsellor__user=viewer.user_id))
    )


def covered(viewer: Viewer, path: str) -> Q:
    from .care import Membership

    return Q(Exists(Membership.unscoped.filter(partner=OuterRef(path), couple__in=viewer.covers)))
