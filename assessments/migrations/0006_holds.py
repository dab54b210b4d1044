"""Holds on joint work, with every act on them; and one more step at which the counsellor is told."""

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import practice.sealing
import uuid
from django.db import migrations, models

from practice.immutable import frozen_columns


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0005_drafts_ratings_and_figures'),
        ('practice', '0005_waiting_times'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alerttelling',
            name='step',
            field=models.CharField(choices=[('counsellor', 'Counsellor'), ('again', 'Counsellor, once more'), ('cover', 'Cover'), ('owner', 'Owner of the practice')], max_length=12),
        ),
        migrations.CreateModel(
            name='SafetyHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('placed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('look_again_on', models.DateField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('alert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.safetyalert')),
                ('couple', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.couple')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.staff')),
            ],
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='HoldStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('placed', 'Put on hold'), ('reviewed', 'Looked at again'), ('lifted', 'Lifted')], max_length=8)),
                ('reason', practice.sealing.SealedField(key='hold.couple.practice.key')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.staff')),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.safetyhold')),
            ],
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='safetyhold',
            index=models.Index(fields=['couple', 'placed_at'], name='hold_by_couple'),
        ),
        migrations.AddConstraint(
            model_name='safetyhold',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('couple',), name='one_standing_hold_per_couple'),
        ),
        migrations.AddIndex(
            model_name='holdstep',
            index=models.Index(fields=['hold', 'at'], name='hold_step_by_hold'),
        ),
        frozen_columns("assessments_safetyhold", ["couple_id", "alert_id", "placed_by_id", "placed_at"]),
        frozen_columns("assessments_holdstep", ["hold_id", "kind", "by_id", "at"]),
    ]
