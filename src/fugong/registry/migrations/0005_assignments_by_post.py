from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_officerprofile")]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["campaign", "post", "officer"], name="assignment_by_post", condition=models.Q(("until", None))
            ),
        ),
    ]
