"""Health reports and totals become tables partitioned by day, so that a day is written, read and erased by itself."""

from django.db import migrations

PART = """
ALTER TABLE {table} RENAME TO {table}_whole;
CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (day);
DROP TABLE {table}_whole;
ALTER TABLE {table} ADD PRIMARY KEY ({key});
"""


class Migration(migrations.Migration):
    dependencies = [("workforce", "0001_initial")]

    operations = [
        migrations.RunSQL(
            PART.format(table="workforce_healthreport", key="enterprise_id, day, person_id, at"),
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            PART.format(table="workforce_healthtotal", key="enterprise_id, day, campaign_id")
            + "CREATE INDEX health_total_area ON workforce_healthtotal (campaign_id, day, area_code text_pattern_ops);",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
