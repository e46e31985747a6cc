from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("testing", "0006_tube_awaited")]

    operations = [
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["campaign", "day", "begins_at", "id"], name="testing_shift_in_order"),
        ),
    ]
