"""What was issued, who may read it, and what each partner agreed to have shown. A row has one audience."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import Viewer, VisibleTo
from practice.models import Couple, Membership, Partner, SealingKey, Staff
from practice.models.care import belongs
from practice.sealing import SealedField


class ReportConsent(models.Model):
    """One partner agrees that one kind of their own is shown to one reader. Taking it back counts at once.

    The other partner never sees these rows; they meet only what a report then holds.
    """

    class Reader(models.TextChoices):
        COUPLE = "couple", _("the two of us")
        REFERRER = "referrer", _("who sent us")

    class Kind(models.TextChoices):
        REPORT = "report", _("A report may be made")
        LINES = "lines", _("How close I felt")
        SCORES = "scores", _("How I see each area")
        APPRECIATIONS = "appreciations", _("How many kind words we shared")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    reader = models.CharField(max_length=8, choices=Reader.choices, default=Reader.COUPLE)
    kind = models.CharField(max_length=13, choices=Kind.choices)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        partner=lambda v: Q(partner__user=v.user_id),
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["couple", "partner", "reader", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_report_consent",
            )
        ]

    def __str__(self) -> str:
        return f"report consent {self.pk}"


def readable_by_partner(viewer: Viewer) -> Q:
    """Their own reports once shared with them; the couple's once shared with them, while all of it still stands.

    A couple's report rests on what both agreed to. When one takes any of that back, or leaves, it is gone for the
    other with the next request. Nothing here depends on what the other partner was given for themselves.
    """
    shared = Exists(ReportShare.unscoped.filter(report=OuterRef("pk"), partner__user=viewer.user_id))
    taken_back = Exists(
        ReportBasis.unscoped.filter(report=OuterRef("pk"), consent__withdrawn_at__isnull=False)
    )
    gone = Exists(Membership.unscoped.filter(couple=OuterRef("couple"), left_at__isnull=False))
    own = Q(audience="partner", partner__user=viewer.user_id)
    together = Q(audience="couple") & belongs(viewer, "couple") & ~Q(gone) & ~Q(taken_back)
    return ~Q(state="void") & Q(shared) & (own | together)


class IssuedReportQuerySet(models.QuerySet["IssuedReport"]):
    def listed(self) -> IssuedReportQuerySet:
        """Newest first, without the content and the file."""
        return self.defer("content", "pdf").order_by("-issued_at", "-number", "pk")

    def line_of(self, couple: Couple, audience: str, partner: Partner | None) -> IssuedReportQuerySet:
        """All that was issued for one reader of this couple, which is what the numbers count."""
        return self.filter(couple=couple, audience=audience, partner=partner)


class IssuedReport(models.Model):
    """A report as it was issued: its frozen content, its file, and where it stands now.

    Numbers count per reader, so that no gap in them tells one partner of a report that the other was given. Each
    report has a key of its own: when somebody it names is erased, the key goes and the ledger's line stays.
    """

    class Audience(models.TextChoices):
        COUPLE = "couple", _("The couple")
        PARTNER = "partner", _("One partner")
        COUNSELLOR = "counsellor", _("The counsellor")
        REFERRER = "referrer", _("The referrer")

    class State(models.TextChoices):
        CURRENT = "current", _("Current")
        SUPERSEDED = "superseded", _("Replaced by a newer one")
        VOID = "void", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Whose own it is.",
    )
    number = models.PositiveIntegerField()
    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CURRENT)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content; printed in the file.")
    file_sha256 = models.CharField(max_length=64)
    content = SealedField(key="key", help_text="Canonical JSON of the report.")
    pdf = SealedField(key="key", help_text="The file's bytes in base64.")

    unscoped = models.Manager.from_queryset(IssuedReportQuerySet)()
    objects = VisibleTo(
        partner=readable_by_partner,
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="partner", partner__isnull=False)
                | ~Q(audience="partner") & Q(partner__isnull=True),
                name="own_report_names_a_partner",
            ),
            models.UniqueConstraint(
                fields=["couple", "audience", "number"],
                condition=Q(partner__isnull=True),
                name="one_report_per_number",
            ),
            models.UniqueConstraint(
                fields=["couple", "partner", "number"],
                condition=Q(partner__isnull=False),
                name="one_own_report_per_number",
            ),
        ]
        indexes = [
            models.Index(fields=["couple", "issued_at"], name="report_by_couple"),
            models.Index(fields=["digest"], name="report_by_digest"),
            models.Index(fields=["file_sha256"], name="report_by_file"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ReportBasis(models.Model):
    """A report rests on this consent. Taken back, it takes the report away from whoever else could read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(IssuedReport, on_delete=models.CASCADE, related_name="+")
    consent = models.ForeignKey(ReportConsent, on_delete=models.PROTECT, related_name="+")

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(report__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(report__couple__in=v.covers),
    )

    class Meta:
        verbose_name_plural = "report bases"
        constraints = [models.UniqueConstraint(fields=["report", "consent"], name="one_basis_per_consent")]

    def __str__(self) -> str:
        return f"basis {self.pk}"


class ReportShare(models.Model):
    """One partner was given one report. Each is given it by a deed of its own, which the other never sees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(IssuedReport, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    shared_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(report__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(report__couple__in=v.covers),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "partner"], name="one_share_per_partner")]

    def __str__(self) -> str:
        return f"share {self.pk}"


class ReportStep(models.Model):
    """Why a report was replaced or taken back, in the counsellor's words and for the counsellor's side alone."""

    class Act(models.TextChoices):
        SUPERSEDED = "superseded", _("Replaced")
        VOIDED = "voided", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(IssuedReport, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = SealedField(key="report.couple.practice.key")

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(report__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(report__couple__in=v.covers),
    )

    def __str__(self) -> str:
        return f"step {self.pk}"
