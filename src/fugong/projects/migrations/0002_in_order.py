from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="project", index=models.Index(fields=["campaign", "priority", "id"], name="project_order")
        ),
    ]
