from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0003_awaited")]

    operations = [
        migrations.AddIndex(
            model_name="employment",
            index=models.Index(
                fields=["campaign", "enterprise"], name="employment_current", condition=models.Q(("left_on", None))
            ),
        ),
    ]
