"""What was recorded, published or signed stays as it was, whoever sends the UPDATE.

A signature's sealed copy is not among them, because new keys seal it again; its hash is, and tells a changed copy.
"""

from django.db import migrations

from practice.immutable import frozen_columns


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_initial")]

    operations = [
        frozen_columns(
            "practice_auditentry",
            ["id", "practice_id", "at", "actor", "act", "target_kind", "target", "couple", "facts"],
        ),
        frozen_columns("practice_consenttext", ["kind", "slug", "number", "language", "title", "sections", "sha256"]),
        frozen_columns("practice_signature", ["text_id", "partner_id", "couple_id", "sha256", "signed_at"]),
    ]
