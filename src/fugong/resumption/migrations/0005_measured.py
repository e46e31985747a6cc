from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("resumption", "0004_first_come")]

    operations = [
        migrations.AddField(
            model_name="checklistanswer",
            name="value",
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True),
        ),
        migrations.AlterField(
            model_name="checklistanswer",
            name="answer",
            field=models.CharField(help_text="yes | no | not_applicable", max_length=16),
        ),
    ]
