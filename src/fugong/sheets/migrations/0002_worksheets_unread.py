from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sheets", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="sheetimport",
            name="unread",
            field=models.JSONField(
                default=list, help_text="[{name, rows}] worksheets that would fit and weren't read"
            ),
        ),
    ]
