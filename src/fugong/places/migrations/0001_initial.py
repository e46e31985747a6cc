import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('policy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Jurisdiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^\\d{12}$')], verbose_name='code')),
                ('prefix', models.CharField(editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('names', models.JSONField(blank=True, default=dict, help_text='The name in other languages.')),
                ('outline', models.JSONField(blank=True, help_text='GeoJSON geometry', null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='places.jurisdiction')),
            ],
            options={
                'ordering': ['code'],
                'indexes': [models.Index(django.contrib.postgres.indexes.OpClass('prefix', 'text_pattern_ops'), name='jurisdiction_subtree')],
            },
        ),
        migrations.CreateModel(
            name='Grid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, verbose_name='key')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('names', models.JSONField(blank=True, default=dict)),
                ('outline', models.JSONField(blank=True, help_text='GeoJSON geometry', null=True)),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grids', to='places.jurisdiction')),
            ],
            options={
                'ordering': ['jurisdiction__code', 'key'],
                'constraints': [models.UniqueConstraint(fields=('jurisdiction', 'key'), name='grid_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='key')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('names', models.JSONField(blank=True, default=dict)),
                ('is_drill', models.BooleanField(default=False, verbose_name='drill')),
                ('state', models.CharField(default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='places.jurisdiction')),
            ],
            options={
                'ordering': ['jurisdiction__code', 'key'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='campaign_closed_has_a_time')],
            },
        ),
    ]
