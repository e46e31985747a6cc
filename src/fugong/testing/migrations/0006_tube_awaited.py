from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("testing", "0005_proven_by_certificates")]

    operations = [
        migrations.AddIndex(
            model_name="tube",
            index=models.Index(
                fields=["campaign", "due_at", "id"],
                name="testing_tube_awaited",
                condition=models.Q(("state", "sent")),
            ),
        ),
    ]
