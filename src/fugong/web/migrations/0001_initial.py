import django.db.models.deletion
import fugong.core.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=128)),
                ('digest', models.BinaryField(help_text='SHA-256 of method, address and body')),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('content_type', models.CharField(blank=True, max_length=80)),
                ('body', fugong.core.sealed.SealedText(blank=True, editable=True, null=True)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['until'], name='kept_answer_until')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='kept_answer_once')],
            },
        ),
        migrations.CreateModel(
            name='CallCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('caller', models.CharField(max_length=40)),
                ('minute', models.BigIntegerField(help_text='minutes since 1970')),
                ('calls', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('caller', 'minute'), name='call_count_once')],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE web_callcount SET UNLOGGED",  # counting a call must cost no write-ahead log; a crash may forget it
            "ALTER TABLE web_callcount SET LOGGED",
        ),
    ]
