"""What a report said, and the file that was given out, stay as they were; only where it stands now can change."""

from django.db import migrations

from practice.immutable import frozen_columns


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_issued_reports")]

    operations = [
        frozen_columns(
            "reports_issuedreport",
            [
                "id",
                "couple_id",
                "audience",
                "partner_id",
                "number",
                "key_id",
                "issued_by_id",
                "issued_at",
                "supersedes_id",
                "digest",
                "file_sha256",
                "content",
                "pdf",
            ],
        ),
        frozen_columns("reports_reportbasis", ["id", "report_id", "consent_id"]),
        frozen_columns("reports_reportstep", ["id", "report_id", "act", "by_id", "at"]),
        frozen_columns("reports_reportshare", ["id", "report_id", "partner_id", "shared_by_id", "shared_at"]),
        frozen_columns("reports_reportconsent", ["id", "couple_id", "partner_id", "reader", "kind", "given_at"]),
    ]
