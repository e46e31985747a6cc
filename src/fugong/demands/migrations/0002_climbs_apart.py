import django.db.models.deletion
from django.db import migrations, models

THERE = """
INSERT INTO demands_demandclimb (demand_id, rung, next_rung_at) SELECT id, rung, next_rung_at FROM demands_demand;
SET CONSTRAINTS ALL IMMEDIATE;
"""
BACK = """
UPDATE demands_demand SET rung = climb.rung, next_rung_at = climb.next_rung_at
FROM demands_demandclimb climb WHERE climb.demand_id = demands_demand.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('demands', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='demand',
            name='demand_sweep',
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
        migrations.RunSQL(THERE, BACK),
        migrations.RemoveField(
            model_name='demand',
            name='next_rung_at',
        ),
        migrations.RemoveField(
            model_name='demand',
            name='rung',
        ),
    ]
