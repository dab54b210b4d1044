"""Who lets a practice use an instrument, and forms whose answers a colleague entered."""

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.db import migrations, models

from practice.immutable import frozen_columns


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0006_holds'),
        ('practice', '0005_waiting_times'),
    ]

    operations = [
        migrations.AddField(
            model_name='administration',
            name='came',
            field=models.CharField(choices=[('here', 'Filled in here'), ('paper', 'Entered from paper'), ('file', 'Brought in from a file')], default='here', max_length=5),
        ),
        migrations.CreateModel(
            name='InstrumentLicence',
            fields=[
                ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', related_query_name='licence', serialize=False, to='assessments.instrumentversion')),
                ('adapter', models.CharField(blank=True, max_length=40)),
                ('numbers_only', models.BooleanField(default=False)),
                ('holder', models.CharField(blank=True, max_length=200)),
                ('until', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.staff')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('numbers_only', True), models.Q(('holder', ''), _negated=True), _connector='OR'), name='licence_names_its_holder')],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        frozen_columns(
            "assessments_instrumentlicence",
            ["instrument_id", "adapter", "numbers_only", "holder", "reason", "entered_by_id", "entered_at"],
        ),
    ]
