from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_undo_offers")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["name", "id"], condition=models.Q(("is_active", True)), name="user_by_name"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["id"], condition=models.Q(("is_active", False)), name="user_closed"),
        ),
    ]
