from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="certificate", name="certificate_area"),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), "state", "due_at", "enterprise", name="certificate_area"
            ),
        ),
        migrations.RemoveIndex(model_name="trainee", name="trainee_area"),
        migrations.AddIndex(
            model_name="trainee",
            index=models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), "course", "state", "due_at", "enterprise",
                name="trainee_area",
            ),
        ),
    ]  # fmt: skip
