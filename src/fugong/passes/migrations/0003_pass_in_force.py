from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("passes", "0002_only_from_an_approved_case")]

    operations = [
        migrations.AddIndex(
            model_name="pass",
            index=models.Index(
                fields=["campaign", "kind", "enterprise", "until"],
                name="pass_in_force",
                condition=models.Q(("state__in", ("valid", "suspended"))),
            ),
        ),
    ]
