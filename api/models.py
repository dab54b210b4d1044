"""Personal tokens: hashed by knox, with scopes and an expiry of our own."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken, AuthTokenManager

from practice.access import VisibleTo


class PersonalToken(AbstractAuthToken):
    """A person's own key to the API. Shown once; narrower than the person, never wider."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    second_factor = models.BooleanField(
        default=False, help_text="Made in a session that had a second factor."
    )
    last_used_at = models.DateTimeField(null=True, blank=True)

    unscoped = AuthTokenManager()
    objects: VisibleTo = VisibleTo(
        **dict.fromkeys(("owner", "counsellor", "cover", "scheduler", "partner"), lambda v: Q(user=v.user_id))
    )

    def __str__(self) -> str:
        return f"token {self.public_id}"
