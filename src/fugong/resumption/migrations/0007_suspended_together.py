"""Many enterprises are suspended and released in one step, and their records name it meanwhile."""

import django.db.models.deletion
import fugong.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
        ('registry', '0005_assignments_by_post'),
        ('resumption', '0006_exemption'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JointSuspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=20, verbose_name='state')),
                ('state_since', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('clock_kind', models.CharField(blank=True, max_length=40)),
                ('clock_started_at', models.DateTimeField(blank=True, null=True)),
                ('rung', models.PositiveSmallIntegerField(default=0, help_text='Steps of the escalation ladder already fired.')),
                ('next_rung_at', models.DateTimeField(blank=True, null=True)),
                ('uid', models.UUIDField(default=fugong.core.ids.uuid7, editable=False, unique=True)),
                ('area_code', models.CharField(max_length=12)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('wanted', models.JSONField(blank=True, default=dict)),
                ('scope', models.JSONField(blank=True, default=dict)),
                ('asked_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_reason', models.CharField(blank=True, max_length=300)),
                ('expected', models.PositiveIntegerField(help_text='How many were to be reached when it began.')),
                ('suspended', models.PositiveIntegerField(default=0, help_text='How many it suspended.')),
                ('released', models.PositiveIntegerField(default=0, help_text='How many were released with it.')),
                ('reached', models.BigIntegerField(default=0, help_text='The last record that was gone through.')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_suspensions', to='places.campaign')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='resumption',
            name='together',
            field=models.ForeignKey(blank=True, help_text='With which it is suspended; empty where it is so for a reason of its own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='records', to='resumption.jointsuspension'),
        ),
        migrations.AddConstraint(
            model_name='resumption',
            constraint=models.CheckConstraint(condition=models.Q(('together', None), ('state', 'suspended'), _connector='OR'), name='resumption_together_while_suspended'),
        ),
        migrations.AddIndex(
            model_name='jointsuspension',
            index=models.Index(fields=['campaign', '-id'], name='joint_suspension_campaign'),
        ),
        migrations.AddConstraint(
            model_name='jointsuspension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='joint_suspension_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='jointsuspension',
            constraint=models.CheckConstraint(condition=models.Q(('released__lte', models.F('suspended'))), name='joint_suspension_releases_what_it_suspended'),
        ),
        migrations.AddConstraint(
            model_name='jointsuspension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['lifting', 'lifted']), _negated=True), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='joint_suspension_lifted_by_someone'),
        ),
    ]
