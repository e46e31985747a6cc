"""How many enterprises have a meter of a kind is read off an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["campaign", "kind", "enterprise", "area_code"], name="meter_kind"),
        )
    ]
