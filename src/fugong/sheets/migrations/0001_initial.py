import django.db.models.deletion
import fugong.core.ids
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
            name='SheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=fugong.core.ids.uuid7, editable=False, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('state', models.CharField(default='reading', max_length=10)),
                ('file_name', models.CharField(max_length=200)),
                ('stored_at', models.CharField(blank=True, help_text='Where a large file waits to be read.', max_length=200)),
                ('sheet_name', models.CharField(blank=True, max_length=100)),
                ('options', models.JSONField(default=dict, help_text='What the kind asks for besides the file, such as a day.')),
                ('headings', models.JSONField(default=list, help_text='[{index, text, key, unit}]')),
                ('notes', models.JSONField(default=list, help_text='What the user should know about how the sheet was read.')),
                ('failure', models.TextField(blank=True)),
                ('rows_expected', models.PositiveIntegerField(default=0)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('rows_passed_over', models.PositiveIntegerField(default=0, help_text='Totals, signatures, section titles.')),
                ('rows_warned', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict, help_text='verdict → rows')),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('applied', models.JSONField(default=dict, help_text='{new, changed} rows that were written')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheet_imports', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheet_imports', to='places.campaign')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['by', '-id'], name='sheet_import_of_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at', None)), _connector='OR'), name='sheet_import_applied_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='SheetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='As Excel counts.')),
                ('verdict', models.CharField(max_length=8)),
                ('target_id', models.BigIntegerField(help_text='The record that it changes.', null=True)),
                ('values', models.JSONField(help_text='column key → value')),
                ('changes', models.JSONField(default=dict, help_text='column key → [old, new]')),
                ('faults', models.JSONField(default=list, help_text='[[cell, words, code, level]]')),
                ('cells', models.TextField(help_text='The row as it stood, as JSON; null where a cell is personal.')),
                ('sealed', models.BinaryField(help_text='Its personal cells, sealed.', null=True)),
                ('sheet_import', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='sheets.sheetimport')),
            ],
            options={
                'indexes': [models.Index(fields=['sheet_import', 'verdict', 'number'], name='sheet_row_by_verdict')],
            },
        ),
    ]
