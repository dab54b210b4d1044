"""A small answer outlives the words it was given to, for its giver's own export alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("homework", "0005_counsellors_words_under_the_practices_key")]

    operations = [
        migrations.AlterField(
            model_name="reply",
            name="part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                related_query_name="reply",
                to="homework.entrypart",
            ),
        ),
    ]
