from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("training", "0002_counted_in_an_index")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                fields=["campaign", "qualification", "enterprise", "valid_until", "issued_on"], condition=Q(state="valid"),
                name="certificate_valid",
            ),
        ),
    ]  # fmt: skip
