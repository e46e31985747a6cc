import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import fugong.core.sealed
import fugong.registry.search
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Park',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, verbose_name='key')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('names', models.JSONField(blank=True, default=dict)),
                ('kind', models.CharField(default='park', help_text='park | building | incubator', max_length=20, verbose_name='kind')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parks', to='places.jurisdiction')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('jurisdiction', 'key'), name='park_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(editable=False, help_text="The jurisdiction's code, for subtree searches.", max_length=12)),
                ('uscc', models.CharField(max_length=18, unique=True, verbose_name='unified social credit code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('names', models.JSONField(blank=True, default=dict)),
                ('sector', models.CharField(blank=True, help_text='GB/T 4754: a letter and up to four digits, such as C3921', max_length=6, verbose_name='sector')),
                ('sector_is_proposed', models.BooleanField(default=False, help_text='Guessed from the business scope; nobody has confirmed it.')),
                ('scale', models.CharField(blank=True, max_length=8, verbose_name='size class')),
                ('above_scale', models.BooleanField(blank=True, null=True, verbose_name='above scale')),
                ('ownership', models.CharField(blank=True, max_length=12, verbose_name='ownership')),
                ('foreign_invested', models.BooleanField(default=False, verbose_name='foreign-invested')),
                ('country', models.CharField(blank=True, help_text='ISO 3166', max_length=2, verbose_name='country of the investor')),
                ('output_value', models.BigIntegerField(blank=True, help_text='yuan a year', null=True, verbose_name='output value')),
                ('revenue', models.BigIntegerField(blank=True, help_text='yuan a year', null=True, verbose_name='main revenue')),
                ('tax_paid', models.BigIntegerField(blank=True, help_text='yuan a year', null=True, verbose_name='tax paid')),
                ('staff_total', models.PositiveIntegerField(blank=True, null=True, verbose_name='staff')),
                ('staff_outside', models.PositiveIntegerField(blank=True, null=True, verbose_name='staff from outside')),
                ('registered_on', models.DateField(blank=True, null=True, verbose_name='registered on')),
                ('registered_capital', models.CharField(blank=True, max_length=60, verbose_name='registered capital')),
                ('legal_form', models.CharField(blank=True, max_length=80, verbose_name='legal form')),
                ('business_scope', models.TextField(blank=True, verbose_name='business scope')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='tags')),
                ('extra', models.JSONField(blank=True, default=dict, help_text="Facts that the place's pack adds.")),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('search_terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, editable=False, size=None)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='enterprises', to='places.grid')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enterprises', to='places.jurisdiction')),
                ('park', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='enterprises', to='registry.park')),
                ('search_text', models.GeneratedField(db_persist=True, expression=fugong.registry.search.Squeezed('name', 'address', 'uscc'), output_field=models.TextField())),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(django.contrib.postgres.indexes.OpClass('area_code', 'text_pattern_ops'), models.F('id'), name='enterprise_area'), models.Index(fields=['name', 'id'], name='enterprise_name'), models.Index(fields=['grid', 'id'], name='enterprise_grid'), django.contrib.postgres.indexes.GinIndex(fields=['search_terms'], name='enterprise_search'), django.contrib.postgres.indexes.GinIndex(fields=['tags'], name='enterprise_tags'), models.Index(models.OrderBy(django.db.models.functions.comparison.Coalesce('output_value', -1), descending=True), models.F('id'), name='enterprise_by_output'), models.Index(models.OrderBy(django.db.models.functions.comparison.Coalesce('staff_total', -1), descending=True), models.F('id'), name='enterprise_by_staff')],
                'constraints': [models.CheckConstraint(condition=models.Q(('uscc__regex', '^[0-9A-HJ-NP-RTUW-Y]{18}$')), name='enterprise_uscc_form'), models.CheckConstraint(condition=models.Q(('area_code__regex', '^\\d{12}$')), name='enterprise_area_code_form'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='enterprise_place_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='registry.enterprise')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.grid')),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default='liaison', help_text='legal | liaison | control', max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('phone', fugong.core.sealed.SealedText(blank=True, editable=True, null=True, verbose_name='telephone')),
                ('phone_index', models.BinaryField(null=True)),
                ('phone_masked', models.CharField(blank=True, max_length=20)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='registry.enterprise')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['phone_index'], name='contact_phone')],
                'constraints': [models.UniqueConstraint(fields=('enterprise', 'kind', 'name'), name='contact_once')],
            },
        ),
        migrations.CreateModel(
            name='SupplyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(blank=True, max_length=120, verbose_name='what is supplied')),
                ('critical', models.BooleanField(default=False, verbose_name='critical')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suppliers', to='registry.enterprise')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='customers', to='registry.enterprise')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('supplier', 'customer', 'what'), name='supply_link_once'), models.CheckConstraint(condition=models.Q(('supplier', models.F('customer')), _negated=True), name='supply_link_of_two')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=12)),
                ('segments', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('reasons', models.JSONField(default=dict, help_text='Segment key → the deciding terms with their values.')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='industry group')),
                ('computed_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='places.campaign')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='registry.enterprise')),
                ('missing_posts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, help_text='Those of them that lack a holder now.', size=None)),
                ('required_posts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, help_text='Posts that must be held for this enterprise.', size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['segments'], name='enrolment_segments'), models.Index(models.F('campaign'), django.contrib.postgres.indexes.OpClass('area_code', 'text_pattern_ops'), models.F('enterprise'), name='enrolment_area'), models.Index(condition=models.Q(('missing_posts', []), _negated=True), fields=['campaign', 'enterprise'], name='enrolment_uncovered')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'enterprise'), name='enrolment_once')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(help_text="A post's key in the pack.", max_length=40, verbose_name='post')),
                ('area', models.CharField(help_text='Code prefix that the post answers for.', max_length=12, verbose_name='area')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='industry group')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=200)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='places.campaign')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='postings', to='places.grid')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('campaign', 'user', 'post', 'area', 'group', 'grid'), name='posting_once_at_a_time', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='posting_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=12)),
                ('post', models.CharField(max_length=40, verbose_name='post')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=200)),
                ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='places.campaign')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='registry.enterprise')),
            ],
            options={
                'ordering': ['-since'],
                'indexes': [models.Index(condition=models.Q(('until', None)), fields=['officer', 'enterprise'], name='assignment_of_officer'), models.Index(condition=models.Q(('until', None)), fields=['campaign', 'enterprise'], name='assignment_of_enterprise')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('campaign', 'enterprise', 'post', 'officer'), name='assignment_once_at_a_time'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='assignment_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(default='verification', max_length=20, verbose_name='kind')),
                ('area', models.CharField(max_length=12, verbose_name='area')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='industry group')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='places.campaign')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='teams', to='places.grid')),
            ],
            options={
                'ordering': ['key'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'key'), name='team_key_once')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(default='member', help_text='leader | member | expert', max_length=12, verbose_name='part')),
                ('field', models.CharField(blank=True, max_length=60, verbose_name='field')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='registry.team')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'user'), name='team_member_once')],
            },
        ),
    ]
