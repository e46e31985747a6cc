import django.contrib.postgres.fields
import django.db.models.deletion
import fugong.core.ids
import fugong.core.sealed
import uuid
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
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=10)),
                ('value', fugong.core.sealed.SealedText(blank=True, editable=True, null=True)),
                ('index', models.BinaryField(max_length=16)),
                ('label', models.CharField(help_text='The address as it may be shown.', max_length=80)),
                ('added_at', models.DateTimeField()),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, help_text="The receiver said that it isn't there.", null=True)),
                ('code_digest', models.BinaryField(blank=True, null=True)),
                ('code_until', models.DateTimeField(blank=True, null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('code_sent_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['channel', 'id'],
                'indexes': [models.Index(condition=models.Q(('failed_at', None), ('verified_at__isnull', False)), fields=['person', 'channel'], name='address_in_use')],
                'constraints': [models.UniqueConstraint(fields=('person', 'channel', 'index'), name='address_once')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, max_length=60)),
                ('channel', models.CharField(max_length=10)),
                ('mode', models.CharField(max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channel_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'channel'), name='choice_once')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='channel_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('quiet_from', models.CharField(blank=True, help_text='HH:MM', max_length=5)),
                ('quiet_until', models.CharField(blank=True, help_text='HH:MM', max_length=5)),
                ('digest_at', models.CharField(blank=True, help_text='HH:MM', max_length=5)),
                ('codes_on', models.DateField(blank=True, help_text='The day on which codes were asked for last.', null=True)),
                ('codes_sent', models.PositiveSmallIntegerField(default=0, help_text='How many on that day.')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=fugong.core.ids.uuid7, editable=False, unique=True)),
                ('event_uid', models.UUIDField(help_text='The event that it tells of, else its own: every repeat bears it.')),
                ('kind', models.CharField(max_length=60)),
                ('urgent', models.BooleanField(default=False)),
                ('title', models.JSONField(help_text='language → text')),
                ('body', models.JSONField(default=dict, help_text='language → text')),
                ('url', models.CharField(max_length=500)),
                ('about_kind', models.CharField(blank=True, max_length=40)),
                ('about_key', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.campaign')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['about_kind', 'about_key'], name='message_about'), models.Index(fields=['campaign'], name='message_campaign')],
            },
        ),
        migrations.CreateModel(
            name='InboxEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inbox', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='channels.message')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', '-id'], name='inbox_of_person'), models.Index(condition=models.Q(('read_at', None)), fields=['person', '-id'], name='inbox_unread')],
                'constraints': [models.UniqueConstraint(fields=('message', 'person'), name='inbox_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Robot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('group', models.CharField(blank=True, help_text='Whose messages it carries; empty: those for all.', max_length=60)),
                ('kinds', models.JSONField(default=list, help_text='Only these kinds of message; empty: all.')),
                ('language', models.CharField(default='zh', max_length=10)),
                ('url', fugong.core.sealed.SealedText(blank=True, editable=True, null=True)),
                ('secret', fugong.core.sealed.SealedText(blank=True, editable=True, null=True)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('blocked_until', models.DateTimeField(blank=True, help_text='The other side refuses all until then.', null=True)),
                ('busy_until', models.DateTimeField(blank=True, help_text='Somebody sends to it now.', null=True)),
                ('slots', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, help_text='When the last messages had gone.', size=None)),
                ('made_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='robots', to='places.campaign')),
            ],
            options={
                'ordering': ['campaign', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('channel', models.CharField(max_length=10)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('digest', models.BooleanField(default=False, help_text='Goes with others in one message.')),
                ('due_at', models.DateTimeField(help_text='When it is tried next; while it is being sent, when it counts as lost.')),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('code', models.CharField(blank=True, help_text='Why the last try failed.', max_length=40)),
                ('detail', models.CharField(blank=True, help_text='What the receiver answered.', max_length=300)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('address', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='channels.address')),
                ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.campaign')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='channels.message')),
                ('robot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='channels.robot')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='delivery_due'), models.Index(condition=models.Q(('state', 'waiting')), fields=['robot', 'due_at'], name='delivery_of_robot'), models.Index(condition=models.Q(('state', 'dead')), fields=['channel', '-id'], name='delivery_dead'), models.Index(fields=['message'], name='delivery_message')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address__isnull', False), ('person__isnull', False), ('robot', None)), models.Q(('address', None), ('person', None), ('robot__isnull', False)), _connector='OR'), name='delivery_has_one_receiver'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='delivery_ended_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Gateway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('method', models.CharField(default='POST', max_length=4)),
                ('url', fugong.core.sealed.SealedText(blank=True, editable=True, null=True)),
                ('headers', fugong.core.sealed.SealedText(blank=True, editable=True, null=True)),
                ('body', fugong.core.sealed.SealedText(blank=True, editable=True, null=True)),
                ('body_kind', models.CharField(default='json', help_text='json | form | text', max_length=4)),
                ('success_path', models.CharField(blank=True, help_text='Where in the JSON answer the result stands.', max_length=100)),
                ('success_value', models.CharField(blank=True, help_text='What stands there when it was accepted.', max_length=100)),
                ('longest', models.PositiveSmallIntegerField(default=300, help_text='Signs of a message, at most.')),
                ('per_minute', models.PositiveIntegerField(default=600)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('free_at', models.DateTimeField(blank=True, help_text='Up to when its minute is used.', null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
