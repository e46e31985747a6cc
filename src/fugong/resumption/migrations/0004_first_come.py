from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("resumption", "0003_resumption_priority")]

    operations = [
        migrations.RemoveIndex(model_name="filing", name="filing_area"),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), "state", "route", "id", name="filing_area"
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["campaign", "state", "filed_at", "id"], name="filing_first_come"),
        ),
        migrations.AddIndex(
            model_name="filingstep",
            index=models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="step_open"),
        ),
        migrations.RemoveIndex(model_name="resumption", name="resumption_area"),
        migrations.AddIndex(
            model_name="resumption",
            index=models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), F("state"), F("batch"), name="resumption_area"
            ),
        ),
    ]
