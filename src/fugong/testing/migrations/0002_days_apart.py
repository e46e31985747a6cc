"""Samples, who owes them, and totals become tables partitioned by day, so that a day is written, read and erased by itself."""

from django.db import migrations

PART = """
ALTER TABLE {table} RENAME TO {table}_whole;
CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (day);
DROP TABLE {table}_whole;
ALTER TABLE {table} ADD PRIMARY KEY ({key});
"""


class Migration(migrations.Migration):
    dependencies = [("testing", "0001_initial")]

    operations = [
        migrations.RunSQL(
            PART.format(table="testing_sample", key="enterprise_id, day, person_id, kind, at")
            + "CREATE INDEX testing_sample_tube ON testing_sample (tube_id) WHERE tube_id IS NOT NULL;",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            PART.format(table="testing_owing", key="enterprise_id, day, person_id, kind"),
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            PART.format(table="testing_testtotal", key="enterprise_id, day, campaign_id, kind")
            + "CREATE INDEX testing_total_area ON testing_testtotal (campaign_id, day, area_code text_pattern_ops);",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
