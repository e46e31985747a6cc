"""The planner learns which pairs of signs are common (公司) and which are rare."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE registry_enterprise ALTER COLUMN search_terms SET STATISTICS 1000",
            "ALTER TABLE registry_enterprise ALTER COLUMN search_terms SET STATISTICS -1",
        )
    ]
