from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_expected")]

    operations = [
        migrations.AddIndex(
            model_name="roundstop", index=GinIndex(fields=["companions"], name="round_stop_companions")
        ),
    ]
