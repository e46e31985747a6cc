import django.db.models.deletion
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
            name='PastDemand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=4000)),
                ('category', models.CharField(max_length=40, verbose_name='category')),
                ('digest', models.CharField(help_text='SHA-256 of the text in one form: each text once.', max_length=64)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_demands', to='places.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'digest'), name='past_demand_once')],
            },
        ),
        migrations.CreateModel(
            name='LearnedRouting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learned_at', models.DateTimeField(verbose_name='learned')),
                ('examples', models.PositiveIntegerField(help_text='Demands that it learned from.')),
                ('confirmed', models.PositiveIntegerField(help_text='Demands that people had confirmed by then.')),
                ('digest', models.CharField(max_length=64)),
                ('content', models.BinaryField(help_text='Plain arrays; see demands.routing.storing.')),
                ('report', models.JSONField(default=dict)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learned_routings', to='places.campaign')),
                ('learned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['campaign', '-id'], name='learned_routing_latest')],
            },
        ),
    ]
