"""What the counsellor alone reads is sealed under the practice's key from now on.

What was sealed before opens as it is: each value names its key. `rotate_keys` seals it again under the new one.
"""

import practice.sealing
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("homework", "0004_fill_terms_and_rounds")]

    operations = [
        migrations.AlterField(
            model_name="assignmentreview",
            name="note",
            field=practice.sealing.SealedField(key="assignment.couple.practice.key", null=True),
        ),
        migrations.AlterField(
            model_name="assignmentreview",
            name="rating",
            field=practice.sealing.SealedField(key="assignment.couple.practice.key", null=True),
        ),
        migrations.AlterField(
            model_name="suggestiondecision",
            name="inputs",
            field=practice.sealing.SealedField(key="couple.practice.key"),
        ),
        migrations.AlterField(
            model_name="suggestiondecision",
            name="why",
            field=practice.sealing.SealedField(key="couple.practice.key", null=True),
        ),
    ]
