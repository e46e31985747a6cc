import django.db.models.deletion
import fugong.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('demands', '0001_initial'),
        ('places', '0001_initial'),
        ('policy', '0001_initial'),
        ('registry', '0002_statistics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
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
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('kind', models.CharField(help_text="A kind's key in the pack.", max_length=40, verbose_name='kind')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('where', models.CharField(blank=True, max_length=200, verbose_name='where')),
                ('video', models.CharField(blank=True, max_length=300, verbose_name='video link')),
                ('sequence', models.PositiveIntegerField(default=0, help_text='How often the invitation was changed.')),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('minutes', models.JSONField(blank=True, help_text='What was issued, as it was then.', null=True)),
                ('called_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='places.campaign')),
                ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings_chaired', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(blank=True, help_text='Special session for.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.enterprise')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
            ],
            options={
                'ordering': ['-starts_at', '-pk'],
                'indexes': [models.Index(fields=['campaign', '-starts_at', '-id'], name='meeting_latest')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='meeting_number_once'), models.UniqueConstraint(condition=models.Q(('called_by', None), models.Q(('state', 'cancelled'), _negated=True)), fields=('campaign', 'kind', 'starts_at'), name='meeting_called_by_the_clock_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('issued_at', None), ('minutes', None)), models.Q(('issued_at__isnull', False), ('minutes__isnull', False)), _connector='OR'), name='meeting_issued_has_minutes')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('post', models.CharField(blank=True, help_text='The post by which the person was invited.', max_length=40)),
                ('answer', models.CharField(default='invited', help_text='invited | coming | not_coming', max_length=10)),
                ('attended', models.BooleanField(null=True)),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.enterprise')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='meetings.meeting')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('meeting', 'user'), name='participant_once'), models.UniqueConstraint(condition=models.Q(('enterprise__isnull', False)), fields=('meeting', 'enterprise'), name='participant_enterprise_once'), models.CheckConstraint(condition=models.Q(('user__isnull', False), ('enterprise__isnull', False), models.Q(('name', ''), _negated=True), _connector='OR'), name='participant_is_someone')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0)),
                ('source', models.CharField(help_text='carried | causes | overdue | … | asked', max_length=20)),
                ('key', models.CharField(max_length=80)),
                ('cluster', models.CharField(blank=True, help_text='The heading under which it stands.', max_length=120)),
                ('title', models.CharField(max_length=200)),
                ('detail', models.TextField(blank=True)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('many', models.PositiveIntegerField(default=1, help_text='How many demands it stands for.')),
                ('times', models.PositiveSmallIntegerField(default=1, help_text='In how many meetings it has stood by now.')),
                ('removed', models.BooleanField(default=False)),
                ('outcome', models.CharField(choices=[('open', 'Not dealt with yet'), ('answered', 'Answered'), ('decided', 'Decided'), ('noted', 'Taken note of'), ('carried', 'Carried over')], default='open', max_length=10)),
                ('said', models.TextField(blank=True, verbose_name='what was said')),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried_to', to='meetings.item')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registry.enterprise')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='meetings.meeting')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'key'), name='agenda_item_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='decision')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decision', to='demands.task')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='meetings.item')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
