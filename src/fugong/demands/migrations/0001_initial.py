import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import fugong.core.ids
import fugong.core.sealed
import fugong.demands.models.message
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('places', '0001_initial'),
        ('policy', '0001_initial'),
        ('registry', '0002_statistics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('category', models.CharField(blank=True, max_length=40, verbose_name='category')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='causes', to='places.campaign')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(models.F('campaign'), django.contrib.postgres.indexes.OpClass('area_code', 'text_pattern_ops'), models.F('id'), name='cause_area')],
            },
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=20, verbose_name='state')),
                ('state_since', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('clock_kind', models.CharField(blank=True, max_length=40)),
                ('clock_started_at', models.DateTimeField(blank=True, null=True)),
                ('uid', models.UUIDField(default=fugong.core.ids.uuid7, editable=False, unique=True)),
                ('area_code', models.CharField(max_length=12)),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('text', models.TextField(verbose_name='what is needed')),
                ('language', models.CharField(default='zh', help_text='zh | en | ja | ko', max_length=10, verbose_name='language')),
                ('source', models.CharField(default='one_key', max_length=12, verbose_name='source')),
                ('source_note', models.CharField(blank=True, max_length=200, verbose_name='where it was said')),
                ('contact_name', models.CharField(blank=True, max_length=60, verbose_name='contact')),
                ('contact_phone', fugong.core.sealed.SealedText(blank=True, editable=True, null=True, verbose_name='telephone')),
                ('contact_masked', models.CharField(blank=True, max_length=20)),
                ('category', models.CharField(blank=True, help_text="A category's key in the pack.", max_length=40, verbose_name='category')),
                ('proposed', models.CharField(blank=True, help_text='The category that was proposed from the text.', max_length=40)),
                ('confidence', models.FloatField(blank=True, help_text='Of the proposal, from 0 to 1.', null=True)),
                ('priority', models.PositiveSmallIntegerField(default=2, help_text='1 urgent, 2 ordinary, 3 low', verbose_name='priority')),
                ('lead', models.CharField(blank=True, help_text="Key; empty with an empty post: the duty desk's.", max_length=40, verbose_name='lead department')),
                ('post', models.CharField(blank=True, help_text='Answers instead of a department.', max_length=40, verbose_name='post')),
                ('supporting', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('designated', models.BooleanField(default=False)),
                ('declined', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('climbed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='Posts of the ladder that it reached.', size=None)),
                ('within', models.CharField(help_text='The clock of the answer, as it was when it began.', max_length=40)),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('clock_from', models.DateTimeField(help_text='Since when the clock of the answer runs.')),
                ('answer_due_at', models.DateTimeField(blank=True, null=True, verbose_name='answer due')),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('first_answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('solved_at', models.DateTimeField(blank=True, help_text='When the answer came that the enterprise confirmed.', null=True)),
                ('reopened', models.PositiveSmallIntegerField(default=0)),
                ('owes', models.CharField(blank=True, max_length=1000, verbose_name='what the enterprise owes')),
                ('stars', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='satisfaction')),
                ('rating', models.TextField(blank=True, verbose_name='what the enterprise says')),
                ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='places.campaign')),
                ('category_by', models.ForeignKey(blank=True, db_index=False, help_text='The person who chose or confirmed the category; only such rows teach.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cause', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='demands', to='demands.cause')),
                ('enterprise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='registry.enterprise')),
                ('handler', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demands_handled', to=settings.AUTH_USER_MODEL)),
                ('pack_version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
                ('parent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='demands.demand')),
                ('raised_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ('received', 'accepted', 'suspended', 'split', 'answered'))), fields=['campaign', 'due_at', 'id'], name='demand_open'), models.Index(condition=models.Q(('state__in', ('received', 'accepted', 'suspended', 'split', 'answered'))), fields=['campaign', 'lead', 'due_at', 'id'], name='demand_open_lead'), models.Index(models.F('campaign'), django.contrib.postgres.indexes.OpClass('area_code', 'text_pattern_ops'), models.F('due_at'), condition=models.Q(('state__in', ('received', 'accepted', 'suspended', 'split', 'answered'))), name='demand_area'), models.Index(fields=['campaign', 'category', '-id'], name='demand_category'), models.Index(fields=['campaign', '-id'], name='demand_latest'), models.Index(fields=['enterprise', '-id'], name='demand_enterprise'), models.Index(condition=models.Q(('state__in', ('received', 'accepted', 'suspended', 'split', 'answered'))), fields=['handler', 'due_at'], name='demand_handler'), models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='demand_parent'), models.Index(condition=models.Q(('cause__isnull', False)), fields=['cause'], name='demand_cause'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('supporting', []), _negated=True), fields=['supporting'], name='demand_supporting'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('climbed', []), _negated=True), fields=['climbed'], name='demand_climbed')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='demand_number_once'), models.CheckConstraint(condition=models.Q(('stars', None), ('stars__range', (1, 5)), _connector='OR'), name='demand_stars'), models.CheckConstraint(condition=models.Q(('lead', ''), ('post', ''), _connector='OR'), name='demand_one_answers'), models.CheckConstraint(condition=models.Q(('confidence', None), ('confidence__range', (0, 1)), _connector='OR'), name='demand_confidence')],
            },
        ),
        migrations.CreateModel(
            name='DemandClimb',
            fields=[
                ('rung', models.PositiveSmallIntegerField(default=0, help_text='Steps of the escalation ladder already fired.')),
                ('next_rung_at', models.DateTimeField(null=True)),
                ('demand', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='climb', serialize=False, to='demands.demand')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_rung_at__isnull', False)), fields=['next_rung_at'], name='demand_sweep')],
            },
        ),
        migrations.CreateModel(
            name='Searched',
            fields=[
                ('demand', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='searched', serialize=False, to='demands.demand')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), default=list, size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['terms'], name='demand_searched_terms')],
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='demands.demand')),
            ],
            options={
                'ordering': ['since'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('demand',), name='demand_suspended_once_at_a_time'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='demand_suspension_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('text', models.TextField()),
                ('texts', models.JSONField(blank=True, default=dict, help_text='Language → the same in that language.')),
                ('department', models.CharField(blank=True, max_length=40)),
                ('inside', models.BooleanField(default=False, help_text='Read by the authority only.')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='demands.demand')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['demand', 'id'], name='demand_message_of')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('contact_name', models.CharField(blank=True, max_length=60)),
                ('contact_phone', fugong.core.sealed.SealedText(blank=True, editable=True, null=True, verbose_name='telephone')),
                ('saved_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.campaign')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.enterprise')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'enterprise', 'user'), name='demand_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='Task',
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
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('what', models.CharField(max_length=500, verbose_name='what is to be done')),
                ('asked_at', models.DateTimeField()),
                ('department', models.CharField(blank=True, max_length=40, verbose_name='department')),
                ('deadline', models.DateTimeField(verbose_name='due')),
                ('from_kind', models.CharField(blank=True, help_text='demand | meeting | …', max_length=40)),
                ('from_key', models.CharField(blank=True, max_length=64)),
                ('from_name', models.CharField(blank=True, max_length=200)),
                ('from_url', models.CharField(blank=True, max_length=300)),
                ('climbed', models.JSONField(blank=True, default=list, help_text='Posts of the ladder that it reached.')),
                ('proof', models.TextField(blank=True, verbose_name='what was done')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('returned', models.PositiveSmallIntegerField(default=0)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks_asked', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='places.campaign')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('demand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='demands.demand')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.enterprise')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks_owned', to=settings.AUTH_USER_MODEL)),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
            ],
            options={
                'ordering': ['deadline', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'done'])), fields=['owner', 'deadline', 'id'], name='task_owner'), models.Index(condition=models.Q(('state__in', ['open', 'done'])), fields=['asked_by', 'deadline', 'id'], name='task_asked'), models.Index(condition=models.Q(('state__in', ['open', 'done'])), fields=['campaign', 'deadline', 'id'], name='task_open'), models.Index(models.F('campaign'), django.contrib.postgres.indexes.OpClass('area_code', 'text_pattern_ops'), models.F('deadline'), name='task_area'), models.Index(fields=['from_kind', 'from_key'], name='task_from'), models.Index(condition=models.Q(('next_rung_at__isnull', False)), fields=['next_rung_at', 'id'], name='task_sweep')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='task_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'confirmed']), _negated=True), ('done_at__isnull', False), _connector='OR'), name='task_done_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=fugong.core.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(help_text='media type, as found in the bytes', max_length=80)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('file', models.FileField(max_length=200, storage=fugong.demands.models.message.attachment_storage, upload_to=fugong.demands.models.message.attachment_path)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('demand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='demands.demand')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='demands.message')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='demands.task')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('demand__isnull', False), ('task', None)), models.Q(('demand', None), ('task__isnull', False)), _connector='OR'), name='demand_attachment_of_one')],
            },
        ),
    ]
