"""Samples of a gate that lie in no tube of ours are found while they wait for their result."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("testing", "0007_shifts_in_order")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX testing_sample_waiting ON testing_sample (campaign_id, at)"
            " WHERE via = 'gate' AND tube_id IS NULL AND result = '';",
            reverse_sql="DROP INDEX testing_sample_waiting;",
        )
    ]
