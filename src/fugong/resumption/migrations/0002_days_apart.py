"""Reports and standings become tables partitioned by day, so that a day is written, read and retired by itself."""

from django.db import migrations

PART = """
ALTER TABLE {table} RENAME TO {table}_whole;
CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (day);
DROP TABLE {table}_whole;
ALTER TABLE {table} ADD PRIMARY KEY ({key});
"""


class Migration(migrations.Migration):
    dependencies = [("resumption", "0001_initial")]

    operations = [
        migrations.RunSQL(
            PART.format(table="resumption_report", key="enterprise_id, day, campaign_id, seq"),
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            PART.format(table="resumption_standing", key="enterprise_id, day, campaign_id")
            + "CREATE INDEX standing_area ON resumption_standing (campaign_id, day, area_code text_pattern_ops, enterprise_id);",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
