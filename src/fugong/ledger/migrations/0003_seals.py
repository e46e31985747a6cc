from django.db import migrations, models

NEVER_CHANGED = """
CREATE TRIGGER ledger_seal_append_only BEFORE UPDATE OR DELETE ON ledger_seal
    FOR EACH ROW EXECUTE FUNCTION ledger_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('bound', models.BigIntegerField()),
                ('writers', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(help_text='Without a gap, from 1.', primary_key=True, serialize=False)),
                ('last_id', models.BigIntegerField(help_text='It covers all events above the last one of the seal before, up to this.', unique=True)),
                ('events', models.PositiveIntegerField()),
                ('root', models.BinaryField(help_text="SHA-256 over the events' hashes, in the order of their numbers, as a tree (RFC 6962).")),
                ('before', models.BinaryField(help_text='The hash of the seal before; 32 zero bytes in the first.')),
                ('hash', models.BinaryField(help_text='SHA-256 over all of the above and the moment.')),
                ('sealed_at', models.DateTimeField()),
                ('leaves', models.BinaryField(help_text="The first 8 bytes of each event's hash, so that a wrong one can be named.")),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.RunSQL(NEVER_CHANGED, "DROP TRIGGER ledger_seal_append_only ON ledger_seal"),
    ]
