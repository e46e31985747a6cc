import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('places', '0001_initial'),
        ('policy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Freeze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('frozen_at', models.DateTimeField()),
                ('definitions', models.JSONField(help_text="The indicators' definitions at that time.")),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='freezes', to='places.campaign')),
                ('frozen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'day'), name='freeze_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='FrozenFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('node', models.CharField(help_text='Code prefix.', max_length=12)),
                ('segment', models.CharField(blank=True, help_text="A slice: a segment's key, or @ and a group's.", max_length=48)),
                ('measure', models.CharField(max_length=60)),
                ('value', models.DecimalField(decimal_places=4, max_digits=20)),
                ('freeze', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='figures.freeze')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('freeze', 'node', 'segment', 'measure'), name='frozen_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='Totals',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('stamp', models.CharField(help_text='What had changed when it was counted.', max_length=60)),
                ('version', models.UUIDField()),
                ('took', models.FloatField(help_text='Seconds of counting.')),
                ('counted_at', models.FloatField(help_text="Seconds of the machine's own clock.")),
                ('data', models.BinaryField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='totals', to='places.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'day'), name='totals_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('content', models.JSONField(default=dict)),
                ('remarks', models.TextField(blank=True, verbose_name='remarks')),
                ('drafted_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulletins', to='places.campaign')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-day'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'day'), name='bulletin_once_a_day'), models.UniqueConstraint(fields=('campaign', 'number'), name='bulletin_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('issued_at', None), ('issued_by', None), ('number', None)), models.Q(('issued_at__isnull', False), ('issued_by__isnull', False), ('number__isnull', False)), _connector='OR'), name='bulletin_issued_is_whole')],
            },
        ),
    ]
