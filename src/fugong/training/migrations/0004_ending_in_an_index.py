from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("training", "0003_valid_in_an_index")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                fields=["campaign", "valid_until"], include=["area_code", "due_at"], condition=Q(state="valid"),
                name="certificate_ending",
            ),
        ),
    ]  # fmt: skip
