from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_user_by_name")]

    operations = [
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["scope_kind", "scope_key", "role", "user"], name="grant_where"),
        ),
    ]
