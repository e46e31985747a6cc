from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lodging", "0002_never_over_capacity")]

    operations = [
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                fields=["campaign", "until"], name="stay_ending", condition=models.Q(("state", "moved_in"))
            ),
        ),
    ]
