import django.db.models.deletion
import fugong.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=fugong.core.ids.uuid7, editable=False, unique=True)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(help_text='The name at that time, or what acted: the clock, a sheet.', max_length=80)),
                ('verb', models.CharField(help_text='A stable key such as filing.submit.', max_length=60)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_key', models.CharField(max_length=64)),
                ('campaign_id', models.BigIntegerField(null=True)),
                ('enterprise_id', models.BigIntegerField(null=True)),
                ('area_code', models.CharField(blank=True, max_length=12)),
                ('frm', models.CharField(blank=True, max_length=30)),
                ('to', models.CharField(blank=True, max_length=30)),
                ('reason', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['subject_kind', 'subject_key', 'id'], name='event_subject'), models.Index(fields=['enterprise_id', '-id'], name='event_enterprise'), models.Index(fields=['campaign_id', 'verb', 'at'], name='event_campaign')],
            },
        ),
    ]
